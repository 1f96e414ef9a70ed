"""Proves the relations of a formula, one after the other."""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nnbook.live.page.fault import Faults
from nnbook.live.prove.check import Relation, Wrong, compare
from nnbook.live.prove.latex import RELATION, Statement, Unreadable, bare, read, statements
from nnbook.live.prove.notation import Known, defined
from nnbook.live.prove.proof import OPEN, PROVEN
from nnbook.live.prove.spaces import POINTS, Live, Spaces
from nnbook.live.prove.symbols import INDICES, Entry, Outside, Scope, Unknown
from nnbook.live.prove.tables import Shapes
from nnbook.live.prove.values import Values

CHOSEN = re.compile(r"\w+\s*=\s*[^=]*,.*\\[lc]?dots", re.DOTALL)
"""What an index runs through."""

AGREE = "both sides agree"
MEASURED = "it agrees with the slope that small steps measure"
ARROW = "what stands on the right is what the package computes"
RANDOM = f"at this page's values and at {POINTS - 1} random points"
HERE = "at this page's values"


@dataclass
class Link:
    """What became of a relation.

    Attributes
    ----------
    end, words
        As those of a `Proof`.
    defines
        The number of what it defines, or 0.
    used
        The numbers of the definitions that its proof needed.
    """

    end: str
    words: str
    defines: int = 0
    used: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Formula:
    """A formula at its place of a page.

    Attributes
    ----------
    line, shown
        Where it stands, and the formula as messages show it.
    names
        The page's names there.
    lives
        Its live values.
    display
        Whether it stands in a row of its own.
    here
        Whether it holds at the page's own values alone.
    """

    line: int
    shown: str
    names: dict[str, Any]
    lives: Sequence[Live] = ()
    display: bool = True
    here: bool = False


class Relations:
    """Proves relations in what is known at a place, and learns what they define.

    Parameters
    ----------
    known
        What the book says everywhere.
    faults
        Takes what does not hold.
    """

    def __init__(self, known: Known, faults: Faults) -> None:
        self.known, self.faults = known, faults
        self.scope = known.scope.copy()
        self.free: list[Entry] = []
        self.count = 0

    def forget(self) -> None:
        """Let all that a section has said end with it."""
        self.scope, self.free = self.known.scope.copy(), []

    def statement(self, statement: Statement, formula: Formula) -> Iterator[Link]:
        """Yield what becomes of each relation of a statement."""
        try:
            parts = read(statement.text)
        except Unreadable as error:
            yield Link(OPEN, str(error))
            return
        if len(parts) == 1:
            yield Link(OPEN, "no relation stands in it")
            return
        first = 3 if not formula.display and _supposes(parts[:3]) else 1
        defines = 0
        for at in range(first, len(parts), 2):
            relation = Relation(parts[at - 1], str(parts[at]), parts[at + 1])
            row = formula.line + statement.row(at // 2)
            link = self._told(relation, formula, row, first=at == 1)
            link.used |= {defines} if defines else set()  # the chain says it in other words
            defines = link.defines
            yield link

    def _told(self, relation: Relation, formula: Formula, row: int, *, first: bool) -> Link:
        """Prove a relation; tell where it does not hold."""
        try:
            return self._proven(relation, formula, first=first)
        except (Unknown, Outside) as error:
            return Link(OPEN, f"it needs {error}")
        except Shapes as error:
            problem, expected, got = (
                "a formula whose shapes do not fit",
                "shapes that fit",
                str(error),
            )
        except Wrong as error:
            problem, expected, got = "a formula that does not hold", error.expected, error.got
        self.faults.tell(row, problem, formula.shown, expected, got)
        return Link(OPEN, got)

    def _proven(self, relation: Relation, formula: Formula, *, first: bool) -> Link:
        entry = self._defined(relation) if first else None
        if entry and self._is_new(entry):
            self._learn(replace(entry, loose=not formula.display))
            said = f"it says what {str(entry.symbol).lstrip(chr(92))} is"
            return Link(PROVEN, said, defines=self.count)
        spaces = Spaces(self.known.worlds, formula.names, self.known.kept)
        for free in self.free:
            spaces.set_free(free)
        lives = [formula.lives[number] for number in relation.lives]
        everywhere = not formula.here and all(map(spaces.is_everywhere, lives))
        scope = self._with_names(relation, formula.names) if first and lives else self.scope
        values = Values(scope, spaces, formula.lives, np.arange(POINTS if everywhere else 1))
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compare(values, relation)
            if lives and relation.sign == "=":
                compare(replace(values, rows=np.arange(1), shown=True, memo={}), relation)
        if entry and not any(one.body for one in self.scope.alike(entry)):
            self._learn(entry)
        how = MEASURED if 0 in values.used else AGREE
        how = ARROW if relation.sign == r"\leftarrow" else how
        return Link(PROVEN, f"{how} {RANDOM if everywhere else HERE}", used=values.used)

    def _learn(self, entry: Entry) -> None:
        self.count += 1
        self.scope.add(replace(entry, number=self.count))

    def _defined(self, relation: Relation) -> Entry | None:
        """Return what a relation defines, if its left side is new."""
        constant = not any(True for _ in relation.right.symbols())
        if relation.sign != "=" or relation.lives or constant:
            return None
        return defined(relation.left, relation.right)

    def _is_new(self, entry: Entry) -> bool:
        """Tell whether nobody has said what a symbol is, or whether it may change."""
        found = self.scope.known(entry.symbol)
        loose = bool(found) and not entry.parameters and bool(found[0].loose or found[0].ends)
        if loose or str(entry.symbol) in self.scope.anew:
            self.scope.forget(entry.symbol)
            return True
        return not found

    def _with_names(self, relation: Relation, names: dict[str, Any]) -> Scope:
        """Return what is known, and Python's name for a symbol of which no more is said."""
        one = bare(relation.left)
        name = one.name.lstrip("\\") if one else ""
        if one is None or str(one) != one.name or name not in names:
            return self.scope
        found = self.scope.known(one)
        if found and not found[0].ends:
            return self.scope
        scope = self.scope.copy()
        scope.forget(one)
        scope.add(Entry(one, source=name))
        return scope


def claims(latex: str, *, display: bool) -> list[Statement]:
    r"""Return the parts of a formula that state something.

    Examples
    --------
    >>> [one.text for one in claims("x = 1", display=False)]  # it supposes
    []
    >>> [one.text for one in claims("x = y^2", display=False)]
    ['x = y^2']
    """
    found = statements(latex, display=display)
    return [one for one in found if not idle(one, display=display)]


def idle(statement: Statement, *, display: bool) -> str:
    """Return why a part of a formula in a line states nothing; an empty text where it does."""
    if display:
        return ""
    text = statement.text
    if CHOSEN.match(text) or RELATION.fullmatch(text):
        return "it names what an index runs through, or a sign"
    try:
        parts = read(text)
    except Unreadable:
        return "" if RELATION.search(text) else "no relation stands in it"
    if len(parts) == 1:
        return "no relation stands in it"
    return "it supposes or chooses something" if _supposes(parts) else ""


def _supposes(parts: tuple[Any, ...]) -> bool:
    """Tell whether a relation supposes, or chooses, a value: a number, or that of an index."""
    if len(parts) != 3 or parts[1] == r"\leftarrow":
        return False
    left, right = bare(parts[0]), parts[2]
    if left is None:
        return False
    if {left.name, getattr(bare(right), "name", "")} <= INDICES:
        return True
    kinds = {node.kind for node in right.walk()}
    return "symbol" not in kinds and "live" not in kinds
