import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from nnbook.live.show.figure import MANY, picture, show, svg


def drawing(points: int = 5) -> Axes:
    _, ax = plt.subplots(figsize=(3, 2))
    ax.plot(np.linspace(0, 1, points), np.linspace(0, 1, points), "o-", label="line")
    ax.axhline(0.5, color="gray")
    ax.text(0.5, 0.5, "σ(z) < 1", bbox={"facecolor": "white"})
    return ax


def as_svg(ax: Axes, title: str = "A line", description: str = "It rises from 0 to 1.") -> str:
    return svg(ax, title=title, description=description)


def test_text_stays_text_in_the_font_of_the_page() -> None:
    html = as_svg(drawing())
    assert ">σ(z) &lt; 1</text>" in html
    assert "font-family" not in html


def test_negative_numbers_have_a_minus_sign_that_is_read_aloud() -> None:
    ax = drawing()
    ax.text(0.5, 0.2, "-0.25", gid="a-1")
    html = as_svg(ax, "From -1 to 1", "It rises from -1 to 1.")
    assert [html.count(number) for number in (">−0.25<", "−1", "-1 ")] == [1, 2, 0]


def test_colors_are_variables_with_the_drawn_color_as_fallback() -> None:
    html = as_svg(drawing())
    assert "var(--live-c0, #1f77b4)" in html
    assert "var(--live-paper, #ffffff)" in html
    assert "var(--live-quiet, #808080)" in html
    assert "currentColor" in html
    assert "#000000" not in html


def test_a_color_of_ones_own_is_kept() -> None:
    ax = drawing()
    ax.plot([0, 1], [1, 0], color="#123456")
    assert "stroke: #123456" in as_svg(ax)


def test_title_and_description_are_there_for_those_who_cannot_see() -> None:
    root = ET.fromstring(as_svg(drawing(), "a < b", "says & shows"))[0]
    assert root.get("role") == "img"
    by_id = {child.get("id"): child.text for child in root[:2]}
    assert by_id[root.attrib["aria-labelledby"]] == "a < b"
    assert by_id[root.attrib["aria-describedby"]] == "says & shows"


@pytest.mark.parametrize(("title", "description"), [("", "words"), ("words", " ")])
def test_a_figure_without_words_is_refused(title: str, description: str) -> None:
    with pytest.raises(ValueError, match="expected words in both"):
        as_svg(drawing(), title, description)


def test_the_same_figure_gives_the_same_bytes() -> None:
    assert as_svg(drawing()) == as_svg(drawing())


@pytest.mark.parametrize("words", [("two", "It rises."), ("one", "It falls.")])
def test_two_figures_share_no_id_and_every_reference_is_met(words: tuple[str, str]) -> None:
    one, two = as_svg(drawing(), "one", "It rises."), as_svg(drawing(), *words)
    ids = [set(re.findall(r'\bid="([^"]+)"', html)) for html in (one, two)]
    assert not ids[0] & ids[1]
    for html, own in zip((one, two), ids, strict=True):
        assert set(re.findall(r'(?:url\(|href=")#([^")]+)', html)) <= own


def test_no_group_stands_around_for_nothing() -> None:
    assert "<g>" not in as_svg(drawing())


def test_many_points_become_a_picture() -> None:
    assert "<image" not in as_svg(drawing(MANY))
    assert "<image" in as_svg(drawing(MANY + 1))
    _, ax = plt.subplots()
    ax.scatter(*np.random.default_rng(0).random((2, MANY + 1)))
    assert "<image" in as_svg(ax)


def test_the_figure_scales_with_the_page() -> None:
    root = ET.fromstring(as_svg(drawing()))[0]
    assert "width" not in root.attrib
    assert root.get("viewBox") == "0 0 216 144"
    assert root.get("style") == "width: 21.6rem; --least: 238px"


def test_the_figure_is_closed_afterwards() -> None:
    before = len(plt.get_fignums())
    as_svg(drawing())
    assert len(plt.get_fignums()) == before


def test_show_prints_the_figure(capsys: pytest.CaptureFixture[str]) -> None:
    show(drawing(), title="A line", description="It rises.")
    assert capsys.readouterr().out.strip() == as_svg(drawing(), "A line", "It rises.")


def test_a_notebook_shows_the_same_with_its_caption() -> None:
    words = {"title": "A line", "description": "It rises."}
    bare = picture(drawing(), **words)
    assert bare._repr_html_() == svg(drawing(), **words)
    assert repr(bare) == "[figure: A line]"
    html = picture(drawing(), caption="x < 1", **words)._repr_html_()
    assert html == f"<figure>{bare.html}<figcaption><p>x &lt; 1</p></figcaption></figure>"
