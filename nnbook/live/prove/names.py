"""Finds what the symbols of a formula stand for, at all points at once."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nnbook.live.prove.latex import Node, Symbol
from nnbook.live.prove.spaces import Array, Live, Spaces, Value
from nnbook.live.prove.symbols import INDICES, Key, Numbers, Outside, Scope, Unknown
from nnbook.live.prove.tables import entry_of

LONGEST = 65
"""How long no list is of which a formula needs each number."""


@dataclass
class Names(ABC):
    """What formulas give at a place of a page, at all points at once.

    Attributes
    ----------
    scope, spaces, lives
        What is known there, and the live values of the formula.
    rows
        The number of the point to which each row of the arrays belongs.
    shown
        Whether a live value counts as it is shown.
    indices
        The number of each index.
    fixed
        What has another value than usual: the argument of a function, or what a slope moves.
    each
        Whether a product of two lists is taken number by number.
    memo
        What was found before, with the same fixed values.
    used
        The numbers of definitions that were used, and 0 where a slope was measured.
    busy
        What is being found, and may not be needed for that.
    """

    scope: Scope
    spaces: Spaces
    lives: Sequence[Live] = ()
    rows: NDArray[np.intp] = field(default_factory=lambda: np.arange(1))
    shown: bool = False
    indices: Numbers = field(default_factory=dict)
    fixed: dict[Key, Array] = field(default_factory=dict)
    each: bool = False
    memo: dict[Key, Value] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    busy: frozenset[Key] = frozenset()

    def at(self, numbers: Numbers) -> Self:
        """Return the same with other numbers for some indices."""
        return replace(self, indices={**self.indices, **numbers})

    def integer(self, text: str) -> int:
        """Return the number that an index is, such as ``l+1``, ``L`` or ``2``."""
        total = 0
        for sign, part in re.findall(r"([+-]?)(\w+)", text):
            number = int(part) if part.isdigit() else self._count(part)
            total += -number if sign == "-" else number
        return total

    def _count(self, letter: str) -> int:
        if letter in self.indices:
            return self.indices[letter]
        found = self.scope.find(Key(letter), self.integer, defined=False)
        if letter in INDICES or not found or not found[0].source:
            raise Unknown(f"the index {letter}")
        number = self.spaces.run(found[0], 0, {})
        if isinstance(number, bool) or not isinstance(number, int | np.integer):
            raise Unknown(f"the index {letter}, which is {number!r}")
        return int(number)

    def key(self, symbol: Symbol) -> Key:
        """Return a symbol with numbers for its indices."""
        symbol = self.scope.aliases.get(str(replace(symbol, primes=0)), symbol)
        name, sub = symbol.name, symbol.sub
        layer = self.integer(symbol.layer) if symbol.layer else None
        example = self.integer(symbol.example) if symbol.example else None
        if sub and self.scope.is_label(name, sub):
            return Key(f"{name}_{sub}", layer, example)
        if re.search(r"[+-]", sub):
            parts = [sub]
        elif sub.isdigit():
            parts = list(sub) if len(sub) == 2 and self.scope.is_table(name, sub) else [sub]
        else:
            parts = re.findall(r"\d|[A-Za-z]", sub)
        if len(parts) > 2:
            raise Unknown(f"{symbol}")
        return Key(name, layer, example, tuple(self.integer(part) for part in parts))

    def value(self, key: Key) -> Value:
        """Return what a symbol stands for.

        Raises
        ------
        Unknown
            Where nobody says.
        Outside
            Where an index is beyond the end.
        """
        if key not in self.memo:
            self.memo[key] = self._value(key)
        return self.memo[key]

    def _value(self, key: Key) -> Value:
        if key in self.fixed:
            return self.fixed[key]
        if key.subs and key.whole in self.fixed:
            return entry_of(self.fixed[key.whole], key)
        moved = {at: one for at, one in self.fixed.items() if at.subs and at.whole == key}
        found = self.scope.find(key, self.integer, defined=bool(self.fixed))
        if found is None:
            value = self._part(key)
        else:
            entry, numbers = found
            if entry.body is None:
                count = len(self.spaces.worlds) if self.rows.any() else 1
                value = self.spaces.value(entry, key, numbers, count)
                value = value if callable(value) else value[self.rows]
            elif key in self.busy:
                raise Unknown(f"{key}, which its own definition needs")
            else:
                self.used.add(entry.number)
                inside = replace(self, indices=numbers, busy=self.busy | {key}, each=False)
                value = inside.eval(entry.body)
        for at, one in moved.items():
            assert not callable(value)
            value = value.copy()
            entry_of(value, at)[:] = one
        return value

    def _part(self, key: Key) -> Value:
        """Return an entry of a list of which only the whole is known, or the other way around."""
        if key.subs:
            if key.whole not in self.fixed and not self.scope.find(
                key.whole, self.integer, defined=False
            ):
                raise Unknown(str(key))
            whole = self.value(key.whole)
            if callable(whole):
                raise Unknown(f"{key}, a part of a function")
            return entry_of(whole, key)
        if not any(one.form[3] == 1 and not one.notation for one in self.scope.visible(key.name)):
            raise Unknown(str(key))
        parts: list[Array] = []
        with suppress(Outside):
            for number in range(1, LONGEST):
                part = self.value(replace(key, subs=(number,)))
                assert not callable(part)
                parts.append(part)
        return np.concatenate(np.broadcast_arrays(*parts), axis=1)

    @abstractmethod
    def eval(self, node: Node) -> Array:
        """Return the value of a formula."""


def letters(symbol: Symbol) -> list[str]:
    """Return the letters that count on a symbol."""
    return re.findall("[a-zA-Z]", symbol.sub.partition("=")[0] + symbol.layer + symbol.example)
