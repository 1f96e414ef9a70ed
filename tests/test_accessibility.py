"""Every page keeps the rules of WCAG 2.2 AA that axe can check: light and dark, on every screen."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import new_guest, of_all_kinds

WIDTHS = 320, 360, 768, 1280, 1440
"""The widths of screens: a page of each kind is seen on all of them, in light and in dark; the
others take turns."""

SOME = [".", "cost", "gradient_descent", "glossary", "api/network", "notation"]
"""A page of each kind, for what differs little from page to page."""

COLORS = ["color-contrast", "link-in-text-block"]
"""The rules that see more in the dark than they saw in the light."""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# It reads no formula in a table's head; and the theme makes a landmark of each copy button.
LEFT_OUT = ["empty-table-header", "landmark-unique"]
LAYOUT = {
    "runOnly": {"type": "tag", "values": [*WCAG, "best-practice"]},
    "rules": {rule: {"enabled": False} for rule in [*LEFT_OUT, *COLORS]},
}
LOOKS = {"runOnly": {"type": "rule", "values": COLORS}}

PAGE = {"include": ["html"]}
UNFOLD = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"

ONE_OF_A_KIND = """() => {
  const seen = new Set();
  for (const token of document.querySelectorAll("article pre span[class]:not([id])")) {
    const block = token.closest("[class*=doc-], [class*=highlight]");
    const kind = `${block?.className} ${token.className}`;
    if (seen.has(kind) && !token.children.length) token.replaceWith(token.textContent);
    seen.add(kind);
  }
  for (const code of document.querySelectorAll("article pre")) code.normalize();
  for (const shape of document.querySelectorAll("article svg :not(title, desc, :has(*))")) {
    const kind = `${shape.localName} ${shape.getAttribute("class")}`;
    if (seen.has(kind)) shape.remove();
    seen.add(kind);
  }
  for (const formula of document.querySelectorAll("article math")) {
    const parts = [...formula.querySelectorAll("[class]")].map((part) => part.className);
    const place = formula.parentElement;
    const around = `${place.localName} in ${place.closest("[class]").className}`;
    const kind = `${around}: ${[...new Set(parts)].sort()}`;
    if (seen.has(kind)) formula.replaceWith(formula.textContent);
    seen.add(kind);
  }
  const named = (part) => `${part.localName} ${part.className}`;
  const way = (part) => part.matches("article") ? "" : `${way(part.parentNode)} > ${named(part)}`;
  for (const text of document.querySelectorAll(
    "article :is(td, p, li, dd, code, em, strong, mi, mo, mn):not(:has(*), :is(a, label) *)")) {
    if (seen.has(way(text))) text.textContent = "";
    seen.add(way(text));
  }
}"""
"""Leaves one of each kind of token in code, of shape, of formula and of text: axe takes time for
each."""

ONE_LINK = """() => {
  const seen = new Set();
  for (const entry of document.querySelectorAll(".md-nav__item:not(:has(nav))")) {
    const kind = [entry.closest("nav"), entry, entry.firstElementChild].map((e) => e.className);
    if (seen.has(`${kind}`)) entry.remove();
    seen.add(`${kind}`);
  }
}"""
"""Leaves one of each kind of entry in the lists of pages and headings."""

DARK = "document.querySelector('input[data-md-color-scheme=slate]').click()"

FOUND = """async ([where, options]) => {
  // The page looks anew for what is wider than the screen, once all of it has been laid out.
  const later = (part) => getComputedStyle(part).contentVisibility !== "visible";
  while ([...document.querySelectorAll("article > *")].some(later))
    await new Promise(requestAnimationFrame);
  for (const _ of "two") await new Promise(requestAnimationFrame);
  const found = await axe.run(where, { ...options, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html}\\n${node.failureSummary}`));
}"""


def complaints(page: Page, width: int, *looks: tuple[dict[str, Any], dict[str, Any]]) -> list[str]:
    """Return what axe finds on a screen of this width: each time where, and by which rules."""
    page.set_viewport_size({"width": width, "height": 800})
    return [f"at {width} px, {what}" for look in looks for what in page.evaluate(FOUND, look)]


@pytest.mark.parametrize("part", range(4))
def test_axe_finds_no_fault_on_any_page(
    site: Path, address: str, browser: Browser, part: int
) -> None:
    page = new_guest(browser, color_scheme="light", reduced_motion="reduce")
    for number, path in enumerate([*of_all_kinds(site), site / "404.html"]):
        if number % 4 != part:
            continue
        name = path.relative_to(site).as_posix()
        page.goto(f"{address}/{name}")
        page.evaluate(UNFOLD)
        page.evaluate(ONE_OF_A_KIND)
        if name != "404.html":  # which keeps all pages in its list
            page.evaluate(ONE_LINK)
        page.evaluate(AXE_SCRIPT)
        of_a_kind = path.name == "index.html" and path.parent.relative_to(site).as_posix() in SOME
        turn = WIDTHS[number % len(WIDTHS)]
        for width in WIDTHS if of_a_kind else [turn]:
            assert complaints(page, width, (PAGE, LAYOUT)) == [], name
        colors = (WIDTHS[0], WIDTHS[-1]) if of_a_kind else (turn,)
        if of_a_kind or number % 2:
            for width in colors:
                assert complaints(page, width, (PAGE, LOOKS)) == [], name
        if of_a_kind or not number % 2:
            page.evaluate(DARK)
            for width in colors:
                assert complaints(page, width, (PAGE, LOOKS)) == [], f"{name}, dark"
        page.evaluate("localStorage.clear()")
    page.close()


SPACED = """* {
  letter-spacing: 0.12em !important;
  line-height: 1.5 !important;
  word-spacing: 0.16em !important;
}
p { margin-bottom: 2em !important; }"""
"""What readers may set, by WCAG 1.4.12."""

SPACE = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}"""
"""Sets it under the page's policy, which lets nobody add a style to it."""

CUT = """() => [...document.querySelectorAll("article :is(p, li, td, th, h1, h2, button)")]
  .filter((part) => part.checkVisibility() && part.scrollWidth > part.clientWidth + 1)
  .filter((part) => getComputedStyle(part).overflowX !== "visible")
  .map((part) => part.outerHTML)"""
"""Text that its box cuts off."""


def test_pages_bear_zoom_and_other_spaces_between_letters(address: str, browser: Browser) -> None:
    """Zoom of 200 and of 400 percent leaves a half and a quarter of 1280 pixels."""
    page = new_guest(browser)
    for name in SOME:
        for width in (640, 320):
            page.set_viewport_size({"width": width, "height": 512})
            page.goto(f"{address}/{name}/")
            page.evaluate(UNFOLD)
            if width == 640:
                page.evaluate(SPACE, SPACED)
            page.evaluate("new Promise(requestAnimationFrame)")
            assert page.evaluate("document.scrollingElement.scrollWidth") == width, name
            assert page.evaluate(CUT) == [], name
    page.close()


def test_pages_are_read_in_the_readers_own_colors(address: str, browser: Browser) -> None:
    page = new_guest(browser, forced_colors="active", reduced_motion="reduce")
    for name in SOME[::2]:
        page.goto(f"{address}/{name}/")
        page.evaluate(ONE_OF_A_KIND)
        page.evaluate(AXE_SCRIPT)
        assert complaints(page, WIDTHS[-2], (PAGE, LOOKS)) == [], name
    page.close()


UNSEEN = """() => {
  const part = document.activeElement;
  const header = document.querySelector(".md-header");
  if (header.contains(part) || part === document.body) return null;
  const { top, bottom, width, height } = part.getBoundingClientRect();
  const seen = width && height && bottom > header.offsetHeight && top < innerHeight;
  return seen && part.checkVisibility() ? null : part.outerHTML;
}"""
"""What has the focus, where nobody sees it."""


@pytest.mark.parametrize("width", [360, 1280])
def test_what_has_the_focus_is_seen(address: str, browser: Browser, width: int) -> None:
    page = new_guest(browser, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.goto(f"{address}/gradient_descent/", wait_until="networkidle")
    page.locator(".md-footer__link--next").focus()
    unseen = []
    for _ in range(120):
        page.keyboard.press("Shift+Tab")
        unseen.append(page.evaluate(UNSEEN))
    assert [html for html in unseen if html] == []
    page.close()


def test_live_numbers_and_formulas_explain_themselves_to_keyboard_and_touch(
    address: str, browser: Browser
) -> None:
    page = new_guest(browser, viewport={"width": 360, "height": 800}, has_touch=True)
    page.goto(f"{address}/gradient_descent/")
    number, mark = page.locator("data.live").first, page.locator(".proof").first
    explains(page, number, f" = {number.get_attribute('value')}")
    explains(page, mark, "random points")
    page.emulate_media(media="print")
    expect(mark).to_be_hidden()
    page.close()


def explains(page: Page, one: Locator, what: str) -> None:
    told, said = page.locator(".live-told"), one.get_attribute("aria-description")
    assert said
    assert said.endswith(what)
    for act in (one.focus, one.tap, one.hover):
        act()
        expect(told).to_have_text(said)
        box = told.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        page.keyboard.press("Escape")
        expect(told).to_have_count(0)
        one.blur()
        page.mouse.move(0, 0)  # or what scrolls below it would tell
