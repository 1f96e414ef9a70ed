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
FLOOR = "bare products"


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

    def faster(self, than: str, names: Iterable[str]) -> str:
        """Tell which of these take less time than another, and for which batches."""
        found = []
        for name in names:
            less = self.seconds(name) < self.seconds(than)
            if less.any():
                sizes = [
                    f"{size:,}" for size, is_less in zip(self.batches, less, strict=True) if is_less
                ]
                found.append(f"{name} (batches of {', '.join(sizes)})")
        return "; ".join(found) or "none"

    def slower(self) -> str:
        """Tell which steps from way to way took more time, and for which batches."""
        found = []
        for way in WAYS_OF_RECORD[1:]:
            more = self.over_last(way) > 1
            if more.any():
                sizes = [
                    f"{size:,}" for size, is_more in zip(self.batches, more, strict=True) if is_more
                ]
                found.append(f"{way} (batches of {', '.join(sizes)})")
        return "; ".join(found) or "none"

    def lines(self, way: str) -> tuple[list[str], list[float]]:
        """Return the lines of a step, and the time of each in microseconds."""
        lines = self.about["lines"][way]
        return [line["code"] for line in lines], [line["microseconds"] for line in lines]


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
    return "\n".join(["```python", *lines, "```"])


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
