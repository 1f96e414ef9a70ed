"""Puts the outputs of this run into a page as its expected outputs, for review in the diff."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nnbook.live.page.fault import Fault, PageError
from nnbook.live.page.page import Page
from nnbook.live.page.parts import Examples, as_expected, rows
from nnbook.live.run.verdict import Checked
from nnbook.live.write_whole import write_whole


@dataclass(frozen=True)
class _Change:
    """An output that takes the place of the lines from `start` on, before `stop`, of a file."""

    path: str
    start: int
    stop: int
    code: str
    output: str


def update(checked: Checked) -> int:
    """Rewrite the files of a page with the outputs of its run; return how many changed.

    Raises
    ------
    PageError
        Where a fault is more than an output that is not the expected one. All files are then
        left as they were.
    """
    changes, grave = [], [fault for fault in checked.faults if not fault.mendable]
    got = {fault.line: fault for fault in checked.run.faults if fault.mendable}
    for part in checked.page.programs():
        if isinstance(part, Examples):
            changes += list(_changes(checked.page, part, got))
    if len(changes) < len(got):
        grave += [fault for fault in checked.faults if fault.mendable]
    if grave:
        raise PageError(grave)
    for path in dict.fromkeys(change.path for change in changes):
        _rewrite(Path(path), [change for change in changes if change.path == path])
    return len(changes)


def _changes(page: Page, part: Examples, got: dict[int, Fault]) -> Iterator[_Change]:
    """Yield what is to be changed in a fence, but for outputs whose lines are of several files."""
    code = part.code.split("\n")
    for example, start, stop in part.spans():
        if fault := got.get(part.line + 1 + example.lineno):
            lines = [page.place(part.line + row) for row in range(start, stop + 1)]
            path, line = lines[0]  # of the last line above the output
            if lines == [(path, line + step) for step in range(len(lines))]:
                output = as_expected(fault.got)
                yield _Change(path, line, line + stop - start, code[start - 1], output)


def _rewrite(path: Path, changes: list[_Change]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        lines = file.readlines()
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    for change in sorted(changes, key=lambda change: change.start, reverse=True):
        above = lines[change.start - 1].rstrip("\r\n")
        prompt = change.code.lstrip()
        prefix = above[: above.index(prompt)]
        lines[change.start : change.stop] = [row + end for row in rows(change.output, prefix)]
    write_whole(path, "".join(lines))
