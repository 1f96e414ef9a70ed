"""Runs the parts of a page in order, in one namespace, and keeps what each one gave."""

import ast
import io
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, Protocol

from nnbook.live.page.fault import Fault
from nnbook.live.page.field import replacement_field
from nnbook.live.page.page import Page
from nnbook.live.page.parts import Block, Examples, Formula, Note, Program, Text, Value
from nnbook.live.run.examples import run_examples
from nnbook.live.run.outcome import Outcome, last_lines, title
from nnbook.live.run.watch import Watch


def run_parts(
    page: Page,
    watch: Watch | None = None,
    namespace: dict[str, Any] | None = None,
    prover: "Proves | None" = None,
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
    prover
        What proves its formulas, each with the names at its place.

    Examples
    --------
    >>> page = Page.parse("`{python} 2 * 2` and `{python} 1 / 3:.2f`")
    >>> [outcome.outputs for outcome in run_parts(page)]
    [['4', '4'], ['0.33', '0.3333333333333333']]
    """
    watch = watch or Watch()
    namespace = {"__name__": "__main__"} if namespace is None else namespace
    runs: dict[type, Callable[..., Outcome]]
    runs = {Examples: run_examples, Block: _run_block, Value: _run_value}

    def outcome_of(part: Program) -> Outcome:
        watch.start(part.line)
        with warnings.catch_warnings(), redirect_stderr(watch.told):
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", ResourceWarning)  # of open files, as in a terminal
            outcome = runs[type(part)](part, namespace, page.path, watch)
            watch.same("stderr", watch.told, sys.stderr)
        watch.end_part()
        outcome.faults.extend(watch.faults(page.path, part.code))
        return outcome

    for part in page.parts:
        if isinstance(part, Formula):
            values = [outcome_of(piece) for piece in part.parts if isinstance(piece, Value)]
            yield from values
            if prover:
                watch.starts(part.line)
                prover.formula(part, [value.outputs for value in values], namespace)
        elif not isinstance(part, Text | Note):
            yield (outcome := outcome_of(part))
            if prover and isinstance(part, Block):
                prover.printed(part, "".join(outcome.outputs), namespace)
        elif prover and isinstance(part, Text):
            prover.text(part)
        elif prover and isinstance(part, Note):
            watch.starts(part.line)
            prover.note(part, namespace)


class Proves(Protocol):
    """What proves the formulas of a page, and is told of what stands around them."""

    def text(self, text: Text) -> None:
        """Pass over a text."""

    def note(self, note: Note, names: dict[str, Any]) -> None:
        """Take in what an author says of formulas."""

    def formula(self, formula: Formula, given: list[list[str]], names: dict[str, Any]) -> None:
        """Prove a formula, whose live values gave these outputs."""

    def printed(self, block: Block, printed: str, names: dict[str, Any]) -> None:
        """Prove the formulas that a block has printed."""


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
        expression, convert, spec = replacement_field(part.field)
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
    return Fault(path, line, title(error), part.code, expected, last_lines(error))
