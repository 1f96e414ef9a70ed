"""The successors of MkDocs and of Material give the same book: ProperDocs and Zensical."""

import json
import re
import shutil
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, expect

from nnbook.live.lab.run import LabRun
from nnbook.live.site.policy import inline_scripts
from tests.conftest import ROOT, TELL_REFUSALS, call, copy_book, served
from tests.test_book import TERM, articles, lasting, words
from tests.test_site import weight

FILES = re.compile(r"FILES = (\{.*?\n\})", re.DOTALL)
NAMED = re.compile(rb'<meta name="generator" .*>|"(?:.*/|404\.html)?": "[0-9a-f]{12}"')
"""The name of a builder, and what the service worker knows pages by."""

FACTS = re.compile(r"Reading time: (\d+) min")


def told(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def kept(site: Path) -> dict[str, str]:
    """Return what the service worker keeps of a site."""
    found = FILES.search(told(site, "service-worker.js"))
    assert found
    files: dict[str, str] = json.loads(found[1])
    return files


def pages(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in site.rglob("*.html")
    }


@pytest.fixture(scope="module")
def properdocs(lab_runs: dict[Path, LabRun], shared: Path) -> Path:
    """The book, built by ProperDocs, where no page has run before."""
    assert lab_runs
    built = shared / "properdocs"
    with FileLock(shared / "properdocs.lock"):
        if not built.exists():
            book = shared / "properdocs-book"
            book.mkdir()
            copy_book(book)
            options = ["--strict", "--config-file", "mkdocs.yml", "--site-dir", str(built)]
            call("properdocs", "build", *options, cwd=book)
    return built


@pytest.fixture(scope="module")
def zensical(site: Path, shared: Path) -> Path:
    """The book, built by Zensical with the commands that README tells."""
    assert site.is_dir()
    built = shared / "zensical"
    with FileLock(shared / "zensical.lock"):
        if not built.exists():
            book = shared / "zensical-book"
            book.mkdir()
            copy_book(book)
            call("nnbook.live", "labs", ".", "build/book", cwd=book)
            # What the pages gave they need not give again: tests of small books see to that.
            shutil.copytree(site.parent / ".cache/live", book / "kept")
            config = book / "build/book/mkdocs.yml"
            text = config.read_text(encoding="utf-8")
            config.write_text(text.replace("cache: .cache/live", "cache: ../../kept"), "utf-8")
            call("zensical", "build", "--clean", "--strict", cwd=book / "build/book")
            call("nnbook.live", "publish", "build/book/site", "--pace", "200", cwd=book)
            (book / "build/book/site").rename(built)
    return built


def test_readme_tells_these_commands() -> None:
    text = told(ROOT, "README.md")
    for command in (
        "-m nnbook.live labs . build/book",
        "cd build/book && ../../.venv/bin/zensical build --clean --strict",
        "-m nnbook.live publish build/book/site --pace 200",
        ".venv/bin/properdocs build --strict",
    ):
        assert command in text


def nameless(site: Path) -> dict[str, bytes]:
    """Return each file of a site, without the name of its builder, and without what it changes."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    whole = {name: path.read_bytes() for name, path in files.items()}
    named = {name for name in whole if name.endswith("html") or name == "service-worker.js"}
    return {**whole, **{name: NAMED.sub(b"", whole[name]) for name in named}}


def test_another_build_by_another_builder_is_the_same_to_the_byte(
    site: Path, properdocs: Path
) -> None:
    ours, theirs = nameless(site), nameless(properdocs)
    assert theirs.keys() == ours.keys()
    assert [name for name, content in ours.items() if theirs[name] != content] == []


def test_zensical_shows_the_same(site: Path, zensical: Path) -> None:
    ours, theirs = articles(site), articles(zensical)
    assert theirs.keys() == ours.keys()
    for page, article in ours.items():
        assert words(lasting(theirs[page])).split() == words(lasting(article)).split(), page
        assert TERM.findall(theirs[page]) == TERM.findall(article), page


def test_files_lie_beside_their_pages(site: Path, properdocs: Path, zensical: Path) -> None:
    networks = sorted(path.relative_to(site) for path in site.rglob("network.*.json"))
    assert {path.parent.as_posix() for path in networks} == {".", "labs/digits"}
    for path in networks:
        assert (properdocs / path).read_bytes() == (zensical / path).read_bytes()
        assert (site / path).read_bytes() == (zensical / path).read_bytes()


def test_zensical_tells_the_same_reading_time(site: Path, zensical: Path) -> None:
    for name, article in articles(site).items():
        ours, theirs = FACTS.findall(article), FACTS.findall(articles(zensical)[name])
        assert len(theirs) == len(ours) == 1
        assert abs(int(theirs[0]) - int(ours[0])) <= 1, name


def test_zensical_offers_each_lab_as_it_ran(site: Path, zensical: Path) -> None:
    labs = sorted(site.glob("labs/*/*.ipynb"))
    assert labs
    for lab in labs:
        page = zensical / "labs" / lab.stem / "index.html"
        [link] = re.findall(r'href="([^"]*\.ipynb)" download', page.read_text(encoding="utf-8"))
        assert (page.parent / link).resolve().read_bytes() == lab.read_bytes()


def test_zensical_has_one_policy_that_knows_every_script(zensical: Path) -> None:
    rules = set()
    for name, html in pages(zensical).items():
        found = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
        assert len(found) == 1, name
        rules.add(found[0])
        for script in inline_scripts(html):
            digest = b64encode(sha256(script.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in found[0], name
    assert len(rules) == 1
    assert f"{rules.pop()}; frame-ancestors 'none'" in told(zensical, "_headers")


def test_zensical_keeps_the_same_pages_on_a_device(site: Path, zensical: Path) -> None:
    ours, theirs = kept(site), kept(zensical)
    assert {path for path in theirs if path.endswith("/") or not path} == {
        path for path in ours if path.endswith("/") or not path
    }
    assert {"assets/live.js", "search.json", "404.html"} <= theirs.keys()


def test_zensical_tells_addresses_only_where_there_are_some(zensical: Path, tmp_path: Path) -> None:
    assert "Sitemap" not in told(zensical, "robots.txt")
    for html in pages(zensical).values():
        assert "canonical" not in html
        assert "og:url" not in html
    copy = shutil.copytree(zensical, tmp_path / "site")
    url = "https://example.org/book/"
    call("nnbook.live", "publish", "site", "--url", url, cwd=tmp_path)
    assert f"Sitemap: {url}sitemap.xml" in told(copy, "robots.txt")
    assert f"<loc>{url}neuron/</loc>" in told(copy, "sitemap.xml")
    assert f'<link rel="canonical" href="{url}neuron/">' in told(copy, "neuron/index.html")


def test_zensical_is_nearly_as_light(site: Path, zensical: Path) -> None:
    def visit(built: Path) -> int:
        html = told(built, "neuron/index.html")
        asked = re.findall(r'(?:src|rel="stylesheet" href)="\.\./(assets/[^"]+)"', html)
        index = "search.json" if (built / "search.json").is_file() else "search/search_index.json"
        return sum(weight(built / name) for name in ["neuron", *asked, index])

    assert visit(zensical) < 2 * visit(site)


def test_zensicals_pages_live(zensical: Path, browser: Browser) -> None:
    page = browser.new_page(reduced_motion="reduce")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(TELL_REFUSALS)
    with served(zensical) as address:
        page.goto(f"{address}/neuron/", wait_until="networkidle")
        expect(page.locator("explore-neuron.explore-alive")).to_be_visible()
        expect(page.locator(".ask form").first).to_be_visible()
        page.keyboard.press("/")
        page.keyboard.type("learning rate")
        expect(page.get_by_text("results", exact=False).first).to_be_visible()
    page.close()
    assert complaints == []
