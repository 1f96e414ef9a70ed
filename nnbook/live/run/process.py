"""Runs each page in a process of its own, so that nothing of one page reaches another.

A fresh process is a fresh namespace, fresh modules and fresh random states; it can be
stopped when it does not end by itself, and whatever it does to itself, the build lives.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any
from unittest.mock import patch

from nnbook.live.page.fault import Fault
from nnbook.live.page.page import Page
from nnbook.live.run.dependencies import Inputs
from nnbook.live.run.runner import Outcome, run

SECONDS = 10.0
"""How long a page may run unless told otherwise."""

HEAVY = ("doctest", "unittest.mock", "numpy", "matplotlib.pyplot")
"""What pages and this engine need, imported once for all where the system can fork."""

# The same page gives the same bytes on every machine, whatever its owner has set up.
REPRODUCIBLE = {"PYTHONHASHSEED": "0", "MPLBACKEND": "svg", "MATPLOTLIBRC": os.devnull}


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


def run_apart(page: Page, seconds: float = SECONDS, heavy: Sequence[str] = HEAVY) -> Run:
    """Run `page` in a process of its own.

    Parameters
    ----------
    page
        The page.
    seconds
        The time limit for the whole page.
    heavy
        Modules to import beforehand; those that are not installed are passed over.
    """
    if not page.programs():
        return Run()
    if sys.flags.optimize:
        return Run([Outcome(faults=[_unasserted(page)])])
    if "forkserver" in multiprocessing.get_all_start_methods():
        context: Any = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(heavy))
    else:
        context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(page, sender), daemon=True)
    # The program that builds the book is nothing to a page: its process does not import it.
    main = sys.modules["__main__"]
    with (
        patch.dict(os.environ, REPRODUCIBLE),
        patch.object(main, "__spec__", None),
        patch.object(main, "__file__", None, create=True),
    ):
        process.start()
    sender.close()
    try:
        return _collect(page, receiver, seconds)
    finally:
        if hasattr(os, "killpg"):
            with suppress(OSError):  # nothing of it is left
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.join()


def _unasserted(page: Page) -> Fault:
    part, problem = page.programs()[0], "Python passes over assertions, and so over claims"
    expected, got = "Python without -O and PYTHONOPTIMIZE", f"optimize={sys.flags.optimize}"
    return Fault(page.path, part.line, problem, part.code, expected, got)


def work(page: Page, sender: Connection) -> None:
    """Run `page`; send each line that starts, each outcome, and last the files it read."""
    if hasattr(os, "setsid"):
        os.setsid()  # so that what it starts can be ended with it
    inputs = Inputs()
    for outcome in run(page, starts=sender.send):
        sender.send(outcome)
    sender.send(inputs.found())


def _collect(page: Page, receiver: Connection, seconds: float) -> Run:
    programs = page.programs()
    outcomes: list[Outcome] = []
    line, end = 0, None
    try:
        while True:
            # The clock runs from the first line on, not while the process imports.
            if end and not receiver.poll(max(0.0, end - time.monotonic())):
                got = "it still runs"
                break
            message = receiver.recv()
            end = end or time.monotonic() + seconds
            if isinstance(message, dict):
                if len(outcomes) == len(programs):
                    return Run(outcomes, message)
                # Nobody knows whose outcome is whose.
                outcomes, line, got = [], programs[0].line, "it went on in two processes"
                break
            if isinstance(message, Outcome):
                outcomes.append(message)
            else:
                line = message
    except EOFError:
        got = "the page ended its own process"
    expected = f"the page to end by itself, once, within {seconds:g} seconds"
    code = programs[min(len(outcomes), len(programs) - 1)].code
    # Texts that are empty, as a formula takes one from each of its values.
    stopped = Outcome(["", ""], [Fault(page.path, line, got, code, expected, got)])
    return Run([*outcomes, stopped])
