"""Compares the two sides of a relation at all points."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from nnbook.live.prove.latex import Node, bare
from nnbook.live.prove.spaces import Array
from nnbook.live.prove.symbols import Outside, Unknown
from nnbook.live.prove.tables import COMPARED, Shapes, told
from nnbook.live.prove.values import CONSTANTS, Values, free_letters

EXACT, ROUGH = 1e-9, 1e-6
"""By how much two sides may differ, of which none was measured, and of which one was."""

FEWEST = 5
"""At how many points both sides must have a value."""


class Wrong(Exception):  # noqa: N818 - it is the formula that is wrong
    """A relation that does not hold: what was expected, and what came."""

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(expected, got)
        self.expected, self.got = expected, got


@dataclass(frozen=True)
class Relation:
    """Two sides and what is said of them."""

    left: Node
    sign: str
    right: Node

    @property
    def sides(self) -> list[Node]:
        """Both sides."""
        return [self.left, self.right]

    @property
    def lives(self) -> list[int]:
        """The numbers of the live values in it."""
        nodes = (node for side in self.sides for node in side.walk())
        return [node.parts[0] for node in nodes if node.kind == "live"]


def compare(values: Values, relation: Relation) -> None:
    """Compare the sides at each number of all free indices.

    Raises
    ------
    Wrong
        Where they do not agree.
    Unknown
        Where one of them has no value.
    """
    tried = 0
    for one in _numbered(values, relation):
        try:
            left, right = _left(one, relation), one.eval(relation.right)
        except Outside as error:
            if one.indices == values.indices:
                raise Unknown(f"{error}, which is beyond the end") from None
            continue
        tried += 1
        _agree(one, relation, left, right)
    if not tried:
        raise Unknown("any index at which both sides have a value")


def _left(values: Values, relation: Relation) -> Array:
    if relation.sign != r"\leftarrow":
        return values.eval(relation.left)
    one = bare(relation.left)
    if one is None:
        raise Unknown("an arrow that points to no symbol")
    key = values.key(one)
    value = values.value(replace(key, name=f"next {key.name}"))
    assert not callable(value)
    return value


def _numbered(values: Values, relation: Relation) -> Iterator[Values]:
    """Yield the values at each number of all indices that no sum counts."""
    free = sorted(set().union(*map(free_letters, relation.sides)) - values.indices.keys())
    ends = [values.extent(letter, relation.sides) for letter in free]
    for numbers in product(*(range(1, end + 1) for end in ends)):
        found = dict(zip(free, numbers, strict=True))
        if all(found.get(i, 0) != found.get(j, -1) for i, j in values.scope.apart):
            yield values.at(found)


def _agree(values: Values, relation: Relation, left: Array, right: Array) -> None:
    if left.shape[1:] != right.shape[1:] and (1, 1) not in {left.shape[1:], right.shape[1:]}:
        raise Wrong("two sides of one shape", f"left {told(left)}, right {told(right)}")
    left, right = np.broadcast_arrays(left, right)
    count = len(values.rows)
    left, right = (np.broadcast_to(side, (count, *side.shape[1:])) for side in (left, right))
    nowhere = np.isnan(left) & np.isnan(right)
    with np.errstate(invalid="ignore"):
        good = nowhere | _holds(values, relation, left, right)
    if not good.all():
        place = tuple(np.argwhere(~good)[0])
        raise Wrong(_said(relation.sign), _differing(values, relation, left, right, place))
    if (~nowhere.any((1, 2))).sum() < min(FEWEST, count):
        raise Unknown("enough points at which both sides have a value")


def _holds(values: Values, relation: Relation, left: Array, right: Array) -> np.ndarray:
    if compared := COMPARED.get(relation.sign if relation.sign != "=" else ""):
        return np.asarray(compared(left, right))
    size = np.maximum(1, np.maximum(np.abs(left), np.abs(right)))
    loose = ROUGH if 0 in values.used or relation.sign == r"\approx" else EXACT
    return np.abs(left - right) <= loose * size + sum(map(_rounding, relation.sides)) * (
        relation.sign == r"\approx"
    )


def _rounding(side: Node) -> float:
    """Return by how much a number that was typed may be rounded."""
    one = side
    while one.kind in {"expr", "term", "group"} and one.parts and isinstance(one.parts[-1], Node):
        one = one.parts[-1]
    if one.kind != "number" or "." not in one.parts[0]:
        return 0.0
    return 0.5001 * 10.0 ** -len(one.parts[0].partition(".")[2])


def _said(sign: str) -> str:
    return {"=": "both sides the same", r"\approx": "both sides nearly the same"}.get(
        sign, f"what is said: left {sign.removeprefix(chr(92))} right"
    )


def _differing(
    values: Values, relation: Relation, left: Array, right: Array, place: tuple[int, ...]
) -> str:
    point, row, column = place
    where = f" in row {row + 1}, column {column + 1}" if left[0].size > 1 else ""
    rows = [f"left {left[place]:.10g}, right {right[place]:.10g}{where}"]
    if values.indices:
        rows.append("with " + ", ".join(f"{name} = {at}" for name, at in values.indices.items()))
    found: dict[str, str] = {}
    for one in (one for side in relation.sides for one in side.symbols()):
        try:
            value = values.value(values.key(replace(one, primes=0)))
        except (Unknown, Outside, Shapes):
            continue
        if one.name not in CONSTANTS and not callable(value) and value[0].size < 4:
            numbers = np.broadcast_to(value, (len(values.rows), *value.shape[1:]))[point].ravel()
            found[str(one)] = ", ".join(f"{number:.4g}" for number in numbers)
    what = (
        "at the page's values"
        if values.rows[point] == 0
        else f"at random point {values.rows[point]}"
    )
    rows.append(f"{what}: " + "; ".join(f"{name} = {shown}" for name, shown in found.items()))
    return "\n".join(rows)
