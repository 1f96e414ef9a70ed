"""The nav alone numbers the chapters, whatever builds the book; print and EPUB do as it does."""

import re
from itertools import chain
from pathlib import Path
from textwrap import dedent

import pytest

from nnbook.live.book.whole import chapters
from tests.conftest import CONFIG, ROOT, call, in_nav

NUMBERED = CONFIG["extra"]["numbered"]
SETTINGS = f"""
    site_name: Tea
    theme:
      name: material
      custom_dir: {ROOT}/overrides
      font: false
      features: [navigation.sections]
    extra: {{numbered: [Leaves, Water]}}
    nav:
      - Start: index.md
      - Leaves: [{{Green: green.md}}, {{Black: black.md}}]
      - Aside: [{{Cups: cups.md}}]
      - Water: [{{Hot: hot.md}}]
"""
EXPECTED = {"": None, "green": 1, "black": 2, "cups": None, "hot": 3}


@pytest.fixture(scope="module", params=["mkdocs", "properdocs", "zensical"])
def tea(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site in parts, with the templates of the book."""
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "docs").mkdir()
    for name in EXPECTED:
        page = folder / f"docs/{name or 'index'}.md"
        page.write_text(f"# About {name or 'tea'}\n\n## More\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(dedent(SETTINGS), encoding="utf-8")
    call(request.param, "build", "--strict", "--config-file", "mkdocs.yml", cwd=folder)
    return folder / "site"


def number_above_title(html: str) -> int | None:
    found = re.search(r'<p class="chapter">Chapter (\d+)</p>\s*<h1', html)
    return int(found[1]) if found else None


def test_each_chapter_says_its_number_and_so_does_the_nav_of_every_page(tea: Path) -> None:
    for name, number in EXPECTED.items():
        html = (tea / name / "index.html").read_text(encoding="utf-8")
        assert number_above_title(html) == number, name
        entries = re.finditer(
            r'<(a|label)\b[^>]*class="md-nav__link[^>]*>.*?</\1>', html, re.DOTALL
        )
        shown = {
            (re.sub(r"<.*?>", "", entry[0]).strip(), counted[1] if counted else None)
            for entry in entries
            for counted in [re.search(r'data-chapter="(\d+)"', entry[0])]
        }
        assert {("Green", "1"), ("Black", "2"), ("Hot", "3")} <= shown
        assert {title for title, number in shown if not number} & {"Green", "Black", "Hot"} == set()
        assert {("Cups", None), ("Start", None)} <= shown


def test_the_numbered_parts_are_parts_of_the_nav() -> None:
    assert NUMBERED
    assert set(NUMBERED) <= set(chain.from_iterable(CONFIG["nav"]))


def test_no_page_types_the_number_of_a_chapter() -> None:
    counted = re.compile(r"\bChapter \d|\b(first|second|third|fourth|fifth|sixth) chapter\b")
    for page in (ROOT / "docs").rglob("*.md"):
        for paragraph in page.read_text(encoding="utf-8").split("\n\n"):
            quoted = page.stem == "references" or "references.md#" in paragraph  # another's book
            assert quoted or not counted.search(paragraph), page


def test_the_next_chapter_is_the_next_and_the_last_one_the_last() -> None:
    order = [page for page in in_nav() if "/" not in page]
    for page in order:
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        for which, linked in re.findall(r"\[(?:the )?(next|last)\s+chapter\]\((\w+\.md)", text):
            step = 1 if which == "next" else -1
            assert order[order.index(page) + step] == linked, page


def test_the_book_counts_as_the_site_does(site: Path) -> None:
    pages = [
        page
        for part in CONFIG["nav"]
        for title, inside in part.items()
        if title in NUMBERED
        for page in chain.from_iterable(entry.values() for entry in inside)
    ]
    numbered = [part.address.strip("/") for part in chapters(site) if part.number]
    assert [f"{name}.md" for name in numbered] == pages
    assert [part.number for part in chapters(site) if part.number] == [
        f"Chapter {n}" for n in range(1, len(pages) + 1)
    ]
