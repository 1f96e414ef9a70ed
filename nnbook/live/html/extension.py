"""The Python-Markdown extension: a page goes in as it was written and comes out as it ran."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from nnbook.live.html.glossary import TermProcessor
from nnbook.live.html.heads import HeadProcessor
from nnbook.live.html.indented import IndentedProcessor
from nnbook.live.html.origin import body_of, rows_of, upcoming
from nnbook.live.html.render import Inside, Renderer, Written, block_at, fault_boxes
from nnbook.live.html.snippets import Row, aligned, expanded
from nnbook.live.html.symbols import letters
from nnbook.live.page.fault import Fault, PageError
from nnbook.live.page.page import Notation, Page, path_name
from nnbook.live.run.ahead import Ahead, Asked
from nnbook.live.run.cache import Cache
from nnbook.live.run.process import MEMORY, SECONDS, PageRun
from nnbook.live.run.verdict import verdict

logger = logging.getLogger("nnbook.live")


class LiveExtension(Extension):
    """The extension with its settings, each with its default and what it is for."""

    def __init__(self, **settings: Any) -> None:
        self.config = {
            "docs": ["docs", "the folder of the pages"],
            "seconds": [SECONDS, "how long a page may run"],
            "memory": [MEMORY, "how many GiB of memory each process of a page may take"],
            "cache": ["", "a folder that keeps what pages gave; empty: every page runs"],
            "faults": [
                "raise",
                "'raise' ends the build, 'show' puts faults on the page, 'keep' tells nobody",
            ],
            "symbols": [{}, "classes of letters in formulas, each with its letters"],
            "glossary": ["", "the page whose terms are linked where a page first uses them"],
            "notation": ["", "the page that says what symbols are; by it, formulas are proven"],
            "worlds": ["", "the function that gives symbols random values, as module:name"],
            "unproven": ["list", "'list' or 'fault': what a formula is that nobody has proven"],
            "unlinked": [[], "pages and folders in which they are not"],
            "hear": ["", "what hears of each page, and of what it gave"],
            "ahead": ["", "what a builder lets run pages; empty: each runs when it is converted"],
        }
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:
        """Put the preprocessor between snippets (32) and SuperFences (25)."""
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "$"]  # or the backslash of \\$ would be seen
        origin = OriginPreprocessor(md, Path(self.getConfig("docs")))
        md.preprocessors.register(origin, "origin", 33)
        live = LivePreprocessor(md, self.getConfigs(), origin)
        md.preprocessors.register(live, "live", 28)
        # Before highlighting (30), which puts boxes of code out of sight.
        md.treeprocessors.register(IndentedProcessor(md, live), "indented", 35)
        md.treeprocessors.register(HeadProcessor(md), "heads", 7)
        if glossary := self.getConfig("glossary"):
            docs, unlinked = Path(self.getConfig("docs")), self.getConfig("unlinked")
            terms = TermProcessor(md, docs, glossary, unlinked, lambda: live.path)
            # After attribute lists (8), before MkDocs notes ids (5) and resolves links (0).
            md.treeprocessors.register(terms, "terms", 6)


class OriginPreprocessor(Preprocessor):
    """Notes where each line of a page is from, before snippets are put in."""

    def __init__(self, md: Markdown, folder: Path) -> None:
        super().__init__(md)
        self.folder = folder
        self.rows: list[Row] = []

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines unchanged."""
        if not block_at.get():
            self.rows = expanded(self.md, rows_of("\n".join(lines), self.folder))
        return lines


class LivePreprocessor(Preprocessor):
    """Runs the page, and puts what its parts gave into their places."""

    def __init__(self, md: Markdown, settings: dict[str, Any], origin: OriginPreprocessor) -> None:
        super().__init__(md)
        self.settings = settings
        self.classes = letters(settings["symbols"])
        self.origin = origin
        self.notation = _notation(settings)
        self.path = ""
        self.place = ""
        self.inside: Inside | None = None
        self.page = Page("", ())
        self.ran = PageRun()
        self.lines: dict[int, int] = {}
        self.formulas: dict[int, Written] = {}
        self.found: list[Fault] = []
        self.faults: list[Fault] = []
        """What is wrong with the page."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines of the page with everything live in its place."""
        # What a block printed is converted by an instance of its own, which runs nothing.
        self.inside = inside = block_at.get()
        if inside and "relpath" in inside.md.treeprocessors:
            # Links that a block printed are checked and resolved by MkDocs, too.
            self.md.treeprocessors.register(inside.md.treeprocessors["relpath"], "relpath", 0)
        text = "\n".join(lines)
        self.page = Page.parse(text, inside.path) if inside else self.read(text)
        self.path, self.place = "" if inside else self.page.path, self.page.path
        self.ran = PageRun() if inside else self._run(self.page)
        ran = None if inside else self.ran
        if self.settings["hear"] and ran:
            self.settings["hear"](self.page, ran)
        renderer = Renderer(self.md, self.page, ran, classes=self.classes)
        rows = renderer.text().split("\n")
        self.lines, self.formulas, self.found = renderer.lines, renderer.formulas, renderer.faults
        faults = verdict(self.page, PageRun(), self.found if inside else ())
        if faults:
            faults = self._of_block(faults) if inside else faults
            rows = [self.md.htmlStash.store(fault_boxes(faults)), "", *rows]
        return rows

    def read(self, text: str) -> Page:
        """Return the page whose text comes next."""
        page = self._page(text)
        return replace(page, notation=self.notation) if _is_page(Path(page.path)) else page

    def ask(self, page: Page) -> Asked:
        """Return a page with all that it is to run by."""
        cache = Cache(Path(self.settings["cache"])) if self.settings["cache"] else None
        return Asked(page.bare(), cache, self.settings["seconds"], self.settings["memory"])

    def judge(self, faults: list[Fault]) -> None:
        """Decide about the page, in whose boxes of code these faults were found."""
        wrong = [fault for written in self.formulas.values() for fault in written.faults]
        self.faults = verdict(self.page, self.ran, [*self.found, *wrong, *faults])
        if self.inside:
            self.inside.faults += self._of_block(self.faults)
        elif self.faults and self.settings["faults"] == "raise":
            raise PageError(self.faults)
        elif self.faults and self.settings["faults"] == "show":
            logger.error("%s", PageError(self.faults))

    def _of_block(self, faults: list[Fault]) -> list[Fault]:
        """Return faults of what a block printed: their lines are none of the page's."""
        assert self.inside
        return [replace(fault, line=self.inside.line) for fault in faults]

    def _page(self, text: str) -> Page:
        rows = self.origin.rows
        path, first = rows[0].path, rows[0].number
        places = [(row.path, row.number) for row in rows]
        if places == [(path, first + index) for index in range(len(rows))]:
            return Page.parse(text, path, first)
        at = aligned([row.expandtabs(4).rstrip() for row in rows], text.split("\n"))
        return Page.parse(text, path, 1, tuple(places[index] for index in at))

    def _run(self, page: Page) -> PageRun:
        if not page.runs:
            return PageRun()
        ahead: Ahead = self.settings["ahead"] or Ahead()
        return ahead.run(self.ask(page))


def begin(md: Markdown, paths: Iterable[Path], ahead: Ahead) -> None:
    """Begin to run the pages at `paths`, as `md` will ask for them, if it has this extension."""
    if "live" not in md.preprocessors:
        return
    live = md.preprocessors["live"]
    assert isinstance(live, LivePreprocessor)
    first = [*takewhile(lambda preprocessor: preprocessor is not live, md.preprocessors)]
    pages: list[Page] = []
    for path in paths:
        if path.suffix != ".md":  # a lab, which becomes a page when it is asked for
            continue
        upcoming.set(path)
        with suppress(Exception):  # what cannot be read tells so when it is asked for
            lines = body_of(path)[0].split("\n")
            for preprocessor in first:
                lines = preprocessor.run(lines)
            pages.append(live.read("\n".join(lines)))
    upcoming.set(None)
    ahead.begin(live.ask(page) for page in pages if page.runs)


def _notation(settings: dict[str, Any]) -> Notation | None:
    """Return by what formulas are proven; None where no setting asks for it."""
    path, worlds = settings["notation"], settings["worlds"]
    if not path and not worlds:
        return None
    page = path_name(Path(settings["docs"]) / path) if path else ""
    return Notation(page, worlds, settings["unproven"] == "fault")


def _is_page(path: Path) -> bool:
    """Tell whether formulas are proven there: in no docstring, and in no lab or its copy."""
    return path.suffix == ".md" and not path.with_suffix(".ipynb").is_file()
