"""Reads a Markdown page as a program: which of its parts run, and on which lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nnbook.live.page.fence import FENCE, closing, fenced, refuse_listed
from nnbook.live.page.parts import Formula, Part, Program, Text
from nnbook.live.page.prose import prose


@dataclass(frozen=True)
class Page:
    """A page as the list of its parts; joined in order they are the whole page."""

    path: str
    parts: tuple[Part, ...]

    def programs(self) -> list[Program]:
        """Return the parts that run, in the order in which they run."""
        flat: list[Part] = []
        for part in self.parts:
            flat.extend(part.parts if isinstance(part, Formula) else [part])
        return [part for part in flat if not isinstance(part, Text | Formula)]

    @classmethod
    def read(cls, path: Path) -> "Page":
        """Parse the Markdown file at `path`; raise PageError where it cannot be."""
        # With its front matter: what that is, only a builder decides, and it runs nothing.
        return cls.parse(path.read_text(encoding="utf-8-sig"), shown(path))

    @classmethod
    def parse(cls, text: str, path: str = "<page>", line: int = 1) -> "Page":
        """Parse `text`, whose first line is line number `line` of the file `path`.

        Examples
        --------
        >>> page = Page.parse("Twice two is `{python} 2 * 2`.")
        >>> [part.field for part in page.programs()]
        ['2 * 2']
        """
        return cls(path, tuple(_parts(text.split("\n"), path, line)))


def shown(path: Path) -> str:
    """Return `path` as messages show it: seen from the working folder where it is in it."""
    path, here = path.resolve(), Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _parts(lines: list[str], path: str, first: int) -> Iterator[Part]:
    start = 0
    while start < len(lines):
        stop = start
        while stop < len(lines) and not FENCE.fullmatch(lines[stop]):
            refuse_listed(lines[stop], path, first + stop)
            stop += 1
        if stop > start:
            tail = "" if stop == len(lines) else "\n"
            yield from prose("\n".join(lines[start:stop]) + tail, path, first + start)
        if stop == len(lines):
            return
        start = closing(lines, stop, path, first) + 1
        yield fenced(lines[stop:start], path, first + stop)
        if start < len(lines):
            yield Text("\n")
