"""Proves that readers can run the book's examples in the page, and what it takes to do so."""

import gzip
import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any, BinaryIO

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, expect

from nnbook.live.here.carried import PLACE
from tests.conftest import ROOT, follow_next, new_guest, open_swapping, wait_until
from tests.engines import ENGINES
from tests.test_accessibility import DARK, LAYOUT, LOOKS, complaints
from tests.test_site import KEPT, Host, addresses, watched

OTHERWISE: set[str] = set()
"""Examples that print something else in the page: none today."""

PAGE, EDITOR, PRESSED = 2_000, 6_000, 9_000_000
"""Bytes, compressed: what a page weighs more, what opens a box, and all that comes with it."""

RUN_ALL = """async (names) => {
  const book = new URL("..", location);
  const { examples, python } = await import(new URL("assets/python/run.js", book));
  const found = [];
  for (const name of names) {
    const html = await (await fetch(new URL(name, book))).text();
    const page = new DOMParser().parseFromString(html, "text/html");
    const boxes = [...page.querySelectorAll("article .highlight code")].filter(
      (code) => code.querySelector(".gp") && !code.closest(".doc"),
    );
    const books = boxes.map((code) => examples(code.textContent));
    const steps = books.map((book) => ({ code: book.map(({ source }) => source).join("\\n") }));
    const ignore = () => {};
    const told = ({ step, source, output }) => {
      const { source: ours, output: book } = books[step].shift() ?? {};
      found.push({ name, source, output, ours, book });
    };
    const end = await python.run(steps, { loaded: ignore, started: ignore, told });
    if (end !== "done" || books.flat().length) throw new Error(`${name}: ${end}`);
  }
  return found;
}"""
"""Runs the boxes of pages as those who open the last of each would, in one worker."""


LIMIT = """async (seconds) => {
  const { limits } = await import(new URL("../assets/python/python.js", location));
  limits.seconds = seconds;
}"""
"""Sets how long an example may run."""

ALL_KEPT = """async (names) => {
  const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const lists = await Promise.all(stores.map((store) => store.keys()));
  const urls = lists.flat().map(({ url }) => url);
  return names.every((name) => urls.some((url) => url.startsWith(`${name}?`)));
}"""
"""Whether the device has these files."""


COMPILED = """async () => {
  const name = (await caches.keys()).find((name) => name.startsWith("compiled "));
  return !!name && !!(await (await caches.open(name)).keys()).length;
}"""
"""Whether the device has compiled what it uses of Python's library."""

SPOIL = """async () => {
  const name = (await caches.keys()).find((name) => name.startsWith("compiled "));
  const store = await caches.open(name);
  await store.put((await store.keys())[0], new Response("no archive"));
}"""
"""Puts something else in the place of that."""


class Strict(Host):
    """A host that sends the headers which publishing has written, and large files as they are."""

    def send_head(self) -> BytesIO | BinaryIO | None:
        large = PLACE in self.path
        return SimpleHTTPRequestHandler.send_head(self) if large else super().send_head()

    def end_headers(self) -> None:
        text = Path(self.directory, "_headers").read_text(encoding="utf-8")
        for name, value in re.findall(r"^  (?!Cache)([\w-]+): (.*)$", text, re.MULTILINE):
            self.send_header(name, value)
        super().end_headers()


@pytest.fixture(scope="module")
def python_site(site: Path) -> Path:
    """The book, if it has a Python for the page."""
    if not (site / PLACE).is_dir():
        pytest.skip("no Python for the page: python -m nnbook.live runtime")
    return site


@pytest.fixture
def host(python_site: Path) -> Iterator[ThreadingHTTPServer]:
    """The book's host, which a test may switch off."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=python_site))
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def address(host: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{host.server_port}"


def weight(*paths: Path) -> int:
    """Return what files weigh on the wire."""
    return sum(len(gzip.compress(path.read_bytes())) for path in paths)


def open_box(page: Page, number: int) -> Locator:
    """Press the button below a box, and wait until its examples have run."""
    form = page.locator(f"form.here:has(#here-{number + 1})")
    page.locator(".here-offer button").nth(number).click()
    expect(form).to_have_attribute("data-verdict", "same", timeout=60_000)
    return form


def run(form: Locator, code: str, verdict: str) -> str:
    """Run other code in an open box; return what it prints."""
    area = form.get_by_role("textbox")
    area.fill(code)
    area.press("Control+Enter")
    expect(form).to_have_attribute("data-verdict", verdict, timeout=60_000)
    return form.get_by_role("region").inner_text()


def test_every_box_prints_what_its_page_shows_and_then_again_without_a_network(
    python_site: Path, address: str, host: ThreadingHTTPServer, browser: Browser
) -> None:
    context = browser.new_context()
    page, said = watched(context)
    page.set_default_timeout(300_000)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/neuron/")
    wait_until(page, KEPT)
    assert not [url for url in asked if PLACE in url]

    page.evaluate(LIMIT, 600)
    found = page.evaluate(RUN_ALL, [path or "./" for path in addresses(python_site)])
    assert len(found) > 500
    assert [one for one in found if one["source"] != one["ours"]] == []
    other = {f"{one['name']}: {one['source']}" for one in found if one["output"] != one["book"]}
    assert other == OTHERWISE

    wait_until(page, ALL_KEPT, [url for url in asked if PLACE in url])
    wait_until(page, COMPILED)
    host.shutdown()
    host.server_close()
    count = len(asked)
    page.goto(f"{address}/cost/")
    open_box(page, 0)
    assert not [url for url in asked[count:] if url.endswith("python_stdlib.zip")]
    assert said == []
    fall_back(page)
    assert [url for url in asked if not url.startswith((address, "blob:", "data:"))] == []
    context.close()


def fall_back(page: Page) -> None:
    """Start from Python's own library where what was compiled of it does not start."""
    page.evaluate(SPOIL)
    page.reload()
    form = page.locator("form.here")
    page.locator(".here-offer button").first.click()
    expect(form.get_by_role("status")).to_contain_text("Python could not be had", timeout=60_000)
    form.get_by_role("button", name="Run").click()
    expect(form).to_have_attribute("data-verdict", "same", timeout=60_000)


def test_a_box_is_changed_run_stopped_and_left(address: str, browser: Browser) -> None:
    context = browser.new_context(color_scheme="light", reduced_motion="reduce")
    context.add_init_script("delete Navigator.prototype.serviceWorker")
    page = context.new_page()
    open_swapping(page, address, "neuron")
    form = open_box(page, 1)
    change(page, form)
    press_keys(page, form)
    assert looks(page, form) == []
    answer(page)
    use_mine(page, form)

    run(form, "import nnbook\nnnbook.mine = 1", "changed")
    second = context.new_page()
    second.goto(f"{address}/neuron/")
    other = open_box(second, 0)
    assert "AttributeError" in run(other, "import nnbook\nnnbook.mine", "changed")
    stop(second, other)

    assert pythons(page) == 1
    follow_next(page)
    assert page.evaluate("window.stayed")
    for _ in range(100):  # a busy one is given some time to end by itself
        if pythons(page):
            page.wait_for_timeout(100)
    assert pythons(page) == 0
    context.close()


def pythons(page: Page) -> int:
    """Return how many of them run for a page."""
    return sum(PLACE in worker.url for worker in page.workers)


def change(page: Page, form: Locator) -> None:
    """Change what stands in the second box of a page, and what stands in the first."""
    area, status = form.get_by_role("textbox"), form.get_by_role("status")
    expect(area).to_be_focused()
    expect(status).to_have_text("It prints the same as in the book.")
    original = area.input_value()
    assert "in the book: [0.9, 0.8, 0.1]" in run(form, original.replace("[0]", "[1]"), "other")
    error = "Traceback (most recent call last):\n    ...\nZeroDivisionError: division by zero"
    assert run(form, "1 / 0", "changed").strip() == f">>> 1 / 0\n{error}"
    assert "SyntaxError" in run(form, "1 +", "changed")
    assert "more than 100,000 characters" in run(form, "while True: print('x' * 99)", "changed")

    above = open_box(page, 0)
    run(above, "def weighted_sum_by_loop(x, w): return 7", "changed")
    assert "7.00" in run(form, original, "other")
    run(above, "1 / 0", "changed")
    run(form, original, "other")
    expect(status).to_have_text("Example 1 above fails: ZeroDivisionError: division by zero")
    above.get_by_role("button", name="Close").click()
    expect(page.locator(".here-offer button").first).to_be_focused()
    run(form, original, "same")
    area.fill("1")
    form.get_by_role("button", name="Reset").click()
    expect(area).to_have_value(original)
    expect(area).to_be_focused()


def press_keys(page: Page, form: Locator) -> None:
    """Type and indent in a box, and leave it, by keys alone."""
    area, button = form.get_by_role("textbox"), form.get_by_role("button", name="Run")
    area.fill("")
    page.keyboard.type("for i in range(2):\nprint(i)\n")
    page.keyboard.press("Control+[")
    page.keyboard.type("i")
    expect(area).to_have_value("for i in range(2):\n    print(i)\ni")
    page.keyboard.press("Control+]")
    expect(area).to_have_value("for i in range(2):\n    print(i)\n    i")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    area.press("Escape")
    expect(button).to_be_focused()


def looks(page: Page, form: Locator) -> list[str]:
    """Return what axe finds in an open box that shows all it can show, light and dark."""
    run(form, "from nnbook.example import x\nx.tolist()\nw = x\nw.tolist()", "other")
    page.evaluate(AXE_SCRIPT)
    where = {"include": ["form.here"]}
    found = complaints(page, 360, (where, LAYOUT)) + complaints(page, 1280, (where, LOOKS))
    page.evaluate(DARK)
    return found + complaints(page, 1280, (where, LOOKS))


def answer(page: Page) -> None:
    """Answer an exercise whose check stands on the page."""
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    page.get_by_role("button", name="Answer here").first.click()
    form = page.locator("form.here", has=page.get_by_role("textbox", name="in Python"))
    status = form.get_by_role("status")
    form.get_by_role("button", name="Run").click()
    expect(status).to_have_text("Not yet: NameError: name 'weights' is not defined.")
    run(form, "weights, bias = [1, 1, 1], 0", "other")
    expect(status).to_have_text("Not yet: none and all.")
    assert "assert answers[0] == 0 and answers[-1] == 1" in form.get_by_role("region").inner_text()
    run(form, "weights, bias = [1, 1, 1], -1.5", "same")
    expect(status).to_have_text("Right: every case holds.")
    form.get_by_role("button", name="Close").click()


def use_mine(page: Page, form: Locator) -> None:
    """Let the page follow a changed weight, and go back."""
    area, status = form.get_by_role("textbox"), form.get_by_role("status")
    numbers, boxes = page.locator("data.live"), page.locator("article .highlight:not([hidden])")
    before, count = numbers.all_inner_texts(), boxes.count()
    form.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("button", name="Use my values")).to_be_hidden()
    area.fill(area.input_value().replace("W1[0]", "3 * W1[0]"))
    form.get_by_role("button", name="Use my values").click()
    expect(status).to_have_text("The page shows your values.")
    after = numbers.all_inner_texts()
    changed = [(was, now) for was, now in zip(before, after, strict=True) if was != now]
    assert changed
    assert [float(now) / float(was) for was, now in changed] == pytest.approx([3] * len(changed))
    assert page.locator("pre.here-mine").count() == count - boxes.count() > 0
    assert "3.00" in page.locator("pre.here-mine").first.inner_text()
    assert complaints(page, 1280, ({"include": ["article"]}, LOOKS)) == []
    page.get_by_role("button", name="Back to the book's").click()
    assert numbers.all_inner_texts() == before
    assert boxes.count() == count


def stop(page: Page, form: Locator) -> None:
    """Run what does not end: it is stopped by its button, and by itself."""
    area, status = form.get_by_role("textbox"), form.get_by_role("status")
    area.fill("while True: pass")
    area.press("Control+Enter")
    form.get_by_role("button", name="Stop").click()
    expect(status).to_have_text("Stopped.")
    expect(form.get_by_role("button", name="Run")).to_be_focused()
    page.evaluate(LIMIT, 1)
    area.press("Control+Enter")
    expect(status).to_have_text("Stopped after 1 seconds.", timeout=60_000)


def test_a_page_runs_no_webassembly_and_says_where_a_host_refuses_it(
    python_site: Path, address: str, browser: Browser
) -> None:
    page = new_guest(browser)
    page.goto(f"{address}/neuron/")
    compile_it = "WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => 1)"
    with pytest.raises(Exception, match="WebAssembly"):
        page.evaluate(compile_it)
    meta = re.search('http-equiv="Content-Security-Policy" content="([^"]*)"', page.content())
    assert meta
    page.route(
        "**/worker.js",
        lambda route: route.fulfill(
            path=python_site / PLACE / "worker.js",
            headers={"Content-Security-Policy": meta[1], "Content-Type": "text/javascript"},
        ),
    )
    page.locator(".here-offer button").first.click()
    expect(page.locator("form.here").get_by_role("status")).to_have_text(
        "Python could not be had: "
        "the host of this page does not let it run (WebAssembly is refused)."
    )
    page.close()


def test_it_is_light(python_site: Path) -> None:
    python = python_site / PLACE
    editor = [python / name for name in ("run.js", "run.css", "python.js")]
    assert weight(*editor) <= EDITOR
    assert weight(*python.iterdir()) <= PRESSED
    assets = ROOT / "nnbook/live/here/assets"
    assert weight(assets / "offer.js", assets / "offer.css") <= PAGE


OPEN = """
  document.querySelectorAll(".here-offer button")[0].click();
  const form = await new Promise((resolve) => {
    const look = () => {
      const form = document.querySelector("form.here[data-verdict]:not([data-verdict=''])");
      if (form) resolve(form);
      else setTimeout(look, 100);
    };
    look();
  });
  return form.querySelector("[role=status]").textContent;
"""
"""Opens the first box of a page, and tells what its run comes to."""


@pytest.mark.parametrize("name", ENGINES)
def test_it_runs_in_other_engines(address: str, name: str) -> None:
    engine: Any
    engine, programs = ENGINES[name]
    if missing := [program for program in programs if not which(program)]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    with engine() as browser:
        browser.open(f"{address}/neuron/")
        assert browser.evaluate(OPEN) == "It prints the same as in the book."
