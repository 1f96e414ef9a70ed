"""The Python-Markdown extension: a page goes in as it was written and comes out as it ran."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from nnbook.live.html.glossary import TermProcessor
from nnbook.live.html.indented import IndentedProcessor
from nnbook.live.html.origin import locate
from nnbook.live.html.render import Renderer, block_at, shown_faults
from nnbook.live.html.symbols import letters
from nnbook.live.page.fault import PageError
from nnbook.live.page.page import Page
from nnbook.live.run.ahead import Ahead
from nnbook.live.run.cache import Cache
from nnbook.live.run.process import MEMORY, SECONDS, Run

logger = logging.getLogger("nnbook.live")


class LiveExtension(Extension):
    """The extension with its settings, each with its default and what it is for."""

    def __init__(self, **settings: Any) -> None:
        self.config = {
            "docs": ["docs", "the folder of the pages"],
            "seconds": [SECONDS, "how long a page may run"],
            "memory": [MEMORY, "how many GiB of memory each process of a page may take"],
            "cache": ["", "a folder that keeps what pages gave; empty: every page runs"],
            "faults": ["raise", "'raise' ends the build, 'show' puts faults on the page"],
            "symbols": [{}, "classes of letters in formulas, each with its letters"],
            "glossary": ["", "the page whose terms are linked where a page first uses them"],
            "unlinked": [[], "pages and folders in which they are not"],
            "ahead": ["", "what a builder lets run pages; empty: each runs when it is converted"],
        }
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:
        """Put the preprocessor between snippets (32) and SuperFences (25)."""
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "$"]  # or the backslash of \\$ would be seen
        live = LivePreprocessor(md, self.getConfigs())
        md.preprocessors.register(live, "live", 28)
        # Before highlighting (30), which puts boxes of code out of sight.
        md.treeprocessors.register(IndentedProcessor(md, live), "indented", 35)
        if glossary := self.getConfig("glossary"):
            docs, unlinked = Path(self.getConfig("docs")), self.getConfig("unlinked")
            terms = TermProcessor(md, docs, glossary, unlinked, lambda: live.path)
            # After attribute lists (8), before MkDocs notes ids (5) and resolves links (0).
            md.treeprocessors.register(terms, "terms", 6)


class LivePreprocessor(Preprocessor):
    """Runs the page, and puts what its parts gave into their places."""

    def __init__(self, md: Markdown, settings: dict[str, Any]) -> None:
        super().__init__(md)
        self.settings = settings
        self.strict = settings["faults"] == "raise"
        self.classes = letters(settings["symbols"])
        self.path = ""
        self.place = ""
        self.lines: dict[int, int] = {}

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines of the page with everything live in its place."""
        text = "\n".join(lines)
        # What a block printed is converted by an instance of its own, which runs nothing.
        inside = block_at.get()
        path, line = inside[:2] if inside else locate(text, Path(self.settings["docs"]))
        self.path, self.place = "" if inside else path, path
        self.lines = {}
        if inside and "relpath" in inside[2].treeprocessors:
            # Links that a block printed are checked and resolved by MkDocs, too.
            self.md.treeprocessors.register(inside[2].treeprocessors["relpath"], "relpath", 0)
        try:
            page = Page.parse(text, path, line)
            run = None if inside else self._run(page)
            renderer = Renderer(self.md, page, run, strict=self.strict, classes=self.classes)
            rows = renderer.text().split("\n")
        except PageError as error:
            # The lines of what a block printed are none of the page's.
            faults = [replace(fault, line=line) if inside else fault for fault in error.faults]
            if self.strict:
                raise PageError(faults) from None
            logger.error("%s", PageError(faults))
            return [self.md.htmlStash.store(shown_faults(faults))]
        self.lines = {key: line if inside else at for key, at in renderer.lines.items()}
        return rows

    def _run(self, page: Page) -> Run:
        if not page.programs():
            return Run()
        cache = Cache(Path(self.settings["cache"])) if self.settings["cache"] else None
        ahead: Ahead = self.settings["ahead"] or Ahead()
        run = ahead.run(page, cache, self.settings["seconds"], self.settings["memory"])
        if run.faults and self.strict:
            raise PageError(run.faults)
        if run.faults:
            logger.error("%s", PageError(run.faults))
        return run
