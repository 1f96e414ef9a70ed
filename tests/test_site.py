"""Proves that the site works everywhere: safe, light, swapped in place, without a network."""

import gzip
import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

import nnbook
from nnbook.live.html.glossary import read
from tests.conftest import ROOT, TELL_REFUSALS, call, follow_next, in_nav, of_all_kinds, wait_until

CHAPTERS = [
    name.removesuffix(".md") + "/" for name in in_nav() if "/" not in name and name != "index.md"
]
TERMS = read(ROOT / "docs/glossary.md")
SEARCH = "input.md-search__input"
KEPT = "navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"

UPDATED = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  return new Promise((done) => {
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker.addEventListener("statechange", () => done(worker.state));
    });
    registration.update();
  });
}"""
"""Looks for a newer edition, and tells what became of it: installed, or redundant."""

WEIGHT, FONT, REQUESTS = 140_000, 160_000, 12
"""Bytes of a first visit to a chapter, compressed, those of its fonts; requests."""

SLOW = {"latency": 50, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
WATCH = """
    window.seen = { paint: 0, shift: 0 };
    new PerformanceObserver((list) => { seen.paint = list.getEntries().at(-1).startTime; })
      .observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((e) => { seen.shift += e.value; }))
      .observe({ type: "layout-shift", buffered: true });
"""


@cache
def compressed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


class Host(SimpleHTTPRequestHandler):
    """A server that compresses and has a page for what is missing, as hosts of books have."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass

    def send_head(self) -> BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path))
        if path.is_dir() and not self.path.split("?")[0].endswith("/"):
            return super().send_head()
        if path.name == "404.html":  # some hosts send on to a name without its ending
            self.send_response(308)
            self.send_header("Location", "404")
            self.end_headers()
            return None
        path = path / "index.html" if path.is_dir() else path
        path = path.with_name("404.html") if path.name == "404" else path
        status = 200 if path.is_file() else 404
        content = path.read_bytes() if path.is_file() else b"There is no such page."
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(path))
        if path.suffix not in {".png", ".woff2"}:
            content = compressed(content)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)


@pytest.fixture
def host() -> Iterator[Any]:
    """Return a function that serves a folder, below a path of its own, and tells the address."""
    servers = []

    def serve(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=folder.parent))
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/{folder.name}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader who was never here before."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    yield context
    context.close()


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """Return a page, and the list of what it complains about."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def addresses(site: Path, paths: Iterable[Path] | None = None) -> list[str]:
    """Return the addresses of a site's pages, or of those at `paths`, as readers know them."""
    paths = paths or sorted(site.rglob("index.html"))
    return [re.sub(r"(^|/)index\.html$", r"\1", p.relative_to(site).as_posix()) for p in paths]


def search(page: Page, words: str) -> list[str]:
    """Return where the results of a search lead."""
    meta, field = page.locator(".md-search-result__meta"), page.locator(SEARCH)
    for text, answer in ("", "Type to start"), (words, "matching document"):
        field.fill("")
        page.keyboard.insert_text(text)
        page.keyboard.press("End")
        expect(meta).to_contain_text(answer)
    links = page.locator(".md-search-result__link").all()
    return [link.get_attribute("href") or "" for link in links]


def test_no_script_runs_that_the_policy_does_not_know(
    address: str, context: BrowserContext
) -> None:
    page, complaints = watched(context)
    context.add_init_script(TELL_REFUSALS)
    page.goto(f"{address}/neuron/")
    page.evaluate(
        "const script = document.createElement('script'); script.text = 'window.bad = 1';"
        "document.body.append(script); setTimeout('window.bad = 2');"
        "document.body.setAttribute('onclick', 'window.bad = 3'); document.body.click()"
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.bad") is None
    broken = {text for text in complaints if re.fullmatch("script-src[a-z-]*", text)}
    assert broken == {"script-src", "script-src-attr", "script-src-elem"}


def test_pages_are_swapped_in_place(site: Path, host: Any, context: BrowserContext) -> None:
    page, complaints = watched(context)
    page.goto(host(site))
    wait_until(page, KEPT)
    page.reload(wait_until="networkidle")
    page.evaluate("window.stayed = true")
    for _ in CHAPTERS:
        follow_next(page)
    assert page.evaluate("window.stayed")
    page.go_back()
    page.go_back()
    assert page.evaluate("window.stayed")
    assert complaints == []


def test_the_book_is_read_without_a_network(site: Path, host: Any, context: BrowserContext) -> None:
    address = host(site)
    page, complaints = watched(context)
    page.goto(f"{address}neuron/")
    wait_until(page, KEPT)
    context.set_offline(offline=True)
    for path in addresses(site, of_all_kinds(site)):
        answer = page.goto(address + path)
        assert answer, path
        assert answer.ok, path
        if page.locator("math").count():
            wait_until(page, "document.fonts.check('20px \"STIX Two Math\"')")
    page.goto(f"{address}glossary?from=elsewhere")
    assert page.url == f"{address}glossary/?from=elsewhere"
    assert any("api/cost/" in link for link in search(page, "half_squared_sum"))
    page.goto(f"{address}nowhere/")
    expect(page.locator("h1")).to_contain_text("not in the book")
    assert [text for text in complaints if "ERR_INTERNET_DISCONNECTED" not in text] == []


def test_a_newer_edition_is_told(
    site: Path, host: Any, context: BrowserContext, tmp_path: Path
) -> None:
    book = shutil.copytree(site, tmp_path / "book")
    page, complaints = watched(context)
    page.goto(f"{host(book)}neuron/")
    wait_until(page, KEPT)
    files = book / "neuron/index.html", book / "service-worker.js"
    changed = [path.read_text(encoding="utf-8") for path in files]
    changed[0] = changed[0].replace("<h1", "<h1 data-edition='second'")
    edition = hashlib.sha256(changed[0].encode()).hexdigest()[:12]
    changed[1] = re.sub('("neuron/": ")[0-9a-f]+', rf"\g<1>{edition}", changed[1])
    files[1].write_text(changed[1], encoding="utf-8")  # the host is half updated
    assert page.evaluate(UPDATED) == "redundant"
    assert page.locator(".live-news").count() == 0
    files[0].write_text(changed[0], encoding="utf-8")
    other, _ = watched(context)
    other.goto(page.url)
    page.reload()
    expect(page.get_by_role("status").filter(has_text="newer edition")).to_be_visible()
    assert page.locator("h1[data-edition]").count() == 0
    box = page.get_by_role("button", name="Show it").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    page.locator(".md-footer__link--next").click(trial=True)  # nothing covers it
    page.get_by_role("button", name="Show it").click()
    for window in (page, other):
        expect(window.locator("h1[data-edition]")).to_be_visible()
        expect(window.locator(".live-news")).to_have_count(0)
    assert [text for text in complaints if "another edition" not in text] == []


def test_the_page_for_what_is_missing_is_right_at_any_address(
    site: Path, host: Any, context: BrowserContext
) -> None:
    page, complaints = watched(context)
    address = host(site)
    page.goto(f"{address}404")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == (
        "sticky"
    )
    page.get_by_role("link", name="start", exact=True).click()
    page.wait_for_url(address)
    del complaints  # what the theme asks for cannot be found there, nor need it be


def test_a_folder_is_read_without_a_server(
    site: Path, context: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFLINE", "true")
    call("mkdocs", "build", "--site-dir", str(tmp_path / "book"), cwd=site.parent)
    page, complaints = watched(context)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    assert len([*(tmp_path / "book").rglob("*.html")]) == len(addresses(site)) + 1
    for name in addresses(site, of_all_kinds(site)):
        page.goto((tmp_path / "book" / f"{name.rstrip('/') or 'index'}.html").as_uri())
        expect(page.locator("[data-state]:not(.explore-alive)")).to_have_count(0)
    page.goto((tmp_path / "book/neuron.html").as_uri())
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.size)")
    figure = page.locator("explore-neuron.explore-alive")
    before = figure.evaluate("figure => figure.values()")
    figure.get_by_role("slider").first.press("ArrowLeft")
    assert figure.evaluate("figure => figure.values()") != before
    assert any("api/neuron.html" in link for link in search(page, "weighted_sum"))
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}
    assert complaints == []


def test_the_search_finds_terms_symbols_and_names(
    site: Path, host: Any, context: BrowserContext
) -> None:
    page, _ = watched(context)
    page.goto(host(site), wait_until="networkidle")
    for name in ("weighted_sum", "gradient_step"):
        assert any("/api/" in link and name in link for link in search(page, name)), name
    for term in TERMS[:: len(TERMS) // 5]:
        place = f"glossary/#{term.slug}"
        assert any(link.endswith(place) for link in search(page, term.name)), term.name
    for word in ("backprop", "overfitting", "regularization", "minibatch", "mse", "hyperparameter"):
        assert any("glossary/#" in link for link in search(page, word)), word
    for word in ("sigmoid", "cost", "network"):
        found = ["/api/" in link for link in search(page, word)]
        assert found == sorted(found), (word, search(page, word))
    for symbol in ("η", "δ", "σ", "∂", "⊙"):
        assert any("/notation/" in link for link in search(page, symbol)), symbol


def test_the_reference_comes_last_in_the_search() -> None:
    for path in (ROOT / "docs/api").glob("*.md"):
        assert "\nsearch:\n  boost: 0.001\n---\n" in path.read_text(encoding="utf-8"), path


def test_the_index_has_every_term_and_name(site: Path) -> None:
    index = (site / "search/search_index.json").read_text(encoding="utf-8")
    for term in TERMS:
        assert f'"glossary/#{term.slug}"' in index, term.name
        for form in term.forms:
            assert form in index, form
    for name in nnbook.__all__:
        assert re.search(rf'"api/[^"]*\.{name}"', index), name


@pytest.mark.parametrize("width", [360, 1280])
def test_a_first_visit_is_light_and_quick(
    site: Path, host: Any, browser: Browser, width: int
) -> None:
    address = host(site)
    for path in CHAPTERS[width == 360 :: 2]:
        for attempt in range(3):  # other tests run beside this one, and may hold it up
            context = browser.new_context(
                viewport={"width": width, "height": 800}, service_workers="block"
            )
            page = context.new_page()
            wire = context.new_cdp_session(page)
            wire.send("Network.enable")
            wire.send("Network.emulateNetworkConditions", {"offline": False, **SLOW})
            asked: list[str] = []
            page.on("request", partial(note, asked))
            page.add_init_script(WATCH)
            page.goto(address + path, wait_until="networkidle")
            seen = page.evaluate("window.seen")
            context.close()
            files = [url.removeprefix(address) for url in asked if url.startswith(address)]
            sizes = {name: weight(site / name) for name in files}
            font = sum(size for name, size in sizes.items() if name.endswith(".woff2"))
            assert len(files) <= REQUESTS, files
            assert font <= FONT
            assert sum(sizes.values()) - font <= WEIGHT, sizes
            assert not any("search_index" in name for name in files)
            if 0 < seen["paint"] < 1000 and round(seen["shift"], 2) == 0:
                break
            assert attempt < 2, (path, seen)


def note(asked: list[str], request: Request) -> None:
    asked.append(request.url)


def weight(path: Path) -> int:
    """Return what a file weighs on the wire."""
    content = (path / "index.html" if path.is_dir() else path).read_bytes()
    return len(content) if path.suffix in {".png", ".woff2"} else len(compressed(content))
