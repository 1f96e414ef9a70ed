"""Knows what the symbols of a formula stand for, at a place of a page."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from nnbook.live.prove.latex import Node, Symbol

INDICES = frozenset("ijkl")
"""The letters that count, and stand for any number that fits."""

Numbers: TypeAlias = dict[str, int]


class Unknown(Exception):  # noqa: N818 - a formula with one is not proven, and not wrong
    """Something that neither the page nor the notation explains."""


class Outside(Exception):  # noqa: N818 - as above
    """An index beyond the end: the formula says nothing there."""


@dataclass(frozen=True)
class Key:
    """A symbol with numbers for its indices: one entry of what is known."""

    name: str
    layer: int | None = None
    example: int | None = None
    subs: tuple[int, ...] = ()

    @property
    def whole(self) -> "Key":
        """The list or table in which it is an entry."""
        return Key(self.name, self.layer, self.example)

    def __str__(self) -> str:
        """Return it as a message shows it."""
        marks = [f"^[{self.layer}]"] if self.layer is not None else []
        marks += [f"^({self.example})"] if self.example is not None else []
        marks += ["_" + ",".join(map(str, self.subs))] if self.subs else []
        return "".join([self.name.lstrip("\\"), *marks])


@dataclass(frozen=True)
class Entry:
    """What is known of a symbol, or of a family of them.

    Attributes
    ----------
    symbol
        The symbol; the letters of `INDICES` on it stand for any number.
    source
        The Python that gives its value, if there is one.
    body
        The formula that defines it, if there is one.
    parameters
        Of a function that `body` defines.
    ends
        Where it is free: between which numbers.
    size
        Where it is a free list: how long it is.
    whole
        Whether it takes the numbers 0 and 1 alone.
    notation
        Whether the book's notation says so, and not the page.
    gone
        Whether it ends what was said of the symbol before.
    loose
        Whether the next formula that says what the symbol is may say something else.
    number
        By which `Values` tells that a definition was used.
    """

    symbol: Symbol
    source: str = ""
    body: Node | None = None
    parameters: tuple[str, ...] = ()
    ends: tuple[float, float] | None = None
    size: int = 0
    whole: bool = False
    notation: bool = False
    gone: bool = False
    loose: bool = False
    number: int = 0

    @cached_property
    def named(self) -> tuple[str, list[str]]:
        """Its name with its label, and its indices."""
        return named(self.symbol)

    @cached_property
    def form(self) -> tuple[str, bool, bool, int]:
        """Its name, which marks it has, and how many indices."""
        name, subs = self.named
        return name, bool(self.symbol.layer), bool(self.symbol.example), len(subs)

    def covers(self, other: "Entry") -> bool:
        """Tell whether what is said of this symbol is said of the other one as well."""
        marks = [(*one.named[1], one.symbol.layer, one.symbol.example) for one in (self, other)]
        return self.form == other.form and all(
            mine == theirs or mine in INDICES for mine, theirs in zip(*marks, strict=True)
        )

    def match(self, key: Key, integer: Callable[[str], int]) -> Numbers | None:
        """Return the number of each index with which it is `key`; None where it is another."""
        one = self.symbol
        name, subs = self.named
        marks = [(one.layer, key.layer), (one.example, key.example)]
        if name != key.name or len(subs) != len(key.subs):
            return None
        if any((number is None) == bool(mark) for mark, number in marks):
            return None
        found: Numbers = {}
        pairs = [*zip(subs, key.subs, strict=True), *(pair for pair in marks if pair[0])]
        for mark, number in pairs:
            assert number is not None
            known = found.setdefault(mark, number) if mark in INDICES else integer(mark)
            if known != number:
                return None
        return found


def named(symbol: Symbol) -> tuple[str, list[str]]:
    """Return the name of a symbol that something is said of, with its label, and its indices.

    Examples
    --------
    >>> named(Symbol(name="w", sub="ji")), named(Symbol(name="z", sub="o"))
    (('w', ['j', 'i']), ('z_o', []))
    """
    if re.fullmatch(r"[ijkl]+|\d+|", symbol.sub):
        return symbol.name, re.findall(r"\d+|[a-z]", symbol.sub)
    return f"{symbol.name}_{symbol.sub}", []


class Scope:
    """All that is known at a place of a page, the newest last."""

    def __init__(self) -> None:
        self.entries: dict[str, list[Entry]] = {}
        self.aliases: dict[str, Symbol] = {}
        self.choices = False
        """Whether a sum means "or", and a bar "not"."""
        self.anew: set[str] = set()
        """The symbols that each formula may define anew."""
        self.apart: list[tuple[str, str]] = []
        """Indices that are never the same number."""

    def copy(self) -> "Scope":
        """Return a scope that knows the same, and may learn more."""
        other = Scope()
        other.entries = {name: [*known] for name, known in self.entries.items()}
        other.aliases, other.choices = {**self.aliases}, self.choices
        other.anew, other.apart = {*self.anew}, [*self.apart]
        return other

    def add(self, entry: Entry) -> None:
        """Make something known."""
        self.entries.setdefault(entry.form[0], []).append(entry)

    def forget(self, symbol: Symbol) -> None:
        """Let nothing that was said of a symbol count from here on."""
        self.aliases.pop(str(symbol), None)
        self.add(Entry(symbol, gone=True))

    def visible(self, name: str) -> Iterator[Entry]:
        """Yield what is known of a name, the newest first."""
        gone: list[Entry] = []
        for entry in reversed(self.entries.get(name, [])):
            if entry.gone:
                gone.append(entry)
            elif not any(one.covers(entry) for one in gone):
                yield entry

    def known(self, symbol: Symbol) -> list[Entry]:
        """Return what is known of a symbol as it is, or of the list that it is a part of."""
        form = Entry(symbol).form
        alike = {form, (*form[:3], 0)}
        return [
            one
            for one in self.visible(form[0])
            if one.form in alike or (form[3] == 0 and one.size and one.form[:3] == form[:3])
        ]

    def alike(self, entry: Entry) -> list[Entry]:
        """Return what is known of the very symbol of an entry."""
        return [one for one in self.visible(entry.form[0]) if one.form == entry.form]

    def find(
        self, key: Key, integer: Callable[[str], int], *, defined: bool
    ) -> tuple[Entry, Numbers] | None:
        """Return what gives the value of `key`, and the numbers of its indices.

        Of this very symbol before what is said of its family; a definition before a value, or
        the other way around.
        """
        found = [
            (bool(numbers), (entry.body is not None) != defined, entry, numbers)
            for entry in self.visible(key.name)
            if not entry.parameters and (numbers := entry.match(key, integer)) is not None
        ]
        best = min(found, key=lambda one: one[:2], default=None)
        return best[2:] if best else None

    def function(self, name: str) -> Entry | None:
        """Return the definition of a function, if there is one."""
        return next((entry for entry in self.visible(name) if entry.parameters), None)

    def is_label(self, name: str, sub: str) -> bool:
        """Tell whether something is said of a symbol with this text below it."""
        return any(True for _ in self.visible(f"{name}_{sub}"))

    def is_table(self, name: str, sub: str) -> bool:
        """Tell whether two digits are two indices: as of w_{21}, where w_{ji} is known."""
        entries = list(self.visible(name))
        own = any(entry.symbol.sub == sub for entry in entries)
        return not own and any(entry.form[3] == 2 for entry in entries)
