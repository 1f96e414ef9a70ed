"""Decides whether a page is right: whoever asks, a build, a test or an author, is told the same."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from nnbook.live.page.fault import Fault
from nnbook.live.page.page import Page
from nnbook.live.run.process import PageRun


@dataclass(frozen=True)
class Checked:
    """A page that was checked.

    Attributes
    ----------
    page, run
        The page, with the snippets in it, and what it gave.
    faults
        All that is wrong with it, in its order.
    whole
        Whether it was made HTML, as a builder does: whether formulas were read.
    """

    page: Page
    run: PageRun
    faults: list[Fault]
    whole: bool


def verdict(page: Page, run: PageRun, shown: Iterable[Fault] = ()) -> list[Fault]:
    """Return all that is wrong with a page, in its order, each at its place in its file.

    Parameters
    ----------
    page, run
        The page, and what it gave.
    shown
        What was wrong where it was made HTML; none where nobody did.
    """
    faults = sorted([*page.faults, *run.faults, *shown], key=lambda fault: fault.line)
    return [_placed(fault, page) for fault in dict.fromkeys(faults)]


def _placed(fault: Fault, page: Page) -> Fault:
    if not page.places:
        return fault
    path, line = page.place(fault.line)

    def named(row: re.Match[str]) -> str:
        file, number = page.place(int(row[1]))
        return f'File "{file}", line {number}'

    got = re.sub(rf'File "{re.escape(page.path)}", line (\d+)', named, fault.got)
    return replace(fault, path=path, line=line, got=got)
