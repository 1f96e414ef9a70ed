"""Runs the parts of a page in order, in one namespace, and keeps what each one gave."""

import ast
import doctest
import io
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from nnbook.live.page.fault import Fault, PageError
from nnbook.live.page.page import Page
from nnbook.live.page.parts import Block, Examples, Program, Value, as_expected
from nnbook.live.run.watch import Watch

TRACEBACK = "Traceback (most recent call last):\n    ...\n"

REMARK = re.compile(r"^[ \t]*#.*", re.MULTILINE)


@dataclass
class Outcome:
    """What one part of a page gave.

    Attributes
    ----------
    outputs
        For examples the live output of each; for a block what it printed; for a value
        its formatted text and its full text.
    faults
        What was wrong; empty for a part that may be published.
    """

    outputs: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def run(
    page: Page, watch: Watch | None = None, namespace: dict[str, Any] | None = None
) -> Iterator[Outcome]:
    """Run the parts of `page` one by one, and yield the outcome of each.

    A fault does not end the page: what follows it still runs, as far as it can.

    Parameters
    ----------
    page
        The page.
    watch
        What is told of each example, statement and value before it runs, and looks after it.
    namespace
        The page's names; a fresh one unless given.

    Examples
    --------
    >>> page = Page.parse("`{python} 2 * 2` and `{python} 1 / 3:.2f`")
    >>> [outcome.outputs for outcome in run(page)]
    [['4', '4'], ['0.33', '0.3333333333333333']]
    """
    watch = watch or Watch()
    namespace = {"__name__": "__main__"} if namespace is None else namespace
    runs: dict[type, Callable[..., Outcome]]
    runs = {Examples: _run_examples, Block: _run_block, Value: _run_value}
    for part in page.programs():
        watch.start(part.line)
        with warnings.catch_warnings(), redirect_stderr(watch.told):
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", ResourceWarning)  # of open files, as in a terminal
            outcome = runs[type(part)](part, namespace, page.path, watch)
            watch.same("stderr", watch.told, sys.stderr)
        watch.end_part()
        outcome.faults.extend(watch.faults(page.path, part.code))
        yield outcome


class _Recorder(doctest.DocTestRunner):
    """Runs examples as doctest does, and keeps the live output of each."""

    def __init__(self, path: str, part: Examples, watch: Watch) -> None:
        super().__init__(verbose=False)
        self.path, self.part, self.watch = path, part, watch
        self.outcome = Outcome()
        self.before: Any = None
        self.after: Any = None
        """What `sys.stdout` was before the first example, and after the last."""

    def report_start(self, _out: Any, _test: Any, example: doctest.Example) -> None:
        """Say which line starts."""
        self.before = self.before or sys.stdout
        self.watch.start(self.part.line + 1 + example.lineno)

    def report_success(self, _out: Any, _test: Any, example: doctest.Example, got: str) -> None:
        """Keep the live output."""
        self._end(example, got)

    def report_failure(self, _out: Any, _test: Any, example: doctest.Example, got: str) -> None:
        """Keep the live output, and the fault that it is not the expected one."""
        self._end(example, got)
        mendable = _mendable(self.part, got)
        problem = "the output is not the expected one"
        if not mendable:
            problem = (
                "a page cannot show this output: it has a tab, a prompt, a fence or a traceback"
            )
        if set(REMARK.findall(example.want)) - set(REMARK.findall(got)):
            problem = "a remark below an example is its expected output: put a blank line above it"
            mendable = False
        self.outcome.faults.append(
            self._fault(example, problem, example.want, got, mendable=mendable)
        )

    def report_unexpected_exception(
        self, _out: Any, _test: Any, example: doctest.Example, exc_info: Any
    ) -> None:
        """Keep the exception as output and as fault."""
        error = exc_info[1]
        self._end(example, _shown(exc_info))
        expected = self.watch.expected(error, example.want)
        fault = self._fault(example, _title(error), expected, _last_lines(error))
        self.outcome.faults.append(fault)

    def _end(self, example: doctest.Example, got: str) -> None:
        """Keep an output, and what else the example did."""
        self.after = sys.stdout
        self.watch.end()
        self.outcome.outputs.append(got)
        self.outcome.faults.extend(self.watch.faults(self.path, example.source))

    def _fault(
        self,
        example: doctest.Example,
        problem: str,
        expected: str,
        got: str,
        *,
        mendable: bool = False,
    ) -> Fault:
        line = self.part.line + 1 + example.lineno
        return Fault(self.path, line, problem, example.source, expected, got, mendable)


def _run_examples(part: Examples, namespace: dict[str, Any], path: str, watch: Watch) -> Outcome:
    recorder = _Recorder(path, part, watch)
    name = f"{path}:{part.line}"  # one name a fence, or doctest mixes up their tracebacks
    test = doctest.DocTest(part.examples(), {}, name, path, part.line, None)
    test.globs = namespace  # DocTest would copy it, and the page's next part see nothing
    with patch("doctest._exception_traceback", _shown):
        recorder.run(test, out=lambda _: None, clear_globs=False)
    watch.same("stdout", recorder.before, recorder.after)
    return recorder.outcome


def _run_block(part: Block, namespace: dict[str, Any], path: str, watch: Watch) -> Outcome:
    printed = io.StringIO()
    try:
        # Blank lines in front make the line numbers of a traceback those of the page.
        module = ast.parse("\n" * part.line + part.code, path)
        with redirect_stdout(printed):
            for statement in module.body:
                watch.start(statement.lineno)
                exec(compile(ast.Module([statement], []), path, "exec"), namespace)
                watch.end()
            watch.same("stdout", printed, sys.stdout)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        watch.end()
        expected = watch.expected(error, "the block to end without an error")
        fault = _fault(error, part, path, expected)
        return Outcome([printed.getvalue()], [fault])
    return Outcome([printed.getvalue()])


def _run_value(part: Value, namespace: dict[str, Any], path: str, watch: Watch) -> Outcome:
    printed = io.StringIO()
    try:
        expression, convert, spec = _replacement_field(part.field)
        with redirect_stdout(printed):
            value = eval(compile(expression, path, "eval"), namespace)
            text = format(convert(value), eval(compile(spec, path, "eval"), namespace))
            watch.end()
            watch.same("stdout", printed, sys.stdout)
        if value is None or printed.getvalue():
            expected, got = "a value, and nothing printed", printed.getvalue() or text
            return Outcome(["", ""], [Fault(path, part.line, "no value", part.code, expected, got)])
        return Outcome([text, str(value)])
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        watch.end()
        return Outcome(["", ""], [_fault(error, part, path, watch.expected(error, "a value"))])


def _replacement_field(
    text: str,
) -> tuple[ast.Expression, Callable[[Any], Any], ast.Expression]:
    """Split ``expression!conversion:spec`` as Python itself splits an f-string's field."""
    fstring = ast.parse(f'f"""{{{text}}}"""', mode="eval").body
    fields = fstring.values if isinstance(fstring, ast.JoinedStr) else []
    if len(fields) != 1 or not isinstance(fields[0], ast.FormattedValue):
        raise SyntaxError(f"not one replacement field of an f-string: {text}")
    conversions: dict[int, Callable[[Any], Any]] = {115: str, 114: repr, 97: ascii}
    convert = conversions.get(fields[0].conversion, lambda value: value)
    spec = fields[0].format_spec or ast.Constant("", lineno=1, col_offset=0)
    return ast.Expression(fields[0].value), convert, ast.Expression(spec)


def _fault(error: BaseException, part: Program, path: str, expected: str) -> Fault:
    """Return the fault for an exception, at the innermost line of the page in it."""
    lines = [
        row.lineno for row in traceback.extract_tb(error.__traceback__) if row.filename == path
    ]
    if isinstance(error, SyntaxError) and error.filename == path:
        lines = [error.lineno]
        if isinstance(part, Block) and error.lineno:
            # Python looks it up in the file, where a page with snippets has other lines.
            error.text = part.code.split("\n")[error.lineno - part.line - 1]
    line = (lines and isinstance(part, Block) and lines[-1]) or part.line
    return Fault(path, line, _title(error), part.code, expected, _last_lines(error))


def _title(error: BaseException) -> str:
    return _bare(error).split("\n")[0]


def _last_lines(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error))


def _shown(exc_info: Any) -> str:
    """Return an exception as a page shows it: without the places it came through."""
    return TRACEBACK + _bare(exc_info[1])


def _bare(error: BaseException) -> str:
    """Return the last lines of an exception without the place of a mistake in syntax."""
    return re.sub(r"\A(?:[ ].*\n)*", "", _last_lines(error))


def _mendable(part: Examples, got: str) -> bool:
    """Whether `got`, written into the fence as its expected output, would be read as such."""
    want = as_expected(got)
    try:
        page = Page.parse(f"{part.fence}pycon\n>>> 0\n{want}{part.fence}")
        if page.faults:
            return False
        [again] = page.programs()
        assert isinstance(again, Examples)
        [example] = again.examples()
    except (PageError, ValueError):  # a fence or a prompt was printed
        return False
    same = doctest.OutputChecker().check_output(example.want, got, 0)
    raised = TRACEBACK in got
    return same and (example.exc_msg is not None) == raised and "\r" not in want
