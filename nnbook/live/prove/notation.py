"""Reads what a book says of its symbols: in tables, and in lines that its readers do not see."""

import ast
import builtins
import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from nnbook.live.page.page import Page
from nnbook.live.page.parts import Note, Text
from nnbook.live.prove.latex import Node, Symbol, Unreadable, bare, read, symbol
from nnbook.live.prove.spaces import POINTS, Spaces
from nnbook.live.prove.symbols import INDICES, Entry, Scope, named

ROW = re.compile(r"^\|\s*(\$[^|]*\$)\s*\|\s*(`[^|]*`)\s*\|", re.MULTILINE)
RANGE = (-2.0, 2.0)
NUMBER = r"-?\d+(?:\.\d+)?"


@dataclass(frozen=True)
class Line:
    """A line of a note, and the number of the page's line in which it stands."""

    number: int
    text: str


def lines(note: Note) -> Iterator[Line]:
    """Yield the lines of a note that say something."""
    for offset, row in enumerate(note.source.split("\n")):
        if row.strip():
            yield Line(note.line + offset, row.strip())


def understand(scope: Scope, text: str, *, notation: bool = False) -> list[Entry] | None:
    """Take in what a line says of symbols.

    Return what it makes free; None where it is a formula.

    Raises
    ------
    Unreadable
        Where it names something that is no symbol.
    """
    for form, learn in FORMS.items():
        if found := form.fullmatch(text):
            entries = [replace(entry, notation=notation) for entry in learn(scope, *found.groups())]
            for entry in entries:
                if not notation:
                    scope.forget(entry.symbol)
                scope.add(entry)
            return [entry for entry in entries if entry.ends]
    return None


def _free(
    _scope: Scope, names: str, low: str | None, high: str | None, size: str | None
) -> list[Entry]:
    ends = (float(low), float(high)) if low and high else RANGE
    return [Entry(one, ends=ends, size=int(size or 0)) for one in _symbols(names)]


def _either(scope: Scope, names: str) -> list[Entry]:
    scope.choices = True
    return [Entry(one, ends=(0.0, 1.0), whole=True) for one in _symbols(names)]


def _new(scope: Scope, what: str, names: str) -> list[Entry]:
    for one in _symbols(names):
        scope.forget(one)
        scope.anew |= {str(one)} if what == "anew" else set()
    return []


def _apart(scope: Scope, one: str, other: str) -> list[Entry]:
    scope.apart.append((one, other))
    return []


def _alias(scope: Scope, name: str, other: str) -> list[Entry]:
    scope.aliases[str(symbol(name))] = symbol(other)
    return []


def _arrow(_scope: Scope, name: str, source: str) -> list[Entry]:
    one = symbol(name)
    return [Entry(replace(one, name=f"next {one.name}"), source=_code(source))]


def _bound(_scope: Scope, name: str, source: str) -> list[Entry]:
    return [Entry(symbol(name), source=_code(source))]


FORMS: dict[re.Pattern[str], Callable[..., list[Entry]]] = {
    re.compile(rf"free (.+?)(?: in ({NUMBER})\.\.({NUMBER}))?(?: to (\d+))?"): _free,
    re.compile("either (.+)"): _either,
    re.compile("(new|anew) (.+)"): _new,
    re.compile(r"where ([ijkl]) \\ne ([ijkl])"): _apart,
    re.compile(r"(\S+) means (\S+)"): _alias,
    re.compile(r"(\S+) \\leftarrow: (.+)"): _arrow,
    re.compile("([^:=<>]+): (.+)"): _bound,
}
"""What a line may say, and what takes it in."""


def _symbols(text: str) -> list[Symbol]:
    return [symbol(name) for name in text.split(", ")]


def _code(source: str) -> str:
    try:
        ast.parse(source, mode="eval")
    except SyntaxError as error:
        raise Unreadable(f"{source} is no Python: {error.msg}") from error
    return source


def defined(left: Node, right: Node) -> Entry | None:
    """Return what a relation would define: its left side is a symbol, or a function of symbols."""
    one = bare(left)
    if one and not one.primes:
        inside = {str(each) for each in right.symbols()}
        return None if str(one) in inside else Entry(one, body=right)
    term = left.parts[0] if left.kind == "expr" and len(left.parts) == 1 else None
    parts = term.parts if isinstance(term, Node) and term.kind == "term" else ()
    match parts:
        case (Symbol(primes=0, sub="", layer="") as name, Node(kind="group") as group):
            given = [bare(part) for part in group.parts]
            plain = [each.name for each in given if each and str(each) == each.name]
            if len(plain) == len(given):
                return Entry(name, body=right, parameters=tuple(plain))
    return None


@dataclass(frozen=True)
class Known:
    """What a book says of its symbols everywhere: what is known, and the worlds."""

    scope: Scope
    worlds: list[dict[str, Any]]
    kept: dict[Any, Any]


@lru_cache(maxsize=1)
def known(path: str, worlds: str) -> Known:
    """Return what the page of notation at `path` says.

    Parameters
    ----------
    path
        The page; none: no symbol is known.
    worlds
        The function that gives the names of a world, by its number, as ``module:name``. World
        0 is the book's own; each other one has the same names, shapes and types.
    """
    module, _, name = worlds.partition(":")
    make = getattr(importlib.import_module(module), name) if worlds else lambda _number: {}
    found = [make(number) for number in range(POINTS)]
    scope = Scope()
    if path:
        text = Path(path).read_text(encoding="utf-8-sig")
        for entry in _rows(text, found[0]):
            scope.add(entry)
        free: list[Entry] = []
        for line in _everywhere(text):
            said = understand(scope, line.text, notation=True)
            free += said or []
            if said is None:
                _define(scope, line.text)
        spaces = Spaces(found, {})
        for entry in free:
            spaces.set_free(entry)
        found = [{**values, **names} for names, values in zip(found, spaces.free, strict=True)]
    return Known(scope, found, {})


def _everywhere(text: str) -> Iterator[Line]:
    """Yield what notes above the first section say: it holds on every page."""
    for part in Page.parse(text).parts:
        if isinstance(part, Text) and part.begins_section:
            return
        if isinstance(part, Note):
            yield from lines(part)


def _define(scope: Scope, text: str) -> None:
    entry = defined(*read(text)[0:3:2])
    if entry is None:
        raise Unreadable(f"{text} says of no symbol what it is")
    scope.add(replace(entry, notation=True, number=-1))


def _rows(text: str, world: dict[str, Any]) -> Iterator[Entry]:
    """Yield what the rows of tables say whose code means something in every world."""
    for left, right in ROW.findall(text):
        symbols, codes = re.findall(r"\$([^$]+)\$", left), re.findall("`([^`]+)`", right)
        if len(symbols) != len(codes):
            continue
        for latex, code in zip(symbols, codes, strict=True):
            try:
                one, tree = symbol(latex), ast.parse(code, mode="eval")
            except (Unreadable, SyntaxError):
                continue
            names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            there = {name for name in names if name in world or hasattr(builtins, name)}
            if names - there <= INDICES & {*named(one)[1], one.layer}:
                yield Entry(one, source=code, notation=True)
