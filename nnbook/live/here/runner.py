"""Runs, in the page, what a reader has typed: statement by statement, as a terminal would.

The browser's Python runs this file as it is; so it imports nothing but Python's own modules.
"""

import ast
import builtins
import io
import json
import linecache
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from types import CodeType
from typing import Any

LIMIT = 100_000
"""How many characters a statement may print: more would stop the page, not only the example."""

BUILTINS = dict(vars(builtins))
NUMPY = sys.modules.get("numpy")
PRINTING: dict[str, Any] = NUMPY.get_printoptions() if NUMPY else {}

Tell = Callable[[int, str, str, bool], None]
"""Hears which step runs, the source of a statement, what it gave, and whether it failed."""


class Printed(io.StringIO):
    """What a statement prints."""

    def write(self, text: str) -> int:
        """Take `text`, if that is not too much."""
        if self.tell() + len(text) > LIMIT:
            raise RuntimeError(f"more than {LIMIT:,} characters were printed")
        return super().write(text)


def run(steps: str, tell: Tell) -> None:
    r"""Run steps in order, in a fresh namespace, and `tell` what each gives.

    Parameters
    ----------
    steps
        A list in JSON. A step with ``code`` runs statements; one with ``value`` gives the text
        of a replacement field, as in an f-string; one with ``check`` calls an exercise's check,
        and gives what does not hold.
    tell
        Hears of each statement and value.

    Examples
    --------
    >>> run('[{"code": "y = 2"}, {"code": "y"}, {"value": "y:.1f"}]', lambda *told: print(told))
    (0, 'y = 2', '', False)
    (1, 'y', '2\n', False)
    (2, 'y:.1f', '2.0', False)
    """
    _refresh()
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for index, step in enumerate(json.loads(steps)):
        if "code" in step:
            for source, output, failed in _run_code(step["code"], index, namespace):
                tell(index, source, output, failed)
        elif "check" in step:
            wrong = _wrong(step["check"], namespace)
            tell(index, step["check"], wrong, bool(wrong))
        else:
            tell(index, step["value"], *_caught(_write_value, step["value"], namespace))


def _refresh() -> None:
    """Undo what an earlier run may have done to all."""
    vars(builtins).update(BUILTINS)
    vars(builtins).pop("_", None)
    sys.displayhook = sys.__displayhook__
    if NUMPY:
        NUMPY.set_printoptions(**PRINTING)


def _run_code(code: str, index: int, namespace: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Yield each statement, what it gave, and whether it failed."""
    name = f"<example {index + 1}>"
    linecache.cache[name] = len(code), None, code.splitlines(keepends=True), name
    try:
        found = list(statements(code, name))
    except SyntaxError as error:
        yield code, "".join(traceback.format_exception_only(error)), True
        return
    for source, compiled in found:
        yield source, *_caught(exec, compiled, namespace)


def statements(code: str, name: str) -> Iterator[tuple[str, CodeType]]:
    r"""Yield the statements as they would be typed in a terminal: with source, and compiled.

    Examples
    --------
    >>> [source for source, _ in statements("a = 1; b = 2\n# why\na", "<example>")]
    ['a = 1; b = 2', '# why\na']
    """
    rows, at = code.split("\n"), 0
    groups: list[list[ast.stmt]] = []
    for node in ast.parse(code, name).body:
        if groups and node.lineno <= (groups[-1][-1].end_lineno or 0):
            groups[-1].append(node)
        else:
            groups.append([node])
    for group in groups:
        end = group[-1].end_lineno or 0
        source, at = "\n".join(rows[at:end]).strip("\n"), end
        yield source, compile(ast.Interactive(group), name, "single", dont_inherit=True)


def _caught(act: Callable[..., object], *arguments: object) -> tuple[str, bool]:
    """Return what `act` prints, with the error that it raises, and whether it raises one."""
    printed = Printed()
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            act(*arguments)
    except BaseException as error:
        return printed.getvalue() + shown(error), True
    return printed.getvalue(), False


def shown(error: BaseException) -> str:
    """Return an error as the book shows it: without the places it came through."""
    return f"Traceback (most recent call last):\n    ...\n{bare(error)}"


def bare(error: BaseException) -> str:
    """Return the last lines of an error, without the place of a mistake in syntax."""
    return re.sub(r"\A(?:[ ].*\n)*", "", "".join(traceback.format_exception_only(error)))


def _wrong(check: str, namespace: dict[str, Any]) -> str:
    """Return which case of a check does not hold, with its code; nothing where all do."""
    printed = Printed()
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            exec(check, namespace)
    except AssertionError as error:
        case = traceback.extract_tb(error.__traceback__)[-1].line or check
        return f"{str(error) or 'a case does not hold'}\n{case}"
    except BaseException as error:
        return f"{bare(error)}{check}"
    return ""


def _write_value(field: str, namespace: dict[str, Any]) -> None:
    """Write a replacement field, as an f-string has it."""
    sys.stdout.write(eval(f'f"""{{{field}}}"""', namespace))
