"""What several tests need: the pages of the book, and the site built once from them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs").rglob("*.md"))


def call(*arguments: str, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a Python module as a command in `cwd`, whose own nnbook it then uses."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(cwd), "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=check,
    )


def copy_book(folder: Path) -> Path:
    """Copy the book's sources into `folder`, so that a test may change them."""
    for name in ("docs", "nnbook"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book, built by MkDocs."""
    book = copy_book(tmp_path_factory.mktemp("book"))
    call("mkdocs", "build", cwd=book)
    return book / "site"
