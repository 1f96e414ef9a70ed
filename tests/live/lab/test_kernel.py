import json
import os
import sys
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

from nnbook.live.lab import kernel


def test_the_kernel_notes_what_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "data.txt"
    file.touch()
    hooks: list[Any] = []
    app = MagicMock()
    monkeypatch.setattr(sys, "addaudithook", hooks.append)
    monkeypatch.setattr(sys, "argv", ["-c", "-f", "kernel.json"])
    monkeypatch.setattr(kernel, "inputs", dict)
    monkeypatch.setattr("nnbook.live.run.keeper.keep", lambda task, *, follow: follow and task())
    monkeypatch.setattr("nnbook.live.lab.kernel.IPKernelApp.instance", lambda: app)
    kernel.main()
    app.start.assert_called_once_with()
    [arguments] = app.initialize.call_args.args
    assert arguments[:2] == ["-f", "kernel.json"]
    hooks[0]("open", (str(file), "r", os.O_RDONLY))
    kernel.tell_inputs()
    assert file.as_posix() in json.loads(capsys.readouterr().out)
