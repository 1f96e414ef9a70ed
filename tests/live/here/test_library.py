import importlib
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch
from zipfile import ZipFile

import pytest

from nnbook.live.here.library import compiled

IMPORTED = """
import inspect, sys
sys.path.insert(0, sys.argv[1])
import teahouse, teahouse.pot
print(teahouse.__spec__.loader.get_filename("teahouse"), teahouse.CUPS)
print(inspect.getsource(teahouse.pot).strip())
"""
"""Tells from which files of a library it imports, and what it finds in them."""


def imported(archive: Path) -> list[str]:
    command = [sys.executable, "-c", IMPORTED, str(archive)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def test_what_is_in_use_is_compiled_and_keeps_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, result = tmp_path / "library.zip", tmp_path / "compiled.zip"
    with ZipFile(archive, "w") as zipped:
        zipped.writestr("teahouse/__init__.py", "CUPS = 2\n")
        zipped.writestr("teahouse/pot.py", "full = True\n")
        zipped.writestr("unused.py", "this is no Python\n")
        zipped.writestr("README.txt", "tea")
    monkeypatch.syspath_prepend(str(archive))
    with patch.dict(sys.modules):
        importlib.import_module("teahouse.pot")
        result.write_bytes(compiled(str(archive)))
    with ZipFile(archive) as source, ZipFile(result) as target:
        names = {*source.namelist(), "teahouse/__init__.pyc", "teahouse/pot.pyc"}
        assert set(target.namelist()) == names
        assert all(target.read(name) == source.read(name) for name in source.namelist())

    first = [f"{archive / 'teahouse/__init__.py'} 2", "full = True"]
    assert imported(archive) == first
    result.rename(archive)
    assert imported(archive) == [first[0].replace(".py ", ".pyc "), first[1]]
