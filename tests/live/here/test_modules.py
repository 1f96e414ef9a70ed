import io
from pathlib import Path
from zipfile import ZipFile

import pytest

from nnbook.live.here.modules import packed


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with data, another package in it, and a module beside it."""
    for name in (
        "tea/__init__.py",
        "tea/cup.py",
        "tea/data/more/leaves.csv",
        "tea/shop/__init__.py",
        "tea/__pycache__/cup.pyc",
        "milk_of_test.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def names(archive: bytes) -> list[str]:
    return ZipFile(io.BytesIO(archive)).namelist()


def test_a_package_goes_along_with_its_data_and_without_packages_in_it(package: Path) -> None:
    archive = packed(["tea"])
    assert names(archive) == ["tea/__init__.py", "tea/cup.py", "tea/data/more/leaves.csv"]
    assert ZipFile(io.BytesIO(archive)).read("tea/cup.py") == (package / "tea/cup.py").read_bytes()


@pytest.mark.usefixtures("package")
def test_what_is_named_goes_along_at_its_place() -> None:
    assert names(packed(["tea.shop", "milk_of_test"])) == [
        "milk_of_test.py",
        "tea/shop/__init__.py",
    ]


def test_the_same_files_give_the_same_bytes(package: Path) -> None:
    before = packed(["tea"])
    (package / "tea/cup.py").touch()
    assert packed(["tea", "tea"]) == before


def test_a_module_that_is_not_there_is_an_error() -> None:
    with pytest.raises(
        ModuleNotFoundError, match="modules: found 'no_such_tea', expected the name"
    ):
        packed(["no_such_tea"])


def test_nothing_goes_along_unless_named() -> None:
    assert names(packed([])) == []
