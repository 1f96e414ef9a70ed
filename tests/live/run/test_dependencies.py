import itertools
from pathlib import Path

import pytest

from nnbook.live.page.page import Page
from nnbook.live.run.cache import digests
from nnbook.live.run.dependencies import OWN
from nnbook.live.run.process import run_page


def block(*lines: str) -> str:
    return "\n".join(['```python exec="on"', *lines, "```", ""])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder from which a page can import."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("apart", [False, True], ids=["compiled_beside", "compiled_apart"])
def test_what_a_page_imported_or_read_are_its_inputs(folder: Path, *, apart: bool) -> None:
    (folder / "pack").mkdir()
    (folder / "pack" / "__init__.py").write_text("from pack import inner\n")
    (folder / "pack" / "inner.py").write_text("open('from_module.txt').close()\n")
    for name in ("from_module", "text", "bytes", "path", "inner/moved"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / f"{name}.txt").touch()
    prefix = str(folder / "compiled") if apart else None
    text = block(
        "import os, pathlib, sys",
        f"sys.dont_write_bytecode, sys.pycache_prefix = False, {prefix!r}",
        "import pack",
        "open('text.txt').close()",
        "open(b'bytes.txt').close()",
        "file = os.open(pathlib.Path('path.txt'), os.O_RDONLY)",
        "open(file).close()",
        "os.chdir('inner')",
        "open('moved.txt').close()",
        "os.chdir('..')",
        "try: open('missing.txt')",
        "except OSError: pass",
    )
    for _ in ("compiles", "has been compiled"):
        run = run_page(Page.parse(text))
        assert not run.faults
        own = {Path(name).relative_to(folder) for name in run.inputs if str(folder) in name}
        assert {path.as_posix() for path in own} == {
            "pack/__init__.py",
            "pack/inner.py",
            "from_module.txt",
            "text.txt",
            "bytes.txt",
            "path.txt",
            "inner/moved.txt",
            "missing.txt",
        }
        assert not run.inputs[(folder / "missing.txt").as_posix()]
        assert list(folder.rglob("inner.*.pyc"))


def test_an_input_is_what_it_was_when_the_page_took_it(folder: Path) -> None:
    names = ["module.py", "data.txt"]
    for name in names:
        (folder / name).write_text("x = 1", encoding="utf-8")
    before = digests((folder / name).as_posix() for name in names)
    text = block(
        "import module",
        "open('data.txt').close()",
        *[f"with open({name!r}, 'w') as file: print('x = 2', file=file)" for name in names],
        "open('data.txt').close()",
    )
    run = run_page(Page.parse(text))
    assert not run.faults
    assert before.items() <= run.inputs.items()
    assert before != digests(before)


def test_what_a_page_wrote_itself_is_no_input(folder: Path) -> None:
    text = block(
        "for mode in 'w', 'a', 'w+':",
        "    with open(f'{mode}.txt', mode) as file: print(file.write('1'))",
        "    open(f'{mode}.txt').close()",
        "import os",
        "os.replace('w.txt', 'moved.txt')",
        "open('moved.txt').close()",
    )
    run = run_page(Page.parse(text))
    assert [outcome.outputs for outcome in run.outcomes] == [["1\n1\n1\n"]]
    assert not [name for name in run.inputs if str(folder) in name]


def test_where_a_module_was_not_found_are_inputs(folder: Path) -> None:
    names = ["absent", "broken", "pack.absent"]
    (folder / "broken.py").write_text("raise ImportError", encoding="utf-8")
    (folder / "pack").mkdir()
    text = [(f"try: import {name}", "except ImportError: pass") for name in names]
    run = run_page(Page.parse(block(*itertools.chain(*text))))
    assert not run.faults
    found = {
        Path(name).relative_to(folder): was
        for name, was in run.inputs.items()
        if str(folder) in name
    }
    assert {path.as_posix() for path in found} == {
        "absent.py",
        "absent/__init__.py",
        "broken.py",
        "broken/__init__.py",
        "pack/absent.py",
        "pack/absent/__init__.py",
    }
    assert [path.name for path, was in found.items() if was] == ["broken.py"]
    folders = {Path(name).parent for name in run.inputs}
    assert not [own for own in OWN if Path(own) in folders]


def test_files_of_python_and_of_what_is_installed_are_no_inputs() -> None:
    run = run_page(Page.parse(block("import json, numpy, pytest")))
    found = [name for name in run.inputs if Path(name).parts[-2] in {"json", "numpy", "pytest"}]
    assert (run.faults, found) == ([], [])
