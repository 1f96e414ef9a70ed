import os
import subprocess
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from nnbook.live.site.facts import changes, minutes, on_config, on_page_content


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
    changes.cache_clear()
    monkeypatch.setenv("PATH", "")
    assert changes(docs) == {}


def test_code_and_figures_are_not_read_word_by_word() -> None:
    words = 250 * "word "
    assert minutes(f"<p>{words}</p><pre>{words}</pre><svg><text>{words}</text></svg>") == 1
    assert minutes("") == 1


def test_the_facts_stand_below_the_title(docs: Path) -> None:
    config = load_config(
        str(docs.parent / "mkdocs.yml"), docs_dir=str(docs), site_name="A", plugins=[]
    )
    on_config(config)
    site = Files([File("new.md", str(docs), str(docs), use_directory_urls=True)])
    page = Page("New", site.documentation_pages()[0], config)
    html = on_page_content("<h1>New</h1><p>It is.</p>", page, config, files=site)
    change = 'Last change: <time datetime="2024-05-06">2024-05-06</time>'
    facts = f'<p class="facts" data-search-exclude>Reading time: 1 min · {change}</p>'
    assert html == f"<h1>New</h1>\n{facts}<p>It is.</p>"
    assert page.update_date == "2024-05-06"
    (docs / "draft.md").write_text("New", encoding="utf-8")
    draft = Page("D", File("draft.md", str(docs), str(docs), use_directory_urls=True), config)
    assert "Last change" not in on_page_content("<h1>D</h1>", draft, config)
