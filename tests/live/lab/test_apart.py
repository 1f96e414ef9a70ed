import json
import os
import sys
from pathlib import Path

import pytest

from nnbook.live.lab.apart import main, start, tell
from nnbook.live.lab.run import find_kept
from tests.live.ends import nobody_is_left
from tests.live.labs import code, lab, text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_a_lab_gives_is_printed_and_kept(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = lab(folder / "a.ipynb", text("# A"), code("print(2 * 2)"))
    told, wrong = start(path, folder / "kept").communicate()
    given = json.loads(told)
    assert given["faults"] == [], wrong
    assert given["notebook"]["cells"][1]["outputs"][0]["text"] == "4\n"
    kept = find_kept(path, folder / "kept")
    assert kept
    assert kept.notebook == given["notebook"]
    tell(path, folder / "kept")
    assert capsys.readouterr().out == told


def test_faults_are_printed(folder: Path) -> None:
    path = lab(folder / "a.ipynb", text("# A"), code("1 / 0"))
    told, _ = start(path, folder / "kept").communicate()
    [fault] = json.loads(told)["faults"]
    assert fault[:3] == ["a.ipynb, cell 2", 1, "ZeroDivisionError: division by zero"]
    assert find_kept(path, folder / "kept") is None


def test_a_lab_that_is_stopped_leaves_no_process(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    waits = "import subprocess, time\npipe = open('pipe', 'w')\n"
    waits += "subprocess.Popen(['sleep', '99'], stdout=pipe)\ntime.sleep(99)"
    path = lab(folder / "a.ipynb", text("# A"), code(waits))
    process = start(path, folder / "kept")
    pipe = os.open(folder / "pipe", os.O_RDONLY)  # until the cell runs
    process.terminate()
    process.communicate()
    assert nobody_is_left(pipe)


def test_the_program_prints_what_the_lab_gives(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = lab(folder / "a.ipynb", text("# A"), code("print(2 * 2)"))
    arguments = json.dumps([sys.path, str(path), str(folder / "kept")])
    monkeypatch.setattr(sys, "argv", ["apart.py", arguments])
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr("nnbook.live.run.keeper.keep", lambda task, *, follow: follow and task())
    main()
    assert json.loads(capsys.readouterr().out)["faults"] == []
