from pathlib import Path

import pytest

from nnbook.live.html.builder import ALWAYS, LIVE, USUAL, builder_of
from nnbook.live.page.fault import PageError


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs" / "inner").mkdir(parents=True)
    page = tmp_path / "docs" / "inner" / "page.md"
    page.write_text("# A\n", encoding="utf-8")
    return page


def test_a_page_without_a_builder_has_the_usual_extensions(page: Path) -> None:
    builder = builder_of(page)
    assert builder.extensions == [*ALWAYS, *USUAL, LIVE]
    assert builder.configs["pymdownx.snippets"]["base_path"] == [str(Path.cwd()), str(page.parent)]


def test_the_file_of_a_builder_counts(page: Path, tmp_path: Path) -> None:
    file = tmp_path / "mkdocs.yml"
    text = (
        "docs_dir: docs\nmarkdown_extensions:\n  - abbr\n  - nnbook.live:\n      seconds: 3\n"
        "  - toc:\n  - pymdownx.snippets:\n      base_path: [docs, !relative $config_dir/more]\n"
    )
    file.write_text(text, encoding="utf-8")
    builder = builder_of(page)
    assert builder.extensions == [*ALWAYS, "abbr", LIVE, "pymdownx.snippets"]
    assert builder.configs[LIVE] == {"seconds": 3}
    assert builder.configs["pymdownx.snippets"]["base_path"] == [
        str(tmp_path / "docs"),
        str(tmp_path / "more"),
    ]
    assert builder.docs == tmp_path / "docs"
    (page.parent / "properdocs.yml").write_text("", encoding="utf-8")
    assert builder_of(page).docs == page.parent / "docs"


def test_a_builders_file_is_read_as_builders_do(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "base.yml").write_text(
        "docs_dir: base\nmarkdown_extensions: [abbr]\n", encoding="utf-8"
    )
    (tmp_path / "mkdocs.yml").write_text(
        "INHERIT: base.yml\n"
        "markdown_extensions:\n"
        "  toc:\n    permalink: !ENV [LINKS, no]\n"
        "    slugify: !!python/name:nnbook.live.html.glossary.slug\n"
        "  nnbook.live: {cache: !ENV NOWHERE, docs: !relative $docs_dir}\n"
        "  pymdownx.snippets: {base_path: docs}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("LINKS", "true")
    monkeypatch.delenv("NOWHERE", raising=False)
    builder = builder_of(page)
    assert builder.docs == tmp_path / "base"
    assert builder.configs["toc"]["slugify"]("A b") == "a-b"
    assert builder.configs["toc"]["permalink"] is True
    assert builder.configs[LIVE] == {"cache": None, "docs": str(tmp_path / "docs")}
    assert builder.configs["pymdownx.snippets"]["base_path"] == [str(tmp_path / "docs")]
    assert builder.extensions == [*ALWAYS, LIVE, "pymdownx.snippets"]


@pytest.mark.parametrize(
    "text", ["a: [", "- a", "theme: !!python/name:no_such_module.name", "INHERIT: nowhere.yml"]
)
def test_a_builders_file_that_is_none_is_told(page: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    with pytest.raises(PageError, match=r"^mkdocs\.yml:1: this file cannot be read\n"):
        builder_of(page)


def test_a_changed_file_is_read_anew(page: Path, tmp_path: Path) -> None:
    file = tmp_path / "mkdocs.yml"
    for name in ("abbr", "admonition"):
        file.unlink(missing_ok=True)
        file.write_text(f"markdown_extensions: [{name}]", encoding="utf-8")
        assert name in builder_of(page).extensions
