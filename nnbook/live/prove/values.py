"""Evaluates formulas at all points at once."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from math import factorial
from typing import Any

import numpy as np

from nnbook.live.prove.latex import Node, Symbol, bare
from nnbook.live.prove.names import LONGEST, Names, letters
from nnbook.live.prove.spaces import Array
from nnbook.live.prove.symbols import INDICES, Key, Outside, Unknown
from nnbook.live.prove.tables import COMPARED, Shapes, fit, on_each, same, times, widened

CONSTANTS = {"e": np.e, r"\pi": np.pi}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    r"\ln": np.log,
    r"\log": np.log,
    r"\exp": np.exp,
    r"\tanh": np.tanh,
    r"\sin": np.sin,
    r"\cos": np.cos,
    r"\max": lambda *values: reduce(np.maximum, values),
    r"\min": lambda *values: reduce(np.minimum, values),
}

COUNTING: dict[str, Callable[[Array, Array], Array]] = {
    r"\sum": lambda a, b: fit(np.add, a, b),
    r"\prod": lambda a, b: times(a, b, each=False),
}
"""What takes all that follows, once for each number of its index, and how it joins them."""

STEPS = np.array([-3, -2, -1, 1, 2, 3]) * 1e-3
WEIGHTS = np.array([-1, 9, -45, 45, -9, 1]) / 60 / 1e-3
"""Where a slope looks, and how much each place counts: a central difference of sixth order."""


@dataclass
class Values(Names):
    """What formulas give at a place of a page, at all points at once."""

    def eval(self, node: Node) -> Array:
        """Return the value of a formula."""
        found: Array = getattr(self, f"_{node.kind}")(node)
        return found

    def _constant(self, number: float) -> Array:
        return np.full((1, 1, 1), number)

    def _number(self, node: Node) -> Array:
        return self._constant(float(node.parts[0]))

    def _live(self, node: Node) -> Array:
        live = self.lives[node.parts[0]]
        if self.shown:
            return self._constant(live.shown)
        if not self.rows.any():
            return self._constant(live.full)
        return self.spaces.live(live)[self.rows]

    def _symbol(self, node: Node) -> Array:
        assert isinstance(node, Symbol)
        if not node.sub and not node.layer:
            if node.name in self.indices:
                return self._constant(self.indices[node.name])
            if node.name in CONSTANTS and not self.scope.find(
                Key(node.name), self.integer, defined=False
            ):
                return self._constant(CONSTANTS[node.name])
        if node.name == r"\kron":
            first, second = (self.integer(part) for part in node.sub)
            return self._constant(first == second)
        if node.primes:
            return self._own_slope(node)
        value = self.value(self.key(node))
        if callable(value):
            raise Unknown(f"{node} without an argument")
        return value

    def _own_slope(self, node: Symbol) -> Array:
        """Return u', where u is defined by one other symbol."""
        found = self.scope.find(self.key(node), self.integer, defined=True)
        body = found[0].body if found else None
        names = (
            {str(one): one for one in body.symbols() if one.name not in CONSTANTS} if body else {}
        )
        names = {name: one for name, one in names.items() if not self.is_function(one)}
        if len(names) != 1:
            raise Unknown(f"{node}, a slope with respect to what?")
        return self._measured(replace(node, primes=node.primes - 1), next(iter(names.values())))

    def _expr(self, node: Node) -> Array:
        total: Array | None = None
        sign = 1.0
        signs: list[float] = []
        terms: list[Node] = []
        for place, part in enumerate(node.parts):
            kind = getattr(part, "type", "")
            if kind == "SIGN":
                sign = -sign if part == "-" else sign
                signs.append(sign)
            elif kind == "DOTS":
                last = node.parts[place + 2] if place + 2 < len(node.parts) else None
                if last is None or min(signs) < 0 or node.parts[place + 1] == "-":
                    raise Unknown("dots that no last term follows, or with a minus before them")
                total = self._dots(terms, last)
                signs = []
                rest = node.parts[place + 3 :]
                return fit(np.add, total, self._expr(Node("expr", rest))) if rest else total
            else:
                terms.append(part)
                term = sign * self.eval(part)
                total = term if total is None else self._plus(total, term)
                sign = 1.0
        assert total is not None
        return total

    def _plus(self, a: Array, b: Array) -> Array:
        return np.maximum(a, b) if self.scope.choices else fit(np.add, a, b)

    def _dots(self, shown: list[Node], last: Node) -> Array:
        """Return the sum of all terms like the last one; those shown must be the first of them."""
        letters = [one.sub for one in last.symbols() if one.sub.isalpha() and len(one.sub) == 1]
        if not letters:
            raise Unknown("how far the dots go")
        letter = letters[0]
        try:
            end = self.integer(letter)
        except Unknown:
            end = self.extent(letter, [last])
        terms = [self.at({letter: at}).eval(last) for at in range(1, end + 1)]
        for at, term in enumerate(shown):
            if at >= end or not np.allclose(self.eval(term), terms[at], rtol=1e-9):
                raise Shapes(f"term {at + 1} before the dots is not the last one at {at + 1}")
        return reduce(lambda a, b: fit(np.add, a, b), terms)

    def is_function(self, item: Any) -> bool:
        """Tell whether a part of a formula names a function: what follows is its argument."""
        if not isinstance(item, Symbol) or item.sub or item.name in self.indices:
            return False
        if item.name in FUNCTIONS or self.scope.function(item.name):
            return True
        try:
            return callable(self.value(self.key(item)))
        except (Unknown, Outside):
            return False

    def _term(self, node: Node) -> Array:
        total: Array | None = None
        how, sign = "", 1.0
        parts = list(node.parts)
        while parts:
            part = parts.pop(0)
            kind = getattr(part, "type", "")
            if kind == "SIGN":
                sign = -1.0 if part == "-" else 1.0
            elif kind:
                how = str(part)
            else:
                value = sign * self._factor_of(part, parts)
                total = value if total is None else self._product(total, how, value)
                how, sign = "", 1.0
        assert total is not None
        return total

    def _factor_of(self, part: Node, rest: list[Any]) -> Array:
        """Return the value of a factor, with what it takes from those behind it."""
        base = part.parts[0] if part.kind == "power" else part
        if isinstance(base, Symbol) and base.name in COUNTING:
            body = Node("term", tuple(rest))
            rest.clear()
            return self._sum(base, part.parts[1] if part.kind == "power" else None, body)
        if self.is_function(part):
            assert isinstance(part, Symbol)
            if not rest:
                raise Unknown(f"{part} without an argument")
            return self._applied(part, rest)
        return self.eval(part)

    def _applied(self, name: Symbol, rest: list[Any]) -> Array:
        argument = rest.pop(0)
        if (isinstance(argument, Symbol) and argument.name in COUNTING) or (
            argument.kind == "power" and getattr(argument.parts[0], "name", "") in COUNTING
        ):
            value = self._factor_of(argument, rest)
            return self.call(name, [value])
        power = None
        if argument.kind == "power" and argument.parts[0].kind == "group":
            argument, power = argument.parts
        parts = argument.parts if argument.kind == "group" else (argument,)
        result = self.call(name, [self.eval(part) for part in parts])
        return result if power is None else np.power(result, self.eval(power))

    def _product(self, a: Array, how: str, b: Array) -> Array:
        if how == "/":
            return fit(np.divide, a, b)
        if how == r"\odot":
            return same(np.multiply, a, b)
        return times(a, b, each=self.each)

    def call(self, name: Symbol, given: list[Array]) -> Array:
        """Apply a function, or its slope, to values."""
        entry = self.scope.function(name.name)
        function: Callable[..., Any]
        if entry:
            self.used.add(entry.number)
            if len(given) != len(entry.parameters):
                raise Unknown(f"{name.name} of {len(given)} arguments")
            function = self._defined(entry.parameters, entry.body)
        elif name.name in FUNCTIONS:
            function = FUNCTIONS[name.name]
        else:
            plain = self.value(self.key(replace(name, primes=0)))
            assert callable(plain)
            function = on_each(plain)
        for _ in range(name.primes):
            function = self._slope_of(function)
        with np.errstate(all="ignore"):
            return np.asarray(function(*given), float)

    def _defined(self, parameters: tuple[str, ...], body: Node | None) -> Callable[..., Array]:
        assert body

        def function(*given: Array) -> Array:
            count = max(len(one) for one in given)
            rows = (
                self.rows
                if count in {1, len(self.rows)}
                else np.repeat(self.rows, count // len(self.rows))
            )
            fixed = {at: widened(one, len(rows)) for at, one in self.fixed.items()}
            fixed |= {
                Key(one): widened(value, len(rows))
                for one, value in zip(parameters, given, strict=True)
            }
            return replace(self, rows=rows, fixed=fixed, memo={}).eval(body)

        return function

    def _slope_of(self, function: Callable[..., Any]) -> Callable[..., Array]:
        self.used.add(0)

        def slope(value: Array) -> Array:
            value = widened(value, len(self.rows))
            moved = (value[:, None] + STEPS[:, None, None]).reshape(-1, *value.shape[1:])
            found = np.asarray(function(moved), float)
            found = widened(found, len(moved)).reshape(len(value), len(STEPS), *found.shape[1:])
            return np.tensordot(found, WEIGHTS, ([1], [0]))

        return slope

    def _sum(self, symbol: Symbol, upper: Node | None, body: Node) -> Array:
        letter, _, first = symbol.sub.partition("=")
        if not letter:
            terms = replace(self, each=True).eval(body)
            total: Array = np.sum(terms, (1, 2), keepdims=True)
            return total
        if upper is None:
            low, high = 1, self.extent(letter, [body])
        else:
            name = bare(upper)
            low = self.integer(first)
            high = self.integer(str(name)) if name else int(self.eval(upper).ravel()[0])
        if low > high:
            raise Outside(f"a sum from {low} to {high}")
        parts = [self.at({letter: at}).eval(body) for at in range(low, high + 1)]
        return reduce(COUNTING[symbol.name], parts)

    def extent(self, letter: str, sides: list[Node]) -> int:
        """Return how far an index runs: as far as all that carries it.

        Raises
        ------
        Shapes
            Where two symbols that carry it are of different lengths.
        Unknown
            Where nothing that carries it has an end.
        """
        ends: dict[str, int] = {}
        layered = 0
        for side in sides:
            for one in side.symbols():
                if letter not in letters(one) or one.name in {*COUNTING, r"\kron"}:
                    continue
                end = self._end(letter, replace(one, primes=0))
                if letter in re.findall("[a-zA-Z]", one.layer):
                    layered = max(layered, end)
                elif end:
                    ends[str(one)] = end
        if len(set(ends.values())) > 1:
            listed = ", ".join(f"{end} with {name}" for name, end in ends.items())
            raise Shapes(f"{letter} runs to different ends: {listed}")
        if not ends and not layered:
            raise Unknown(f"how far {letter} runs")
        return max([layered, *ends.values()])

    def _end(self, letter: str, one: Symbol) -> int:
        others = {c: 1 for c in letters(one) if c in INDICES and c not in self.indices}
        for number in range(1, LONGEST):
            try:
                found = self.at({**others, letter: number})
                found.value(found.key(one))
            except Outside:
                return number - 1
        raise Unknown(f"how far {letter} runs with {one}")

    def _group(self, node: Node) -> Array:
        if len(node.parts) > 1:
            raise Unknown("a list in parentheses")
        return self.eval(node.parts[0])

    def _absolute(self, node: Node) -> Array:
        return np.abs(self.eval(node.parts[0]))

    def _root(self, node: Node) -> Array:
        return np.sqrt(self.eval(node.parts[0]))

    def _negation(self, node: Node) -> Array:
        if not self.scope.choices:
            raise Unknown("a bar")
        return 1 - self.eval(node.parts[0])

    def _fraction(self, node: Node) -> Array:
        return fit(np.divide, self.eval(node.parts[0]), self.eval(node.parts[1]))

    def _power(self, node: Node) -> Array:
        base, exponent = node.parts
        if self.is_function(base):
            raise Unknown("a power of a function")
        return fit(np.power, self.eval(base), self.eval(exponent))

    def _factorial(self, node: Node) -> Array:
        value = self.eval(node.parts[0])
        return np.array([factorial(int(number)) for number in value.ravel()], float).reshape(
            value.shape
        )

    def _transposed(self, node: Node) -> Array:
        return self.eval(node.parts[0]).swapaxes(1, 2)

    def _matrix(self, node: Node) -> Array:
        rows = [self._row(row.parts) for row in node.parts]
        if len({row.shape[2] for row in rows}) > 1:
            raise Shapes("rows of different lengths")
        count = max(map(len, rows))
        return np.concatenate([widened(row, count) for row in rows], axis=1)

    def _row(self, cells: tuple[Any, ...]) -> Array:
        if any(not isinstance(cell, Node) for cell in cells):
            letter = next((c for one in cells[-1].symbols() for c in letters(one)), "")
            end = self.integer(letter)
            parts = [self.at({letter: at}).eval(cells[-1]) for at in range(1, end + 1)]
            for at, cell in enumerate(cells[:-2]):
                if not np.allclose(self.eval(cell), parts[at]):
                    raise Shapes(f"entry {at + 1} before the dots is not the last one at {at + 1}")
        else:
            parts = [self.eval(cell) for cell in cells]
        count = max(map(len, parts))
        return np.concatenate([widened(part, count) for part in parts], axis=2)

    def _cases(self, node: Node) -> Array:
        total: Array | None = None
        for case in reversed(node.parts):
            value = self.eval(case.parts[0])
            if len(case.parts) == 2:
                total = value
                continue
            left, relation, right = case.parts[1:]
            holds = COMPARED[str(relation)](self.eval(left), self.eval(right))
            total = np.where(holds, value, np.nan if total is None else total)
        assert total is not None
        return total

    def _slope(self, node: Node) -> Array:
        above, below = (_alone(part) for part in node.parts)
        if self.is_function(above):
            assert isinstance(above, Symbol)
            return self.call(replace(above, primes=above.primes + 1), [self.eval(below)])
        return self._measured(above, below)

    def _measured(self, above: Node, below: Node) -> Array:
        """Return the slope of one thing with respect to each number of another."""
        if not isinstance(below, Symbol):
            raise Unknown("a slope with respect to more than a symbol")
        self.used.add(0)
        key = self.key(below)
        here = self.value(key)
        assert not callable(here)
        here = widened(here, len(self.rows))
        count, height, width = here.shape
        parts, steps = height * width, len(STEPS)
        moves = STEPS[:, None, None] * np.eye(parts)[:, None].reshape(parts, 1, height, width)
        moved = (here[:, None, None] + moves).reshape(-1, height, width)
        often = parts * steps
        fixed = {at: np.repeat(widened(one, count), often, 0) for at, one in self.fixed.items()}
        inside = replace(
            self, rows=np.repeat(self.rows, often), fixed=fixed | {key: moved}, memo={}
        )
        found = widened(inside.eval(above), len(moved))
        shaped = found.reshape(count, parts, steps, *found.shape[1:])
        slopes = np.tensordot(shaped, WEIGHTS, ([2], [0]))
        if found.shape[1:] == (1, 1):
            return slopes.reshape(count, height, width)
        if parts == 1:
            return slopes[:, 0]
        raise Unknown("a slope of a list with respect to a list")


def free_letters(node: Node, bound: frozenset[str] = frozenset()) -> set[str]:
    r"""Return the indices of a formula that no sum in it counts.

    Examples
    --------
    >>> from nnbook.live.prove.latex import read
    >>> free_letters(read(r"\sum_i w_{ji} x_i")[0])
    {'j'}
    """
    if isinstance(node, Symbol):
        if len(node.sub) > 1 and node.sub.isalpha() and not INDICES.issuperset(node.sub):
            return {c for c in re.findall("[a-z]", node.layer) if c in INDICES} - bound
        return {c for c in letters(node) if c in INDICES} - bound
    found: set[str] = set()
    for part in node.parts:
        if not isinstance(part, Node):
            continue
        base = part.parts[0] if part.kind == "power" else part
        if isinstance(base, Symbol) and base.name in COUNTING:
            bound |= {base.sub.partition("=")[0]}  # to the end of the term
        found |= free_letters(part, bound)
    return found


def _alone(node: Node) -> Node:
    while node.kind in {"expr", "term", "group"} and len(node.parts) == 1:
        node = node.parts[0]
    return node
