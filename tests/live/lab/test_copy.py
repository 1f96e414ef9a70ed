import json
from pathlib import Path

import pytest

from nnbook.live.lab.copy import copy_book
from nnbook.live.page.fault import PageError
from tests.live.labs import code, lab, text


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book with a lab, a page that leads to it, and what no builder reads."""
    book = tmp_path / "book"
    lab(book / "docs/labs/a.ipynb", text("# A\n\n[Home](../index.md)"), code("6 * 7"))
    files = {
        "docs/index.md": "[a](labs/a.ipynb#a), `labs/a.ipynb`, [b](labs/b.ipynb)\n",
        "docs/api/it.md": "[a]: ../labs/a.ipynb\n",
        "mkdocs.yml": "nav:\n  - index.md\n  - A: labs/a.ipynb\n",
        "site/index.html": "old",
        "pack/site/deep.py": "kept",
        ".cache/x": "",
    }
    for name, content in files.items():
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        (book / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(book)
    return book


def test_labs_are_pages_that_others_lead_to(book: Path, tmp_path: Path) -> None:
    copy = book / "build/copy"
    assert copy_book(book, copy, kept=tmp_path / "kept") == [copy / "docs/labs/a.md"]
    page = (copy / "docs/labs/a.md").read_text(encoding="utf-8")
    assert page.startswith("# A\n")
    assert "\n42\n" in page
    assert '<a href="a.ipynb" download>' in page
    ran = json.loads((copy / "docs/labs/a.ipynb").read_text(encoding="utf-8"))
    assert ran["cells"][1]["outputs"]
    assert (copy / "docs/index.md").read_text(encoding="utf-8") == (
        "[a](labs/a.md#a), `labs/a.ipynb`, [b](labs/b.ipynb)\n"
    )
    assert (copy / "docs/api/it.md").read_text(encoding="utf-8") == "[a]: ../labs/a.md\n"
    assert "  - A: labs/a.md\n" in (copy / "mkdocs.yml").read_text(encoding="utf-8")


def test_the_book_is_left_as_it_is_and_what_is_built_is_not_copied(
    book: Path, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}
    copy = book / "build/copy"
    copy_book(book, copy, kept=tmp_path / "kept")
    there = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert "pack/site/deep.py" in there
    assert not {"site/index.html", ".cache/x"} & there
    assert {path: path.read_bytes() for path in before} == before


def test_a_fault_leaves_nothing_behind(book: Path, tmp_path: Path) -> None:
    lab(book / "docs/labs/b.ipynb", text("# B"), code("1 / 0"))
    with pytest.raises(PageError, match=r"b\.ipynb, cell 2:1: ZeroDivisionError"):
        copy_book(book, tmp_path / "copy", kept=tmp_path / "kept")
    assert not (tmp_path / "copy").exists()


def test_nothing_is_written_over(book: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    with pytest.raises(FileExistsError, match="expected a folder that is not"):
        copy_book(book, tmp_path / "copy", kept=tmp_path / "kept")


def test_what_is_no_book_is_not_copied(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"mkdocs\.yml"):
        copy_book(tmp_path, tmp_path / "copy", kept=tmp_path / "kept")
