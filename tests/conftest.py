"""What several tests need: the book's pages, the site built once from them, and a browser."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from filelock import FileLock, Timeout
from mkdocs.utils.yaml import yaml_load
from playwright.sync_api import Browser, Page, expect, sync_playwright

from nnbook.live.book.whole import find_browser
from nnbook.live.here.runtime import RUNTIME
from nnbook.live.lab.notebook import find_labs
from nnbook.live.lab.run import LabRun, run_unless_kept

ROOT = Path(__file__).parent.parent
CONFIG: dict[str, Any] = yaml_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
PAGES = sorted((ROOT / "docs").rglob("*.md"))
_TEACHING = [path.stem for path in PAGES if "What you will learn" in path.read_text("utf-8")]
CHAPTERS = [name for name in _TEACHING if name != "whole_code"]  # which teaches nothing new
LABS = find_labs(ROOT / "docs")
LAB_RUNS = ".cache/labs"
KEPT = ROOT / LAB_RUNS
CHROMIUM = find_browser()
expect.set_options(timeout=20_000)  # a busy machine takes longer than the five seconds it gives

TELL_REFUSALS = (
    "addEventListener('securitypolicyviolation', (e) => console.error(e.violatedDirective))"
)
"""A script that writes on the console what the policy of a page refuses."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Trace no test in a browser for its coverage, which takes time: others run the same code."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.no_cover)


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
    for name in ("docs", "nnbook", "overrides"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("LICENSE", "README.md", "mkdocs.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    if KEPT.is_dir():
        shutil.copytree(KEPT, folder / LAB_RUNS, ignore=shutil.ignore_patterns("*.ipynb"))
    if (ROOT / RUNTIME).is_dir():
        (folder / RUNTIME).parent.mkdir(exist_ok=True)
        (folder / RUNTIME).symlink_to(ROOT / RUNTIME)
    return folder


def in_nav(nav: list[Any] = CONFIG["nav"]) -> Iterator[str]:
    """Yield the pages of the book in the order in which they are read."""
    for entry in nav:
        [inside] = entry.values()
        if isinstance(inside, str):
            yield inside
        else:
            yield from in_nav(inside)


def of_all_kinds(site: Path) -> list[Path]:
    """Return the pages of a built site, but of the reference, which one template makes, three."""
    pages = sorted(site.rglob("index.html"))
    reference = [path for path in pages if path.is_relative_to(site / "api")]
    return [path for path in pages if path not in reference[3:]]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder of this session, shared by all its processes."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def lab_runs(shared: Path) -> dict[Path, LabRun]:
    """What each lab gave when it ran in this session, once for all tests."""
    with FileLock(shared / "labs.lock"):
        if not (shared / "labs").exists():
            shutil.rmtree(KEPT, ignore_errors=True)
            (shared / "labs").touch()
    runs: dict[Path, LabRun] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        for timeout in (0, -1):  # first those that no other process is just running, then all
            for path in [path for path in LABS if path not in runs]:
                with suppress(Timeout), FileLock(shared / f"{path.stem}.lock", timeout=timeout):
                    runs[path] = run_unless_kept(path, KEPT)
    return {path: runs[path] for path in LABS}


@pytest.fixture(scope="session")
def page_runs(shared: Path) -> Path:
    """A folder that keeps what each page gave when it ran in this session, once for all tests."""
    folder = shared / "pages"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def site(shared: Path, lab_runs: dict[Path, LabRun], page_runs: Path) -> Path:
    """The book, built by MkDocs."""
    assert not [fault for run in lab_runs.values() for fault in run.faults]
    book = shared / "book"
    with FileLock(shared / "book.lock"):
        if not (book / "site").exists():
            book.mkdir(exist_ok=True)
            copy_book(book)
            (book / ".cache/live").symlink_to(page_runs)
            call("mkdocs", "build", "--site-dir", str(shared / "built"), cwd=book)
            (shared / "built").rename(book / "site")
    return book / "site"


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that writes no log, also not of pages that were left halfway."""

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


@contextmanager
def served(folder: Path, handler: type[SimpleHTTPRequestHandler] = Quiet) -> Iterator[str]:
    """Serve a folder; give the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The built site, served at this address."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")  # its event loop would get into the way of other tests' own
def browser() -> Iterator[Browser]:
    """A browser, where there is one; CI must have it."""
    if not CHROMIUM and not os.environ.get("CI"):
        pytest.skip("no browser: install Chromium")
    with sync_playwright() as playwright:
        # Where it is the whole of Chromium, its own pages would only take time.
        lean = ["--disable-extensions", "--disable-features=PreloadTopChromeWebUI"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=lean)
        yield browser
        browser.close()


def new_guest(browser: Browser, **options: Any) -> Page:
    """Return a window that takes no copy of the whole book to its device, which costs time."""
    page = browser.new_page(**options)
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    return page


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Callable[..., Page]:
    """Give the window with some options: a new one would fetch and compile all scripts anew."""
    return cache(partial(new_guest, browser))


def wait_until(page: Page, promised: str, arg: object = None) -> None:
    """Wait until what a page promises is true: Playwright takes any promise for that."""
    for _ in range(600):
        if page.evaluate(promised, arg):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not within a minute: {promised}")


def open_swapping(page: Page, address: str, name: str) -> None:
    """Open a page whose links the theme follows in place, as it does where the site has a map."""
    names = [path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in PAGES]
    places = [f"<url><loc>{address}/{name}/</loc></url>".replace("/index/", "/") for name in names]
    page.route(
        "**/sitemap.xml", lambda route: route.fulfill(body=f"<urlset>{''.join(places)}</urlset>")
    )
    with page.expect_response("**/sitemap.xml"):
        page.goto(f"{address}/{name}/" if name else f"{address}/")
    page.evaluate("window.stayed = true")


def follow_next(page: Page) -> None:
    """Follow the link to the next page, and wait for its text: the address changes before it."""
    title = page.title()
    page.locator(".md-footer__link--next").click()
    expect(page).not_to_have_title(title)
