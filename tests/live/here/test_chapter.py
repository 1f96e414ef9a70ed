import base64

from nnbook.live.here.chapter import Chapter
from nnbook.live.lab.notebook import Notebook
from nnbook.live.page.page import Page
from nnbook.live.run.process import PageRun
from nnbook.live.run.runner import run_parts

URL = "https://example.org/"


def notebook(text: str, path: str = "inner/tea.md", **settings: str) -> Notebook:
    page = Page.parse(text, path)
    return Chapter(page, PageRun(list(run_parts(page))), URL).notebook(**settings)


def texts(text: str, path: str = "inner/tea.md") -> list[str]:
    return [cell["source"] for cell in notebook(text, path)["cells"]]


def pycon(*rows: str, indent: str = "") -> str:
    return "\n".join(indent + row for row in ["```pycon", *rows, "```"])


def test_each_example_is_a_cell_with_what_it_gave() -> None:
    page = f"# Tea\n\n{pycon('>>> x = 2', '>>> x', '2', '>>> print(x)', '2')}\n\nThe end.\n"
    cells = notebook(page)["cells"]
    assert [cell["cell_type"] for cell in cells] == ["markdown", *3 * ["code"], "markdown"]
    assert [cell["source"] for cell in cells] == ["# Tea", "x = 2", "x", "print(x)", "The end."]
    outputs = [output for cell in cells[1:-1] for output in cell["outputs"]]
    assert outputs[0]["data"] == {"text/plain": "2"}
    assert (outputs[0]["output_type"], outputs[0]["execution_count"]) == ("execute_result", 2)
    assert outputs[1] == {"output_type": "stream", "name": "stdout", "text": "2\n"}


def test_an_error_is_announced() -> None:
    row = "ValueError: could not convert string to float: 'a'"
    trace = ["Traceback (most recent call last):", "    ...", row]
    [cell] = notebook(pycon(">>> float('a')", *trace))["cells"]
    assert cell["metadata"] == {"tags": ["raises-exception"]}
    [error] = cell["outputs"]
    assert error["ename"] == "ValueError"
    assert error["evalue"] == "could not convert string to float: 'a'"
    assert error["traceback"] == trace


def test_values_and_formulas_are_filled_in() -> None:
    text = "It is `{python} -1.5`, $x = `{python} 2e-5`$.\n\n$$\ny = `{python} 3`\n$$"
    assert texts(text) == ["It is −1.5, $x = 2 \\cdot 10^{-5}$.\n\n$$\ny = 3\n$$"]


def test_a_value_in_an_attribute_is_plain() -> None:
    assert texts("![`{python} -1`](a.png)") == [f"![-1]({URL}inner/a.png)"]


def test_notes_and_folds_are_plain_text_and_code_in_them_runs() -> None:
    inside = pycon(">>> 1", "1", indent="    ")
    page = f'??? success "Why"\n\n    So.\n\n{inside}\n\n    Then.\n\n!!! note\n    A\n\nB\n\n    C'
    assert texts(page) == ["**Why**\n\nSo.", "1", "Then.\n\n**Note**\n\nA\n\nB\n\n    C"]


def test_marks_for_a_builder_are_left_out() -> None:
    head = "---\ndescription: x\n---\n<!-- prove: y -->\n# Tea { #tea }\n\n"
    page = f"{head}/// caption\nIt.\n///\n\nA `{{:.2f}}` {{: .b }}"
    assert texts(page) == ["# Tea\n\nIt.\n\nA `{:.2f}`"]


def test_links_lead_to_the_site() -> None:
    page = "[a](cup.md#b) [b](../index.md) [c](#d) [e](https://x.org/y.md) [f](../labs/g.ipynb)"
    first = f"[a]({URL}inner/cup/#b) [b]({URL}) [c]({URL}inner/tea/#d)"
    assert texts(page) == [f"{first} [e](https://x.org/y.md) [f]({URL}labs/g/)"]
    assert texts("[a](#b)", "index.md") == [f"[a]({URL}#b)"]


def test_code_is_no_link() -> None:
    assert texts("`f[0](x)`\n\n```text\n[a](b.md) {: .c }\n```") == [
        "`f[0](x)`\n\n```text\n[a](b.md) {: .c }\n```"
    ]


def test_a_figure_is_a_picture() -> None:
    svg = '<svg viewBox="0 0 100 50"><title>A [b]</title><path d="M 1.25 2.00  L 3 4.56 z"/></svg>'
    block = f"```python exec=\"on\" html=\"on\"\nprint('''<div>{svg}</div><svg></svg>''')\n```\n"
    [cell] = notebook(block)["cells"]
    assert cell["source"].startswith("![A  b ](attachment:figure-0-1.svg)")
    assert "![A figure](attachment:figure-0-2.svg)" in cell["source"]
    first, second = (
        base64.b64decode(picture["image/svg+xml"]).decode()
        for picture in cell["attachments"].values()
    )
    assert first.startswith('<svg xmlns="http://www.w3.org/2000/svg" width="160" height="80" view')
    assert 'd="M1.2 2.0L3 4.5z"' in first
    assert second == '<svg xmlns="http://www.w3.org/2000/svg"></svg>'


def test_a_figure_has_its_namespace_once() -> None:
    block = '```python exec="on" html="on"\nprint(\'<svg xmlns="x"></svg>\')\n```\n'
    [cell] = notebook(block)["cells"]
    [picture] = cell["attachments"].values()
    assert base64.b64decode(picture["image/svg+xml"]) == b'<svg xmlns="x"></svg>'


def test_a_living_figure_is_on_the_page() -> None:
    block = '```python exec="on" html="on"\nprint(\'<a data-state=""><svg></svg></a>\')\n```\n'
    assert texts(block) == [f"*A figure to play with is on [the page]({URL}inner/tea/).*"]


def test_what_a_block_prints_stands_in_its_place() -> None:
    block = '```python exec="on"\nprint("| a |\\n|---|\\n| -1 |")\n```\n'
    assert texts(block) == ["| a |\n|---|\n| −1 |"]
    block = '```python exec="on" result="text"\nprint("x")\n```\n'
    assert texts(block) == ["```text\nx\n```"]


def test_of_a_question_stays_what_can_be_chosen() -> None:
    ask = "from nnbook.live.show.question import choose\nchoose({'a': None, 'b': 'No.'})"
    assert texts(f'Which?\n\n```python exec="on"\n{ask}\n```\n') == ["Which?\n\n- a\n- b"]


def test_the_first_cell_installs_the_package() -> None:
    first = notebook("# A", module="tea", wheel="tea-1.whl")["cells"][0]
    assert first["source"].startswith("try:\n    import tea\nexcept ModuleNotFoundError:")
    assert 'wheel = "tea-1.whl"' in first["source"]
