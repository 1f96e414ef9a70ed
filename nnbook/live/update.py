"""Puts the outputs of this run into a page as its expected outputs, for review in the diff."""

from collections.abc import Iterator
from pathlib import Path

from nnbook.live.fault import PageError
from nnbook.live.files import write_whole
from nnbook.live.page import Page
from nnbook.live.parts import Examples
from nnbook.live.process import Run


def update(path: Path, page: Page, run: Run) -> int:
    """Rewrite the file at `path` with the outputs of `run`; return how many changed.

    Raises
    ------
    PageError
        Where a fault is more than an output that is not the expected one. The file is then
        left as it was.
    """
    if grave := [fault for fault in run.faults if not fault.mendable]:
        raise PageError(grave)
    if not run.faults:
        return 0
    wrong = {fault.line for fault in run.faults}
    lines = path.read_text(encoding="utf-8").split("\n")
    for part, outcome in reversed(list(zip(page.programs(), run.outcomes, strict=True))):
        if isinstance(part, Examples):
            last = part.line + part.code.count("\n")
            lines[part.line : last] = _rewritten(part, outcome.outputs, wrong)
    write_whole(path, "\n".join(lines))
    return len(run.faults)


def _rewritten(part: Examples, outputs: list[str], wrong: set[int]) -> Iterator[str]:
    """Yield the lines of a fence with right outputs in the place of wrong ones."""
    kept = [
        _expected(output) if part.line + 1 + example.lineno in wrong else None
        for example, output in zip(part.examples(), outputs, strict=True)
    ]
    for row in part.with_outputs(kept).splitlines():
        yield (part.prefix + row).rstrip() if not row else part.prefix + row


def _expected(output: str) -> str:
    """Return an output as doctest wants it written."""
    return "".join(
        line if line.strip() else "<BLANKLINE>\n" for line in output.splitlines(keepends=True)
    )
