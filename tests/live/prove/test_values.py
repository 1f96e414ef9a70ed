"""Formulas have the values that mathematics gives them, and wrong ones have others."""

import pytest

from tests.live.prove.pages import open_, proven, wrong

TWO = "free a_i to 3\nfree b_i to 3"
SQUARES = r"u = v^2"
TABLES = "A: [[1, 2], [3, 4]]\nB: [[0, 1], [2, 5]]\nc: [1, 2]"


@pytest.mark.parametrize(
    ("latex", "note"),
    [
        ("(a + b)^2 = a^2 + 2ab + b^2", "free a, b"),
        (r"\frac{a}{b} = a / b = a \cdot \frac{1}{b}", "free a, b in 1..2"),
        (r"3! = 6", ""),
        (r"|{-a}| = \sqrt{a^2}", "free a"),
        (r"e^{\ln a} = a", "free a in 1..2"),
        (r"\ln \sum_i e^{a_i} = \ln (e^{a_1} + e^{a_2} + e^{a_3})", "free a_i to 3"),
        (r"\ln \sum_{i=1}^{3} a_i = \ln (a_1 + \dots + a_n)", "free a_i in 1..2 to 3\nn: 3"),
        (r"\ln (a)^2 = (\ln a)^2", "free a in 1..2"),
        (r"\max(a, 0) - \max(-a, 0) = a", "free a"),
        (r"\cos(2 \pi) = 1", ""),
        (r"a \cdot -2 = -2a", "free a"),
        (r"\sum_{i=1}^{3} i = 6", ""),
        (r"\prod_{i=1}^{3} 2 i = 48", ""),
        (r"\sum a = a_1 + a_2 + a_3", "free a_i to 3"),
        (r"\sum a b = \sum_i a_i b_i", TWO),
        (r"a_1 + \dots + a_n + 1 = \sum_i a_i + 1", "free a_i to 3\nn: 3"),
        (r"a_1 + a_2 + \dots + a_n = \sum_i a_i", "free a_i to 3"),
        (r"\mathit{\delta}_{ij} a_i b_j = \mathit{\delta}_{ji} a_i b_i", TWO),
        (r"(A B)^\top = B^\top A^\top", TABLES),
        (r"A \odot B = B \odot A", TABLES),
        (r"A + c = A + \begin{bmatrix} 1 & 1 \\ 2 & 2 \end{bmatrix}", TABLES),
        (r"c^\top c = 5", TABLES),
        (r"D + (c + d) = D + d + c", "D: [[1, 2, 3], [4, 5, 6]]\nc: [1, 2]\nd: 3"),
        (r"D + d = D + d^\top", "D: [[1, 2, 3], [4, 5, 6]]\nd: [1, 2, 3]"),
        (r"W^{[1]} + W = 3", "W^{[l]}: [1, 5][l - 1]\nW: 2"),
        (r"W^{[2]} = 6", "W^{[l]}: [1, 5][l - 1]\nW^{[2]}: 6"),
        (r"a_{11} + a_{12} = 3", "a_{ii}: [1, 3][i - 1]\na_{12}: 2"),
        (r"\sum y = 64", "y_i: 1"),
        (r"\begin{bmatrix} c_1 & \cdots & c_n \end{bmatrix} = c^\top", TABLES + "\nn: 2"),
        (
            r"\begin{cases} a & \text{if } a > 0 \\ 0 & \text{else} \end{cases} = \max(a, 0)",
            "free a",
        ),
        (r"x + xy = x", "either x, y"),
        (r"\bar{\bar{x}} = x", "either x"),
        (r"x^{(1)} + x^{(2)} = x^{(2)} + x^{(1)}", "x^{(i)}: [4, 5][i - 1]"),
        (r"w_{21} = 3", "w_{ji}: [[1, 2], [3, 4]][j - 1][i - 1]"),
        (r"w_{10} = 7", "w_{ji}: [[1, 2], [3, 4]][j - 1][i - 1]\nw_{10}: 7"),
        (r"W^{[l+1]} = W^{[l]} + 1", "W^{[l]}: [1, 2, 3][l - 1]"),
        (r"z_o = z", "z_o: 3\nz means z_o"),
        (r"a_i < 3", "free a_i to 2"),
        (r"a \ne a + 1", "free a"),
        (r"\sigma(0) = \frac12", "\\sigma: lambda z: 1 / (1 + 2.718281828459045 ** -z)"),
        (r"\operatorname{up}(a) = 1", "\\operatorname{up}: lambda a: 1 if a > 0 else 1\nfree a"),
        (r"\frac23 \approx 0.667", ""),
        (r"f(3) = 10", "f(x) = x^2 + 1"),
        (r"f'(a) = 2 a", "f(x) = x^2 + 1\nfree a"),
        (r"\frac{df}{da} = 2 a", "f(x) = x^2 + 1\nfree a"),
        (r"\sin'(a) = \cos(a)", "free a"),
        (r"\frac{\partial u}{\partial v} = 2 v", f"free v\n{SQUARES}"),
        (r"u' = 2 v", f"free v\n{SQUARES}"),
        (r"\frac{\partial u}{\partial a_i} = 2 a_i", "free a_i to 3\nu = \\sum_i a_i^2"),
        (r"\frac{\partial u}{\partial a} = 2 a", "free a_i to 3\nu = \\sum_i a_i^2"),
        (r"\frac{\partial u}{\partial a_1} = 2 a_1", "free a_i to 3\nu = \\sum a^2"),
        (r"\frac{\partial u}{\partial W} = 2 W", "W: [[1, 2], [3, 4]]\nu = \\sum W^2"),
        (r"\frac{\partial y_i}{\partial v} = a_i", "free a_i to 3\nfree v\ny_i = v a_i"),
        (r"\frac{\partial y}{\partial v} = a", "a: [1, 2]\nfree v\ny = v a"),
        (r"y_2 = 4", "y_i: [3, 4][i - 1]\nu = y_1"),
        (r"\frac{\partial g}{\partial v} = 2 v + 1", "free v\nf(x) = x^2\ng = f(v) + v"),
    ],
)
def test_what_is_true_is_proven(latex: str, note: str) -> None:
    assert "agree" in proven(latex, note).words


@pytest.mark.parametrize(
    ("latex", "note", "got"),
    [
        ("(a + b)^2 = a^2 + b^2", "free a, b", "left "),
        ("a_i b_i = a_i^2", TWO, "with i = 1"),
        (r"A B = B A", TABLES, "in row 1, column 1"),
        (r"A c = c", TABLES, "left 5, right 1 in row 1"),
        (r"c c = 1", TABLES, "2 × 1 times 2 × 1 is no matrix product"),
        (r"A \odot c = A", TABLES, "2 × 2 and 2 × 1 are not of one shape"),
        (r"c + d = 1", "c: [1, 2]\nd: [1, 2, 3]", "2 × 1 and 3 × 1 do not fit"),
        (r"c^\top = c", TABLES, "left 1 × 2, right 2 × 1"),
        (r"2 a_j = b_j", "free a_i to 2\nfree b_i to 3", "j runs to different ends"),
        (r"a_1 + 2 a_2 + \dots + a_n = 1", "free a_i to 3", "term 2 before the dots"),
        (
            r"\begin{bmatrix} c_2 & \cdots & c_n \end{bmatrix} = c",
            TABLES + "\nn: 2",
            "entry 1 before",
        ),
        (r"\begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix} = 1", "", "rows of different lengths"),
        (r"\frac{\partial u}{\partial v} = 3 v", f"free v\n{SQUARES}", "v = "),
        (r"a > 1", "free a", "what is said: left > right"),
        (r"\frac23 \approx 0.6", "", "both sides nearly the same"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(latex: str, note: str, got: str) -> None:
    said = wrong(latex, note)
    assert got in said
    assert said.startswith(f"page.md:{note.count(chr(10)) + 6}: a formula ")


@pytest.mark.parametrize(
    ("latex", "note", "why"),
    [
        ("y = 1", "", "it needs y"),
        ("a_{12} + 1 = 2", "a_{ii}: 1", "a_1,2"),
        ("W^{[1]} + 1 = 2", "W: 1", "W^[1]"),
        ("f_1 = 1", "f: abs", "f_1, a part of a function"),
        ("x_3 = 1", "x: [1, 2]", "x_3, which is beyond the end"),
        ("x_i = 1", "", "it needs x_1"),
        ("x_{n} = 1", "x: [1, 2]\nn: 1.5", "the index n, which is 1.5"),
        ("x_{abc} = 1", "x: [1, 2]", "it needs x_{abc}"),
        ("i = 1", "", "it needs"),
        (r"\sigma + 1 = 1", r"\sigma: abs", "without an argument"),
        (r"\sigma = 1", r"\sigma: abs", "without an argument"),
        (r"\sigma^2 = 1", r"\sigma: abs", "a power of a function"),
        (r"2^\sigma = 1", r"\sigma: abs", "without an argument"),
        ("x_{0} = 1", "x_i: [1, 2][i - 1]", "x_0"),
        ("f(x + 1) = x", "free x", "it needs f"),
        ("(a, b) = 1", "free a, b", "a list in parentheses"),
        (r"\bar{a} = 1", "free a", "a bar"),
        (r"a - \dots - a = 1", "free a", "dots that no last term follows"),
        (r"a + \dots = 1", "free a", "dots that no last term follows"),
        (r"a + \dots + a = 1", "free a", "how far the dots go"),
        (r"\sum_{i=3}^{2} i = 0", "", "a sum from 3 to 2"),
        (r"\sum_j a = 0", "free a", "how far j runs"),
        (r"\sum_j a_j = 0", "free a_i", "how far j runs with a_{j}"),
        ("f(1, 2) = 3", "f(x) = x", "f of 2 arguments"),
        ("u' = 1", "free a, b\nu = a b", "a slope with respect to what?"),
        ("u' = 1", "", "a slope with respect to what?"),
        (
            r"\frac{\partial a}{\partial (a + b)} = 1",
            "free a, b",
            "with respect to more than a symbol",
        ),
        (
            r"\frac{\partial y}{\partial a} = 1",
            "a: [1, 2]\ny = 2 a",
            "of a list with respect to a list",
        ),
        ("x = 1", "x: 1 / 0", "ZeroDivisionError"),
        ("x = 1", "x: [[[1]]]", "a number, a list or a table"),
        ("x = 1", "x: 'a'", "a number; found a"),
        (r"\sqrt{-1} = \sqrt{-1}", "", "enough points"),
        ("c = d", "c: d\nd: 1", "NameError"),
        (r"2 a_{i+1} = a_{i-1}", "free a_i to 2", "any index at which both sides"),
    ],
)
def test_what_nobody_can_prove_stays_open(latex: str, note: str, why: str) -> None:
    assert why in open_(latex, note)


def test_a_definition_may_not_need_itself() -> None:
    assert "its own definition" in open_(
        r"\frac{\partial a}{\partial c} = 1", "free c\na = b\nb = a + c"
    )
