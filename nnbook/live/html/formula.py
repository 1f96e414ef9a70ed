"""Turns LaTeX into MathML, which browsers show without a script."""

from collections.abc import Mapping
from functools import cache
from textwrap import dedent

from math_core import LatexError, LatexToMathML

from nnbook.live.html.symbols import marked
from nnbook.live.page.fault import Fault, PageError


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False)


def mathml(
    latex: str,
    *,
    display: bool,
    path: str = "<page>",
    line: int = 1,
    classes: Mapping[str, str] | None = None,
) -> str:
    """Return the formula as a ``<math>`` element, in which some letters have a class.

    Raises
    ------
    PageError
        Where `latex` is not a formula.

    Examples
    --------
    >>> mathml("a + 1", display=False)
    '<math><mi>a</mi><mo>+</mo><mn>1</mn></math>'
    """
    try:
        formula = _converter().convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        fault = Fault(path, line, "not a formula", dedent(latex).strip(), "LaTeX", str(error))
        raise PageError([fault]) from error
    return marked(formula, classes) if classes else formula
