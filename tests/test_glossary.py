"""Proves the glossary: its terms are in order and linked, its colors can be told and read."""

import re
from collections import Counter
from pathlib import Path

import pytest

from nnbook.live.html.glossary import read
from tests.conftest import CONFIG, ROOT, in_nav

[LIVE] = [e["nnbook.live"] for e in CONFIG["markdown_extensions"] if "nnbook.live" in e]
TERMS = read(ROOT / "docs" / LIVE["glossary"])
CSS = (ROOT / "docs/assets/book.css").read_text(encoding="utf-8")

LIGHT, _, DARK = (
    (ROOT / "docs/assets/face.css").read_text(encoding="utf-8").partition("[data-md-color-scheme=")
)
PAPERS = {
    scheme: re.findall(r"--(?:paper|tint): (#[0-9a-f]{6});", css)
    for scheme, css in {"default": LIGHT, "slate": DARK}.items()
}
"""The backgrounds of the text and of its code."""


def luminance(color: str) -> float:
    """Return the relative luminance of a color, as WCAG 2 defines it."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    return linear[0] * 0.2126 + linear[1] * 0.7152 + linear[2] * 0.0722


def test_terms_are_in_order_and_each_word_leads_to_one() -> None:
    names = [term.name.casefold() for term in TERMS]
    assert names == sorted(names)
    words = Counter(form.casefold() for term in TERMS for form in {term.name, *term.forms})
    assert [word for word, n in words.items() if n > 1] == []


def test_a_term_wears_the_color_of_a_symbol_or_none() -> None:
    assert {term.role for term in TERMS} == {"", *LIVE["symbols"]}


def test_no_letter_has_two_colors() -> None:
    letters = Counter(" ".join(LIVE["symbols"].values()).split())
    assert set(letters.values()) == {1}


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("scheme", PAPERS)
def test_colors_can_be_read(scheme: str, number: int) -> None:
    part = CSS.split(":root" if scheme == "default" else f'[data-md-color-scheme="{scheme}"]')[1]
    name = list(LIVE["symbols"])[number]
    assert re.search(rf"\.{name} {{\n  --live-symbol: var\(--live-c{number}\);", CSS)
    color = re.search(rf"--live-c{number}: (#[0-9a-f]{{6}});", part)
    assert color
    assert len(PAPERS[scheme]) >= 2
    for paper in PAPERS[scheme]:
        low, high = sorted([luminance(color[1]), luminance(paper)])
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_each_chapter_links_each_term_once(site: Path) -> None:
    ids = set(
        re.findall(r'<dt[^>]* id="([^"]+)"', (site / "glossary/index.html").read_text("utf-8"))
    )
    assert ids == {term.slug for term in TERMS}
    for name in in_nav():
        if name.startswith(("api/", "labs/")):
            continue
        folder = name.removesuffix(".md").removesuffix("index")
        html = (site / folder / "index.html").read_text("utf-8")
        found = re.findall(r'<a class="term[^"]*" href="\.\./glossary/#([^"]+)">', html)
        assert len(found) == len(set(found))
        assert set(found) <= ids
        assert bool(found) == (name not in {LIVE["glossary"], *LIVE["unlinked"]}), name
