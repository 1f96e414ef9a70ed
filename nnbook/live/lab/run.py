"""Runs the cells of a lab in a fresh kernel, and says in which one something went wrong."""

import hashlib
import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from nnbook.live.lab.kernel import COMMAND, INPUTS
from nnbook.live.lab.notebook import RAISES, Lab, Notebook, as_text, bare, is_code
from nnbook.live.lab.page import faults_of
from nnbook.live.page.fault import Fault, PageError
from nnbook.live.page.page import path_name
from nnbook.live.run import cache
from nnbook.live.run.asker import REPRODUCIBLE

SECONDS = 120
"""How long a cell may run unless told otherwise: long enough for a busy machine."""

ALIKE = REPRODUCIBLE | {"PYTHONOPTIMIZE": ""}  # or assertions would be passed over
ALIKE |= {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}  # shows figures, as Jupyter

ENDS = "the cell to end without an error"


@dataclass
class LabRun:
    """What a run of a lab gave.

    Attributes
    ----------
    notebook
        The notebook with its outputs, as far as it came.
    faults
        What was wrong.
    inputs
        The files that it imported or read, or looked for, as `Inputs` gives them.
    """

    notebook: Notebook
    faults: list[Fault] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)


class _OwnPython(KernelSpecManager):
    """Knows one kernel, this Python: one that a user has installed may be another."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-c", COMMAND, "-f", "{connection_file}"]
        return KernelSpec(argv=argv, language="python", display_name=kernel_name)


def run_unless_kept(path: Path, folder: Path, seconds: float = SECONDS) -> LabRun:
    """Run the lab at `path`, or return what its last run gave, if that is still true.

    A run without faults is kept in `folder`, as long as the lab, the files that it imported
    or read, this engine, Python and the installed versions stay what they were.
    """
    try:
        lab = Lab.read(path)  # once: somebody may write it meanwhile
    except PageError as error:
        return LabRun(bare([]), error.faults)
    if kept := _kept(lab, folder):
        return kept
    run = _run(lab, seconds)
    if not run.faults:
        cache.store(_file(lab, folder), _key(lab), run.inputs, notebook=run.notebook)
    return run


def find_kept(path: Path, folder: Path) -> LabRun | None:
    """Return what the last run of the lab at `path` gave, if that is kept and still true.

    What is no notebook has faults, and does not run.
    """
    try:
        return _kept(Lab.read(path), folder)
    except PageError as error:
        return LabRun(bare([]), error.faults)


def with_old_outputs(path: Path, folder: Path) -> tuple[Notebook, bool]:
    """Return the lab at `path` with the outputs that are kept of its cells, and whether any are.

    They may be of other code than what stands there now.
    """
    lab = Lab.read(path)
    old = cache.load_old(_file(lab, folder)).get("notebook", {"cells": []})
    outputs = {cell["id"]: cell["outputs"] for cell in old["cells"] if is_code(cell)}
    for cell in filter(is_code, lab.notebook["cells"]):
        cell["outputs"] = outputs.get(cell["id"], [])
    return lab.notebook, bool(outputs)


def _kept(lab: Lab, folder: Path) -> LabRun | None:
    kept = cache.load(_file(lab, folder), _key(lab))
    return LabRun(kept["notebook"]) if kept and "notebook" in kept else None


def _file(lab: Lab, folder: Path) -> Path:
    return folder / f"{hashlib.sha256(lab.name.encode()).hexdigest()[:16]}.json"


def _key(lab: Lab) -> str:
    return cache.key((lab.name, as_text(lab.notebook), ALIKE))


def run_lab(path: Path, seconds: float = SECONDS) -> LabRun:
    """Run the lab at `path` in a kernel of its own, whose working folder is the lab's.

    Parameters
    ----------
    path
        The notebook.
    seconds
        The time limit for each cell.
    """
    return _run(Lab.read(path), seconds)


def _run(lab: Lab, seconds: float) -> LabRun:
    notebook = nbformat.from_dict(lab.notebook)
    if not any(map(is_code, notebook.cells)):
        return LabRun(notebook, faults_of(Lab(lab.path, notebook)))
    faults: list[Fault] = []
    fault, number = None, 0
    notebook.cells.append(nbformat.v4.new_code_cell(INPUTS))
    with _kernel(notebook, lab.path.parent, seconds) as client:
        try:
            for number, cell in enumerate(notebook.cells, 1):
                with _raising(lab, number, cell, faults):
                    client.execute_cell(cell, number - 1)
        except CellExecutionError as error:
            fault = _raised(lab, number, cell, error)
        except (CellTimeoutError, DeadKernelError) as error:
            # What ends the kernel after it has answered is found at the next cell.
            ran = [(n, c) for n, c in enumerate(notebook.cells[:-1], 1) if is_code(c)]
            fault = _ended(lab, *[(n, c) for n, c in ran if n <= number][-1], error, seconds)
    last = notebook.cells.pop()
    if not fault and not last.outputs:
        problem, expected = "nothing can be printed at its end", "the sys.stdout of its beginning"
        fault = Fault(lab.name, 1, problem, lab.path.name, expected)
    if fault:
        return LabRun(notebook, [*faults, fault])
    found = json.loads(last.outputs[0].text).items()
    # The kernel's own files are gone with it.
    inputs = {path_name(Path(name)): was for name, was in found if not was or Path(name).is_file()}
    return LabRun(notebook, [*faults, *faults_of(Lab(lab.path, notebook))], inputs)


@contextmanager
def _raising(lab: Lab, number: int, cell: Notebook, faults: list[Fault]) -> Iterator[None]:
    """Let a cell that has the tag `RAISES` raise an error; without one, it has a fault."""
    if RAISES not in cell["metadata"].get("tags", []):
        yield
        return
    with suppress(CellExecutionError):
        yield
        problem, expected = "no error is raised", f"an error, as the tag {RAISES} says"
        faults.append(Fault(lab.cell_name(number), 1, problem, cell["source"], expected))


@contextmanager
def _kernel(
    notebook: nbformat.NotebookNode, folder: Path, seconds: float
) -> Iterator[NotebookClient]:
    """Start a kernel, and end it; with it goes a folder that has its own and temporary files."""
    with TemporaryDirectory() as home:
        manager = AsyncKernelManager(
            kernel_spec_manager=_OwnPython(),
            connection_file=str(Path(home, "kernel.json")),
            # Two kernels that start at once may choose the same port; files are each one's own.
            transport="tcp" if os.name == "nt" else "ipc",
        )
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=seconds,
            record_timing=False,
            coalesce_streams=True,
            force_raise_errors=True,
        )
        path = os.pathsep.join(map(os.path.abspath, sys.path))  # the kernel finds what we find
        env = os.environ | ALIKE | {"PYTHONPATH": path, "IPYTHONDIR": home}
        env |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), home)
        with client.setup_kernel(cleanup_kc=True, env=env, cwd=str(folder)):
            yield client
            # Its keeper ends all below it. Asked to end by itself, a kernel may use a socket that
            # it has closed already, write so into the builder's log, and wait for seconds.
            run_sync(manager.signal_kernel)(signal.SIGTERM)


def _raised(lab: Lab, number: int, cell: Notebook, error: CellExecutionError) -> Fault:
    trace = re.sub(r"\x1b\[[\d;]*m", "", error.traceback)
    lines = re.findall(rf"Cell In\[{cell['execution_count']}\], line (\d+)", trace)
    got = f"{error.ename}: {error.evalue}".rstrip(": ")
    problem, line = got.split("\n")[0], int(lines[-1]) if lines else 1
    return Fault(lab.cell_name(number), line, problem, cell["source"], ENDS, got)


def _ended(lab: Lab, number: int, cell: Notebook, error: Exception, seconds: float) -> Fault:
    late = isinstance(error, CellTimeoutError)
    got = "it still runs" if late else "the cell ended its own kernel"
    expected = f"the cell to end within {seconds:g} seconds" if late else ENDS
    return Fault(lab.cell_name(number), 1, got, cell["source"], expected, got)
