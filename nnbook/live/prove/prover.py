"""Proves the formulas of a page while it runs, each with the page's names at its place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from nnbook.live.page import parts
from nnbook.live.page.fault import Fault, Faults
from nnbook.live.page.field import expression
from nnbook.live.page.page import Page
from nnbook.live.prove.latex import Statement, Unreadable, statements, symbol
from nnbook.live.prove.notation import Line, known, lines, understand
from nnbook.live.prove.proof import NOTHING, OPEN, PROVEN, Proof
from nnbook.live.prove.relations import Formula, Link, Relations, claims
from nnbook.live.prove.spaces import Live
from nnbook.live.prove.symbols import Entry

HIDDEN = "hidden"
NEXT = re.compile(r"(?P<what>skip|here)(?: (?P<often>\d+))?(?:: (?P<reason>.+))?")
GIVEN = r"\operatorname{gives}"
MARK = "<!-- prove: skip: the reason -->"


class Prover:
    """Proves the formulas of one page, in its order.

    Parameters
    ----------
    page
        The page; it names the book's notation.
    """

    def __init__(self, page: Page) -> None:
        assert page.notation
        self.notation, self.found = page.notation, Faults(page.path)
        path = page.notation.path
        self.everywhere = bool(path) and Path(page.path).resolve() == Path(path).resolve()
        self.links: list[tuple[Proof, list[Link]]] = []
        self.left = {"skip": 0, "here": 0}
        self.reason = self.gives = ""
        self.rows: list[Line] = []

    @cached_property
    def relations(self) -> Relations:
        """What proves them; nothing is looked up before a formula needs it."""
        return Relations(known(self.notation.path, self.notation.worlds), self.found)

    @property
    def proofs(self) -> list[Proof]:
        """What became of each formula of the page, in its order."""
        used = {number for _, links in self.links for link in links for number in link.used}
        return [_summary(*one, used) for one in self.links if one[0].end != HIDDEN]

    @property
    def faults(self) -> list[Fault]:
        """What does not hold, and what is neither proven nor marked, where that is a fault."""
        if self.found or not self.notation.strict:
            return [*self.found]
        expected = f"a proof, or a reason above it: {MARK}"
        found = Faults(self.found.path)
        for proof in self.proofs:
            if proof.end == OPEN and not proof.marked:
                found.tell(
                    proof.line, "a formula that is not proven", proof.latex, expected, proof.words
                )
        return [*found]

    # The page

    def text(self, text: parts.Text) -> None:
        """Pass over a text; what was said ends with its section."""
        if text.begins_section:
            self.everywhere = False
            self.relations.forget()

    def note(self, note: parts.Note, names: dict[str, Any]) -> None:
        """Take in what an author says of the formulas that follow."""
        for line in lines(note):
            if found := NEXT.fullmatch(line.text):
                self.left[found["what"]] = int(found["often"] or 1)
                self.reason = found["reason"] or ""
            elif line.text.startswith("gives: "):
                self.gives = line.text.removeprefix("gives: ")
            elif line.text.startswith("row "):
                self.rows.append(Line(line.number, line.text.removeprefix("row ")))
            else:
                self._said(line, names)

    def _said(self, line: Line, names: dict[str, Any]) -> None:
        problem, expected = "a hidden line that is not proven", "symbols that are known"
        try:
            if self.everywhere and understand(self.relations.scope.copy(), line.text) is not None:
                return  # it is known already
            free = understand(self.relations.scope, line.text)
        except Unreadable as error:
            expected = "a line as the guide has them"
            self.found.tell(line.number, problem, line.text, expected, str(error))
            return
        if free is not None:
            scope = self.relations.scope
            still = [one for one in self.relations.free if one in scope.known(one.symbol)]
            self.relations.free = still + free
            return
        links = self._links(line.text, Formula(line.number, line.text, names))
        self.links.append((Proof(line.number, line.text, display=False, end=HIDDEN), links))
        for link in links:
            if link.end == OPEN and not self.found:
                self.found.tell(line.number, problem, line.text, expected, link.words)

    def formula(
        self, formula: parts.Formula, given: Sequence[Sequence[str]], names: dict[str, Any]
    ) -> None:
        """Prove a formula, of whose live values these are the outputs."""
        latex, lives = _with_lives(formula, given)
        shown = " ".join("".join(_shown(formula, given)).split())
        proof = Proof(formula.line, shown, display=formula.display, end="")
        stated = claims(latex, display=formula.display)
        if not stated:
            self.links.append((replace(proof, end=NOTHING, words="it states nothing"), []))
        elif self._next("skip"):
            self.links.append((replace(proof, end=OPEN, words=self.reason, marked=True), []))
        elif lives is None:
            self.links.append(
                (replace(proof, end=OPEN, words="a live value in it is no number"), [])
            )
        else:
            here = self._next("here")
            place = Formula(formula.line, shown, names, lives, formula.display, here)
            self.links.append((proof, self._links(latex, place)))

    def printed(self, block: parts.Block, printed: str, names: dict[str, Any]) -> None:
        """Prove the formulas that a block has printed: at the page's own values."""
        rows, self.rows = self.rows, []
        if "$" not in printed:
            return
        if rows:
            self._table(block, printed, rows, names)
        for part in Page.parse(printed).parts:
            if isinstance(part, parts.Formula) and part.display:
                pieces = (piece for piece in part.parts if isinstance(piece, parts.Text))
                row = " ".join(" ".join(piece.source for piece in pieces).split("\n"))
                self.left["here"] = 1
                self.formula(replace(part, line=block.line, parts=(parts.Text(row),)), [], names)

    def _table(
        self, block: parts.Block, printed: str, rows: list[Line], names: dict[str, Any]
    ) -> None:
        """Prove each formula in a table to be what the head of its column names."""
        table = [_cells(row) for row in printed.split("\n") if row.startswith("|")]
        heads = ["".join(re.findall(r"\$([^$]+)\$", cell)) for cell in table[0]]
        before = self.relations.scope
        for row in table[2:]:
            self.relations.scope = before.copy()
            own = {**names, "name": row[0].strip("` ")}
            for line in rows:
                self._said(line, own)
            for head, cell in zip(heads, row, strict=True):
                right = re.fullmatch(r"\s*\$([^$]+)\$\s*", cell)
                if head and right:
                    whole = parts.Text(f"{head} = {right[1]}")
                    part = parts.Formula(block.line, display=True, parts=(whole,))
                    self.formula(part, [], own)
        self.relations.scope = before

    def _next(self, what: str) -> bool:
        """Tell whether the next formula is meant by a note, which then is used up."""
        self.left[what] -= 1
        return self.left[what] >= 0

    def _links(self, latex: str, formula: Formula) -> list[Link]:
        links: list[Link] = []
        for statement in statements(latex, display=formula.display):
            links += self.relations.statement(self._ended(statement), formula)
        return links

    def _ended(self, statement: Statement) -> Statement:
        """Return a statement with what a note says that it gives as its last side."""
        if not self.gives:
            return statement
        one = symbol(GIVEN)
        self.relations.scope.forget(one)
        self.relations.scope.add(Entry(one, source=self.gives))
        self.gives = ""
        row, text = statement.pieces[-1]
        return Statement((*statement.pieces[:-1], (row, f"{text} = {GIVEN}")))


def _with_lives(
    formula: parts.Formula, given: Sequence[Sequence[str]]
) -> tuple[str, list[Live] | None]:
    """Return the LaTeX of a formula with a mark for each live value, and these values."""
    pieces: list[str] = []
    lives: list[Live] = []
    outputs = iter(given)
    all_numbers = True
    for part in formula.parts:
        if isinstance(part, parts.Text):
            pieces.append(part.source)
            continue
        shown, full = [*next(outputs), "", ""][:2]
        sign = -1 if shown.startswith("-") else 1
        try:
            code = f"{sign} * ({expression(part.field)})"
            number = Live(code, sign * float(full), sign * float(shown.replace(",", "")))
        except ValueError:
            number, all_numbers = Live("0", 0, 0), False
        pieces.append(rf"{'-' if sign < 0 else ''}\live{{{len(lives)}}}")
        lives.append(number)
    return "".join(pieces), lives if all_numbers else None


def _shown(formula: parts.Formula, given: Sequence[Sequence[str]]) -> Iterator[str]:
    outputs = iter(given)
    for part in formula.parts:
        yield part.source if isinstance(part, parts.Text) else "".join([*next(outputs)][:1])


def _cells(row: str) -> list[str]:
    """Return the cells of a row of a table; a formula may hold the sign between them."""
    cells = re.findall(r"((?:\$[^$]*\$|`[^`]*`|[^|$`])*)\|", row.strip().removeprefix("|") + "|")
    return cells[: len(cells) - row.strip().endswith("|")]


def _summary(proof: Proof, links: list[Link], used: set[int]) -> Proof:
    """Return what became of a formula, from what became of its relations."""
    if proof.end:
        return proof
    ends = [(link.end, link.words) for link in links]
    alone = [link for link in links if link.defines and link.defines not in used]
    ends += [(OPEN, f"{link.words}, and nothing compares it") for link in alone]
    if opened := [words for end, words in ends if end == OPEN]:
        return replace(proof, end=OPEN, words=opened[0])
    return replace(proof, end=PROVEN, words="; ".join(dict.fromkeys(words for _, words in ends)))
