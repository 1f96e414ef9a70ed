"""Notes which files a page or a lab reads while it runs, and how they were."""

import hashlib
import importlib.util
import os
import sys
import sysconfig
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any

OWN = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
OWN |= {"/proc", "/sys"}
"""Python's own folders, and those of what is installed: their versions tell of a change.

With them, what the system tells of itself, which changes all the time.
"""


class Inputs:
    """The files that this process has imported, and those that it reads from now on.

    A file has the digest that it had when it was first opened: somebody may change it during
    the run. One that the run itself has written before is no input.
    """

    def __init__(self) -> None:
        self._noted: dict[str, str | None] = {}
        self._imports: set[str] = set()
        self._note_modules()
        sys.addaudithook(self._hear)

    def found(self) -> dict[str, str]:
        """Return the digest of each file outside `OWN`; of a missing one, an empty text."""
        self._note_modules()
        self._note_failed_imports()
        noted = self._noted.copy().items()  # a thread may still be at work
        return {Path(name).as_posix(): was for name, was in noted if was is not None}

    def _hear(self, event: str, about: tuple[Any, ...]) -> None:
        if event == "open" and not isinstance(about[0], int):  # a number is of an open file
            written = bool(about[2] & (os.O_WRONLY | os.O_TRUNC))
            self._note(os.fsdecode(about[0]), written=written)
        elif event == "os.rename":  # the last step of writing a file whole
            self._note(os.fsdecode(about[1]), written=True)
        elif event == "import":
            self._imports.add(about[0])

    def _note(self, name: str, *, written: bool = False) -> None:
        name = str(Path(name).absolute())
        if name in self._noted:
            return
        self._noted[name] = None  # the digest, too, opens the file
        with suppress(ValueError):  # raised for what is no compiled module
            self._note(importlib.util.source_from_cache(name))
            return
        if not written and not _own(name):
            self._noted[name] = digest(name)

    def _note_modules(self) -> None:
        for module in list(sys.modules.values()):
            if file := getattr(module, "__file__", None):
                self._note(file)

    def _note_failed_imports(self) -> None:
        """Note where the modules would lie that were not found: one may come."""
        missing = [name.replace(".", "/") for name in self._imports - sys.modules.keys()]
        for folder, name, end in product(sys.path, missing, (".py", "/__init__.py")):
            path = str(Path(folder, name + end).absolute())
            if not _own(path):
                self._noted.setdefault(path, "")


def digest(path: str) -> str:
    """Return the digest of the file at `path`; where there is none, an empty text."""
    file = Path(path)
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def _own(path: str) -> bool:
    return any(Path(path).is_relative_to(folder) for folder in OWN)
