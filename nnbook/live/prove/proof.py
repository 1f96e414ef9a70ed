"""What became of a formula: proven, and how, or not, and why not."""

from dataclasses import dataclass

PROVEN, OPEN, NOTHING = "proven", "not proven", "states nothing"
"""The ends of a proof: it holds; nobody knows; there is nothing to prove."""


@dataclass(frozen=True)
class Proof:
    """What became of a formula.

    Attributes
    ----------
    line
        Where it stands on its page.
    latex
        The formula, on one line.
    display
        Whether it stands in a row of its own.
    end
        One of `PROVEN`, `OPEN` and `NOTHING`.
    words
        What was compared, or why nothing was.
    marked
        Whether its author says why it is not proven.
    """

    line: int
    latex: str
    display: bool
    end: str
    words: str = ""
    marked: bool = False
