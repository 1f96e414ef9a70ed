"""Formulas are read as a reader reads them."""

import pytest

from nnbook.live.prove.latex import (
    Node,
    Statement,
    Symbol,
    Unreadable,
    count_relations,
    read,
    statements,
    symbol,
)


def told(node: object) -> str:
    """Return a tree as text: what is applied, and to what."""
    if isinstance(node, Symbol):
        return str(node)
    if not isinstance(node, Node):
        return str(node)
    inside = " ".join(map(told, node.parts))
    return inside if node.kind in {"expr", "term", "group"} else f"{node.kind}({inside})"


@pytest.mark.parametrize(
    ("latex", "tree"),
    [
        ("w_{ji}^{[l]}", "w^{[l]}_{ji}"),
        (r"w^{[l+1]\top}", "transposed(w^{[l+1]})"),
        (r"X^\top", "transposed(X)"),
        ("x^{(3)}", "x^{(3)}"),
        ("f'", "f'"),
        ("3!", "factorial(number(3))"),
        ("a^2", "power(a number(2))"),
        ("a^n", "power(a n)"),
        ("e^{-z}", "power(e - z)"),
        (r"\tfrac12", "fraction(number(1) number(2))"),
        (r"\frac{d\sigma}{dz}", r"slope(\sigma z)"),
        (r"\frac{\partial E}{\partial v_1}", "slope(E v_{1})"),
        (r"\partial E / \partial w", "slope(E w)"),
        (r"\lvert t \rvert", "absolute(t)"),
        ("|t - o|", "absolute(t - o)"),
        (r"\sqrt{n}", "root(number(4))"),
        (r"\mathit{xy + \bar{z}}", "x y + negation(z)"),
        (r"\mathit{\delta}_{ij}", r"\kron_{ij}"),
        (r"X_{\text{test}}", "X_{test}"),
        (r"\text{Prediction}", r"\operatorname{Prediction}"),
        (r"\bigl( a + b \bigr)\,c", "a + b c"),
        (r"\live{0} \cdot -2", r"live(0) \cdot - number(2)"),
        (r"\begin{bmatrix} a & b \cr c & d \end{bmatrix}", "matrix(row(a b) row(c d))"),
        (r"x_1 + \dots + x_n", r"x_{1} + \dots + x_{n}"),
    ],
)
def test_each_notation_has_its_tree(latex: str, tree: str) -> None:
    assert told(read(latex.replace("{n}", "{4}") if "sqrt" in latex else latex)[0]) == tree


@pytest.mark.parametrize(
    ("latex", "why"),
    [("1 +", "does not know this notation"), ("(a)_1", "_1 belongs to no symbol")],
)
def test_what_nobody_can_read_is_told(latex: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(latex)


def test_a_chain_has_its_relations() -> None:
    parts = read(r"a = b < c \le d \approx e")
    assert [str(part) for part in parts[1::2]] == ["=", "<", r"\le", r"\approx"]


def test_a_display_is_split_at_its_rows_and_its_columns() -> None:
    latex = r"""
\begin{aligned}
a &= b \\
&= c, & d &= e \\
f &= g: & h &= \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}.
\end{aligned}"""
    found = statements(latex, display=True)
    assert [one.text for one in found][:3] == ["a = b = c", "d = e", "f = g"]
    assert found[3].text == r"h = \begin{bmatrix} 1 & 2 \cr 3 & 4 \end{bmatrix}"
    assert [found[0].row(0), found[0].row(1), found[3].row(0)] == [2, 3, 4]


def test_a_row_that_is_set_in_goes_on() -> None:
    latex = r"""
&a + b \\
&\quad= c + d \\
&\quad + e \\
-f &= g"""
    found = statements(latex, display=True)
    assert [" ".join(one.text.split()) for one in found] == [
        r"a + b \quad= c + d \quad + e",
        "-f = g",
    ]
    assert [found[0].row(0), found[1].row(0)] == [2, 4]


def test_a_formula_in_a_line_is_one_statement() -> None:
    assert len(statements(r"l = 1, \quad m = 2", display=False)) == 1


def test_relations_in_braces_do_not_count() -> None:
    assert count_relations(r"\sum_{k=1}^n a = b") == 1
    assert Statement(((3, "a"),)).row(0) == 3


def test_a_symbol_is_one_alone() -> None:
    assert str(symbol(r"\delta^{[l]}_j")) == r"\delta^{[l]}_{j}"
    with pytest.raises(Unreadable, match="is no symbol"):
        symbol("a + b")
