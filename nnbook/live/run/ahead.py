"""Runs pages before a builder asks for them, on all cores, and again those that have changed."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import TypeVar

from nnbook.live.page.page import Page
from nnbook.live.run.cache import Cache
from nnbook.live.run.process import PageRun, run_page

T = TypeVar("T")


@dataclass
class Asked:
    """A page as a builder has asked for it.

    Attributes
    ----------
    page
        The page, as its run depends on it.
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

    A builder asks for one page at a time, and makes it a page of the site; `begin` runs those
    that it will ask for meanwhile. While somebody writes, the same pages are asked for again and
    again, and `run_changed` runs those that will give something else.
    """

    def __init__(self) -> None:
        self._coming: dict[str, tuple[Asked, Future[PageRun]]] = {}
        self._asked: dict[str, Asked] = {}
        self._ready: dict[str, tuple[Page, PageRun]] = {}

    def run(self, asked: Asked) -> PageRun:
        """Return what a page gives: as it ran ahead, as it is kept, or as it runs now."""
        page = asked.page
        before, ready = self._ready.pop(page.path, (None, None))
        given = (ready if before == page else None) or self._come(page)
        asked.given = given or asked.kept() or asked.run()
        self._asked[page.path] = asked
        return asked.given

    def begin(self, pages: Iterable[Asked]) -> list[Thread]:
        """Begin to run pages in threads, in the order in which a builder may ask for them."""
        self._coming = {asked.page.path: (asked, Future()) for asked in pages}
        return _on_all_cores(_run_coming, [*self._coming.values()])

    def stop(self) -> None:
        """Begin no other page that nobody has asked for."""
        for _, given in self._coming.values():
            given.cancel()
        self._coming.clear()

    def _come(self, page: Page) -> PageRun | None:
        """Return what a page gave, or will have given, that was begun."""
        coming = self._coming.pop(page.path, None)
        if not coming:
            return None
        asked, given = coming
        if asked.page != page:  # somebody changes pages on their way: the others, too, it seems
            self.stop()
            return None
        return None if given.cancel() else given.result()

    def reads(self, path: Path) -> bool:
        """Tell whether a page that was asked for has imported or read the file at `path`."""
        name = path.absolute().as_posix()
        return any(asked.given and name in asked.given.inputs for asked in [*self._asked.values()])

    def run_changed(self) -> set[Path]:
        """Run each page that gives something else by now, perhaps; return those that do."""
        self._ready.clear()
        # A text inside a page, such as a docstring, is asked for with the page.
        pages = [asked for name, asked in list(self._asked.items()) if Path(name).is_file()]
        for helper in _on_all_cores(self._run_changed, pages):
            helper.join()
        return {Path(name).resolve() for name in self._ready}

    def _run_changed(self, asked: Asked) -> None:
        run = asked.kept() or asked.run()
        if asked.given and run.outcomes != asked.given.outcomes:
            self._ready[asked.page.path] = asked.page, run
        asked.given = run


def _run_coming(coming: tuple[Asked, Future[PageRun]]) -> None:
    asked, given = coming
    if given.set_running_or_notify_cancel():  # or it is asked for already, or never will be
        try:
            given.set_result(asked.kept() or asked.run())
        except BaseException as error:  # noqa: BLE001 - it is raised where the page is asked for
            given.set_exception(error)


def _on_all_cores(work: Callable[[T], None], given: list[T]) -> list[Thread]:
    """Do the same work with all that is given; return the threads that do it."""
    waiting, lock = iter(given), Lock()

    def help_out() -> None:
        while True:
            with lock:
                one = next(waiting, None)
            if one is None:
                return
            work(one)

    cores = min(os.cpu_count() or 1, len(given))
    helpers = [Thread(target=help_out, daemon=True) for _ in range(cores)]
    for helper in helpers:
        helper.start()
    return helpers
