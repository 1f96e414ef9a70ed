"""What several tests need: the pages of the book, and the site built once from them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nnbook.live import hook
from nnbook.live.files import find_labs
from nnbook.live.lab_run import LabRun, run_kept

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs").rglob("*.md"))
LABS = find_labs(ROOT / "docs")
KEPT = ROOT / hook.LABS


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
    """Copy the book's sources into `folder`, so that a test may change them.

    What the labs gave in this session goes along, to be used where nothing has changed.
    """
    for name in ("docs", "nnbook"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    if KEPT.is_dir():
        shutil.copytree(KEPT, folder / hook.LABS, ignore=shutil.ignore_patterns("*.ipynb"))
    return folder


@pytest.fixture(scope="session")
def lab_runs() -> dict[Path, LabRun]:
    """What each lab gave when it ran in this session, once for all tests."""
    shutil.rmtree(KEPT, ignore_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return {path: run_kept(path, KEPT) for path in LABS}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, lab_runs: dict[Path, LabRun]) -> Path:
    """The book, built by MkDocs."""
    assert not [fault for run in lab_runs.values() for fault in run.faults]
    book = copy_book(tmp_path_factory.mktemp("book"))
    call("mkdocs", "build", cwd=book)
    return book / "site"
