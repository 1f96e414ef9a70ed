"""Finds the file and the line that each line of a page was taken from, as PyMdown's snippets go.

The only file that knows how `pymdownx.snippets` works inside: that keeps no account of where
a line comes from. A copy of its preprocessor reads the page with lines that remember it.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Self

from markdown import Markdown
from pymdownx.snippets import SnippetPreprocessor

from nnbook.live.page.page import path_name


class Row(str):
    """A line that remembers its file and its number there."""

    __slots__ = ("number", "path")

    path: str
    number: int

    def __new__(cls, text: str, path: str, number: int) -> Self:
        """Return the line."""
        row = super().__new__(cls, text)
        row.path, row.number = path, number
        return row

    def __radd__(self, indent: str) -> "Row":
        """Return the line after an indent."""
        return Row(indent + str(self), self.path, self.number)

    def replace(self, *arguments: Any, **options: Any) -> "Row":
        """Return the line after a replacement."""
        return Row(super().replace(*arguments, **options), self.path, self.number)


class _Traced(SnippetPreprocessor):  # type: ignore[misc]
    """Puts snippets in, and keeps for each line where it was."""

    def __init__(self, original: SnippetPreprocessor) -> None:
        self.__dict__.update(vars(original))
        self.download = original.download  # or addresses would be asked twice

    def extract_section(self, section: str, lines: list[str]) -> Any:
        return super().extract_section(section, _numbered(lines))

    def extract_lines(self, start: Any, end: Any, lines: list[str]) -> Any:
        return super().extract_lines(start, end, _numbered(lines))

    def dedent(self, lines: list[str]) -> list[str]:
        dedented = super().dedent(lines)
        return [
            Row(new, row.path, row.number) if isinstance(row, Row) else new
            for new, row in zip(dedented, lines, strict=True)
        ]

    def parse_snippets(
        self, lines: list[str], file_name: str | None = None, **options: Any
    ) -> list[Row]:
        if file_name:
            path = file_name if options.get("is_url") else path_name(Path(file_name))
            lines = [Row(line, path, line.number) for line in _numbered(lines)]
        own = [line for line in lines if isinstance(line, Row)]  # what is appended is nobody's
        found: list[Row] = []
        for row in super().parse_snippets(lines, file_name, **options):
            found.append(row if isinstance(row, Row) else _from(own, row, found))
        return found


def _from(own: list[Row], text: str, found: list[Row]) -> Row:
    """Return a line that was rewritten on the way, since it holds a mark that is escaped."""
    last = max((row.number for row in found if row.path == own[0].path), default=0)
    later = (row for row in own if row.number > last and text == str(row).replace(";", "", 1))
    row = next(later, own[-1])
    return Row(text, row.path, row.number)


def _numbered(lines: Sequence[str]) -> list[Row]:
    return [
        line if isinstance(line, Row) else Row(line, "", number)
        for number, line in enumerate(lines, 1)
    ]


def expanded(md: Markdown, lines: list[Row]) -> list[Row]:
    """Return the lines of a page with the snippets in it that `md` would put there."""
    if "snippet" not in md.preprocessors:
        return lines
    return _Traced(md.preprocessors["snippet"]).run([*lines]) or lines[:1]


def aligned(old: list[str], new: list[str]) -> list[int]:
    """Return for each line of `new` the index of the line of `old` that it is, or stands at.

    Examples
    --------
    >>> aligned(["a", "b", "c"], ["a", "x", "y", "b", "z"])
    [0, 1, 1, 1, 2]
    """
    common = min(len(old), len(new))
    if old[:common] == new[:common]:
        return [min(index, len(old) - 1) for index in range(len(new))]
    places: list[int] = []
    for tag, start, stop, begin, end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        last = max(stop - 1, start) if tag != "insert" else start
        places += [min(start + step, last, len(old) - 1) for step in range(end - begin)]
    return places
