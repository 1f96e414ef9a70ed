"""What is taken over from mkdocs-jupyter is still there, and still needs to be taken."""

import os
from pathlib import Path

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, get_files
from mkdocs.structure.pages import Page

from nnbook.live.site.jupyter import is_lab, take_over
from tests.live.labs import lab, text


@pytest.fixture
def config(tmp_path: Path) -> MkDocsConfig:
    """A book of a page and a lab, with mkdocs-jupyter alone."""
    lab(tmp_path / "docs/a.ipynb", text("# A"))
    (tmp_path / "docs/index.md").write_text("# Home", encoding="utf-8")
    config = MkDocsConfig()
    config.load_dict(
        {
            "site_name": "tiny",
            "docs_dir": str(tmp_path / "docs"),
            "site_dir": str(tmp_path / "site"),
            "plugins": [{"mkdocs-jupyter": {"include": ["*.ipynb"], "cache": False}}],
        }
    )
    assert config.validate() == ([], [])
    config.plugins.on_pre_build(config=config)
    return config


@pytest.fixture
def files(config: MkDocsConfig) -> Files:
    return config.plugins.on_files(get_files(config), config=config)


def test_a_notebook_that_becomes_a_page_is_a_lab(files: Files) -> None:
    assert [file.src_uri for file in files if is_lab(file)] == ["a.ipynb"]


def test_without_mkdocs_jupyter_it_is_a_file_like_any_other(config: MkDocsConfig) -> None:
    assert not [file for file in get_files(config) if is_lab(file)]


def test_the_builder_sees_how_old_a_page_is(files: Files, tmp_path: Path) -> None:
    file = files.get_file_from_path("a.ipynb")
    assert file
    page = tmp_path / "site/a/index.html"
    page.parent.mkdir(parents=True)
    assert file.is_modified()
    page.touch()
    assert not file.is_modified()
    later = page.stat().st_mtime + 1
    os.utime(tmp_path / "docs/a.ipynb", (later, later))
    assert file.is_modified()


def test_a_page_is_converted_like_any_other(
    config: MkDocsConfig, files: Files, tmp_path: Path
) -> None:
    file = files.get_file_from_path("a.ipynb")
    assert file
    page = config.plugins.on_pre_page(Page("A", file, config), config=config, files=files)
    assert page is not None
    assert "render" in vars(page)
    take_over(page, tmp_path / "ran.ipynb")
    assert "render" not in vars(page)
    assert page.file.abs_src_path == str(tmp_path / "ran.ipynb")
