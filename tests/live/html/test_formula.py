import pytest

from nnbook.live.html.formula import mathml
from nnbook.live.page.fault import PageError


def test_a_formula_in_a_sentence_is_inline() -> None:
    assert mathml("x^2", display=False) == "<math><msup><mi>x</mi><mn>2</mn></msup></math>"


def test_a_formula_of_its_own_is_a_block() -> None:
    assert mathml("x", display=True) == '<math display="block"><mi>x</mi></math>'


def test_one_formula_does_not_change_the_next() -> None:
    numbered = r"\begin{align} x \end{align}"
    assert mathml(numbered, display=True) == mathml(numbered, display=True)


@pytest.mark.parametrize(
    ("latex", "alike"),
    [
        (r"\bar{z}", '<mover><mi>z</mi><mo stretchy="true">‾</mo></mover>'),
        (r"\vec{z}", '<mover accent="true"><mi>z</mi><mo stretchy="false">\u20d7</mo></mover>'),
        (r"\sqrt{n}", '<msqrt><mspace height="0.76em" /><mi>n</mi></msqrt>'),
        ("f'", '<mrow><mi>f</mi><mo lspace="0" rspace="0">\N{PRIME}</mo></mrow>'),
        ("f''", '<mrow><mi>f</mi><mo lspace="0" rspace="0">\N{DOUBLE PRIME}</mo></mrow>'),
    ],
)
@pytest.mark.parametrize("classes", [None, {"x": "input"}])
def test_what_browsers_set_in_their_own_ways_is_told_them_otherwise(
    latex: str, alike: str, classes: dict[str, str] | None
) -> None:
    formula = mathml(latex, display=False, classes=classes)
    assert formula.replace('"/>', '" />') == f"<math>{alike}</math>"


@pytest.mark.parametrize("latex", [r"\frac{1}", "{", r"\nosuch x", r"\begin{matrix} x"])
def test_latex_that_is_none_is_a_fault(latex: str) -> None:
    with pytest.raises(PageError) as caught:
        mathml(latex, display=False, path="a.md", line=4)
    [fault] = caught.value.faults
    assert str(fault).startswith(f"a.md:4: not a formula\n    {latex}\nexpected:\n    LaTeX\ngot:")
    assert fault.got


def test_latex_that_is_none_is_told_as_a_listing() -> None:
    with pytest.raises(PageError) as caught:
        mathml("\n    x +\n      \\frac{1}\n    ", display=True)
    assert caught.value.faults[0].code == "x +\n  \\frac{1}"
