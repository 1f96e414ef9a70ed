import re

import pytest

from nnbook.figures.thread import PARTS, thread
from tests.conftest import CHAPTERS, ROOT

SHAPES = {"inputs": 3, "weights": 12, "sums": 3, "activations": 3, "output": 1, "error": 2}


def lit(svg: str) -> dict[str, int]:
    """Return how many shapes have each color."""
    colors = re.findall(r"stroke: var\(--live-(c\d)\)", svg)
    return {color: colors.count(color) for color in set(colors)}


@pytest.mark.parametrize(("part", "shapes"), {**SHAPES, "gradients": 12}.items())
def test_a_part_is_lit_in_its_color_and_the_rest_is_pale(part: str, shapes: int) -> None:
    svg = thread(part)
    assert lit(svg) == {PARTS[part]: shapes}
    assert svg.count("stroke: var(") == sum(SHAPES.values()) - SHAPES["sums"]


def test_one_neuron_is_lit_with_all_that_leads_to_it() -> None:
    assert lit(thread("inputs", "weights", "activations", neuron=True)) == {
        "c0": 3,
        "c1": 3,
        "c3": 1,
    }


def test_nobody_hears_it() -> None:
    assert 'aria-hidden="true"' in thread("inputs")


def test_what_is_no_part_is_refused() -> None:
    with pytest.raises(ValueError, match="brain; expected some of inputs, weights"):
        thread("brain", "inputs")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_chapter_begins_with_it(chapter: str) -> None:
    source = (ROOT / f"docs/{chapter}.md").read_text(encoding="utf-8")
    begins = re.compile(r"\n# [^\n]+\n\n```python[^\n]+\n(?:[^`]+\n)?print\(thread\(")
    assert begins.search(source)
