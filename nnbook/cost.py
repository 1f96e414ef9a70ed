"""A cost says with one number how wrong the outputs of a network are.

Each function stands beside its derivative by the outputs: `half_squared_sum` beside
`half_squared_sum_prime`. All take the outputs `o` first and the targets `t` second, arrays
of the same shape, and raise ValueError where shapes differ, there is nothing in them, or a number
or the result is not finite. `COSTS` lists them with their formulas.
"""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from nnbook.activation import Array
from nnbook.neuron import finite

Check = Callable[[ArrayLike, ArrayLike], tuple[Array, Array]]
Result_co = TypeVar("Result_co", covariant=True)
INFINITE = "where the target is not: the cross entropy is infinite"


def _pair(o: ArrayLike, t: ArrayLike) -> tuple[Array, Array]:
    o, t = finite(o, "o", copy=False), finite(t, "t", copy=False)
    if o.shape != t.shape or not o.size:
        raise ValueError(
            f"o has shape {o.shape}, t has shape {t.shape}; expected the same shape, not empty"
        )
    return o, t


def _probabilities(o: ArrayLike, t: ArrayLike) -> tuple[Array, Array]:
    o, t = _pair(o, t)
    for name, array in (("t", t), ("o", o)):
        if array.min() < 0 or array.max() > 1:
            outside = array[(array < 0) | (array > 1)]
            raise ValueError(f"{name} holds {outside[0]}; expected numbers from 0 to 1")
    return o, t


def _shares(o: ArrayLike, t: ArrayLike) -> tuple[Array, Array]:
    o, t = _probabilities(o, t)
    if t.ndim not in {1, 2}:
        raise ValueError(f"o and t have shape {t.shape}; expected (n,) or (m, n)")
    # Outputs may be a little off: rounded, or moved to measure a slope.
    for name, array, off in (("targets", t, 1e-5), ("outputs", o, 0.02)):
        sums = np.atleast_1d(array.sum(axis=-1))
        wrong = np.flatnonzero(abs(sums - 1) > off)
        if wrong.size:
            number, found = wrong[0] + 1, sums[wrong[0]]
            raise ValueError(f"the {name} of example {number} sum to {found:g}; expected 1")
    return o, t


class Comparison(Protocol[Result_co]):
    """A function of outputs and targets.

    What it computes, `unchecked` computes of arrays without a look at the numbers; `check`
    is that look, and returns both as arrays.
    """

    __name__: str
    unchecked: Callable[[Array, Array], Any]
    check: Check

    def __call__(self, o: ArrayLike, t: ArrayLike) -> Result_co: ...  # noqa: D102 - as it does


def compares(
    check: Check,
) -> Callable[[Callable[[Array, Array], Result_co]], Comparison[Result_co]]:
    """Let a function of outputs and targets take lists too, and refuse what `check` refuses.

    Examples
    --------
    >>> @compares(_pair)
    ... def largest(o, t):
    ...     return float(abs(o - t).max())
    >>> largest([1, 5], [2, 3])
    2.0
    """

    def decorate(function: Callable[[Array, Array], Result_co]) -> Comparison[Result_co]:
        @wraps(function)
        def call(o: ArrayLike, t: ArrayLike) -> Result_co:
            with np.errstate(all="ignore"):  # what is not finite is told below
                result: Any = function(*check(o, t))
                found: Any = finite(result, function.__name__)
            return float(found) if found.ndim == 0 else found  # type: ignore[return-value]

        call.unchecked = function  # type: ignore[attr-defined]
        call.check = check  # type: ignore[attr-defined]
        return call  # type: ignore[return-value]

    return decorate


@compares(_pair)
def signed_sum(o: Array, t: Array) -> float:
    """Return the sum of all t - o, in which errors of opposite sign cancel.

    Examples
    --------
    >>> signed_sum([1, 5, 3, 6], [2, 3, 5, 9])
    4.0
    """
    return float((t - o).sum())


@compares(_pair)
def signed_sum_prime(o: Array, _t: Array) -> Array:
    """Return -1 for each output, right or wrong.

    Examples
    --------
    >>> signed_sum_prime([1, 5], [2, 3])
    array([-1., -1.])
    """
    return -np.ones_like(o)


@compares(_pair)
def absolute_sum(o: Array, t: Array) -> float:
    """Return the sum of all abs(t - o).

    Examples
    --------
    >>> absolute_sum([1, 5, 3, 6], [2, 3, 5, 9])
    8.0
    """
    return float(np.abs(t - o).sum())


@compares(_pair)
def absolute_sum_prime(o: Array, t: Array) -> Array:
    """Return the sign of o - t: however small the error, its slope is as steep as ever.

    Where o = t there is no slope; by convention it is 0 there.

    Examples
    --------
    >>> absolute_sum_prime([1, 5, 3], [2, 3, 3])
    array([-1.,  1.,  0.])
    """
    return np.sign(o - t)


@compares(_pair)
def half_squared_sum(o: Array, t: Array) -> float:
    """Return half the sum of all (t - o)^2, the cost of the running example.

    Examples
    --------
    >>> half_squared_sum([1, 5, 3, 6], [2, 3, 5, 9])
    9.0
    """
    e = t - o
    return float(np.vdot(e, e) / 2)  # every e times itself, all added up


@compares(_pair)
def half_squared_sum_prime(o: Array, t: Array) -> Array:
    """Return o - t: the half is there for this.

    Examples
    --------
    >>> half_squared_sum_prime([1, 5, 3, 6], [2, 3, 5, 9])
    array([-1.,  2., -2., -3.])
    """
    return o - t


@compares(_pair)
def mean_squared(o: Array, t: Array) -> float:
    """Return the mean of all (t - o)^2, which does not grow with their number.

    Examples
    --------
    >>> mean_squared([1, 5, 3, 6], [2, 3, 5, 9])
    4.5
    """
    return float(((t - o) ** 2).mean())


@compares(_pair)
def mean_squared_prime(o: Array, t: Array) -> Array:
    """Return 2 (o - t) over the number of outputs.

    Examples
    --------
    >>> mean_squared_prime([1, 5, 3, 6], [2, 3, 5, 9])
    array([-0.5,  1. , -1. , -1.5])
    """
    return 2 * (o - t) / o.size


@compares(_probabilities)
def binary_cross_entropy(o: Array, t: Array) -> float:
    """Return the mean of all -(t ln o + (1 - t) ln(1 - o)), for outputs that say yes or no.

    Parameters
    ----------
    o : array_like
        Outputs between 0 and 1: how probable the network thinks a yes.
    t : array_like
        Targets from 0 to 1, of the same shape.

    Raises
    ------
    ValueError
        If the shapes differ, a number lies outside 0 to 1, or an output is exactly 0 or 1
        where its target is not: the cost is then infinite.

    Examples
    --------
    >>> round(binary_cross_entropy([0.5], [0]), 6)
    0.693147
    >>> binary_cross_entropy([1.0, 0.0], [1, 0])
    0.0
    """
    _refuse(o, ((o == 0) & (t > 0)) | ((o == 1) & (t < 1)), INFINITE)
    yes = np.log(np.where(t > 0, o, 1))  # a logarithm that does not count is 0
    no = np.log1p(np.where(t < 1, -o, 0))  # ln(1 - o), though 1 - o be rounded to 1
    return float((-t * yes - (1 - t) * no).mean())


@compares(_probabilities)
def binary_cross_entropy_prime(o: Array, t: Array) -> Array:
    """Return (o - t) / (o (1 - o)) over the number of outputs.

    Raises
    ------
    ValueError
        As in `binary_cross_entropy`; and at an output of exactly 0 or 1, where the
        formula divides by 0.

    Examples
    --------
    >>> binary_cross_entropy_prime([0.5, 0.5], [0, 1])
    array([ 1., -1.])
    """
    _refuse(o, (o == 0) | (o == 1), "where the formula of the slope divides by 0")
    return (o - t) / (o * (1 - o)) / o.size


@compares(_probabilities)
def binary_cross_entropy_delta(o: Array, t: Array) -> Array:
    """Return (o - t) over the number of outputs: the slope by the sums behind sigmoid outputs.

    The slope of the sigmoid, o (1 - o), cancels against the same term below the fraction of
    `binary_cross_entropy_prime`.

    Examples
    --------
    >>> binary_cross_entropy_delta([0.75, 0.5], [0, 1])
    array([ 0.375, -0.25 ])
    """
    return (o - t) / o.size


@compares(_shares)
def categorical_cross_entropy(o: Array, t: Array) -> float:
    """Return the mean over the examples of -sum(t ln o), for outputs that share out 1.

    Parameters
    ----------
    o : array_like of shape (n,) or (m, n)
        Probabilities of n classes, such as a softmax gives; a row for each of m examples.
    t : array_like, of the same shape
        The targets: 1 for the right class and 0 for all others, or shares that sum to 1.

    Raises
    ------
    ValueError
        If the shapes differ, a number lies outside 0 to 1, a row of outputs or of targets
        does not sum to 1, or an output is 0 where its target is not: the cost is then infinite.

    Examples
    --------
    >>> round(categorical_cross_entropy([0.25, 0.5, 0.25], [0, 1, 0]), 6)
    0.693147
    """
    counted = np.flatnonzero(t > 0)  # taking by number is quicker than by a mask
    shares = o.take(counted)
    _refuse(shares, shares == 0, INFINITE)
    return float(0 - (t.take(counted) * np.log(shares)).sum()) / _examples(o)  # 0 - 0 is not -0.0


@compares(_shares)
def categorical_cross_entropy_prime(o: Array, t: Array) -> Array:
    """Return -t / o over the number of examples; 0 where the target is 0.

    Examples
    --------
    >>> categorical_cross_entropy_prime([0.25, 0.5, 0.25], [0, 1, 0])
    array([-0., -2., -0.])
    """
    _refuse(o, (o == 0) & (t > 0), INFINITE)
    return -t / np.where(t > 0, o, 1) / _examples(o)


@compares(_shares)
def categorical_cross_entropy_delta(o: Array, t: Array) -> Array:
    """Return (o - t) over the number of examples: the slope by the sums behind a softmax.

    Examples
    --------
    >>> categorical_cross_entropy_delta([0.25, 0.5, 0.25], [0, 1, 0])
    array([ 0.25, -0.5 ,  0.25])
    """
    return (o - t) / _examples(o)


@dataclass(frozen=True)
class Cost:
    """A cost with all that the book says of it.

    Attributes
    ----------
    function, derivative : callable
        The cost of outputs and targets, and its slope by each output.
    formula, slope : str
        The formulas of both, in LaTeX.
    partner : str
        The name of the output's activation with which the cost goes together, if there is
        one: the slope by the weighted sums is then far simpler than its factors.
    delta : callable or None
        That slope, of outputs and targets.
    """

    function: Comparison[float]
    derivative: Comparison[Array]
    formula: str
    slope: str
    partner: str = ""
    delta: Comparison[Array] | None = None

    @property
    def name(self) -> str:
        """The name, which is that of the function."""
        return self.function.__name__


COSTS = {
    cost.name: cost
    for cost in [
        Cost(signed_sum, signed_sum_prime, r"\sum (t - o)", "-1"),
        Cost(absolute_sum, absolute_sum_prime, r"\sum |t - o|", r"\operatorname{sign}(o - t)"),
        Cost(half_squared_sum, half_squared_sum_prime, r"\sum \tfrac{1}{2} (t - o)^2", "o - t"),
        Cost(
            mean_squared,
            mean_squared_prime,
            r"\tfrac{1}{N} \sum (t - o)^2",
            r"\tfrac{2}{N} (o - t)",
        ),
        Cost(
            binary_cross_entropy,
            binary_cross_entropy_prime,
            r"-\tfrac{1}{N} \sum \bigl( t \ln o + (1 - t) \ln (1 - o) \bigr)",
            r"\tfrac{1}{N} \, \frac{o - t}{o (1 - o)}",
            partner="sigmoid",
            delta=binary_cross_entropy_delta,
        ),
        Cost(
            categorical_cross_entropy,
            categorical_cross_entropy_prime,
            r"-\tfrac{1}{m} \sum t \ln o",
            r"-\tfrac{1}{m} \, \frac{t}{o}",
            partner="softmax",
            delta=categorical_cross_entropy_delta,
        ),
    ]
}
"""Every cost of the book, by its name."""


def find_cost(name: str) -> Cost:
    """Return the cost called `name`.

    Raises
    ------
    ValueError
        If there is none; the message says which name is nearest.

    Examples
    --------
    >>> find_cost("mean_squared").function([1, 2], [1, 4])
    2.0
    >>> find_cost("mean_square")
    Traceback (most recent call last):
        ...
    ValueError: no cost is called 'mean_square'; did you mean 'mean_squared'?
    """
    if name in COSTS:
        return COSTS[name]
    near = difflib.get_close_matches(str(name).lower(), COSTS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(COSTS)}"
    raise ValueError(f"no cost is called {name!r}; {hint}")


def _refuse(o: Array, wrong: Array, why: str) -> None:
    if wrong.any():
        raise ValueError(f"an output is {o[wrong][0]:g} {why}")


def _examples(o: Array) -> int:
    return len(o) if o.ndim == 2 else 1
