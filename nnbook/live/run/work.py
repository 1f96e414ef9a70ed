"""Runs a page inside the process that is its own, and reports by a pipe, line by line.

Each report is a line of JSON, which is true whatever the page does to its Python: half a line,
or a line that is no report, is told from one that is.
"""

import importlib.util
import io
import os
import sys
from dataclasses import astuple
from json import dumps
from os import _exit, getpid, write  # our own names: a page may replace those in `os`
from types import ModuleType
from typing import TYPE_CHECKING, Any

from nnbook.live.page.page import Page
from nnbook.live.run.dependencies import Inputs
from nnbook.live.run.runner import run_parts
from nnbook.live.run.watch import Watch

if TYPE_CHECKING:
    from nnbook.live.prove.prover import Prover

LATER = ("matplotlib.pyplot",)
"""What is heavy, and few pages need."""

INTERRUPTED = 130
"""The status of a program that Ctrl+C has ended, as a shell tells it."""


class Reporter:
    """Sends reports from the process of a page, and from no other that it becomes.

    Parameters
    ----------
    replies
        The number of the pipe's end.
    """

    def __init__(self, replies: int) -> None:
        self.replies, self.process = replies, getpid()

    def __call__(self, **report: Any) -> None:
        """Send a report."""
        forked = getpid() != self.process
        rest = memoryview(dumps({"forked": True} if forked else report).encode() + b"\n")
        while rest:
            rest = rest[write(self.replies, rest) :]
        if forked:
            _exit(0)


def work(page: Page, memory: float, replies: int, written: int) -> None:
    """Run `page`; report each line that starts, each outcome, and last the files it read."""
    _print_in_forks()
    report = Reporter(replies)
    watch = Watch(lambda line: report(line=line), memory, written)
    # Where a terminal has its names, so that what a page defines can be pickled.
    main = sys.modules["__main__"] = ModuleType("__main__")
    inputs = Inputs()
    try:
        prover = _prover(page)
        for outcome in run_parts(page, watch, vars(main), prover):
            faults = [astuple(fault)[1:] for fault in outcome.faults]
            report(outputs=outcome.outputs, faults=faults)
        if prover:
            wrong = [astuple(fault)[1:] for fault in prover.faults]
            report(proofs=[astuple(proof) for proof in prover.proofs], wrong=wrong)
        imported = [name for name in LATER if name in sys.modules]
        report(inputs=inputs.found(), imported=imported)
    except KeyboardInterrupt:
        _exit(INTERRUPTED)
    except BaseException as error:
        sys.settrace(None)
        watch.end()
        rows = [f"{problem}: {got}" for _, problem, _, got in watch.found]
        rows.append(f"{type(error).__name__}: {error}")
        report(broken="\n".join(rows), expected=watch.expected(error, ""))


def _prover(page: Page) -> "Prover | None":
    """Return what proves the formulas of a page, where there are some, and somebody asks."""
    if not page.claims or importlib.util.find_spec("lark") is None:
        return None
    from nnbook.live.prove.prover import Prover  # noqa: PLC0415 - NumPy alone runs a page

    return Prover(page)


def _print_in_forks() -> None:
    """Let what a page forks print where it is seen: what it kept in memory would be lost."""
    out, err = sys.stdout, sys.stderr
    if hasattr(os, "register_at_fork"):
        assert isinstance(out, io.TextIOWrapper)
        out.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)

        def put_back() -> None:
            sys.stdout, sys.stderr = out, err

        os.register_at_fork(after_in_child=put_back)
