"""Finds live code that stands four spaces in and belongs to nothing: Markdown quotes it as code."""

import re
from html import unescape
from typing import Protocol
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString, code_escape

from nnbook.live.html.render import Written
from nnbook.live.page.fault import Fault


class Live(Protocol):
    """What put the live parts of a page into their places."""

    place: str
    """The path of the page."""
    lines: dict[int, int]
    """The line of each part, by the number under which its HTML is stashed."""
    formulas: dict[int, Written]
    """What each formula was, by that number."""

    def judge(self, faults: list[Fault]) -> None:
        """Decide about the page, in whose boxes of code these faults were found."""


class IndentedProcessor(Treeprocessor):
    """Looks into the boxes of code: what looks like a formula there is none."""

    def __init__(self, md: Markdown, live: Live) -> None:
        super().__init__(md)
        self.live = live

    def run(self, root: Element) -> None:
        """Put live parts in boxes of code right: faults, and formulas that are code."""
        faults = []
        for code in root.iter("code"):
            text = HTML_PLACEHOLDER_RE.sub(self._source, code.text or "")
            numbers = [int(number) for number in HTML_PLACEHOLDER_RE.findall(text)]
            if lines := [self.live.lines[at] for at in numbers if at in self.live.lines]:
                problem = "live code that stands four spaces in is quoted as code"
                expected = "no indent, or above it what it belongs to: a list, a note, a solution"
                box = unescape(HTML_PLACEHOLDER_RE.sub("…", text)).strip()
                faults.append(Fault(self.live.place, lines[0], problem, box, expected))
                text = code_escape(str(faults[-1]))
            if text != code.text:
                code.text = AtomicString(text)
        self.live.judge(faults)

    def _source(self, match: re.Match[str]) -> str:
        """Return a formula as it was written; it is none, so there is nothing wrong with it."""
        written = self.live.formulas.pop(int(match[1]), None)
        if not written:
            return match[0]
        row = match.string[: match.start()].rpartition("\n")[2]
        # What stands before the box in each of its lines.
        width = len(written.indent) - (len(row) - len(row.lstrip(" ")))
        first, *more = written.source.split("\n")
        inside = [line[width:] if line[:width].strip(" >") == "" else line for line in more]
        return code_escape("\n".join([first, *inside]))
