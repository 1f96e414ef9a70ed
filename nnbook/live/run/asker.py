"""Asks the processes of keepers to run pages, and keeps them for the pages that come."""

import atexit
import json
import os
import pickle
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from nnbook.live.page.page import Page
from nnbook.live.run import keeper
from nnbook.live.run.stamps import stamps
from nnbook.live.run.work import LATER, work

HEAVY = ("doctest", "unittest.mock", "numpy", work.__module__)
"""What pages and this engine need, imported once for all where the system can fork."""

PROVER = "nnbook.live.prove.prover"
"""The same, for pages with formulas to prove."""

PACKAGE = Path(keeper.__file__).parents[2]
"""Where the modules of this package are, which a keeper has as they were when it began."""

# The same page gives the same bytes on every machine, whatever its owner has set up. With one
# thread, sums are rounded alike on every machine; small ones are also quicker.
REPRODUCIBLE = {"PYTHONHASHSEED": "0", "MPLBACKEND": "svg", "MATPLOTLIBRC": os.devnull}
REPRODUCIBLE |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")

PATIENCE = 10.0
"""How many seconds a keeper may take to end what a page has left."""

LONGEST = 2**26
"""How many bytes a report may have."""

GONE = '{"ended": null, "written": ""}'
"""What a keeper would report last that can report nothing any more."""


class Asker:
    """Asks a keeper's process to run pages, one by one, and hears what they report."""

    def __init__(self) -> None:
        self.package = stamps(PACKAGE.rglob("*.py"))
        settings = json.dumps([*map(os.path.abspath, sys.path)])
        flags = ["-P", "-B"] if sys.dont_write_bytecode else ["-P"]
        self.process = subprocess.Popen(  # noqa: S603 - arguments of our own
            [sys.executable, *flags, keeper.__file__, settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | REPRODUCIBLE,
            start_new_session=True,  # or Ctrl+C would end it, and not what it keeps
        )
        self.owner = os.getpid()
        self.running = self.gone = False
        self.rows: SimpleQueue[bytes] = SimpleQueue()
        Thread(target=self._hear, daemon=True).start()
        atexit.register(self.close)

    def _hear(self) -> None:
        """Put each line that comes into the queue, and an empty one at the end."""
        assert self.process.stdout
        row = b"\n"
        with self.process.stdout as replies:
            while row:
                row = replies.readline(LONGEST)
                self.rows.put(row)

    def ask(self, page: Page, memory: float) -> None:
        """Let a page run."""
        call = pickle.dumps((work, page, memory))
        environ, path = os.environ | REPRODUCIBLE, [*map(os.path.abspath, sys.path)]
        heavy = [*HEAVY, *[PROVER] * page.claims, *_later]
        request = pickle.dumps((heavy, dict(environ), str(Path.cwd()), path, call))
        self.running = True
        self._send(len(request).to_bytes(keeper.SIZE, "big") + request)

    def _send(self, words: bytes) -> None:
        assert self.process.stdin
        with suppress(BrokenPipeError):  # it is gone, as its last report will tell
            self.process.stdin.write(words)
            self.process.stdin.flush()

    def report(self, until: float | None) -> Any:
        """Return the next report; None for a line that is none. Raise Empty when time is up."""
        row = b"\n"
        while row == b"\n":
            left = None if until is None else max(0.0, until - time.monotonic())
            row = self.rows.get(timeout=left)
        self.gone = not row
        try:
            found = json.loads(row or GONE)
        except ValueError:
            return None
        if isinstance(found, dict) and "ended" in found:
            self.running = False
        return found

    def finish(self) -> None:
        """End what is left of a page; be there for the next one, if all went well."""
        if self.running:
            self._send(bytes(keeper.SIZE))
        until = time.monotonic() + PATIENCE
        with suppress(Empty):
            while self.running:
                self.report(until)
        if self.running or self.gone:
            self.close()
        else:
            _idle.append(self)

    def close(self) -> None:
        """End the keeper's process, which ends all below it if it still can."""
        atexit.unregister(self.close)
        if self.owner != os.getpid():  # another process was forked from the one that asks it
            return
        assert self.process.stdin
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with suppress(BrokenPipeError):
            self.process.stdin.close()


_idle: list[Asker] = []
_later: set[str] = set()


def import_later(names: list[Any]) -> None:
    """Let modules that a page has imported, if `LATER` has them, be there for those that follow."""
    _later.update(name for name in LATER if name in names)


def find() -> Asker:
    """Return one whose keeper has nothing to do: there is one for each thread that runs a page.

    Where a module of this package has changed, those that have it as it was are closed.
    """
    package = stamps(PACKAGE.rglob("*.py"))
    for found in _idle[::-1]:
        with suppress(ValueError):  # another thread has taken it
            _idle.remove(found)
            alive = found.owner == os.getpid() and found.process.poll() is None
            if alive and found.package == package:
                return found
            found.close()
    return Asker()
