"""Each formula of a page is proven at its place, or it is told why not."""

from pathlib import Path
from textwrap import dedent

import pytest

from nnbook.live.prove.latex import Unreadable
from tests.live.prove.pages import (
    NOTHING,
    OPEN,
    PROVEN,
    inline,
    open_,
    proved,
    proven,
    write,
    wrong,
)

PAGE = """
# Page

<!-- prove: free a, b -->

So $a + b = b + a$.

## Other

Here $a + b = b + a$.
"""


def test_what_a_note_says_ends_with_its_section() -> None:
    assert [proof.end for proof in proved(PAGE).proofs] == [PROVEN, OPEN]
    assert [proof.line for proof in proved(PAGE).proofs] == [6, 10]


@pytest.mark.parametrize(
    ("latex", "note", "end"),
    [
        ("z = 3", "free z", NOTHING),
        ("z > 0", "free z", NOTHING),
        ("i = j", "", NOTHING),
        (r"s = 0, 1, \dots, 11", "", NOTHING),
        (r"\leftarrow", "", NOTHING),
        ("a + b", "free a, b", NOTHING),
        (r"\frac{", "", NOTHING),
        ("x = 3 / 4 = 0.75", "", PROVEN),
        ("1 + = 2", "", OPEN),
        (r"w \leftarrow w", "", OPEN),
        ("1 = 1 = 1", "", PROVEN),
    ],
)
def test_in_a_line_what_supposes_states_nothing(latex: str, note: str, end: str) -> None:
    assert inline(latex, note)[0] == end


def test_a_display_without_a_relation_is_open() -> None:
    assert "no relation" in open_("a + b", "free a, b")


def test_a_definition_counts_once_something_is_compared_with_it() -> None:
    assert inline("u = 2 v", "free v") == (OPEN, "it says what u is, and nothing compares it")
    note = "<!-- prove: free v -->\n\n"
    used, other = proved(f"{note}With $u = 2 v$, $u + v = 3 v$.").proofs
    assert (used.end, used.words, other.end) == (PROVEN, "it says what u is", PROVEN)
    again = proved(f"{note}With $u = 2 v$, $u + v = 3 v$, and $u = 3 v$, $u - v = 2 v$.").proofs
    assert [proof.end for proof in again] == [PROVEN] * 4


def test_the_rest_of_a_chain_says_a_definition_in_other_words() -> None:
    assert "it says what u is" in proven("u = a + b = b + a", "free a, b").words


def test_each_row_may_define_a_symbol_anew() -> None:
    slope = r"\frac{\partial c}{\partial a}"
    rows = rf"c &= a + b: & {slope} &= 1 \\ c &= a b: & {slope} &= b \\"
    assert proven(rf"\begin{{aligned}} {rows} \end{{aligned}}", "free a, b\nanew c").end == PROVEN


def test_a_definition_that_python_knows_must_agree_with_it() -> None:
    assert proven("E = a^2", "free a\nE: a ** 2").end == PROVEN
    assert "formula that does not hold" in wrong("E = a^3", "free a\nE: a ** 2")


def test_a_formula_that_has_more_than_one_index_may_leave_out_equal_ones() -> None:
    note = "free a_i to 3\nd_{ij}: [[1, 0, 0], [0, 1, 0], [0, 0, 1]][i - 1][j - 1]\n"
    assert "with i = 1, j = 1" in wrong(r"d_{ij} a_i + a_j = a_j", note)
    assert proven(r"d_{ij} a_i + a_j = a_j", note + r"where i \ne j").end == PROVEN


def test_an_arrow_gives_what_python_says() -> None:
    note = "w: 3\nw \\leftarrow: 3 - 1\n"
    assert "the package computes" in proven(r"w \leftarrow w - 1", note).words
    assert "does not hold" in wrong(r"w \leftarrow w + 1", note)
    assert "it needs next w" in open_(r"w \leftarrow w + 1", "w: 3")
    assert "points to no symbol" in open_(r"2 w \leftarrow w", "w: 3")


def test_a_note_may_say_what_a_formula_gives() -> None:
    assert proven(r"\sum_i a_i", "free a_i to 3\ngives: sum(a)").end == PROVEN
    assert "does not hold" in wrong(r"2 \sum_i a_i", "free a_i to 3\ngives: sum(a)")


def test_a_reason_marks_the_next_formulas_that_state_something() -> None:
    text = "<!-- prove: skip 2: a picture -->\n\nAt $x = 1$, $x = y$, $y = z$ and $z = x$.\n"
    proofs = proved(text).proofs
    assert [(proof.end, proof.words) for proof in proofs[:3]] == [
        (NOTHING, "it states nothing"),
        (OPEN, "a picture"),
        (OPEN, "a picture"),
    ]
    assert [proof.marked for proof in proofs] == [False, True, True, False]


def test_what_is_neither_proven_nor_marked_is_a_fault_where_the_book_is_strict() -> None:
    text = "<!-- prove: skip: a picture -->\n\nNow $x = y$, and $2 \\pi = y$.\n"
    [fault] = proved(text, strict=True).faults
    assert str(fault).startswith("page.md:3: a formula that is not proven\n    2 \\pi = y\n")
    assert "it needs y" in fault.got
    assert proved(text).faults == []


def test_a_wrong_formula_is_told_with_its_line_its_values_and_the_point() -> None:
    text = dedent(r"""
        <!-- prove: free a, b -->

        $$
        \begin{aligned}
        (a + b)^2 &= a^2 + 2ab + b^2 \\
        &= a^2 + b^2
        \end{aligned}
        $$
        """)
    [fault] = proved(text).faults
    assert (fault.line, fault.problem) == (7, "a formula that does not hold")
    assert fault.code.startswith(r"\begin{aligned} (a + b)^2 &=")
    assert fault.expected == "both sides the same"
    first, second = fault.got.split("\n")
    assert first.startswith("left ")
    assert second.startswith("at the page's values: a = ")


# Live values


def test_a_live_value_stands_for_all_its_digits() -> None:
    text = (
        "`{python} 0`\n\n```pycon\n>>> y = 2 / 3\n```\n\n$`{python} y:.2f` + `{python} -y:.2f` = 0$"
    )
    assert proved(text).proofs[0].end == PROVEN


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        (r"\frac{2}{3} \approx `{python} 2 / 3:.3f`", True),
        (r"\frac{2}{3} = `{python} 2 / 3:.3f`", False),
        (r"1 - `{python} 1 / 3:.3f` = `{python} 2 / 3:.3f`", True),
        (r"\frac{1}{3} \approx `{python} 2 / 3:.3f`", False),
    ],
)
def test_a_relation_that_holds_roughly_says_so(formula: str, right: bool) -> None:
    assert (proved(f"So ${formula}$.").faults == []) == right


def test_a_value_that_is_no_number_leaves_a_formula_open() -> None:
    proof = proved("So $x = `{python} 'high'`$.").proofs[0]
    assert (proof.end, proof.words) == (OPEN, "a live value in it is no number")
    assert proof.latex == "x = high"


def test_a_letter_of_which_nothing_is_said_is_pythons_own() -> None:
    text = "```pycon\n>>> z = 4.0\n```\n\nAt $z = `{python} z:g`$, $z^2 = `{python} 16`$.\n"
    assert [proof.end for proof in proved(text).proofs] == [PROVEN, OPEN]
    bound = "<!-- prove: z: 3 -->\n\n" + text
    assert len(proved(bound).faults) == 2


# Tables and formulas that a block prints

PRINTS = """
<!-- prove
free z
row f: FUNCTIONS[name]
-->

```python exec="on"
FUNCTIONS = {"double": lambda z: 2 * z, "square": lambda z: z**2}
print("| name | $f(z)$ | slope $f'(z)$ | about |\\n|---|---|---|---|")
print("| `double` | $2 z$ | $2$ | $|z|$ |")
print("| `square` | $z^2$ | $SLOPE$ | a curve |")
```
"""


def test_a_table_that_a_block_prints_is_proven_row_by_row() -> None:
    prover = proved(PRINTS.replace("SLOPE", "2 z"))
    assert prover.faults == []
    assert [proof.latex for proof in prover.proofs] == [
        "f(z) = 2 z",
        "f'(z) = 2",
        "f(z) = z^2",
        "f'(z) = 2 z",
    ]
    assert {proof.end for proof in prover.proofs} == {PROVEN}
    [fault] = proved(PRINTS.replace("SLOPE", "3 z")).faults
    assert (fault.line, fault.code) == (7, "f'(z) = 3 z")


def test_a_display_that_a_block_prints_is_proven_at_the_pages_values() -> None:
    text = '\n```python exec="on"\nx = 2\nprint("$$\\nx = SIDE\\n$$, so $x$")\n```\n'
    note = "<!-- prove: x: x -->\n"
    [proof] = proved(note + text.replace("SIDE", "2")).proofs
    assert (proof.end, proof.words) == (PROVEN, "both sides agree at this page's values")
    [fault] = proved(note + text.replace("SIDE", "3")).faults
    assert fault.line == 3
    assert proved('```python exec="on"\nprint(1)\n```').proofs == []


# Hidden lines


@pytest.mark.parametrize(
    ("note", "got"),
    [
        ("x y: 3", "x y is no symbol"),
        ("x: 3 +", "3 + is no Python"),
        ("x = y + 1\nx + y = 3", "it needs y"),
        ("1 = 2", "left 1, right 2"),
        ("1 + = 2", "does not know this notation"),
    ],
)
def test_a_hidden_line_is_right_itself(note: str, got: str) -> None:
    [fault] = proved(f"# Page\n\n<!-- prove\n{note}\n-->\n").faults
    assert fault.line == 3 + len(note.split("\n"))
    assert got in str(fault)


def test_a_note_makes_a_symbol_new() -> None:
    assert "it needs x" in open_("x + 1 = 4", "x: 3\nnew x")
    assert "it needs x" in open_("x + 1 = 4", "free x\nnew x")


def test_a_formula_may_hold_at_the_pages_values_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, monkeypatch, "here_worlds.py", "def world(n):\n    return {'m': n + 1}\n")
    text = "<!-- prove\nm: m\nhere\n-->\n\nNow $2 m = 2$, but $3 m = 3$.\n"
    prover = proved(text, worlds="here_worlds:world")
    assert [proof.end for proof in prover.proofs] == [PROVEN, OPEN]
    [fault] = prover.faults
    assert "at random point 1: m = 2" in fault.got


# The notation of a book

NOTATION = r"""
# Notation

<!-- prove
free z
a: double(z)
f: double
n: len(x)
a = 2 z
-->

| symbol | in Python | meaning |
|---|---|---|
| $x$ | `x` | the inputs |
| $w_i$ | `w[i - 1]` | a weight |
| $p$, $q$ | `1`, `2` | two |
| $t$, $T$ | `x` | one too few |
| $1 + 1$ | `2` | no symbol |
| $y$ | `nowhere` | not in every world |
| $v$ | `x +` | no Python |

## Formulas

So $a = f(z)$.
"""
WORLDS = """
def double(z):
    return 2 * z

def world(number):
    return {"x": [number, number + 1.0], "w": [1.0, number], "double": double}
"""


def test_a_book_says_what_its_symbols_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, monkeypatch, "notation.md", NOTATION)
    write(tmp_path, monkeypatch, "own_worlds.py", WORLDS)
    page = r"$$f(z) = 2 z, \qquad \sum_i w_i x_i = w^\top x, \qquad a = f(z), \qquad p + q = 3$$"
    [proof] = proved(page, path, "own_worlds:world").proofs
    assert proof.end == OPEN
    assert proof.words == "it needs w"
    page = page.replace(r"w^\top x", "x_1 + w_2 x_2")
    [proof] = proved(page, path, "own_worlds:world").proofs
    assert (proof.end, proof.words) == (
        PROVEN,
        "both sides agree at this page's values and at 20 random points",
    )
    [own] = [
        proof
        for proof in proved(NOTATION, path, "own_worlds:world", path=path).proofs
        if proof.end != NOTHING
    ]
    assert own.end == PROVEN
    [fault] = proved(
        NOTATION.replace("a = 2 z", "a = 3 z"), path, "own_worlds:world", path=path
    ).faults
    assert fault.line == 9
    live = "$f(3) = `{python} double(3)`$, $f(y) = `{python} double(y)`$."
    live = f"```pycon\n>>> from own_worlds import double\n>>> y = 3\n```\n\n{live}"
    first, second = proved(live, path, "own_worlds:world").proofs
    assert "random points" in first.words
    assert second.words == "it needs y"


def test_a_line_of_the_notation_says_what_a_symbol_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, monkeypatch, "notation.md", "<!-- prove: 1 = 1 -->\n")
    with pytest.raises(Unreadable, match="1 = 1 says of no symbol what it is"):
        proved("$1 = 1$", path)


def test_a_notation_may_be_a_table_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, monkeypatch, "notation.md", "| $x$ | `3` |\n")
    assert [proof.end for proof in proved("$x + 1 = 4$", path).proofs] == [PROVEN]
