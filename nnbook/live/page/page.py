"""Reads a Markdown page as a program: which of its parts run, and on which lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nnbook.live.page.fault import Fault, Faults
from nnbook.live.page.fence import FENCE, read_fence, refuse_listed
from nnbook.live.page.parts import Formula, Note, Part, Program, Text
from nnbook.live.page.prose import prose


@dataclass(frozen=True)
class Notation:
    """Where a book says what its symbols are.

    Attributes
    ----------
    path
        The page of notation; none where there is no such page.
    worlds
        The function that gives names and values at random, as ``module:name``; or none.
    strict
        Whether a formula that is neither proven nor marked is a fault.
    """

    path: str = ""
    worlds: str = ""
    strict: bool = False


@dataclass(frozen=True)
class Page:
    """A page as the list of its parts; joined in order they are the whole page.

    Attributes
    ----------
    path
        Its file, as messages show it.
    parts
        What it is made of. What has a fault and cannot run is text.
    faults
        What was wrong where it was read.
    places
        File and line of each line, where they are not those of `path` in order: a page
        may be put together of several files.
    notation
        By what its formulas are proven; None where nobody proves them.
    """

    path: str
    parts: tuple[Part, ...]
    faults: tuple[Fault, ...] = ()
    places: tuple[tuple[str, int], ...] = ()
    notation: Notation | None = None

    def programs(self) -> list[Program]:
        """Return the parts that run, in the order in which they run."""
        flat: list[Part] = []
        for part in self.parts:
            flat.extend(part.parts if isinstance(part, Formula) else [part])
        return [part for part in flat if not isinstance(part, Text | Formula | Note)]

    @property
    def claims(self) -> bool:
        """Whether a formula stands on it that is to be proven."""
        return bool(self.notation) and any(isinstance(p, Formula | Note) for p in self.parts)

    @property
    def runs(self) -> bool:
        """Whether there is anything to run, or to prove."""
        return bool(self.programs()) or self.claims

    def bare(self) -> "Page":
        """Return what its run depends on: of a text, only whether a section begins in it."""
        heading = Text("## ")
        parts = [heading if isinstance(p, Text) else p for p in self.parts if _counts(p)]
        return Page(self.path, tuple(parts), notation=self.notation)

    def place(self, line: int) -> tuple[str, int]:
        """Return file and line of a line of the page."""
        if not self.places:
            return self.path, line
        return self.places[min(line, len(self.places)) - 1]

    @classmethod
    def read(cls, path: Path) -> "Page":
        """Parse the Markdown file at `path`."""
        # With its front matter: what that is, only a builder decides, and it runs nothing.
        return cls.parse(path.read_text(encoding="utf-8-sig"), path_name(path))

    @classmethod
    def parse(
        cls,
        text: str,
        path: str = "<page>",
        line: int = 1,
        places: tuple[tuple[str, int], ...] = (),
    ) -> "Page":
        """Parse `text`, whose first line is line number `line` of the file `path`.

        Parameters
        ----------
        text, path, line
            The page, and where it stands.
        places
            As the page has them; `line` is then 1.

        Examples
        --------
        >>> page = Page.parse("Twice two is `{python} 2 * 2`.")
        >>> [part.field for part in page.programs()]
        ['2 * 2']
        """
        faults = Faults(path)
        parts = tuple(_parts(text.split("\n"), line, faults))
        return cls(path, parts, tuple(faults), places)


def path_name(path: Path) -> str:
    """Return `path` as messages show it: seen from the working folder where it is in it."""
    path, here = path.resolve(), Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _counts(part: Part) -> bool:
    return not isinstance(part, Text) or part.begins_section


def _parts(lines: list[str], first: int, faults: Faults) -> Iterator[Part]:
    start = 0
    while start < len(lines):
        stop = start
        while stop < len(lines) and not FENCE.fullmatch(lines[stop]):
            refuse_listed(lines[stop], first + stop, faults)
            stop += 1
        if stop > start:
            tail = "" if stop == len(lines) else "\n"
            yield from prose("\n".join(lines[start:stop]) + tail, first + start, faults)
        if stop == len(lines):
            return
        part, start = read_fence(lines, stop, first, faults)
        yield part
        if start < len(lines):
            yield Text("\n")
