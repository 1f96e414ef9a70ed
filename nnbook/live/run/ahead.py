"""Runs pages when a builder asks for them, and those that have changed before it asks again."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from nnbook.live.page.page import Page
from nnbook.live.run.cache import Cache
from nnbook.live.run.process import PageRun, run_page


@dataclass
class Asked:
    """A page as a builder has asked for it.

    Attributes
    ----------
    page
        The page.
    cache
        What keeps its runs, if anything does.
    seconds, memory
        Its limits, as `run_page` takes them.
    given
        What the builder was given.
    """

    page: Page
    cache: Cache | None
    seconds: float
    memory: float
    given: PageRun | None = None

    def kept(self) -> PageRun | None:
        """Return what is kept of the page, if that is still true."""
        return self.cache.get(self.page) if self.cache else None

    def run(self) -> PageRun:
        """Run the page, and keep what it gave without a fault."""
        run = run_page(self.page, self.seconds, self.memory)
        if self.cache and not run.faults:
            self.cache.put(self.page, run)
        return run


class Ahead:
    """Runs pages, and knows which it has run.

    A builder asks for one page at a time. While somebody writes, the same pages are asked for
    again and again, and `run_changed` runs on all cores those that will give something else.
    """

    def __init__(self) -> None:
        self._asked: dict[str, Asked] = {}
        self._ready: dict[str, tuple[Page, PageRun]] = {}

    def run(self, page: Page, cache: Cache | None, seconds: float, memory: float) -> PageRun:
        """Return what `page` gives: as it ran ahead, as it is kept, or as it runs now."""
        asked = Asked(page, cache, seconds, memory)
        before, ready = self._ready.pop(page.path, (None, None))
        asked.given = (ready if before == page else None) or asked.kept() or asked.run()
        self._asked[page.path] = asked
        return asked.given

    def reads(self, path: Path) -> bool:
        """Tell whether a page that was asked for has imported or read the file at `path`."""
        name = path.absolute().as_posix()
        return any(asked.given and name in asked.given.inputs for asked in [*self._asked.values()])

    def run_changed(self) -> set[Path]:
        """Run each page that gives something else by now, perhaps; return those that do."""
        self._ready.clear()
        # A text inside a page, such as a docstring, is asked for with the page.
        pages = [asked for name, asked in list(self._asked.items()) if Path(name).is_file()]
        waiting, lock = iter(pages), Lock()
        helpers = [
            Thread(target=self._run_waiting, args=(waiting, lock), daemon=True)
            for _ in range(min(os.cpu_count() or 1, len(pages)))
        ]
        for helper in helpers:
            helper.start()
        for helper in helpers:
            helper.join()
        return {Path(name).resolve() for name in self._ready}

    def _run_waiting(self, waiting: Iterator[Asked], lock: Lock) -> None:
        while True:
            with lock:
                asked = next(waiting, None)
            if not asked:
                return
            run = asked.kept() or asked.run()
            if asked.given and run.outcomes != asked.given.outcomes:
                self._ready[asked.page.path] = asked.page, run
            asked.given = run
