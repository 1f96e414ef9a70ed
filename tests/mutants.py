"""Makes each formula of the book a little wrong, one place at a time, and tells what is caught.

``python -m tests.mutants`` tries all of them: a page runs once, and each mutant is proven at the
place of its formula. One that only a later formula could contradict runs with its whole page. A
mutant that holds nevertheless changes no value, at this page's numbers and at 20 random points;
it is listed.
"""

import argparse
import random
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nnbook.live.page.fault import Faults
from nnbook.live.page.page import Notation, Page
from nnbook.live.page.parts import Formula, Text
from nnbook.live.prove.proof import OPEN
from nnbook.live.prove.prover import Prover
from nnbook.live.run.runner import run_parts

ROOT = Path(__file__).parents[1]
NOTATION = Notation(str(ROOT / "docs/notation.md"), "nnbook.worlds:world", strict=True)
PAGES = sorted((ROOT / "docs").glob("*.md"))

SWAPS = [
    ("sign", r"(?<![\[l])\+", "-"),
    ("sign", r"(?<![\[l])-", "+"),
    ("index", r"_1\b", "_2"),
    ("index", r"_2\b", "_1"),
    ("index", r"_3\b", "_1"),
    ("index", r"_\{ji\}", "_{ij}"),
    ("index", r"_j\b", "_1"),
    ("index", r"_i\b", "_1"),
    ("index", r"_k\b", "_1"),
    ("index", r"_\{j(\d)\}", r"_{\1j}"),
    ("layer", r"\[l\]", "[l+1]"),
    ("layer", r"\[l\+1\]", "[l]"),
    ("layer", r"\[l-1\]", "[l]"),
    ("layer", r"\[L\]", "[L-1]"),
    ("layer", r"\[1\]", "[2]"),
    ("layer", r"\[2\]", "[1]"),
    ("layer", r"W_1\b", "W_2"),
    ("exponent", r"\^2", "^3"),
    ("exponent", r"\)\^2", ")"),
    ("transpose", r"\^\\top|\\top", ""),
    ("prime", "'", ""),
    ("bound", r"=1\}", "=2}"),
    ("bound", r"\^\{([nN])\}", r"^{\1-1}"),
    ("factor", r"\\t?frac\{1\}\{2\}", r"\\frac{1}{3}"),
    ("factor", r"\\cdot", "+"),
    ("factor", r"\\odot", "+"),
    ("factor", r"\b2(?=[ \\(z])", "3"),
    ("factor", r"\\eta", r"\\eta^2"),
    ("function", r"\\sigma\(", "("),
    ("function", r"\\ln", ""),
    ("letter", r"\bh_", "x_"),
    ("letter", r"\bx_", "h_"),
    ("letter", r"\bo\b(?!_)", "t"),
    ("letter", r"\bt\b", "o"),
    ("letter", r"\bv_", "h_"),
    ("letter", r"\\delta_o", r"\\delta_1"),
    ("slope", r"\\partial E\}", r"\\partial o}"),
    ("number", r"0\.(\d)", r"1.\1"),
    ("relation", "<", ">"),
    ("relation", r"\\ge\b", "<"),
]


@dataclass(frozen=True)
class Mutant:
    """A formula with one thing changed: its kind, the formula, and how it is told."""

    kind: str
    formula: Formula
    shown: str


def mutants(formula: Formula) -> Iterator[Mutant]:
    """Yield each mutant of a formula; its live values stay as they are."""
    for place, part in enumerate(formula.parts):
        if not isinstance(part, Text):
            continue
        for kind, pattern, new in SWAPS:
            for match in re.finditer(pattern, part.source):
                text = part.source[: match.start()] + match.expand(new) + part.source[match.end() :]
                parts = (*formula.parts[:place], Text(text), *formula.parts[place + 1 :])
                before = part.source[max(0, match.start() - 25) : match.start()]
                after = part.source[match.end() : match.end() + 25]
                shown = f"{before}[{match[0]} => {match.expand(new)}]{after}"
                yield Mutant(kind, replace(formula, parts=parts), " ".join(shown.split()))


@dataclass(frozen=True)
class Survivor:
    """A mutant that nothing contradicts, and where it stands."""

    place: str
    mutant: Mutant

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.place}: {self.mutant.kind}: {self.mutant.shown}"


class Mutating(Prover):
    """Proves the formulas of a page, and tries mutants of each at its place."""

    def __init__(self, page: Page, chosen: Iterable[int] | None) -> None:
        super().__init__(page)
        self.page, self.chosen = page, None if chosen is None else {*chosen}
        self.count = self.tried = 0
        self.survivors: list[Survivor] = []
        self.defines = False

    def formula(
        self, formula: Formula, given: Sequence[Sequence[str]], names: dict[str, Any]
    ) -> None:
        """Try the mutants of a formula that is right, and then prove it."""
        listed = [*mutants(formula)]
        numbers = range(self.count, self.count + len(listed))
        chosen = [
            mutant
            for number, mutant in zip(numbers, listed, strict=True)
            if self.chosen is None or number in self.chosen
        ]
        self.count += len(listed)
        if chosen and self._stands(formula, given, names):
            for mutant in chosen:
                self.tried += 1
                if self._holds(mutant.formula, given, names) and self._holds_later(formula, mutant):
                    place = f"{Path(self.page.path).name}:{formula.line}"
                    self.survivors.append(Survivor(place, mutant))
        super().formula(formula, given, names)

    def _stands(
        self, formula: Formula, given: Sequence[Sequence[str]], names: dict[str, Any]
    ) -> bool:
        """Tell whether a formula states something that is proven, or that others prove."""
        trial = _trial(self)
        trial.formula(formula, given, names)
        [(proof, links)] = trial.links
        return not (proof.end or trial.found or any(link.end == OPEN for link in links))

    def _holds(
        self, formula: Formula, given: Sequence[Sequence[str]], names: dict[str, Any]
    ) -> bool:
        """Tell whether nothing contradicts a mutant at its place."""
        trial = _trial(self)
        trial.formula(formula, given, names)
        [(_, links)] = trial.links
        self.defines = any(link.defines for link in links)
        return not trial.found and not any(link.end == OPEN for link in links)

    def _holds_later(self, formula: Formula, mutant: Mutant) -> bool:
        """Tell whether nothing on the whole page contradicts a mutant that defines something."""
        if not self.defines:
            return True
        parts = tuple(mutant.formula if part is formula else part for part in self.page.parts)
        page = replace(self.page, parts=parts)
        prover = Prover(page)
        for _ in run_parts(page, prover=prover):
            pass
        return not prover.faults


def _trial(prover: Mutating) -> Prover:
    """Return a prover that knows the same, and tells nobody."""
    other = Prover(prover.page)
    other.found, other.left = Faults(prover.page.path), {**prover.left}
    other.reason, other.gives = prover.reason, prover.gives
    relations = copy(prover.relations)
    relations.scope, relations.free = prover.relations.scope.copy(), [*prover.relations.free]
    relations.faults = other.found
    other.relations = relations
    return other


def tried(path: Path, chosen: Iterable[int] | None = None) -> Mutating:
    """Run a page, and try its mutants, or those with the chosen numbers."""
    page = replace(Page.read(path), notation=NOTATION)
    prover = Mutating(page, chosen)
    for _ in run_parts(page, prover=prover):
        pass
    return prover


def count(path: Path) -> int:
    """Return how many mutants the formulas of a page have."""
    parts = Page.read(path).parts
    return sum(len([*mutants(part)]) for part in parts if isinstance(part, Formula))


def sampled(size: int, seed: str) -> dict[Path, list[int]]:
    """Return the numbers of some mutants of each page, by seed."""
    listed = [(path, number) for path in PAGES for number in range(count(path))]
    chosen: dict[Path, list[int]] = {}
    for path, number in random.Random(seed).sample(listed, size):
        chosen.setdefault(path, []).append(number)
    return chosen


def main() -> int:
    """Try all mutants of the book, or some; list those that hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, help="try so many")
    parser.add_argument("--seed", default="", help="which")
    options = parser.parse_args()
    chosen = sampled(options.sample, options.seed) if options.sample else dict.fromkeys(PAGES)
    all_tried, held = 0, 0
    for path, numbers in chosen.items():
        page = tried(path, numbers)
        all_tried, held = all_tried + page.tried, held + len(page.survivors)
        for survivor in page.survivors:
            print(survivor, flush=True)
    print(f"{all_tried - held} of {all_tried} wrong formulas end the check")
    return int(all_tried == 0 or held > max(3, 0.02 * all_tried))


if __name__ == "__main__":
    sys.exit(main())
