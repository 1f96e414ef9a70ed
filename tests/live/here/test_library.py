import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from nnbook.live.here import library
from nnbook.live.here.library import compiled

WITH_ITS_LIBRARY = """
import inspect, sys
sys.path.insert(0, sys.argv[1])
import tea, tea.pot
if len(sys.argv) > 2:
    from library import compiled
    open(sys.argv[2], "wb").write(compiled(sys.argv[1]))
print(tea.__spec__.loader.get_filename("tea"), tea.CUPS, inspect.getsource(tea.pot).strip())
"""
"""Imports from a library; where another path is given, writes there what is compiled of it."""


def test_what_is_in_use_is_compiled_and_keeps_its_source(tmp_path: Path) -> None:
    archive, result = tmp_path / "library.zip", tmp_path / "compiled.zip"
    with ZipFile(archive, "w") as zipped:
        zipped.writestr("tea/__init__.py", "CUPS = 2\n")
        zipped.writestr("tea/pot.py", "full = True\n")
        zipped.writestr("unused.py", "this is no Python\n")
    before = python(archive, result)
    with ZipFile(archive) as source, ZipFile(result) as target:
        names = {*source.namelist(), "tea/__init__.pyc", "tea/pot.pyc"}
        assert set(target.namelist()) == names
        assert all(target.read(name) == source.read(name) for name in source.namelist())
    result.rename(archive)
    assert python(archive) == before.replace(".py ", ".pyc ")


def test_no_more_is_compiled_than_is_there(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "library.zip", "w") as zipped:
        zipped.writestr("README.txt", "tea")
    (tmp_path / "compiled.zip").write_bytes(compiled(str(tmp_path / "library.zip")))
    assert ZipFile(tmp_path / "compiled.zip").namelist() == ["README.txt"]


def python(*arguments: Path) -> str:
    """Return what a Python prints that imports from a library."""
    path = Path(library.__file__).parent
    command = [sys.executable, "-c", WITH_ITS_LIBRARY, *map(str, arguments)]
    return subprocess.run(command, cwd=path, check=True, capture_output=True, text=True).stdout
