"""A page whose formulas are proven in this process."""

from dataclasses import replace
from pathlib import Path

import pytest

from nnbook.live.page.page import Notation, Page
from nnbook.live.prove.proof import NOTHING, OPEN, PROVEN, Proof
from nnbook.live.prove.prover import Prover
from nnbook.live.run.runner import run_parts

__all__ = ["NOTHING", "OPEN", "PROVEN", "inline", "open_", "proved", "proven", "wrong"]


def proved(
    text: str, notation: str = "", worlds: str = "", *, strict: bool = False, path: str = "page.md"
) -> Prover:
    """Run a page, and return what has proven its formulas."""
    page = replace(Page.parse(text, path), notation=Notation(notation, worlds, strict))
    prover = Prover(page)
    assert [fault for part in run_parts(page, prover=prover) for fault in part.faults] == []
    return prover


def _noted(latex: str, note: str) -> Prover:
    return proved(f"<!-- prove\n{note}\n-->\n\n$$\n{latex}\n$$\n")


def proven(latex: str, note: str = "") -> Proof:
    """Return the proof of a displayed formula; it must hold."""
    prover = _noted(latex, note)
    assert prover.faults == []
    [proof] = prover.proofs
    assert proof.end == PROVEN, proof.words
    return proof


def wrong(latex: str, note: str = "") -> str:
    """Return how a formula that does not hold is told of."""
    [fault] = _noted(latex, note).faults
    assert fault.path == "page.md"
    return str(fault)


def open_(latex: str, note: str = "") -> str:
    """Return why a displayed formula is not proven; it must not be wrong."""
    prover = _noted(latex, note)
    assert prover.faults == []
    [proof] = prover.proofs
    assert proof.end == OPEN
    return proof.words


def inline(latex: str, note: str = "") -> tuple[str, str]:
    """Return what becomes of a formula in a line."""
    prover = proved(f"<!-- prove\n{note}\n-->\n\nSo ${latex}$.\n")
    assert prover.faults == []
    return prover.proofs[0].end, prover.proofs[0].words


def write(folder: Path, patch: pytest.MonkeyPatch, name: str, text: str) -> str:
    """Write a file into a folder from which it can be imported."""
    patch.syspath_prepend(str(folder))
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)
