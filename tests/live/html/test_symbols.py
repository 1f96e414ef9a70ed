import pytest

from nnbook.live.html.formula import mathml
from nnbook.live.html.symbols import letters

CLASSES = letters({"input": "x X", "sum": "z", "error": "E", "gradient": "δ ∂ d"})


def marked(latex: str) -> str:
    """Return a formula, its classes as ``{class:content}``, without other tags."""
    html = mathml(latex, display=False, classes=CLASSES)
    html = html.replace("<mspace />", "").replace("<mrow>", "").replace("</mrow>", "")
    return html.removeprefix("<math>").removesuffix("</math>")


def mi(letter: str, name: str = "") -> str:
    return f'<mi class="{name}">{letter}</mi>' if name else f"<mi>{letter}</mi>"


@pytest.mark.parametrize(
    ("latex", "html"),
    [
        ("xX", mi("x", "input") + mi("X", "input")),
        ("y", mi("y")),
        ("x_z", f"<msub>{mi('x', 'input')}{mi('z')}</msub>"),
        ("y_{iz}^2", f"<msubsup>{mi('y')}{mi('i')}{mi('z')}<mn>2</mn></msubsup>"),
        ("y^z", f"<msup>{mi('y')}{mi('z', 'sum')}</msup>"),
        (r"\sqrt{x}", f'<msqrt><mspace height="0.76em" />{mi("x", "input")}</msqrt>'),
        (r"\frac{x}{z}", f"<mfrac>{mi('x', 'input')}{mi('z', 'sum')}</mfrac>"),
        (r"\delta", mi("δ", "gradient")),
        ("d", mi("d")),
        (r"\max z", f'{mi("max")}<mo lspace="0.1667em">\u2061</mo>{mi("z", "sum")}'),
        ("x < z", f"{mi('x', 'input')}<mo>&lt;</mo>{mi('z', 'sum')}"),
    ],
)
def test_symbols_carry_their_class(latex: str, html: str) -> None:
    assert marked(latex) == html


@pytest.mark.parametrize(
    ("latex", "letters"),
    [(r"\mathit{x}", "x"), (r"\mathit{\delta}", "δ"), (r"\mathit{hEx}", "hEx")],
)
def test_italic_letters_are_no_symbols(latex: str, letters: str) -> None:
    assert marked(latex) == "".join(map(mi, letters))


def test_a_differential_is_one_symbol_with_its_letter() -> None:
    both = mi("d", "gradient") + mi("x", "gradient")
    assert marked("dx") == both
    assert marked("dxx") == both + mi("x", "input")
    assert marked("dy") == mi("d") + mi("y")
    upright = '<mrow class="gradient"><mi mathvariant="normal">d</mi>'
    assert marked(r"\mathrm{d}x") == upright + mi("x", "gradient")
    indexed = f'<msub class="gradient">{mi("x")}<mn>1</mn></msub>'
    assert marked(r"\partial x_1") == mi("∂", "gradient") + indexed


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{\partial E}{\partial x_1}",
        r"\dfrac{\partial}{\partial z}",
        r"\frac{\partial^2 E}{\partial z^2}",
        r"\frac{dE}{dy}",
        r"\frac{\mathrm{d}E}{\mathrm{d}x}",
    ],
)
def test_a_fraction_of_differentials_is_one_symbol(latex: str) -> None:
    html = marked(latex)
    assert html.startswith("<mfrac")
    assert html.count('class="gradient"') == html.count("class=") == 1


def test_a_fraction_of_others_is_none() -> None:
    assert marked(r"\frac{d}{2}") == f"<mfrac>{mi('d')}<mn>2</mn></mfrac>"
    assert mathml(r"\frac{\partial E}{\partial x}", display=False, classes={"E": "error"}) == (
        f"<math><mfrac><mrow>{mi('∂')}{mi('E', 'error')}</mrow>"
        f"<mrow>{mi('∂')}{mi('x')}</mrow></mfrac></math>"
    )
