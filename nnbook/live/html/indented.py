"""Finds live code that stands four spaces in and belongs to nothing: Markdown quotes it as code."""

from typing import Protocol
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from nnbook.live.page.fault import Fault, PageError


class Live(Protocol):
    """What put the live parts of a page into their places."""

    place: str
    """The path of the page."""
    lines: dict[int, int]
    """The line of each part, by the number under which its HTML is stashed."""
    strict: bool
    """Whether a fault raises PageError, or is shown on the page."""


class IndentedProcessor(Treeprocessor):
    """Looks into the boxes of code."""

    def __init__(self, md: Markdown, live: Live) -> None:
        super().__init__(md)
        self.live = live

    def run(self, root: Element) -> None:
        """Raise PageError for a live part in a box of code, or put the fault into the box."""
        for code in root.iter("code"):
            text = code.text or ""
            numbers = [int(number) for number in HTML_PLACEHOLDER_RE.findall(text)]
            if lines := [self.live.lines[at] for at in numbers if at in self.live.lines]:
                problem = "live code that stands four spaces in is quoted as code"
                expected = "no indent, or above it what it belongs to: a list, a note, a solution"
                box = HTML_PLACEHOLDER_RE.sub("…", text).strip()
                error = PageError([Fault(self.live.place, lines[0], problem, box, expected)])
                if self.live.strict:
                    raise error
                code.text = AtomicString(str(error))
