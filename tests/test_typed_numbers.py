"""Nothing computed is typed: each decimal and fraction in what a page says is live, or given."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nnbook.live.page.page import Page
from nnbook.live.page.parts import Block, Formula, Text
from tests.conftest import LABS, ROOT
from tests.test_pages import strings

NUMBER = re.compile(
    r"(?<![\w.:/])\d+\.\d+(?![\w/]|\.\d)|(?<![\w/^])\d+/\d+(?![\w/])|\\d?frac\{\d+\}\{\d+\}"
)
CODE = re.compile(r"`[^`]*`|\]\([^)]*\)|\{:[^}]*\}|\b(?:arXiv|doi):\S+")

HALF, QUARTER = r"\frac{1}{2}", r"\frac{1}{4}"
ASKED = "given in a question or an exercise, or what its solution begins with"
CHOSEN = "chosen by the author, and set in the code beside it"
DEFINED = "part of a definition"
MIDDLE = "the sigmoid of 0, where decisions change"
PEAK = "how steep a sigmoid is at most, which Activation derives"
SOURCE = "what the tutorial says"

TYPED = {
    "brains.md": {"0.6": CHOSEN, "0.9": ASKED, "0.1": ASKED, "0.5": ASKED, "0.4": ASKED},
    "neuron.md": {"1.5": CHOSEN, "0.5": ASKED, "3/4": ASKED},
    "activation.md": {HALF: MIDDLE, QUARTER: PEAK, "0.5": ASKED},
    "network.md": {"0.5": MIDDLE},
    "forward.md": {"0.5": MIDDLE},
    "cost.md": {
        HALF: DEFINED,
        r"\frac{1}{3}": "a term of the harmonic series",
        "0.2": ASKED,
        "0.98": ASKED,
        "1.5": ASKED,
        "2.5": ASKED,
    },
    "chain_rule.md": dict.fromkeys(["0.8", "0.2", "0.1", "0.5", "0.4"], ASKED),
    "gradient_descent.md": {
        "0.5": MIDDLE,
        HALF: DEFINED,
        "0.4": ASKED,
        "0.1": ASKED,
        "0.9": CHOSEN,
    },
    "classes.md": {
        "0.5": MIDDLE,
        **dict.fromkeys(["0.1", "0.2", "0.3", "0.4", "0.9", r"\frac{2}{3}"], ASKED),
    },
    "prediction.md": {"0.5": MIDDLE, "0.1": CHOSEN, "0.9": CHOSEN, "0.2": ASKED},
    "deeper.md": {
        QUARTER: PEAK,
        "1/4": PEAK,
        "1/2": "a wrong answer",
        "0.5": ASKED,
        "0.2": ASKED,
        "0.1": ASKED,
    },
    "notation.md": {HALF: DEFINED},
    "digits.ipynb": {"0.8": CHOSEN},
    "other_ways_downhill.ipynb": {"0.9": CHOSEN, HALF: DEFINED},
    "truth_table.ipynb": {
        "0.5": MIDDLE,
        "0.1": ASKED,
        "0.99": "a bound, asserted beside it",
    },
    "slips.md": {"0.1": SOURCE, "0.5": MIDDLE},
}
"""The numbers that a page may type, each with the reason why no computation gives them."""


def said(source: str) -> Iterator[str]:
    """Yield what a page says, with its captions, hints and options, but nothing live."""
    for part in Page.parse(source).parts:
        if isinstance(part, Text | Formula):
            yield CODE.sub("…", part.source)
        elif isinstance(part, Block):
            yield from (CODE.sub("…", t) for t in strings(part.code) if t.strip().count(" ") > 1)


def said_in_lab(source: str) -> Iterator[str]:
    """Yield what a lab says in its cells of text, and what its code displays."""
    for cell in json.loads(source)["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield CODE.sub("…", text)
        else:
            yield from (CODE.sub("…", t) for t in strings(text) if t.strip().count(" ") > 1)


def typed(texts: Iterator[str]) -> list[str]:
    """Return the decimals and fractions that are typed in texts."""
    return [found[0] for text in texts for found in NUMBER.finditer(text)]


def test_what_is_typed_is_found_and_what_is_live_or_code_is_none() -> None:
    source = """It is 0.25, −1.5 or 2/11, and $\\frac{9}{11}$. `0.5` is code, `{python} 1 / 3` live.

```pycon
>>> 0.75
0.75
```

```python exec="on"
ask(0.5, wrong={"You took 0.125 of it.": 1})
```

Python 3.11.2, [2015](a.md#b-0.5), arXiv:1412.6980, w/o 1.
"""
    assert typed(said(source)) == ["0.25", "1.5", "2/11", r"\frac{9}{11}", "0.125"]


@pytest.mark.parametrize(
    "path", [*sorted((ROOT / "docs").glob("*.md")), *LABS], ids=lambda path: str(path.name)
)
def test_a_page_types_only_numbers_that_it_was_given(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    body = re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.DOTALL)
    found = set(typed(said_in_lab(source) if path.suffix == ".ipynb" else said(body)))
    allowed = TYPED.get(path.name, {})
    assert found - allowed.keys() == set(), "write a live value, or name the reason"
    assert allowed.keys() - found == set(), "no longer typed"
