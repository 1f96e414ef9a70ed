"""Looks at every page of the built site in a browser, on a phone's screen and on a desk's.

What it saw is left in the folder screenshots, for people to look at; CI has none who would.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request, expect

from tests.conftest import ROOT, TELL_REFUSALS, follow_next, new_guest, open_swapping

BREAKABLE = """() => [...document.querySelectorAll("math")]
  .filter((math) => getComputedStyle(math).whiteSpace !== "nowrap")
  .map((math) => math.textContent)"""
"""Formulas in which a line may end: a number too wide by a hair would lose its decimals there."""

ASTRAY = """() => [...document.querySelectorAll(".highlighttable")].filter((table) => {
  const numbers = table.querySelector(".linenos pre").getBoundingClientRect();
  const code = table.querySelector("code");
  const { paddingBottom, paddingTop } = getComputedStyle(code);
  const bare = code.offsetHeight - parseFloat(paddingBottom) - parseFloat(paddingTop);
  return Math.abs(numbers.height - bare) > 2;
}).map((table) => table.textContent)"""
"""Code whose lines do not stand beside their numbers."""

IN_SIGHT = """window.IntersectionObserver = class {
  constructor(act) { this.act = act; }
  observe(target) { setTimeout(() => this.act([{ target, isIntersecting: true }], this)); }
  unobserve() {}
  disconnect() {}
}"""
"""Takes the whole page for what is in sight: the signs for copying come where they are seen."""

UNSIGNED = "article pre:not(.no-copy pre, .highlighttable .linenos pre) > code:first-child"
"""Code without a sign for copying it."""

UNDER = """() => [...document.querySelectorAll("pre > nav + code")].filter((code) => {
  const sign = code.previousElementSibling.getBoundingClientRect();
  const rows = document.createRange();
  rows.selectNodeContents(code);
  return !code.closest(".highlighttable") && [...rows.getClientRects()].some((row) =>
    row.right > sign.left + 1 && row.top < sign.bottom - 1 && row.bottom > sign.top + 1);
}).map((code) => code.textContent)"""
"""Code of which some lies under the sign for copying it."""

CROWDED = """() => [...document.querySelectorAll("article details > summary")]
  .filter((summary) => parseFloat(getComputedStyle(summary).paddingInlineEnd) < 16)
  .map((summary) => summary.textContent)"""
"""Folds whose words run into the sign that opens them."""

SIDEWAYS = """() => [...document.querySelectorAll("figure > .live-figure")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1)
  .map((box) => box.textContent.trim().slice(0, 40))"""
"""Figures that are wider than the screen."""

HIDES = """() => [...document.querySelectorAll("pre > nav")]
  .filter((sign) => getComputedStyle(sign).backgroundColor !== "rgba(0, 0, 0, 0)")
  .map((sign) => sign.parentNode.textContent)"""
"""Code whose sign for copying hides what lies under it."""

OVERLONG = """() => [...document.querySelectorAll(".unbroken")]
  .filter((formula) => !formula.closest("table") && formula.scrollWidth > formula.clientWidth + 1)
  .filter((formula) => formula.clientWidth)
  .map((formula) => formula.textContent)"""
"""Formulas in a text that are wider than its lines, so that what they come to is out of sight."""

WIDE = 1280

CUT = """() => [...document.querySelectorAll("pre > code")]
  .filter((code) => !code.closest(".highlighttable") && code.scrollWidth > code.clientWidth)
  .map((code) => code.textContent)"""
"""Code whose rows do not fit its box, and that has no numbers of lines beside it."""

ROW = 87
"""How many characters of a row fit on a desk; on a phone, all do, since long ones go on below."""


def failure_of(request: Request) -> list[str]:
    """Tell what has failed; what is aborted was under way when the next page was opened."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.failure} {request.url}"]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (WIDE, "light")])
def test_every_page_fits_and_asks_no_other_host(
    site: Path, address: str, browser: Browser, width: int, scheme: str
) -> None:
    page = new_guest(
        browser,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page.add_init_script(TELL_REFUSALS)
    page.add_init_script(IN_SIGHT)
    complaints: list[str] = []
    asked: set[str] = set()
    signs = 0
    page.on("request", lambda request: asked.add(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.extend(failure_of(request)))
    for path in sorted(site.rglob("index.html")):
        name = path.parent.relative_to(site).as_posix()
        answer = page.goto(f"{address}/{name}/")
        assert answer, name
        assert answer.ok, name
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        assert page.evaluate("document.scrollingElement.scrollWidth") == width, name
        expect(page.locator(UNSIGNED)).to_have_count(0)
        assert page.evaluate(BREAKABLE) == [], name
        assert page.evaluate(ASTRAY) == [], name
        assert page.evaluate(OVERLONG) == [], name
        rows = [row for code in page.evaluate(CUT) for row in code.splitlines()]
        assert not rows or (width == WIDE and max(map(len, rows)) > ROW), name
        assert page.evaluate(HIDES) == [], name
        assert page.evaluate(UNDER) == [], name
        assert page.evaluate(CROWDED) == [], name
        if width < WIDE and not name.startswith("labs/"):  # whose lines have long names
            assert page.evaluate(SIDEWAYS) == [], name
        signs += page.locator("pre > nav + code").count()
        assert complaints == [], name
        if "CI" not in os.environ:
            file = "index" if name == "." else name.replace("/", "-")
            seen = ROOT / f"screenshots/{width}-{scheme}/{file}.png"
            page.screenshot(path=seen, full_page=True)
    assert signs > 0, "code can be copied"
    assert {url.split(":")[0] for url in asked if not url.startswith(address)} <= {"data"}
    page.close()


PUT_OFF = """[...document.querySelectorAll("article > *")]
  .filter((part) => getComputedStyle(part).contentVisibility !== "visible").length"""
"""How many parts of a page are not laid out before they come near the screen."""

REACHED = """() => [...document.querySelectorAll(".formula, .md-typeset__scrollwrap, pre > code")]
  .every((box) => box.hasAttribute("tabindex") === box.scrollWidth > box.clientWidth)"""
"""Whether the keyboard reaches what is wider than the screen, and nothing else."""


def test_what_is_further_down_is_laid_out_once_a_page_can_be_read(
    address: str, browser: Browser
) -> None:
    page = new_guest(browser, viewport={"width": 390, "height": 800})
    page.add_init_script("window.requestIdleCallback = (act) => window.turns.push(act)")
    page.add_init_script("window.turns = []")
    open_swapping(page, address, "network")
    put_off = page.evaluate(f"() => {PUT_OFF}")
    assert put_off > 50
    page.evaluate("() => { while (turns.length) turns.shift()(); }")
    assert page.evaluate(f"() => {PUT_OFF}") == 0
    expect(page.locator("[data-state]:not(.explore-alive)")).to_have_count(0)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.wait_for_function(REACHED)
    follow_next(page)
    assert page.evaluate(f"() => {PUT_OFF}") == 0, "as far down as they were, readers come back"
    page.close()


DRAWN = """() => [...document.querySelectorAll("figure > :not(figcaption)")]
  .filter((part) => part.clientWidth && !part.querySelector("[data-state]"))
  .map((part) => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const drawings = [...part.querySelectorAll("svg")];
    const beside = document.querySelector(".md-sidebar--secondary").getBoundingClientRect();
    return {
      widths: drawings.map((svg) => svg.getBoundingClientRect().width / rem),
      wanted: drawings.map((svg) => parseFloat(svg.style.width)),
      right: part.getBoundingClientRect().right,
      room: beside.width ? beside.left : innerWidth,
    };
  })"""
"""How wide figures are, in rem, and how wide they are drawn; where they end, and must."""

TEXT, ROOM = 34, 45.4
"""How wide the text is in rem, and how wide with the margin at its right."""


@pytest.mark.parametrize("width", [1280, 1366, 1440, 1920])
def test_wide_figures_reach_into_the_margin(address: str, browser: Browser, width: int) -> None:
    page = new_guest(browser, viewport={"width": width, "height": 900})
    for name in "cost", "network", "labs/speed":
        page.goto(f"{address}/{name}/")
        figures = page.evaluate(DRAWN)
        wide = [figure for figure in figures if TEXT < sum(figure["wanted"]) < ROOM]
        assert wide, name
        for figure in figures:
            assert figure["right"] <= figure["room"] + 1, name
            for seen, wanted in zip(figure["widths"], figure["wanted"], strict=True):
                assert seen <= wanted + 0.1, "no letters larger than those of the text"
        for figure in wide if width >= 1440 else []:
            assert figure["widths"] == pytest.approx(figure["wanted"], abs=0.1), name
    page.close()
