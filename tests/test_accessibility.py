"""Every page keeps the rules of WCAG 2.2 AA that axe can check: light and dark, on every screen."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

WIDTHS = [360, 768, 1440]
ENDS = [360, 1440]
"""The narrowest and the widest: what a page can show, it shows on one of them."""

COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""The rules that see more in the dark than they saw in the light."""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"type": "tag", "values": [*WCAG, "best-practice"]}

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

FOUND = """async rules => {
  // The page looks anew for what is wider than the screen, once it has been laid out.
  for (const _ of "two") await new Promise(requestAnimationFrame);
  // It reads no formula in a table's head; and the theme makes a landmark of each copy button.
  const off = { "empty-table-header": { enabled: false }, "landmark-unique": { enabled: false } };
  const found = await axe.run({ runOnly: rules, rules: off, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html}\\n${node.failureSummary}`));
}"""


def complaints(page: Page, rules: dict[str, Any], widths: list[int]) -> list[str]:
    """Return what axe finds on each width of a screen."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"at {width} px, {what}" for what in page.evaluate(FOUND, rules)]
    return found


@pytest.mark.parametrize("part", range(4))
def test_axe_finds_no_fault_on_any_page(
    site: Path, address: str, browser: Browser, part: int
) -> None:
    page = browser.new_page(color_scheme="light", reduced_motion="reduce")
    for path in sorted(site.rglob("*.html"))[part::4]:
        name = path.relative_to(site).as_posix()
        page.goto(f"{address}/{name}")
        page.evaluate(UNFOLD)
        page.evaluate(ONE_OF_A_KIND)
        if name != "404.html":  # which keeps all pages in its list
            page.evaluate(ONE_LINK)
        page.evaluate(AXE_SCRIPT)
        assert complaints(page, RULES, WIDTHS) == [], name
        page.evaluate(DARK)
        assert complaints(page, COLORS, ENDS) == [], f"{name}, dark"
        page.evaluate("localStorage.clear()")
    page.close()
