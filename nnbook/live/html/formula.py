"""Turns LaTeX into MathML, which browsers show without a script."""

import re
from collections.abc import Mapping
from functools import cache
from textwrap import dedent

from math_core import LatexError, LatexToMathML

from nnbook.live.html.symbols import marked
from nnbook.live.page.fault import Fault, PageError

MENDED = [
    (
        r'<mover accent="true">((?:(?!<mover).)*?)<mo stretchy="false">¯</mo></mover>',
        r'<mover>\1<mo stretchy="true">‾</mo></mover>',
    ),
    (r"<msqrt>", r'<msqrt><mspace height="0.76em"/>'),
    (
        r"<msup>(<mi[^>]*>[^<]*</mi>)<mo>([\u2032-\u2034])</mo></msup>",
        r'<mrow>\1<mo lspace="0" rspace="0">\2</mo></mrow>',
    ),
]
"""What browsers would set in as many ways as there are browsers, and what they set alike.

A bar that cannot stretch touches its letter; a root whose letter is low hangs below the line;
and a prime, which is raised already, is raised once more, and made smaller or larger.
"""


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
    for pattern, alike in MENDED:
        formula = re.sub(pattern, alike, formula)
    return marked(formula, classes) if classes else formula
