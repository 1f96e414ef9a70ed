"""Runs each page in a process of its own, so that nothing of one page reaches another.

A fresh process is a fresh namespace, fresh modules and fresh random states; it can be
stopped when it does not end by itself, and whatever it does to itself, the build lives.
"""

import atexit
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from nnbook.live.page.fault import Fault
from nnbook.live.page.page import Page
from nnbook.live.page.parts import code_at
from nnbook.live.run import keeper
from nnbook.live.run.runner import Outcome
from nnbook.live.run.watch import FROM_PYTHON, PAST_PYTHON, SETTING
from nnbook.live.run.work import work

SECONDS = 10.0
"""How long a page may run unless told otherwise."""

MEMORY = 2.0
"""How many GiB of memory each process of a page may take unless told otherwise."""

HEAVY = ("doctest", "unittest.mock", "numpy", "matplotlib.pyplot")
"""What pages and this engine need, imported once for all where the system can fork."""

# The same page gives the same bytes on every machine, whatever its owner has set up.
REPRODUCIBLE = {"PYTHONHASHSEED": "0", "MPLBACKEND": "svg", "MATPLOTLIBRC": os.devnull}

PATIENCE = 10.0
"""How many seconds a keeper may take to end what a page has left."""

LONGEST = 2**26
"""How many bytes a report may have."""

GONE = '{"ended": null, "written": ""}'
"""What a keeper would report last that can report nothing any more."""

WHOLE = "a page that leaves alone what Python and this engine run by"


@dataclass
class Run:
    """What a run of a page gave.

    Attributes
    ----------
    outcomes
        The outcome of each program of the page. Where the page was stopped, ended its own
        process, or forked, the last one says so, and there may be fewer than programs.
    inputs
        The files that the page imported or read, or looked for, as `Inputs` gives them.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)

    @property
    def faults(self) -> list[Fault]:
        """All that was wrong, in the page's order."""
        return [fault for outcome in self.outcomes for fault in outcome.faults]


def run_apart(page: Page, seconds: float = SECONDS, memory: float = MEMORY) -> Run:
    """Run `page` in a process of its own, and end with it all that it started.

    Parameters
    ----------
    page
        The page.
    seconds
        The time limit for the whole page.
    memory
        How many GiB of memory each of its processes may take, where the system can limit it.
    """
    if not page.programs():
        return Run()
    if sys.flags.optimize:
        return Run([Outcome(faults=[_unasserted(page)])])
    server = _find()
    try:
        server.ask(page, memory)
        return _Hearing(page, seconds).of(server)
    finally:
        server.finish()


def _unasserted(page: Page) -> Fault:
    part, problem = page.programs()[0], "Python passes over assertions, and so over claims"
    expected, got = "Python without -O and PYTHONOPTIMIZE", f"optimize={sys.flags.optimize}"
    return Fault(page.path, part.line, problem, part.code, expected, got)


class _Keeper:
    """Asks a keeper's process to run pages, one by one, and hears what they report."""

    def __init__(self) -> None:
        settings = json.dumps([[*map(os.path.abspath, sys.path)], HEAVY])
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
        request = pickle.dumps((dict(environ), str(Path.cwd()), path, call))
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


_idle: list[_Keeper] = []


def _find() -> _Keeper:
    """Return a keeper that has nothing to do: one for each thread that runs a page."""
    while _idle:
        found = _idle.pop()
        if found.owner == os.getpid() and found.process.poll() is None:
            return found
        found.close()
    return _Keeper()


class _Hearing:
    """Makes a run of what a page reports while it runs."""

    def __init__(self, page: Page, seconds: float) -> None:
        self.page, self.seconds = page, seconds
        self.programs = page.programs()
        self.line = self.programs[0].line
        self.run = Run()
        self.complete = False

    def of(self, server: _Keeper) -> Run:
        """Hear a page to its end, or to that of its time."""
        until = None
        while True:
            try:
                report = server.report(until)
            except Empty:
                return self._stopped("it still runs")
            # The clock runs from the first line on, not while the process imports.
            until = until or time.monotonic() + self.seconds
            match report:
                case {"line": int(line)}:
                    self.line = line
                case {"outputs": [*outputs], "faults": [*faults]} if self._takes(outputs, faults):
                    outcome = Outcome(outputs, [Fault(self.page.path, *row) for row in faults])
                    self.run.outcomes.append(outcome)
                case {"inputs": dict(inputs)} if not self._waits():
                    self.run.inputs, self.complete = inputs, True
                    until = time.monotonic() + PATIENCE
                case {"broken": str(got), "expected": str(expected)}:
                    return self._stopped("it broke its own Python", expected or WHOLE, got)
                case {"forked": True}:
                    return self._stopped("it went on in two processes")
                case {"ended": status, "written": str(written)}:
                    return self._ended(status, written)
                case _:
                    got = "something else in the pipe of the engine"
                    return self._stopped("it broke its own Python", WHOLE, got)

    def _takes(self, outputs: list[Any], faults: list[Any]) -> bool:
        """Tell whether an outcome is one, and comes in its turn."""
        kinds = [int, str, str, str, str, bool]
        right = all(isinstance(row, list) and [*map(type, row)] == kinds for row in faults)
        return right and {*map(type, [*outputs, ""])} == {str} and self._waits()

    def _waits(self) -> bool:
        """Tell whether a part of the page has not given its outcome."""
        return len(self.run.outcomes) < len(self.programs)

    def _ended(self, status: int | None, written: str) -> Run:
        if not self.complete:
            got = f"{_ending(status)}\n{written}"
            return self._stopped("the page ended its own process", got=got)
        if written:
            fault = self._fault(PAST_PYTHON, FROM_PYTHON, written)
            self.run.outcomes[-1].faults.append(fault)
        return self.run

    def _stopped(self, problem: str, expected: str = "", got: str = "") -> Run:
        setting = SETTING.format(name="seconds")
        once = f"the page to end by itself, once, within {self.seconds:g} seconds ({setting})"
        fault = self._fault(problem, expected or once, got or problem)
        # Texts that are empty, as a formula takes one from each of its values.
        return Run([*self.run.outcomes, Outcome(["", ""], [fault])])

    def _fault(self, problem: str, expected: str, got: str) -> Fault:
        begun = self.programs[: len(self.run.outcomes) + 1]
        part = next((part for part in reversed(begun) if part.line <= self.line), begun[0])
        return Fault(self.page.path, self.line, problem, code_at(part, self.line), expected, got)


def _ending(status: object) -> str:
    """Tell how a process has ended."""
    if not isinstance(status, int):
        return "the process that it runs below has ended"
    return f"exit status {status}" if status >= 0 else f"signal {signal.Signals(-status).name}"
