"""Every page says what it is, to readers, to search engines and where it is shared; and prints."""

import re
from html import unescape
from pathlib import Path
from textwrap import dedent

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.conftest import ROOT, call
from tests.test_site import SEARCH, search

META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')


def meta(html: str) -> dict[str, str]:
    return {name: unescape(content) for name, content in META.findall(html)}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages, built with the settings of the book for an address, and with a place to edit."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text("# Start\n", encoding="utf-8")
    page = "---\ndescription: Small & red.\n---\n\n# A *red* page\n\nSome words.\n"
    (folder / "docs/page.md").write_text(page, encoding="utf-8")
    settings = f"""
        INHERIT: {ROOT}/mkdocs.yml
        theme: {{custom_dir: {ROOT}/overrides}}
        nav: [index.md, page.md]
        watch: []
        extra_css: []
        extra_javascript: []
        markdown_extensions: [pymdownx.superfences]
    """
    (folder / "mkdocs.yml").write_text(dedent(settings), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", "https://example.org/book/")
        patch.setenv("EDIT_URI", "https://example.org/code/edit/main/docs/")
        call("mkdocs", "build", "--config-file", str(folder / "mkdocs.yml"), cwd=ROOT)
    return folder / "site"


@pytest.fixture(scope="module")
def opened(address: str, browser: Browser) -> Page:
    """The first page of the book, ready to be searched from."""
    page = browser.new_page(reduced_motion="reduce")
    page.goto(f"{address}/", wait_until="networkidle")
    page.locator(SEARCH).focus()
    return page


def test_every_page_has_a_description_of_its_own(site: Path) -> None:
    told: dict[str, str] = {}
    for page in sorted(site.rglob("index.html")):
        about = meta(page.read_text(encoding="utf-8"))
        name = page.relative_to(site).as_posix()
        assert 40 < len(about["description"]) < 200, name
        assert about["description"] == about["og:description"], name
        assert about["og:title"], name
        assert told.setdefault(about["description"], name) == name


def test_a_page_tells_how_long_it_takes_to_read(site: Path) -> None:
    times = {
        page.parent.relative_to(site).as_posix(): int(found[1])
        for page in site.rglob("index.html")
        if (found := re.search(r"Reading time: (\d+) min", page.read_text(encoding="utf-8")))
    }
    assert len(times) == len(list(site.rglob("index.html")))
    assert 1 <= times["references"] <= times["chain_rule"] < 60


def test_pages_have_no_address_and_no_place_to_edit_before_these_are_known(site: Path) -> None:
    html = (site / "neuron/index.html").read_text(encoding="utf-8")
    assert 'rel="canonical"' not in html
    assert 'rel="edit"' not in html
    assert "og:image" not in meta(html)


def test_a_page_knows_its_address_its_picture_and_where_it_can_be_edited(published: Path) -> None:
    html = (published / "page/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://example.org/book/page/">' in html
    assert 'href="https://example.org/code/edit/main/docs/page.md"' in html
    about = meta(html)
    assert about["og:url"] == "https://example.org/book/page/"
    assert about["og:title"] == "A red page"
    assert about["og:description"] == about["description"] == "Small & red."
    picture = about["og:image"].removeprefix("https://example.org/book/")
    assert (ROOT / "docs" / picture).is_file()
    assert about["og:image:alt"]
    assert meta((published / "index.html").read_text(encoding="utf-8"))["og:type"] == "website"


def test_search_engines_find_the_pages(published: Path) -> None:
    assert "<loc>https://example.org/book/page/</loc>" in (published / "sitemap.xml").read_text()
    assert "Sitemap: https://example.org/book/sitemap.xml" in (published / "robots.txt").read_text()


def test_who_asks_for_a_page_that_is_not_there_finds_the_others(site: Path) -> None:
    html = (site / "404.html").read_text(encoding="utf-8")
    article = re.search(r"<article.*?</article>", html, re.DOTALL)
    assert article
    linked = {link.strip("/") for link in re.findall(r'href="([^"]+)"', article[0])}
    there = {page.parent.relative_to(site).as_posix() for page in site.rglob("index.html")}
    assert linked >= there - {"."}


def test_a_chapter_prints_whole_and_light(address: str, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(color_scheme="dark", reduced_motion="reduce")
    page.goto(f"{address}/neuron/")
    solution = page.locator("article details p").last
    last = " ".join((solution.text_content() or "").split())
    page.pdf(path=tmp_path / "neuron.pdf", format="A4", print_background=True)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for gone in (".md-header", ".md-sidebar--primary", ".md-footer", ".headerlink"):
        assert not page.locator(gone).first.is_visible(), gone
    page.close()
    parts = [part.extract_text() for part in PdfReader(tmp_path / "neuron.pdf").pages]
    text = " ".join(" ".join(parts).split())
    assert last
    assert last in text
    assert "Both cannot hold." in text
    assert "http" not in text


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("weighted sum", "glossary"),
        ("weighted sum", "api/neuron"),
        ("output_delta", "api/chain_rule"),
        ("sigmoid_prime", "api/activation"),
        ("numerical_gradient", "api/chain_rule"),
        ("confusion_matrix", "api/prediction"),
        ("softmax", "activation"),
        ("cross entropy", "cost"),
        ("chain rule", "chain_rule"),
        ("forward propagation", "forward"),
        ("learning rate", "gradient_descent"),
        ("eta", "api/example"),
        ("η", "notation"),
        ("delta", "chain_rule"),
        ("δ", "notation"),
        ("∂", "notation"),
        ("σ", "notation"),
        ("dask", "labs/beyond_one_machine"),
    ],
)
def test_what_is_searched_for_is_among_the_first_three_pages(
    opened: Page, address: str, words: str, page: str
) -> None:
    links = (link.removeprefix(f"{address}/") for link in search(opened, words))
    pages = list(dict.fromkeys(re.split("[?#]", link)[0].strip("/") for link in links))
    assert page in pages[:3]
