import json
import logging
import os
from pathlib import Path

import click
import pytest
from mkdocs.commands import serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from nnbook.live.run.ahead import Ahead
from nnbook.live.site.afterwards import Afterwards
from nnbook.live.site.serving import Rebuild, follows
from nnbook.live.site.sources import sources


class Reader(Ahead):
    """Has run pages that read some files, and none by now."""

    def __init__(self) -> None:
        super().__init__()
        self.files: set[Path] = set()

    def reads(self, path: Path) -> bool:
        return path in self.files


class Later(Afterwards):
    """Notes what a build leaves for later."""

    def __init__(self, root: Path) -> None:
        self.reader = Reader()
        super().__init__(root / ".cache", self.reader)
        self.labs_to_run: set[Path] = set()
        self.asked = 0

    def old_labs(self) -> set[Path]:
        return self.labs_to_run

    def run_pages(self) -> None:
        self.asked += 1


class Desk:
    """A book of three pages and a module, built as a server builds it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("mkdocs.yml", json.dumps({"site_name": "book", "watch": ["pack"]}))
        self.write("pack/one.py", "one = 1\n")
        for name in ("index", "a", "b"):
            self.write(f"docs/{name}.md", f"# {name}\n\nfirst {name}\n\n## Part\n\nof {name}\n")
        self.config = self.load()
        self.read: list[str] = []
        self.begun: list[set[Path]] = []
        built = sources(self.config)
        self.build()
        self.later = Later(root)
        self.rebuild = Rebuild(self.build, self.config, built, self.later, self.begun.append)

    def load(self) -> MkDocsConfig:
        return load_config(str(self.root / "mkdocs.yml"), site_dir=str(self.root / "site"))

    def build(self) -> None:
        build = serve.build  # type: ignore[attr-defined]
        build(self.load(), serve_url="http://127.0.0.1/", dirty=False)

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def html(self, page: str) -> str:
        return (self.root / "site" / page).read_text(encoding="utf-8")

    def found(self) -> dict[str, str]:
        """Return what search knows, by where it is."""
        index = json.loads(self.html("search/search_index.json"))
        return {entry["location"]: entry["text"] for entry in index["docs"]}

    def built(self) -> list[str]:
        """Rebuild; return the pages that were read for it, and forget them."""
        self.read.clear()
        self.rebuild()
        return sorted(self.read)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(tmp_path)
    usual = Page.read_source

    def read_source(page: Page, config: MkDocsConfig) -> None:
        desk.read.append(page.file.src_uri)
        usual(page, config)

    monkeypatch.setattr(Page, "read_source", read_source)
    return desk


EVERY = ["a.md", "b.md", "index.md"]


def test_only_a_saved_page_is_built(desk: Desk) -> None:
    desk.write("docs/a.md", "# a\n\nsecond\n")
    assert desk.built() == ["a.md"]
    assert "<p>second</p>" in desk.html("a/index.html")
    assert "<p>first b</p>" in desk.html("b/index.html")
    assert desk.begun == [{desk.root / "docs/a.md"}]


def test_several_saved_pages_are_built_together(desk: Desk) -> None:
    desk.write("docs/a.md", "# a\n\nsecond a\n")
    desk.write("docs/index.md", "# index\n\nsecond index\n")
    assert desk.built() == ["a.md", "index.md"]


def test_nothing_is_built_twice(desk: Desk) -> None:
    desk.write("docs/a.md", "# a\n\nsecond a\n")
    desk.built()
    assert desk.built() == []


def test_a_page_saved_while_it_was_built_is_built_again(desk: Desk) -> None:
    page = desk.write("docs/a.md", "# a\n\nsecond\n")
    os.utime(page, (0, 0))  # long before its HTML
    assert desk.built() == ["a.md"]
    assert "<p>second</p>" in desk.html("a/index.html")


@pytest.mark.parametrize("page", EVERY)
def test_search_still_finds_every_page(desk: Desk, page: str) -> None:
    before = desk.found()
    desk.write(f"docs/{page}", "# New\n\nnew words\n")
    desk.built()
    place = page.removesuffix(".md") + "/" if page != "index.md" else ""
    old = {where: text for where, text in before.items() if where.split("#")[0] != place}
    assert len(old) < len(before)
    new = {where: text for where, text in desk.found().items() if where not in old}
    assert desk.found() == old | new
    assert set(new) == {place, f"{place}#new"}
    assert new[place] == "New new words"


def test_a_book_without_search_needs_none(desk: Desk) -> None:
    desk.write("mkdocs.yml", json.dumps({"site_name": "book", "plugins": []}))
    desk.built()
    desk.write("docs/a.md", "# a\n")
    assert desk.built() == ["a.md"]


@pytest.mark.parametrize("path", ["mkdocs.yml", "pack/one.py"])
def test_everything_is_built_where_more_than_a_page_was_saved(desk: Desk, path: str) -> None:
    file = desk.root / path
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    desk.write("docs/a.md", "# a\n\nsecond a\n")
    assert desk.built() == EVERY


def test_everything_is_built_where_the_glossary_was_saved(desk: Desk) -> None:
    live = {"nnbook.live": {"glossary": "b.md"}}
    desk.write("mkdocs.yml", json.dumps({"site_name": "book", "markdown_extensions": [live]}))
    desk.rebuild = Rebuild(
        desk.build, desk.load(), sources(desk.config), desk.later, desk.begun.append
    )
    desk.write("docs/b.md", "# b\n\nsecond b\n")
    assert desk.built() == EVERY
    desk.write("docs/a.md", "# a\n\nsecond a\n")
    assert desk.built() == ["a.md"]


def test_text_that_is_no_page_is_none_of_the_pages(desk: Desk) -> None:
    desk.write("pack/notes.md", "a")
    assert desk.built() == EVERY
    desk.write("pack/notes.md", "a and b")
    assert desk.built() == EVERY


def test_a_new_page_shows_everywhere_and_a_deleted_one_is_gone(desk: Desk) -> None:
    page = desk.write("docs/c.md", "# c\n")
    assert desk.built() == ["a.md", "b.md", "c.md", "index.md"]
    assert 'href="../c/"' in desk.html("a/index.html")
    page.unlink()
    assert desk.built() == EVERY
    assert 'href="../c/"' not in desk.html("a/index.html")
    assert not (desk.root / "site/c").exists()


def test_after_a_failure_everything_is_built(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("docs/a.md", "# a\n\nsecond a\n")
    with monkeypatch.context() as patch:
        patch.setattr(Page, "render", None)
        with pytest.raises(TypeError):
            desk.rebuild()
    assert desk.built() == EVERY
    desk.write("docs/a.md", "# a\n\nthird\n")
    assert desk.built() == ["a.md"]


def test_an_editors_own_files_and_compiled_ones_are_no_change(desk: Desk) -> None:
    desk.write("docs/.a.md.swp", "x")
    desk.write("pack/__pycache__/one.pyc", "x")
    (desk.root / "docs/.#a.md").symlink_to("nobody@nowhere")
    assert desk.built() == []


def test_an_author_is_not_warned_of_old_pages(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "mkdocs"):
        desk.write("docs/a.md", "# a\n\n[to nowhere](none.md)\n")
        desk.built()
    warnings = [row.getMessage() for row in caplog.records if row.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert "none.md" in warnings[0]


@pytest.fixture
def module(desk: Desk) -> Path:
    """A module that pages of the book import."""
    module = desk.root / "pack/one.py"
    desk.later.reader.files.add(module)
    return module


def test_after_a_change_of_a_module_no_page_waits_for_what_runs(desk: Desk, module: Path) -> None:
    module.write_text("one = 1 + 1\n", encoding="utf-8")
    assert desk.built() == []
    assert desk.later.asked == 1
    assert desk.built() == []
    assert desk.later.asked == 1


SHOWN = [
    "::: pack.one",
    "::: pack.one.one",
    "  ::: pack",
    '--8<-- "one.py"',
    '{% include "one.py" %}',
]


@pytest.mark.parametrize("row", SHOWN)
def test_a_page_that_shows_other_files_is_built_with_them(
    desk: Desk, module: Path, row: str
) -> None:
    desk.write("docs/b.md", f"# b\n\n{row}\n")
    assert desk.built() == ["b.md"]
    module.write_text("one = 1 + 1\n", encoding="utf-8")
    assert desk.built() == ["b.md"]
    desk.write("docs/a.md", "# a\n\nsecond\n")
    assert desk.built() == ["a.md"]


@pytest.mark.parametrize("row", ["::: pack.two", "::: other.one", "text ::: pack.one"])
def test_a_page_that_shows_another_module_is_left_alone(desk: Desk, module: Path, row: str) -> None:
    desk.write("docs/b.md", f"# b\n\n{row}\n")
    assert desk.built() == ["b.md"]
    module.write_text("one = 1 + 1\n", encoding="utf-8")
    assert desk.built() == []


def test_what_is_saved_with_a_module_is_built_at_once(desk: Desk, module: Path) -> None:
    module.write_text("one = 1 + 1\n", encoding="utf-8")
    desk.write("docs/a.md", "# a\n\nsecond\n")
    assert desk.built() == ["a.md"]
    assert desk.later.asked == 1


def test_old_labs_are_built_with_their_note(desk: Desk, module: Path) -> None:
    desk.later.labs_to_run.add(desk.root / "docs/a.md")
    desk.write("docs/index.md", "# index\n\nsecond\n")
    assert desk.built() == ["index.md"]
    module.write_text("one = 1 + 1\n", encoding="utf-8")
    assert desk.built() == ["a.md"]


def test_what_has_run_is_built_once(desk: Desk) -> None:
    desk.later.done = {desk.root / "docs/b.md", desk.root / "docs/gone.md"}
    assert desk.built() == ["b.md"]
    assert desk.built() == []


def test_a_module_that_no_page_imports_may_be_anywhere(desk: Desk, module: Path) -> None:
    desk.write("pack/two.py", "two = 2\n")
    assert desk.built() == EVERY
    desk.write("pack/two.py", "two = 1 + 1\n")
    module.write_text("one = 1 + 1\n", encoding="utf-8")
    assert desk.built() == EVERY
    assert desk.later.asked == 0


@pytest.mark.parametrize(
    ("options", "expected"),
    [({}, True), ({"livereload": True}, True), ({"livereload": False}, False)],
)
def test_only_a_command_that_builds_again_is_followed(
    options: dict[str, bool], *, expected: bool
) -> None:
    with click.Context(click.Command("serve")) as context:
        context.params.update(options)
        assert follows() == expected


def test_a_builder_without_a_command_is_followed() -> None:
    assert follows()
