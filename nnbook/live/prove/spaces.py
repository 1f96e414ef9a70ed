"""The points at which a formula is tried: the page's own values, and random ones, by seed."""

import ast
import builtins
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nnbook.live.prove.latex import Symbol
from nnbook.live.prove.symbols import Entry, Key, Numbers, Outside, Unknown

POINTS = 21
"""At how many points a formula is tried; the first has the page's own values."""

Array: TypeAlias = NDArray[np.float64]
"""Values at all points, each a table: of shape (points, rows, columns)."""

Value: TypeAlias = Array | Callable[..., Any]
Names: TypeAlias = Mapping[str, Any]


@dataclass
class Live:
    """A live value in a formula: its code, the value, and what is shown of it."""

    code: str
    full: float
    shown: float


class Spaces:
    """The names of all points: those of the notation's worlds, and those of the page.

    Parameters
    ----------
    worlds
        The names of each world; the first one is the book's own.
    page
        The page's names at this place.
    kept
        What was found before in the same worlds.
    """

    def __init__(
        self, worlds: list[dict[str, Any]], page: Names, kept: dict[Any, Any] | None = None
    ) -> None:
        self.worlds, self.page = worlds, page
        self.kept = {} if kept is None else kept
        self.own: dict[Any, Any] = {}
        self.free: list[dict[str, Any]] = [{} for _ in worlds]
        self.merged: list[dict[str, Any]] = []

    def value(self, entry: Entry, key: Key, numbers: Numbers, count: int) -> Value:
        """Return what an entry without a definition gives for `key`, at so many points.

        Raises
        ------
        Outside
            Where an index is beyond the end.
        Unknown
            Where a name is missing, or what the code gives is no number.
        """
        kept = self.kept if entry.notation else self.own
        place = id(entry), key, count
        if place not in kept:
            try:
                kept[place] = entry, self._value(entry, key, numbers, count)
            except (Outside, Unknown) as error:
                kept[place] = entry, error
        found: Value | Exception = kept[place][1]
        if isinstance(found, Exception):
            raise found
        return found

    def _value(self, entry: Entry, key: Key, numbers: Numbers, count: int) -> Value:
        if entry.ends:
            return self._free(entry, key)
        if any(number < 1 for number in numbers.values()):
            raise Outside(str(key))  # Python would count from the end
        first: Any = self.run(entry, 0, numbers)
        if callable(first):
            function: Callable[..., Any] = first
            return function
        return as_tables([first, *(self.run(entry, at, numbers) for at in range(1, count))])

    def run(self, entry: Entry, at: int, numbers: Numbers) -> Any:
        """Return what the code of an entry gives at one point."""
        names = self.worlds[at] if entry.notation else self._names(at)
        try:
            return eval(entry.source, {**names, **numbers})
        except IndexError:
            raise Outside(f"{entry.source} with {numbers}") from None
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            raise Unknown(f"{entry.symbol}, since {entry.source} gives {what}") from error

    def _names(self, at: int) -> dict[str, Any]:
        """Return the names of a point; of two alike, the page's count at its own values alone."""
        if not self.merged:
            self.merged = [
                {**world, **self.page, **free} if not number else {**self.page, **world, **free}
                for number, (world, free) in enumerate(zip(self.worlds, self.free, strict=True))
            ]
        return self.merged[at]

    def _free(self, entry: Entry, key: Key) -> Array:
        assert entry.ends
        if entry.size and key.subs and not 1 <= key.subs[0] <= entry.size:
            raise Outside(str(key))
        draw = np.random.default_rng(zlib.crc32(repr(key).encode()))
        shape = len(self.worlds), 1, 1
        if entry.whole:
            return draw.integers(0, 2, shape).astype(float)
        return draw.uniform(*entry.ends, shape)

    def set_free(self, entry: Entry) -> None:
        """Give what is free a name in Python as well."""
        name = entry.symbol.name.lstrip("\\")
        if entry.size:
            keys = [Key(entry.symbol.name, subs=(at,)) for at in range(1, entry.size + 1)]
            table = np.hstack([self._free(entry, key)[:, :, 0] for key in keys])
            values = [row.tolist() for row in table]
        else:
            values = self._free(entry, Key(entry.symbol.name)).ravel().tolist()
        for names, value in zip(self.free, values, strict=True):
            names[name] = value
        self.merged = []

    def is_everywhere(self, live: Live) -> bool:
        """Tell whether a live value means something in every world: it uses their names alone."""
        nodes = [*ast.walk(ast.parse(live.code, mode="eval"))]
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        made = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        own = self.worlds[0]
        return all(
            (name in own and self.page.get(name) is own[name])
            or (name not in self.page and hasattr(builtins, name))
            for name in names - made
        )

    def live(self, live: Live) -> Array:
        """Return a live value in every world."""
        entry = Entry(Symbol(name="the live value"), source=live.code)
        found = [self.run(entry, at, {}) for at in range(1, len(self.worlds))]
        return as_tables([live.full, *found])


def as_tables(values: list[Any]) -> Array:
    """Return values, one of each point, as tables; a list becomes a column.

    Raises
    ------
    Unknown
        Where they are no numbers, or their shapes differ.

    Examples
    --------
    >>> as_tables([[1, 2], [3, 4]]).shape
    (2, 2, 1)
    """
    try:
        found = np.array(values, float)
    except (TypeError, ValueError) as error:
        raise Unknown(f"a number; found {str(values[0])[:80]}") from error
    if found.ndim > 3:
        raise Unknown(f"a number, a list or a table; found the shape {found.shape[1:]}")
    return found.reshape(*found.shape, *[1] * (3 - found.ndim))
