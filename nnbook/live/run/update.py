"""Puts the outputs of this run into a page as its expected outputs, for review in the diff."""

from pathlib import Path

from nnbook.live.page.fault import PageError
from nnbook.live.page.page import Page
from nnbook.live.page.parts import Examples, as_expected, rows
from nnbook.live.run.process import Run
from nnbook.live.write_whole import write_whole


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
    got = {fault.line: as_expected(fault.got) for fault in run.faults}
    with path.open(encoding="utf-8", newline="") as file:
        lines = file.readlines()
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    fences = [part for part in page.programs() if isinstance(part, Examples)]
    for part in reversed(fences):
        for example, start, stop in reversed(part.spans()):
            if (line := part.line + 1 + example.lineno) in got:
                new = rows(got[line], part.prefix + " " * example.indent)
                lines[part.line + start : part.line + stop] = [row + end for row in new]
    write_whole(path, "".join(lines))
    return len(run.faults)
