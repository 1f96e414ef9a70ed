import os
import subprocess
from pathlib import Path

import pytest

from nnbook.live.site.facts import changes, minutes


def git(folder: Path, *arguments: str, day: str = "2024-05-06") -> None:
    moment = f"{day}T12:00:00+0000"
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
        cwd=folder,
        env={**os.environ, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment},
        check=True,
        capture_output=True,
    )


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """Pages in Git: two of them, one of which was changed later."""
    docs = tmp_path / "book/docs"
    docs.mkdir(parents=True)
    git(docs.parent, "init")
    (docs.parent / "mkdocs.yml").touch()
    written = [("old é.md", "2024-01-02"), ("new.md", "2024-01-02"), ("new.md", "2024-05-06")]
    for name, day in written:
        (docs / name).write_text(day, encoding="utf-8")
        git(docs, "add", name)
        git(docs, "commit", "-m", "Write", day=day)
    return docs


def test_a_file_is_as_old_as_its_last_change(docs: Path) -> None:
    assert changes(docs) == {"old é.md": "2024-01-02", "new.md": "2024-05-06"}


def test_a_history_that_was_cut_off_tells_nothing(docs: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--depth", "1", docs.parent.as_uri(), "copy")
    assert changes(tmp_path / "copy/docs") == {}


def test_without_git_no_file_has_an_age(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert changes(docs) == {}


def test_code_and_figures_are_not_read_word_by_word() -> None:
    words = 250 * "word "
    assert minutes(f"<p>{words}</p><pre>{words}</pre><svg><text>{words}</text></svg>") == 1
    assert minutes("") == 1
