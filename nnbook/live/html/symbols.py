"""Gives the letters of a formula classes, so that one letter wears one color everywhere."""

import re
from collections.abc import Mapping
from html import unescape
from unicodedata import normalize
from xml.etree import ElementTree as ET

INDEXED = {"msub", "msubsup"}
DIFFERENTIALS = {"d", "∂"}
ITALIC = {
    "\N{PLANCK CONSTANT}",
    *map(chr, range(0x1D434, 0x1D468)),
    *map(chr, range(0x1D6E2, 0x1D71C)),
}
ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)\w+;")  # those that only HTML knows


def letters(symbols: Mapping[str, str]) -> dict[str, str]:
    """Return the class of each letter, from the letters of each class.

    Examples
    --------
    >>> letters({"input": "x X", "weight": "w"})
    {'x': 'input', 'X': 'input', 'w': 'weight'}
    """
    return {letter: name for name, listed in symbols.items() for letter in listed.split()}


def marked(formula: str, classes: Mapping[str, str]) -> str:
    r"""Return a ``<math>`` element whose letters carry their classes.

    Indices carry none. A ``d`` or ``∂`` carries its class together with the letter it stands
    before, and so does a whole fraction of two of these. What LaTeX calls ``\mathit`` is no
    symbol.

    Parameters
    ----------
    formula
        The element.
    classes
        The class of each letter that is a symbol.

    Examples
    --------
    >>> marked("<math><mi>a</mi><mi>x</mi></math>", {"x": "input"})
    '<math><mi>a</mi><mi class="input">x</mi></math>'
    """
    math = ET.fromstring(ENTITY.sub(lambda entity: unescape(entity[0]), formula))
    _mark(math, classes)
    return ET.tostring(math, encoding="unicode")


def _mark(element: ET.Element, classes: Mapping[str, str]) -> None:
    differentials = DIFFERENTIALS & classes.keys()
    before = None
    for place, part in enumerate(element):
        first = _first(part)
        if element.tag in INDEXED and place == 1:
            continue
        if before is not None and first in classes:
            before.attrib["class"] = part.attrib["class"] = classes[_first(before)]
            before = None
            continue
        before = part if _text(part) in differentials else None
        if part.tag == "mfrac" and all(_first(row) in differentials for row in part):
            part.attrib["class"] = classes[first]
        elif part.tag != "mi":
            _mark(part, classes)
        elif ITALIC.issuperset(_text(part)):
            letters = normalize("NFKC", _text(part))
            part.tag, part.text = "mrow", None
            for letter in letters:  # browsers show each as italic, while it is alone
                ET.SubElement(part, "mi").text = letter
        elif first == part.text in classes and before is None:
            part.attrib["class"] = classes[first]


def _text(element: ET.Element) -> str:
    return "".join(element.itertext())


def _first(element: ET.Element) -> str:
    return _text(element)[:1]
