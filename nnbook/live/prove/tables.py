"""Calculates with tables: one for each point, of the same shape at all points."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnbook.live.prove.spaces import Array
from nnbook.live.prove.symbols import Key, Outside

COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "<": np.less,
    ">": np.greater,
    r"\le": np.less_equal,
    r"\leq": np.less_equal,
    r"\ge": np.greater_equal,
    r"\geq": np.greater_equal,
    r"\ne": np.not_equal,
    r"\neq": np.not_equal,
}


class Shapes(Exception):  # noqa: N818 - says what is wrong with the formula
    """Tables that do not fit."""


def entry_of(table: Array, key: Key) -> Array:
    """Return an entry of a table as a part of it."""
    row, column = (*key.subs, 1)[:2]
    if not 1 <= row <= table.shape[1] or not 1 <= column <= table.shape[2]:
        raise Outside(str(key))
    return table[:, row - 1 : row, column - 1 : column]


def widened(table: Array, count: int) -> Array:
    """Return a table for each of so many rows."""
    if len(table) == count:
        return table
    return np.repeat(table, count // len(table), 0)


def on_each(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return what applies a function to each number."""

    def each(*given: Array) -> Any:
        shape = np.broadcast_shapes(*(one.shape for one in given))
        try:
            found = np.asarray(function(*given), float)
        except Exception:
            found = np.zeros(())
        return found if found.shape == shape else np.vectorize(function, otypes=[float])(*given)

    return each


def fit(how: Callable[[Array, Array], Any], a: Array, b: Array) -> Array:
    """Add or divide two tables; to a table, a column is added in each column, or in each row."""
    if a.shape[1:] == b.shape[1:] or (1, 1) in {a.shape[1:], b.shape[1:]}:
        return np.asarray(how(a, b))
    if b.shape[2] == 1 and b.shape[1] == a.shape[1]:
        return np.asarray(how(a, b))
    if b.shape[2] == 1 and b.shape[1] == a.shape[2]:
        return np.asarray(how(a, b.swapaxes(1, 2)))
    if b.shape[1] == 1 and b.shape[2] == a.shape[2]:
        return np.asarray(how(a, b))
    raise Shapes(f"{told(a)} and {told(b)} do not fit")


def same(how: Callable[[Array, Array], Any], a: Array, b: Array) -> Array:
    """Multiply two tables of one shape number by number."""
    if a.shape[1:] != b.shape[1:]:
        raise Shapes(f"{told(a)} and {told(b)} are not of one shape")
    return np.asarray(how(a, b))


def times(a: Array, b: Array, *, each: bool) -> Array:
    """Multiply two tables as matrices, or a table by a number."""
    if (1, 1) in {a.shape[1:], b.shape[1:]} or (each and a.shape[1:] == b.shape[1:]):
        return a * b
    if a.shape[2] != b.shape[1]:
        raise Shapes(f"{told(a)} times {told(b)} is no matrix product")
    return a @ b


def told(table: Array) -> str:
    """Return the shape of a table as a message shows it."""
    return " × ".join(map(str, table.shape[1:]))
