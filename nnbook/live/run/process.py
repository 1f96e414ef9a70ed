"""Runs each page in a process of its own, so that nothing of one page reaches another.

A fresh process is a fresh namespace, fresh modules and fresh random states; it can be
stopped when it does not end by itself, and whatever it does to itself, the build lives.
"""

import signal
import sys
import time
from dataclasses import dataclass, field
from queue import Empty
from typing import Any

from nnbook.live.page.fault import Fault
from nnbook.live.page.page import Page
from nnbook.live.page.parts import Formula, Note, code_at
from nnbook.live.prove.proof import Proof
from nnbook.live.run import asker
from nnbook.live.run.outcome import Outcome
from nnbook.live.run.watch import FROM_PYTHON, PAST_PYTHON, SETTING

SECONDS = 10.0
"""How long a page may run unless told otherwise."""

MEMORY = 2.0
"""How many GiB of memory each process of a page may take unless told otherwise."""

WHOLE = "a page that leaves alone what Python and this engine run by"


@dataclass
class PageRun:
    """What a run of a page gave.

    Attributes
    ----------
    outcomes
        The outcome of each program of the page. Where the page was stopped, ended its own
        process, or forked, the last one says so, and there may be fewer than programs.
    inputs
        The files that the page imported or read, or looked for, as `Inputs` gives them.
    proofs
        What became of each formula, where they were to be proven.
    wrong
        The formulas that do not hold.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)
    proofs: list[Proof] = field(default_factory=list)
    wrong: list[Fault] = field(default_factory=list)

    @property
    def faults(self) -> list[Fault]:
        """All that was wrong, in the page's order."""
        return [*(fault for outcome in self.outcomes for fault in outcome.faults), *self.wrong]


def run_page(page: Page, seconds: float = SECONDS, memory: float = MEMORY) -> PageRun:
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
    if not page.runs:
        return PageRun()
    if sys.flags.optimize:
        return PageRun([Outcome(faults=[_unasserted(page)])])
    asked = asker.find()
    try:
        asked.ask(page, memory)
        return _Hearing(page, seconds).of(asked)
    finally:
        asked.finish()


def _unasserted(page: Page) -> Fault:
    line, code = _first(page)
    problem = "Python passes over assertions, and so over claims"
    expected, got = "Python without -O and PYTHONOPTIMIZE", f"optimize={sys.flags.optimize}"
    return Fault(page.path, line, problem, code, expected, got)


def _first(page: Page) -> tuple[int, str]:
    """Return line and code of the first part that runs, or that is to be proven."""
    for part in page.programs():
        return part.line, part.code
    claim = next(part for part in page.parts if isinstance(part, Formula | Note))
    return claim.line, claim.source


class _Hearing:
    """Makes a run of what a page reports while it runs."""

    def __init__(self, page: Page, seconds: float) -> None:
        self.page, self.seconds = page, seconds
        self.programs = page.programs()
        self.line, self.code = _first(page)
        self.run = PageRun()
        self.complete = False

    def of(self, asked: asker.Asker) -> PageRun:
        """Hear a page to its end, or to that of its time."""
        until = None
        while True:
            try:
                report = asked.report(until)
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
                case {"proofs": [*proofs], "wrong": [*wrong]} if not self._waits():
                    self.run.proofs = [Proof(*row) for row in proofs]
                    self.run.wrong = [Fault(self.page.path, *row) for row in wrong]
                case {"inputs": dict(inputs), "imported": [*names]} if not self._waits():
                    self.run.inputs, self.complete = inputs, True
                    asker.import_later(names)
                    until = time.monotonic() + asker.PATIENCE
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

    def _ended(self, status: int | None, written: str) -> PageRun:
        if not self.complete:
            got = f"{_ending(status)}\n{written}"
            return self._stopped("the page ended its own process", got=got)
        if written:
            fault = self._fault(PAST_PYTHON, FROM_PYTHON, written)
            self.run.wrong.append(fault)
        return self.run

    def _stopped(self, problem: str, expected: str = "", got: str = "") -> PageRun:
        setting = SETTING.format(name="seconds")
        once = f"the page to end by itself, once, within {self.seconds:g} seconds ({setting})"
        fault = self._fault(problem, expected or once, got or problem)
        # Texts that are empty, as a formula takes one from each of its values.
        return PageRun([*self.run.outcomes, Outcome(["", ""], [fault])])

    def _fault(self, problem: str, expected: str, got: str) -> Fault:
        begun = self.programs[: len(self.run.outcomes) + 1]
        parts = [part for part in reversed(begun) if part.line <= self.line] or begun[:1]
        code = code_at(parts[0], self.line) if parts else self.code
        return Fault(self.page.path, self.line, problem, code, expected, got)


def _ending(status: object) -> str:
    """Tell how a process has ended."""
    if not isinstance(status, int):
        return "the process that it runs below has ended"
    return f"exit status {status}" if status >= 0 else f"signal {signal.Signals(-status).name}"
