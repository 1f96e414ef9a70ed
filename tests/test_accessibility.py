"""Every page keeps the rules of WCAG 2.2 AA that axe can check: light and dark, on every screen."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.conftest import new_guest

NARROW, MIDDLE, WIDE = 360, 768, 1440

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

PAGE, FRAME = {"include": ["html"]}, {"exclude": ["article"]}
"""What to look at: the text has its colors on every width, what stands around it comes and goes."""

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
}"""
"""Leaves one of each kind of token in code, of shape and of formula: axe takes time for each."""

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
  // The page looks anew for what is wider than the screen, once it has been laid out.
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
    for path in sorted(site.rglob("*.html"))[part::4]:
        name = path.relative_to(site).as_posix()
        page.goto(f"{address}/{name}")
        page.evaluate(UNFOLD)
        page.evaluate(ONE_OF_A_KIND)
        if name != "404.html":  # which keeps all pages in its list
            page.evaluate(ONE_LINK)
        page.evaluate(AXE_SCRIPT)
        assert complaints(page, NARROW, (PAGE, LAYOUT), (FRAME, LOOKS)) == [], name
        assert complaints(page, MIDDLE, (PAGE, LAYOUT)) == [], name
        assert complaints(page, WIDE, (PAGE, LAYOUT), (PAGE, LOOKS)) == [], name
        page.evaluate(DARK)
        assert complaints(page, WIDE, (PAGE, LOOKS)) == [], f"{name}, dark"
        assert complaints(page, NARROW, (FRAME, LOOKS)) == [], f"{name}, dark"
        page.evaluate("localStorage.clear()")
    page.close()
