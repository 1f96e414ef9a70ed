"""Watches what a page does, besides giving outputs, to the Python that it runs in."""

import builtins
import ctypes
import importlib.util
import io
import os
import sys
from collections.abc import Callable

from nnbook.live.page.fault import Fault
from nnbook.live.run.keeper import take

SETTING = "`{name}` in the settings of nnbook.live"

PAST_PYTHON = "it writes to standard output past Python's print"
FROM_PYTHON = (
    "text that Python itself prints, as in\n"
    "print(subprocess.run([...], capture_output=True, text=True).stdout)"
)


class Watch:
    """Stands by while the code of a page runs, and collects what it should not do.

    Parameters
    ----------
    starts
        Called with the line of each example, statement and value before it runs.
    memory
        How many GiB the code may take, where the system can hold it to that; None for all.
    written
        The number of the file into which goes what is written past Python; None for none.
    """

    def __init__(
        self,
        starts: Callable[[int], None] = lambda _line: None,
        memory: float | None = None,
        written: int | None = None,
    ) -> None:
        self.starts, self.memory, self.written = starts, memory, written
        self.line = 0
        self.told = io.StringIO()
        """Standard error: one for the whole page, since a logger keeps that of its first part."""
        self.told_at = 0
        """The line at which something was first written there."""
        self.found: list[tuple[int, str, str, str]] = []
        self.terminal, self.posix = sys.stdout, os.name == "posix"
        self.limited = memory is not None and importlib.util.find_spec("resource") is not None
        self.system: tuple[int, int] | None = None
        self.now = vars(builtins)
        self.own = {name: was for name, was in self.now.items() if name != "_"}

    def start(self, line: int) -> None:
        """Let the code of a line run."""
        self.line = line
        self.starts(line)
        self._limit(self.memory)

    def end(self) -> None:
        """Put Python back in order after the code of a line, and note what was not."""
        self._limit(None)
        changed = [name for name, was in self.own.items() if self.now.get(name) is not was]
        self.now.update(self.own)
        if changed:
            expected = "another name for it, or what Python brings put back in the same example"
            self.note("it replaces what Python brings", expected, ", ".join(changed))
        if not self.told_at and self.told.getvalue():
            self.told_at = self.line
        if text := self._past_python():
            self.note(PAST_PYTHON, FROM_PYTHON, text)

    def end_part(self) -> None:
        """Note, after a part of the page, what it wrote to standard error."""
        self.end()
        if self.told_at:
            # There, too, Python tells what went wrong in a thread, and what was never awaited.
            text = self.told.getvalue()
            self.found.append((self.told_at, "it writes to standard error", "nothing there", text))
            self.told.seek(0)
            self.told.truncate()
            self.told_at = 0

    def note(self, problem: str, expected: str, got: str) -> None:
        """Note what the code of the line does wrong."""
        self.found.append((self.line, problem, expected, got))

    def same(self, name: str, before: object, after: object) -> None:
        """Note where a part of the page leaves another stream in `sys` than it found there."""
        if after is not before:
            problem, expected = f"it leaves another sys.{name}", f"the sys.{name} of its beginning"
            self.note(problem, expected, repr(after))

    def faults(self, path: str, code: str) -> list[Fault]:
        """Return what was noted since the last time, as faults of this code."""
        found, self.found = self.found, []
        return [
            Fault(path, line, problem, code, expected, got)
            for line, problem, expected, got in found
        ]

    def expected(self, error: BaseException, otherwise: str) -> str:
        """Return what was expected instead of an error."""
        if self.memory and isinstance(error, MemoryError):
            return f"at most {self.memory:g} GiB of memory ({SETTING.format(name='memory')})"
        return otherwise

    def _limit(self, memory: float | None) -> None:
        """Limit the memory of this process; our own code has what the system gives."""
        if self.limited:
            import resource  # noqa: PLC0415 - Windows has none

            self.system = self.system or resource.getrlimit(resource.RLIMIT_DATA)
            size, most = self.system
            if memory is not None:
                size = int(memory * 2**30) if most < 0 else min(int(memory * 2**30), most)
            resource.setrlimit(resource.RLIMIT_DATA, (size, most))

    def _past_python(self) -> str:
        if self.written is None:
            return ""
        self.terminal.flush()
        if self.posix:
            ctypes.CDLL(None).fflush(None)  # what C has kept back
        return take(self.written)
