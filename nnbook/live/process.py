"""Runs each page in a process of its own, so that nothing of one page reaches another.

A fresh process is a fresh namespace, fresh modules and fresh random states; it can be
stopped when it does not end by itself, and whatever it does to itself, the build lives.
"""

import hashlib
import importlib.util
import multiprocessing
import os
import sys
import sysconfig
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from nnbook.live.fault import Fault
from nnbook.live.page import Page
from nnbook.live.runner import Outcome, run

SECONDS = 10.0
"""How long a page may run unless told otherwise."""

HEAVY = ("doctest", "unittest.mock", "numpy", "matplotlib.pyplot")
"""What pages and this engine need, imported once for all where the system can fork."""

# The same page gives the same bytes on every machine, whatever its owner has set up.
REPRODUCIBLE = {"PYTHONHASHSEED": "0", "MPLBACKEND": "svg", "MATPLOTLIBRC": os.devnull}

OWN = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
OWN |= {"/proc", "/sys"}
"""Python's own folders, and those of what is installed: their versions tell of a change.

With them, what the system tells of itself, which changes all the time.
"""


@dataclass
class Run:
    """What a run of a page gave.

    Attributes
    ----------
    outcomes
        The outcome of each program of the page. Where the page was stopped, or ended its
        own process, the last one says so, and there may be fewer than programs.
    inputs
        The files outside Python's own folders that the page imported or read, each with its
        digest.
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
        process.kill()
        process.join()


def work(page: Page, sender: Connection) -> None:
    """Run `page`; send each line that starts, each outcome, and last the files it read."""
    inputs = watch_files()
    for outcome in run(page, starts=sender.send):
        sender.send(outcome)
    sender.send(inputs())


def watch_files() -> Callable[[], dict[str, str]]:
    """Note from now on what this process reads; return what tells the inputs of a run.

    A file has the digest that it had when it was first opened: somebody may change it during
    the run. One that the run itself has written before is no input.
    """
    noted: dict[str, str | None] = {}

    def note(name: str, *, written: bool = False) -> None:
        name = str(Path(name).absolute())
        if name in noted:
            return
        noted[name] = None  # the digest, too, opens the file
        with suppress(ValueError):  # raised for what is no compiled module
            note(importlib.util.source_from_cache(name))
            return
        if not written and not any(Path(name).is_relative_to(folder) for folder in OWN):
            noted[name] = digest(name)

    def hear(event: str, about: tuple[Any, ...]) -> None:
        if event == "open" and not isinstance(about[0], int):  # a number is of an open file
            written = bool(about[2] & (os.O_WRONLY | os.O_TRUNC))
            note(os.fsdecode(about[0]), written=written)

    def inputs() -> dict[str, str]:
        for module in list(sys.modules.values()):
            if file := getattr(module, "__file__", None):
                note(file)
        return {Path(name).as_posix(): found for name, found in noted.items() if found}

    inputs()  # what has been imported already
    sys.addaudithook(hear)
    return inputs


def digest(path: str) -> str:
    """Return the digest of the file at `path`; where there is none, an empty text."""
    file = Path(path)
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


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
                return Run(outcomes, message)
            if isinstance(message, Outcome):
                outcomes.append(message)
            else:
                line = message
    except EOFError:
        got = "the page ended its own process"
    expected = f"the page to end by itself, within {seconds:g} seconds"
    code = programs[min(len(outcomes), len(programs) - 1)].code
    outcomes.append(Outcome(faults=[Fault(page.path, line, got, code, expected, got)]))
    return Run(outcomes)
