import io
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from nnbook.live.page.page import Notation, Page
from nnbook.live.run import work as module
from nnbook.live.run.work import INTERRUPTED, Reporter, work


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder, and a process whose streams and names are put back."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(os, "register_at_fork", Mock(), raising=False)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO()))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setattr(sys, "settrace", Mock())
    monkeypatch.setattr(sys, "addaudithook", Mock())
    return tmp_path


def worked(
    folder: Path, text: str, monkeypatch: pytest.MonkeyPatch, notation: Notation | None = None
) -> list[Any]:
    """Work on a page in this process; return what it reports."""
    sent: list[bytes] = []

    def write(number: int, words: memoryview) -> int:
        assert number == 5
        sent.append(bytes(words[:7]))  # as if the pipe were full
        return len(sent[-1])

    monkeypatch.setattr(module, "write", write)
    with (folder / "written").open("w+b", buffering=0) as file:
        work(replace(Page.parse(text), notation=notation), 1000, 5, file.fileno())
    return [json.loads(row) for row in b"".join(sent).splitlines()]


def test_a_page_at_work_reports_lines_outcomes_and_last_its_inputs(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "__pycache__").mkdir()
    names = ["data.txt", "module.py", "__pycache__/module.cpython-311.pyc", "__pycache__/data.txt"]
    for name in names:
        (folder / name).touch()

    def add(hear: Any) -> None:
        for name in names:
            hear("open", (str(folder / name), "r", 0))
        hear("open", (3, "r", 0))
        hear("os.rename", (str(folder / "old.txt"), str(folder / "new.txt"), -1, -1))
        hear("import", ("absent",))
        hear("compile", ("no_file",))

    monkeypatch.setattr(sys, "addaudithook", add)
    *rest, last = worked(folder, "\n`{python} 1` `{python} x`", monkeypatch)
    undefined = "NameError: name 'x' is not defined"
    fault = [2, undefined, "`{python} x`", "a value", f"{undefined}\n", False]
    assert rest == [
        {"line": 2},
        {"outputs": ["1", "1"], "faults": []},
        {"line": 2},
        {"outputs": ["", ""], "faults": [fault]},
    ]
    inputs = last["inputs"]
    own = {Path(name).relative_to(folder).as_posix() for name in inputs if str(folder) in name}
    files = {"data.txt", "module.py", "__pycache__/data.txt"}
    assert own == {*files, "absent.py", "absent/__init__.py"}
    assert Path(__file__).as_posix() in inputs


def test_a_folder_that_python_lives_in_is_not_all_pythons_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(folder))
    monkeypatch.setattr(sys, "base_prefix", str(folder))
    name = str(folder / "written")
    monkeypatch.setattr(sys, "addaudithook", lambda hear: hear("open", (name, "r", 0)))
    assert name in worked(folder, "`{python} 1`", monkeypatch)[-1]["inputs"]


def test_a_page_that_breaks_its_python_is_reported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = [">>> import builtins, sys", ">>> builtins.chr = None; sys.stdout.close()"]
    *_, line, last = worked(folder, "\n".join(["```pycon", *code, "```"]), monkeypatch)
    assert line == {"line": 3}
    assert last["broken"].split("\n") == [
        "it replaces what Python brings: chr",
        "ValueError: I/O operation on closed file",
    ]


def test_an_interrupted_page_ends(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_exit", leave := Mock())
    text = '```python exec="on"\nraise KeyboardInterrupt\n```'
    assert worked(folder, text, monkeypatch)[-1] == {"line": 2}
    leave.assert_called_once_with(INTERRUPTED)


def test_another_process_reports_only_that_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_exit", leave := Mock())
    receiver, sender = os.pipe()
    report = Reporter(sender)
    report.process += 1
    report(line=3)
    leave.assert_called_once_with(0)
    assert os.read(receiver, 100) == b'{"forked": true}\n'


@pytest.mark.parametrize("forks", [True, False])
def test_what_a_fork_prints_is_seen(forks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    out = sys.stdout
    if not forks:
        monkeypatch.delattr(os, "register_at_fork")
    module._print_in_forks()
    if forks:
        register: Any = os.register_at_fork
        monkeypatch.setattr(sys, "stdout", None)
        monkeypatch.setattr(sys, "stderr", sys.stderr)
        register.call_args.kwargs["after_in_child"]()
        assert sys.stdout is out


def test_a_page_at_work_reports_its_proofs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "<!-- prove: free a -->\n\nSo $a + a = 2 a$, and $a = 2 a$.\n"
    rows = worked(folder, text, monkeypatch, Notation("", ""))
    [found] = [row for row in rows if "proofs" in row]
    assert len(found["proofs"]) == 2
    assert len(found["wrong"]) == 1
