"""Runs, while somebody writes, what a build did not wait for: first pages, then labs."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING

from nnbook.live.lab import apart
from nnbook.live.page.fault import Fault
from nnbook.live.page.page import path_name
from nnbook.live.run.ahead import Ahead
from nnbook.live.run.stamps import Stamps

if TYPE_CHECKING:
    from subprocess import Popen

    from nnbook.live.lab.run import LabRun

OLD = "This lab is being run anew; what stands here is from before the change."
NEW = "This lab is being run; what it gives will stand here when it has run."


class Afterwards:
    """Knows what is still to be run, and runs it: nothing waits for it.

    Labs run one after another, each in a process of its own. One is begun anew where
    a lab or a module changes meanwhile: it would tell of what is gone.

    Parameters
    ----------
    labs
        Where labs that have run are kept.
    ahead
        What runs the pages.
    """

    def __init__(self, labs: Path, ahead: Ahead) -> None:
        self.labs = labs
        self.ahead = ahead
        self.tell: Callable[[], None] = lambda: None
        """Is called when pages can be built anew, which `take` then returns."""
        self.done: set[Path] = set()
        self._sources: Stamps = {}
        self._known: set[Path] = set()
        self._ran: dict[Path, LabRun] = {}
        self._waiting: list[Path] = []
        self._held = self._pages = self._ended = False
        self._running: tuple[Path, Popen[str]] | None = None
        self._changed = Condition()

    def start(self, tell: Callable[[], None]) -> None:
        """Begin to run what is to be run, and `tell` each time something has."""
        self.tell = tell
        Thread(target=self._work, daemon=True).start()

    def end(self) -> None:
        """End, with the lab that runs."""
        with self._changed:
            self._ended = True
            self._stop()
            self._changed.notify_all()

    def begin(self, sources: Stamps) -> None:
        """Hear what the build is made from that begins now; begin nothing before it has ended."""
        with self._changed:
            self._held = True
            changed = {path.suffix for path, _ in sources.items() ^ self._sources.items()} - {".md"}
            self._sources = sources
            if changed:
                self._ran.clear()
            if self._running and changed & {".py", ".ipynb"}:  # another file may be its own
                self._waiting.insert(0, self._running[0])
                self._stop()

    def go_on(self) -> None:
        """Hear that no build runs any more."""
        with self._changed:
            self._held = False
            self._changed.notify_all()

    def take(self) -> set[Path]:
        """Return the pages and labs that have run since the last time."""
        with self._changed:
            done, self.done = self.done, set()
        return done

    def run_pages(self) -> None:
        """Run the pages that may have changed, before any lab."""
        self._pages = True

    def old_labs(self) -> set[Path]:
        """Return the labs of the book that are to be run."""
        return {path for path in self._known if not self._find(path)}

    def lab(self, path: Path) -> tuple["LabRun", str]:
        """Return what is known of a lab, and what is to be said of it if it is still to run."""
        from nnbook.live.lab.run import LabRun, with_old_outputs  # noqa: PLC0415 - needs Jupyter

        path = path.resolve()
        self._known.add(path)
        if run := self._find(path):
            return run, ""
        with self._changed:
            if path not in [*self._waiting, self._running and self._running[0]]:
                self._waiting.append(path)
        notebook, old = with_old_outputs(path, self.labs)
        return LabRun(notebook), OLD if old else NEW

    def _find(self, path: Path) -> "LabRun | None":
        """Return what a lab gives, if that is known."""
        from nnbook.live.lab.run import find_kept  # noqa: PLC0415 - as above

        return self._ran.get(path) or find_kept(path, self.labs)

    def _stop(self) -> None:
        if self._running:
            self._running[1].terminate()
            self._running = None

    def _work(self) -> None:
        while step := self._next():
            if done := step():
                with self._changed:
                    self.done |= done
                self.tell()

    def _may_go_on(self) -> bool:
        return self._ended or (not self._held and (self._pages or bool(self._waiting)))

    def _next(self) -> Callable[[], set[Path]] | None:
        """Wait for the next thing to do; None at the end."""
        with self._changed:
            self._changed.wait_for(self._may_go_on)
            if self._ended:
                return None
            if self._pages:
                self._pages = False
                return self.ahead.run_changed
            path = self._waiting.pop(0)
            process = apart.start(path, self.labs)
            self._running = path, process
            return lambda: self._hear(path, process)

    def _hear(self, path: Path, process: "Popen[str]") -> set[Path]:
        """Hear a lab to its end; return it, unless it was stopped."""
        from nnbook.live.lab.run import LabRun  # noqa: PLC0415 - as above

        told, wrong = process.communicate()
        with self._changed:
            if not self._running or self._running[1] is not process:
                return set()
            self._running = None
            if process.returncode:
                problem, expected = "this lab cannot be run", "what it gives, or its faults"
                fault = Fault(path_name(path), 1, problem, path.name, expected, wrong)
                self._ran[path] = LabRun({"cells": [], "metadata": {}}, [fault])
            else:
                given = json.loads(told)
                faults = [Fault(*row) for row in given["faults"]]
                self._ran[path] = LabRun(given["notebook"], faults)
        return {path}
