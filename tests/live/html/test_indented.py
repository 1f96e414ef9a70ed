import logging

import pytest
from markdown import Markdown

from nnbook.live.page.fault import PageError

HIGHLIGHT = "pymdownx.highlight"
EXTENSIONS = ["pymdownx.superfences", "admonition", "tables", "nnbook.live"]
BLOCK = '    ```python exec="on"\n    print("| a |\\n|---|\\n| 1 |")\n    ```\n'
VALUE = "    It is `{python} 5`.\n"
FORMULA = "    It is $x$.\n"
LIVE_FORMULA = "    It is ($`{python} 5` < 6$).\n"

each = pytest.mark.parametrize(
    ("text", "line"),
    [(BLOCK, 5), (VALUE, 5), (LIVE_FORMULA, 5), (BLOCK + "\n" + VALUE, 5)],
    ids=["block", "value", "formula", "the first of two"],
)


def convert(text: str, faults: str, *more: str) -> str:
    settings = {"nnbook.live": {"faults": faults}}
    return Markdown(extensions=[*more, *EXTENSIONS], extension_configs=settings).convert(text)


@each
@pytest.mark.parametrize("more", [[], [HIGHLIGHT]])
def test_live_code_in_a_box_of_code_is_a_fault_at_its_line(
    text: str, line: int, more: list[str]
) -> None:
    with pytest.raises(PageError, match=rf"^<page>:{line}: live code that stands four spaces in "):
        convert(f"# A\n\nWords.\n\n{text}", "raise", *more)


@each
def test_a_server_shows_the_fault_in_the_box(
    text: str, line: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    html = convert(f"# A\n\nWords.\n\n{text}", "show", HIGHLIGHT)
    assert f"&lt;page&gt;:{line}: live code that stands four spaces in is quoted as code" in html


@pytest.mark.parametrize("text", [BLOCK, VALUE, FORMULA])
@pytest.mark.parametrize("above", ["- words", "!!! note"])
def test_in_a_list_or_a_note_it_stands_where_it_belongs(text: str, above: str) -> None:
    assert "four spaces" not in convert(f"# A\n\n{above}\n\n{text}", "raise", HIGHLIGHT)


@pytest.mark.parametrize(
    "code",
    [
        "x = 1",
        "export PATH=$HOME:$B and $C$",
        "re_path(r'^{prefix}$', '^x$', ($y$), [$z$].)",
        "$\\frc{1}$ & <b>",
        "$$\n    a < b\n    $$",
        "\\$x$ \\\\",
        "kill $$ && echo \\begin{document}",
        "\\begin{align}\n      x\n    \\end{align} \\(y\\)",
        "\\[\n    x\n    \\]",
    ],
)
@pytest.mark.parametrize("prefix", ["", "> ", "    "])
@pytest.mark.parametrize("more", [[], [HIGHLIGHT]])
def test_code_that_is_only_quoted_is_no_fault_and_stays_as_it_is(
    code: str, more: list[str], prefix: str
) -> None:
    rows = [f"{prefix}    {code}".replace("\n", f"\n{prefix}")]
    text = "\n".join(["- Words $x$.", "", f"{prefix}words", prefix.rstrip(), *rows, ""])
    html = convert(text, "raise", *more)
    plain = Markdown(extensions=[*more, *EXTENSIONS[:-1]]).convert(text)
    assert html.partition("<pre>")[2] == plain.partition("<pre>")[2]
    assert "<math>" in html.partition("<pre>")[0]
