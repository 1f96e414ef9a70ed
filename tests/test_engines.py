"""The book works in Firefox and in WebKit as it does in Chromium: each starts once, and sees all.

A window may be no narrower than its browser likes, so each page stands in a frame, first as wide
as on a desk, then as on a phone.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any, BinaryIO

import pytest

from tests.conftest import Quiet, of_all_kinds
from tests.engines import ENGINES, Engine, unwrapped, wait_for
from tests.test_explore import FIGURES, name_of

WIDE, NARROW = 1280, 360

UNSEEN = "?unseen"
"""Makes an address another: at its own, Firefox would show what it has fetched ahead."""

FRAME = b"<!doctype html><title>frame</title><iframe height=800 style='border: 0'></iframe>"

LISTEN = b"""<head><script>
  window.faults = [];
  addEventListener("error", (e) => faults.push(e.message ?? e.target.outerHTML), true);
  addEventListener("unhandledrejection", (e) => faults.push(`${e.reason}`));
  addEventListener("securitypolicyviolation", (e) => faults.push(e.violatedDirective));
  for (const name of ["error", "warn"]) console[name] = (...all) => faults.push(all.join(" "));
  delete Navigator.prototype.serviceWorker;
  window.Worker = class extends EventTarget { postMessage() {} };  // the search takes time
</script>"""
"""Stands before the page's policy: what the page complains about from its beginning."""

LOOK = """
  const [address, wide, narrow] = arguments;
  const frame = document.querySelector("iframe");
  const laid = async () => {
    for (const _ of "two") await new Promise(frame.contentWindow.requestAnimationFrame);
  };
  frame.style.width = `${wide}px`;
  frame.src = address;
  const here = () => frame.contentDocument.readyState === "complete" && frame.contentWindow.faults;
  while (frame.contentWindow.location.href !== new URL(address).href || !here())
    await new Promise((done) => setTimeout(done, 10));
  const { document: page, faults, getComputedStyle } = frame.contentWindow;
  const all = (query) => [...page.querySelectorAll(query)];
  await page.fonts.ready;
  const end = Date.now() + 20000;
  while (all("[data-state]:not(.explore-alive)").length && Date.now() < end) await laid();
  for (const fold of all("details")) fold.open = true;
  const seen = { faults, alive: {}, sideways: [], plain: [], stuck: [], dyed: [], large: [] };
  for (const width of [wide, narrow]) {
    frame.style.width = `${width}px`;
    await laid();
    const { scrollWidth, clientWidth } = page.scrollingElement;
    if (scrollWidth > clientWidth) seen.sideways.push([width, scrollWidth]);
    for (const code of all("pre:not(.highlighttable pre) > code"))
      if (code.scrollWidth > code.clientWidth) seen.sideways.push([width, code.textContent]);
  }
  for (const link of all("article :is(p, li, dd, td, figcaption) a[href]")) {
    const line = getComputedStyle(link).textDecorationLine;
    if (link.checkVisibility() && line !== "underline") seen.plain.push(link.outerHTML);
  }
  for (const box of all(".formula")) {
    box.scrollLeft = 5;
    if (box.scrollWidth > box.clientWidth + 1 && !box.scrollLeft) seen.stuck.push(box.textContent);
  }
  for (const title of all("summary, .admonition-title, code.doc-symbol")) {
    const ground = getComputedStyle(title).backgroundColor;
    if (ground !== "rgba(0, 0, 0, 0)") seen.dyed.push(title.outerHTML);
  }
  const size = (element) => parseFloat(getComputedStyle(element).fontSize);
  for (const part of all("math:not([display]) mfrac:not([displaystyle=true]) > *"))
    if (size(part) > 0.8 * size(part.closest("math"))) seen.large.push(part.outerHTML);
  for (const over of all("mover")) { // where a letter's box is no taller than the letter
    const [letter, bar] = [over.querySelector("mi"), over.lastChild];
    const [below, above] = [letter, bar].map((e) => e.getBoundingClientRect());
    const near = below.top - above.bottom < 0.08 * size(over);
    if (near && below.height < 0.8 * size(over)) seen.stuck.push(over.outerHTML);
  }
  for (const figure of all("[data-state]")) {
    const later = await figure.ready?.(); // what a figure asks for when it is first used
    const values = figure.values?.();
    seen.alive[figure.localName] = values && { ...values, state: { ...figure.state, ...later } };
  }
  return JSON.parse(JSON.stringify(seen));
"""
"""Opens a page, and tells what is wrong with it, and what its figures show."""

SEARCH = """
  const [words] = arguments;
  const field = document.querySelector("input.md-search__input");
  field.focus();
  field.value = words;
  const end = Date.now() + 20000;
  for (;;) {
    field.dispatchEvent(new KeyboardEvent("keyup"));
    await new Promise((done) => setTimeout(done, 100));
    const found = [...document.querySelectorAll(".md-search-result__link")].map((a) => a.href);
    if (found.length || Date.now() > end) return found;
  }
"""

READY = "return Boolean(await navigator.serviceWorker.ready)"

KEEP = """
  const end = Date.now() + 90000;  // a busy machine keeps a whole book in so long
  while (!navigator.serviceWorker.controller && Date.now() < end)
    await new Promise((done) => setTimeout(done, 50));
  return Boolean(navigator.serviceWorker.controller);
"""

RENEW = """
  (await navigator.serviceWorker.getRegistration()).update();
  const end = Date.now() + 90000;  // a busy machine keeps a whole book in so long
  while (!document.querySelector(".live-news button") && Date.now() < end)
    await new Promise((done) => setTimeout(done, 50));
  return document.querySelector(".live-news")?.textContent ?? "";
"""

EDITION = "return document.querySelector('h1')?.dataset.edition"


class Told(Quiet):
    """A server of the site whose pages tell what they complain about."""

    changed: dict[str, bytes]
    down: bool

    def send_head(self) -> BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        name = path.relative_to(self.directory).as_posix()
        if self.server.down or not (path.is_file() or name == "frame"):  # type: ignore[attr-defined]
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)
            return None
        changed = self.server.changed  # type: ignore[attr-defined]
        content = FRAME if name == "frame" else changed.get(name) or path.read_bytes()
        if self.headers["Sec-Fetch-Dest"] == "iframe":
            content = content.replace(b"<head>", LISTEN, 1)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html" if name == "frame" else self.guess_type(path))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)


@contextmanager
def told(site: Path) -> Iterator[Any]:
    """Serve a site; `changed` and `down` of the server say what has changed, and whether it is."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Told, directory=str(site))) as server:
        server.changed = {}  # type: ignore[attr-defined]
        server.down = False  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def look_at_pages(engine: Engine, address: str, site: Path) -> None:
    """Open the pages, and compare each figure's numbers with nnbook's."""
    modules = {f"explore-{name_of(module)}": module for module in FIGURES}
    engine.open(f"{address}/frame")
    alive = set()
    for path in of_all_kinds(site):
        name = path.parent.relative_to(site).as_posix()
        seen = engine.evaluate(LOOK, f"{address}/{name}/{UNSEEN}", WIDE, NARROW)
        wrong = {what: found for what, found in seen.items() if found and what != "alive"}
        assert not wrong, name
        for figure, values in seen["alive"].items():
            assert values, f"{figure} is not alive on {name}"
            if figure in modules:
                exact, shown = modules[figure].expected(values["state"])
                assert values["exact"] == pytest.approx(exact, rel=1e-9, abs=1e-12), figure
                assert {key: values["shown"][key] for key in shown} == shown, figure
        alive |= seen["alive"].keys()
    assert alive >= modules.keys()


def search(engine: Engine, address: str) -> None:
    """Find a term by another of its names."""
    engine.open(f"{address}/network/")
    assert any("glossary/#backpropagation" in link for link in engine.evaluate(SEARCH, "backprop"))


def keep_and_renew(engine: Engine, server: Any, address: str, site: Path) -> None:
    """Read the book without a network, and then its newer edition."""
    page = f"{address}/neuron/"
    engine.open(page)
    assert engine.evaluate(READY)
    engine.open(page)  # one that loads while the worker gets ready may be left without it
    assert engine.evaluate(KEEP)
    server.down = True
    engine.open(f"{address}/cost/")
    assert engine.evaluate("return document.querySelector('h1').textContent").startswith("Cost")
    engine.open(page)
    html = (site / "neuron/index.html").read_text(encoding="utf-8")
    html = html.replace("<h1", "<h1 data-edition=second", 1)
    worker = (site / "service-worker.js").read_text(encoding="utf-8")
    edition = hashlib.sha256(html.encode()).hexdigest()[:12]
    worker = re.sub('("neuron/": ")[0-9a-f]+', rf"\g<1>{edition}", worker)
    server.changed |= {"neuron/index.html": html.encode(), "service-worker.js": worker.encode()}
    server.down = False
    assert "newer edition" in engine.evaluate(RENEW)
    engine.evaluate("document.querySelector('.live-news button').click()")
    assert wait_for(lambda: engine.evaluate(EDITION)) == "second"


@pytest.mark.parametrize("name", ENGINES)
def test_every_page_works_in(name: str, site: Path) -> None:
    start, programs = ENGINES[name]
    missing = [program for program in programs if not which(program)]
    if missing:
        pytest.skip(f"no {name}: install {' and '.join(missing)}")
    with told(site) as server, start() as engine:
        address = f"http://127.0.0.1:{server.server_port}"
        look_at_pages(engine, address, site)
        search(engine, address)
        keep_and_renew(engine, server, address, site)  # the last: what is kept tells no complaint


def test_a_script_whose_page_goes_away_is_asked_again() -> None:
    answers = iter([None, {"value": "second"}])
    assert wait_for(lambda: unwrapped(next(answers))) == "second"
