"""Counts what a page claims: all of it is checked while the page is built."""

import ast
import re
from dataclasses import dataclass, fields
from pathlib import Path

from nnbook.live.page.page import Page
from nnbook.live.page.parts import Block, Examples, Formula, Note, Text, Value
from nnbook.live.prove.latex import RELATION
from nnbook.live.prove.relations import claims

SKIPPED = re.compile(r"^\s*skip(?: (\d+))?: ", re.MULTILINE)
SLOPE = re.compile(r"\\partial|\\nabla|'\s*\(")
"""What stands on the left where a slope is computed."""

QUESTIONS, FIGURES = {"ask", "choose"}, {"show", "explore", "svg"}


@dataclass(frozen=True)
class Counted:
    """How much of each kind a page has.

    Attributes
    ----------
    examples, values
        Examples with their outputs, and live numbers.
    displayed, inline, slopes
        Formulas that state something, in rows of their own and in sentences; and the slopes
        that these compute.
    marked
        Formulas of which a reason says why they are not proven.
    claims, questions, figures
        Assertions in blocks that readers do not see, questions, and figures.
    """

    examples: int = 0
    values: int = 0
    displayed: int = 0
    inline: int = 0
    slopes: int = 0
    marked: int = 0
    claims: int = 0
    questions: int = 0
    figures: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        """Return both together."""
        names = (field.name for field in fields(self))
        return Counted(*(getattr(self, name) + getattr(other, name) for name in names))


def counted(path: Path) -> Counted:
    """Return what the page at `path` claims.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     page = Path(folder, "page.md")
    ...     _ = page.write_text("`{python} 2`, $$a = a$$")
    ...     counted(page).values, counted(page).displayed
    (1, 1)
    """
    page = Page.read(path)
    total = Counted(values=sum(isinstance(part, Value) for part in page.programs()))
    for part in page.parts:
        match part:
            case Examples():
                total += Counted(examples=len(part.examples()))
            case Block():
                total += _of_block(part.code)
            case Formula():
                total += _of_formula(part)
            case Note():
                total += Counted(marked=sum(int(n or 1) for n in SKIPPED.findall(part.source)))
    return total


def _of_formula(formula: Formula) -> Counted:
    """Return whether a formula states something, and how many of its statements are slopes."""
    latex = "".join(p.source if isinstance(p, Text) else r"\live{0}" for p in formula.parts)
    texts = [one.text for one in claims(latex, display=formula.display)]
    stated = [text for text in texts if RELATION.search(text)]
    return Counted(
        displayed=int(formula.display and bool(stated)),
        inline=int(not formula.display and bool(stated)),
        slopes=sum(bool(SLOPE.search(RELATION.split(text)[0])) for text in stated),
    )


def _of_block(code: str) -> Counted:
    """Return what a block claims, asks and shows."""
    nodes = [*ast.walk(ast.parse(code))]
    calls = [
        node.func.id
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    return Counted(
        claims=sum(isinstance(node, ast.Assert) for node in nodes),
        questions=sum(name in QUESTIONS for name in calls),
        figures=sum(name in FIGURES for name in calls),
    )
