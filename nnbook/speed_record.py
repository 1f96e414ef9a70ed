"""Reads the times that were measured for the ways of `nnbook.speed`, and compares their code."""

import ast
import difflib
import json
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from inspect import getsource
from itertools import groupby
from typing import Any

import numpy as np

from nnbook.checks import Array
from nnbook.speed import WAYS

WAYS_OF_RECORD = ("train", *WAYS, "float32")
"""The ways in their order: the chapters' loop first, and last the same code with 32 bits."""
FENCE = 3 * "`"  # what begins and ends a box of code
FLOOR = "bare products"
LIBRARIES = ("scikit-learn", "PyTorch", "JAX")
LABELS = {
    "train": "the chapters' loop",
    "plain": "1 formulas only",
    "folded": "2 eta in delta",
    "light": "3 lighter calls",
    "laid_out": "4 laid out in memory",
    "in_columns": "5 a column an example",
    "reused": "6 memory reused",
    "with_ones": "7 biases as weights",
    "float32": "8 32 bits",
    "nnbook": "the loop, 32 bits",
} | {name: name for name in LIBRARIES}
"""What everything that was measured is called where it is shown, from the top."""


class Record:
    """The times of one kind of data.

    Parameters
    ----------
    data : str
        "digits", or "synthetic" for larger images of random numbers.

    Attributes
    ----------
    about : dict
        When, on what and with which versions it was measured.
    batches : list of int
        The sizes of the batches.
    """

    def __init__(self, data: str) -> None:
        text = (files("nnbook") / "data/speed.json").read_text("utf-8")
        self.about: dict[str, Any] = json.loads(text)
        self._works = [work for work in self.about["works"] if work["data"] == data]
        self.batches: list[int] = [work["batch"] for work in self._works]

    def seconds(self, name: str) -> Array:
        """Return the time of an epoch in a way or a library, for each size of a batch."""
        return np.array([work["seconds"][name] for work in self._works])

    def over_floor(self, name: str) -> Array:
        """Return the same times as multiples of that of the bare products."""
        return self.seconds(name) / self.seconds(FLOOR)

    def over_last(self, way: str) -> Array:
        """Return the times of a way in relation to the way before it."""
        before = WAYS_OF_RECORD[WAYS_OF_RECORD.index(way) - 1]
        return self.seconds(way) / self.seconds(before)

    def faster(self, than: str) -> str:
        """Tell which libraries take less time than a way, and for which batches."""
        return self._told({name: self.seconds(name) < self.seconds(than) for name in LIBRARIES})

    def verdict(self) -> str:
        """List which libraries are faster than the chapters' loop, and than the last way."""
        return (
            f"- Faster than the chapters' loop with 32 bits: {self.faster('nnbook')}\n"
            f"- Faster than the last version: {self.faster('float32')}"
        )

    def slower(self) -> str:
        """Tell which ways take more time than the way before, and for which batches."""
        return self._told({way: self.over_last(way) > 1 for way in WAYS_OF_RECORD[1:]})

    def _told(self, found: dict[str, Any]) -> str:
        """List what is true for any batch, with the sizes of these batches."""
        sizes = {
            LABELS[name]: [f"{self.batches[k]:,}" for k in np.flatnonzero(is_true)]
            for name, is_true in found.items()
        }
        told = [f"{label} (batches of {', '.join(of)})" for label, of in sizes.items() if of]
        return "; ".join(told) or "none"

    def gain(self, way: str) -> str:
        """Tell in a sentence or two what a way gains."""
        sizes = ", ".join(f"{size:,}" for size in self.batches)
        return (
            f"Time of an epoch in relation to the version before: {listed(self.over_last(way), 2)} "
            f"(batches of {sizes}). In multiples of the bare products: "
            f"{listed(self.over_floor(way), 1)}."
        )

    def table(self) -> str:
        """Return a table of all times in multiples of the bare products."""
        heads = " | ".join(f"batches of {size:,}" for size in self.batches)
        rows = [f"| | {heads} |", "|:--|" + "--:|" * len(self.batches)]
        for name, label in LABELS.items():
            entries = " | ".join(f"{multiple:.2f}" for multiple in self.over_floor(name))
            rows.append(f"| {label} | {entries} |")
        return "\n".join(rows)

    def machine(self) -> str:
        """Tell when it was measured, and on what, in two lines."""
        found = self.about
        return (
            f"{found['date']}, {found['cpu']}, {found['cores']} cores, {found['system']}\n"
            f"Python {found['python']}, NumPy {found['numpy']}, {found['blas']}"
        )

    def lines(self, way: str) -> tuple[list[str], list[float]]:
        """Return the lines of a step, and the time of each in microseconds."""
        lines = self.about["lines"][way]
        return [line["code"] for line in lines], [line["microseconds"] for line in lines]


def listed(numbers: Iterable[float], digits: int) -> str:
    """Return numbers with so many decimal places, and commas between them.

    Examples
    --------
    >>> listed([1, 0.25], 1)
    '1.0, 0.2'
    """
    return ", ".join(f"{number:.{digits}f}" for number in numbers)


def operations(lines: Sequence[str]) -> int:
    """Count the operators and calls in lines of code; the length of an array takes no time.

    Examples
    --------
    >>> operations(["z = x @ W.T + b", "delta = (o - t) / len(t)"])
    4
    """
    nodes = [node for line in lines for node in ast.walk(ast.parse(line))]
    kinds = ast.BinOp | ast.Compare | ast.AugAssign | ast.Call
    lengths = [node for node in nodes if isinstance(node, ast.Name) and node.id == "len"]
    return sum(isinstance(node, kinds) for node in nodes) - len(lengths)


def code_of(function: Callable[..., Any], before: Callable[..., Any] | None = None) -> str:
    """Return the code of a function as a fence, without its docstring.

    Parameters
    ----------
    function : callable
        The function.
    before : callable, optional
        Another one, much like it. A row of dots stands where three or more lines are the same.
    """
    lines = _body(function)
    if before is not None:
        marked = [row for row in difflib.ndiff(_body(before), lines) if row[0] in " +"]
        lines = []
        for is_new, group in groupby(marked, key=lambda row: row[0] == "+"):
            rows = [row[2:] for row in group]
            lines += rows if is_new or not lines or len(rows) < 3 else [_dots(rows)]
    return "\n".join([f"{FENCE}python", *lines, FENCE])


def _dots(rows: Sequence[str]) -> str:
    """Return dots that stand as far in as the leftmost of the rows."""
    return " " * min(len(row) - len(row.lstrip()) for row in rows if row) + "..."


def _body(function: Callable[..., Any]) -> list[str]:
    """Return the lines of a function without its docstring."""
    source = getsource(function).rstrip()
    lines = source.split("\n")
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.FunctionDef)
    if ast.get_docstring(node) is not None:
        end = node.body[0].end_lineno or 0
        del lines[node.body[0].lineno - 1 : end + (lines[end : end + 1] == [""])]
    return lines
