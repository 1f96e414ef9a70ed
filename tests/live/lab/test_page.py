from pathlib import Path
from typing import Any

import pytest

from nnbook.live.lab.notebook import Lab, bare
from nnbook.live.lab.page import faults_of, markdown
from nnbook.live.page.fault import Fault
from tests.live.labs import Cell, code, text

PATH = Path("docs/labs/tea.ipynb")
NOTE = (
    "This page is a notebook, and ran when the page was made. "
    '<a href="tea.ipynb" download>Download it</a> as it ran.'
)


def page(*cells: Cell, description: str = "", faults: tuple[Fault, ...] = ()) -> str:
    return markdown(Lab(PATH, bare(cells, description)), list(faults))


def ran(source: str, *outputs: dict[str, Any], tag: str = "") -> Cell:
    return code(source, *[tag] * bool(tag)) | {"outputs": list(outputs)}


def shown(**data: str) -> dict[str, Any]:
    """Return a displayed output; ``text_html`` is of the kind text/html."""
    kinds = {kind.replace("_", "/"): value for kind, value in data.items()}
    return {"output_type": "display_data", "data": kinds, "metadata": {}}


def printed(words: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": words}


def test_the_title_comes_first_and_what_the_page_is_below_it() -> None:
    assert page(text("# Tea\n\nIt is hot.")) == f"# Tea\n\n{NOTE}\n\n\n\n\nIt is hot.\n\n"


def test_a_lab_without_a_title_gets_its_name() -> None:
    assert page(text("## Hot")).startswith(f"# tea\n\n{NOTE}\n")
    assert page().startswith("# tea\n")


def test_a_description_becomes_the_pages() -> None:
    assert page(text("# Tea"), description='A "hot" drink: tea').startswith(
        '---\ndescription: "A \\"hot\\" drink: tea"\n---\n# Tea\n'
    )


def test_code_stands_above_what_it_gave() -> None:
    cell = ran("1 + 1\n", printed("a\n"), shown(text_plain="2"))
    block = "``` {{ .text .no-copy .lab-output }}\n{}\n```"
    expected = "\n\n".join(["``` python\n1 + 1\n```", block.format("a"), block.format("2")])
    assert page(text("# Tea"), cell).endswith(f"\n\n{expected}\n\n")


def test_a_fence_is_longer_than_those_in_it() -> None:
    assert "\n```` python\nx = '```'\n````\n" in page(ran("x = '```'"))


def test_the_best_kind_of_an_output_is_shown() -> None:
    html = shown(text_plain="p", text_html="<b>h</b>")
    both = shown(text_plain="p", text_html="h", text_markdown="*m*")
    found = page(ran("0", html, both))
    assert '\n\n<div class="lab-output"><b>h</b></div>\n\n*m*\n\n' in found


def test_nothing_is_looked_for_in_html() -> None:
    found = page(ran("0", shown(text_html="$x$ `y`\n\n\\z")))
    assert "&#36;x&#36; &#96;y&#96;&#10;&#10;&#92;z</div>" in found


def test_code_is_folded_away_on_request() -> None:
    fold = '<details class="lab-code" markdown="1">\n<summary>Code</summary>\n\n``` python\n0\n```'
    found = page(ran("0", shown(text_markdown="m"), tag="hide-input"))
    assert f"{fold}\n\n</details>\n\nm\n\n" in found


def test_a_solution_is_folded_away_with_what_it_gave() -> None:
    found = page(ran("0", shown(text_markdown="m"), tag="solution"))
    fold = '<details class="success" markdown="1">\n<summary>Solution</summary>'
    assert f"{fold}\n\n``` python\n0\n```\n\nm\n\n</details>" in found


def test_raw_cells_are_left_out() -> None:
    assert "raw" not in page(text("raw") | {"cell_type": "raw"})


def test_faults_stand_below_the_title() -> None:
    found = page(text("# Tea\n\nHot."), faults=(Fault("a", 1, "too hot", "x"),))
    assert found.index("# Tea") < found.index("too hot") < found.index("Hot.")


FAULTY = {
    "LaTeX": (
        ran("0", shown(text_latex="\\textbf{a}", text_plain="<Latex object>")),
        "cell 2:1: LaTeX that is no formula",
    ),
    "no LaTeX": (
        ran("0", shown(text_latex="$\\nope$", text_plain="<Latex object>")),
        "cell 2:1: not a formula",
    ),
    "a picture with a text": (
        ran("0", shown(image_png="x", text_plain="<Image object>")),
        "cell 2:1: an output that no page can show",
    ),
    "a widget": (
        ran("0", shown(application_widget="x", text_plain="Slider()")),
        "cell 2:1: an output that no page can show",
    ),
    "an open formula": (text("a\n\n$$ x"), "cell 2:3: not a live value or formula"),
    "a live value": (text("`{python} 1`"), "cell 2:1: the text of a lab runs nothing"),
    "examples": (text("a\n\n```pycon\n>>> 1\n1\n```"), "cell 2:3: the text of a lab runs nothing"),
    "an open fence": (text("a\n\n```python\n"), "cell 2:3: this fence is never closed"),
    "no formula": (text("a\n$\\nope$"), "cell 2:2: not a formula"),
    "a live value in a formula": (text("$`{python} 1`$"), "cell 2:1: the text of a lab runs"),
    "displayed": (ran("0", shown(text_markdown="$\\nope$")), "cell 2:1: not a formula"),
    "standard error": (ran("0", printed("so", "stderr")), "cell 2:1: it writes to standard error"),
    "a picture": (ran("0", shown(image_png="x")), "cell 2:1: an output that no page can show"),
    "an address": (ran("0", printed("<a at 0x7fa1b2c3d4>")), "cell 2:1: an output with an address"),
}


@pytest.mark.parametrize(("cell", "message"), FAULTY.values(), ids=FAULTY)
def test_what_no_page_can_show_is_told_with_its_cell(cell: Cell, message: str) -> None:
    [fault] = faults_of(Lab(PATH, bare([text("# Tea, $x$"), cell])))
    assert str(fault).startswith(f"docs/labs/tea.ipynb, {message}")


def test_a_good_lab_has_no_faults() -> None:
    assert faults_of(Lab(PATH, bare([text("# Tea"), ran("0", shown(text_plain="0"))]))) == []


def error(name: str, value: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": ["\x1b[31m"]}


@pytest.mark.parametrize(
    ("output", "last"), [(error("A", "b"), "A: b"), (error("KeyboardInterrupt", ""), "Keyboard")]
)
def test_an_error_is_shown_as_on_other_pages(output: dict[str, Any], last: str) -> None:
    shown = "``` { .text .no-copy .lab-output }\nTraceback (most recent call last):\n    ...\n"
    assert shown + last in page(ran("0", output))
    assert faults_of(Lab(PATH, bare([ran("0", output)]))) == []


def test_formulas_of_latex_are_shown_and_words_beside_them_as_they_are() -> None:
    found = page(ran("0", shown(text_latex="a_b * \\(x_1\\)", text_plain="<Latex object>")))
    assert "\n\na\\_b \\* \\(x_1\\)\n\n" in found


def test_remarks_for_the_publisher_are_left_out() -> None:
    assert "``` python\nx\n```" in page(ran("#| fig-alt: A\n#| fig-cap: B\nx"))


def test_what_looks_like_a_formula_in_a_box_of_code_is_code() -> None:
    cell = text("a\n\n    $HOME:$B and $\\nope$")
    assert faults_of(Lab(PATH, bare([cell]))) == []


def test_a_page_tells_what_has_not_run_in_place_of_the_link() -> None:
    found = markdown(Lab(PATH, bare([text("# Tea\n\nwords")])), [], "It <runs>.")
    news = '<p class="live-old" role="status" data-search-exclude>It &lt;runs&gt;.</p>'
    assert found == f"# Tea\n\n{news}\n\n\n\n\nwords\n\n"
