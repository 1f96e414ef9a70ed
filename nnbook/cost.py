"""A cost says with one number how wrong the outputs of a network are.

Each function stands beside its derivative: `half_squared_sum` beside `half_squared_sum_prime`, the
slopes with respect to the outputs. All take the outputs `o` first and the targets `t` second,
arrays of the same shape, and raise ValueError where shapes differ, there is nothing in them, or a
number or the result is not finite. `COSTS` lists them by name.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from inspect import unwrap
from typing import Any

import numpy as np

from nnbook.activation import Activation, sigmoid, softmax
from nnbook.checks import (
    INFINITE,
    Array,
    Comparison,
    Function,
    Listed,
    both_probabilities,
    both_shares,
    checked,
    compares,
    find,
    finite,
    of_rows,
    pair,
    probabilities,
    refuse,
    shares,
    sums_and_probabilities,
    sums_and_shares,
)

PART = 1000
"""From how many examples on `EpochCost` computes the cost of those that have come."""


@compares(pair)
def signed_error_sum(o: Array, t: Array) -> float:
    """Return the sum of all t - o, in which errors of opposite sign cancel.

    Examples
    --------
    >>> signed_error_sum([1, 5, 3, 6], [2, 3, 5, 9])
    4.0
    """
    return float(np.sum(t - o))


@compares(pair)
def signed_error_sum_prime(o: Array, _t: Array) -> Array:
    """Return -1 for each output, right or wrong.

    Examples
    --------
    >>> signed_error_sum_prime([1, 5], [2, 3])
    array([-1., -1.])
    """
    return -np.ones_like(o)


@compares(pair)
def absolute_error_sum(o: Array, t: Array) -> float:
    """Return the sum of all abs(t - o).

    Examples
    --------
    >>> absolute_error_sum([1, 5, 3, 6], [2, 3, 5, 9])
    8.0
    """
    return float(np.sum(np.abs(t - o)))


@compares(pair)
def absolute_error_sum_prime(o: Array, t: Array) -> Array:
    """Return the sign of o - t: however small the error, its slope is as steep as ever.

    Where o = t there is no slope; by convention it is 0 there.

    Examples
    --------
    >>> absolute_error_sum_prime([1, 5, 3], [2, 3, 3])
    array([-1.,  1.,  0.])
    """
    return np.sign(o - t)


@compares(pair)
def half_squared_sum(o: Array, t: Array) -> float:
    """Return half the sum of all (t - o)^2, the cost of the running example.

    Examples
    --------
    >>> half_squared_sum([1, 5, 3, 6], [2, 3, 5, 9])
    9.0
    """
    return float(np.sum((t - o) ** 2) / 2)


@compares(pair)
def half_squared_sum_prime(o: Array, t: Array) -> Array:
    """Return o - t: the half is there for this.

    Examples
    --------
    >>> half_squared_sum_prime([1, 5, 3, 6], [2, 3, 5, 9])
    array([-1.,  2., -2., -3.])
    """
    return o - t


@compares(pair)
def mean_squared(o: Array, t: Array) -> float:
    """Return the mean of all (t - o)^2, which does not grow with their number.

    Examples
    --------
    >>> mean_squared([1, 5, 3, 6], [2, 3, 5, 9])
    4.5
    """
    return float(np.mean((t - o) ** 2))


@compares(pair)
def mean_squared_prime(o: Array, t: Array) -> Array:
    """Return 2 (o - t) over the number of outputs.

    Examples
    --------
    >>> mean_squared_prime([1, 5, 3, 6], [2, 3, 5, 9])
    array([-0.5,  1. , -1. , -1.5])
    """
    return 2 * (o - t) / o.size


@compares(both_probabilities)
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
    refuse(o, ((o == 0) & (t > 0)) | ((o == 1) & (t < 1)), INFINITE)
    yes = t * np.log(np.where(t > 0, o, 1))  # a logarithm that does not count is 0
    no = (1 - t) * np.log1p(np.where(t < 1, -o, 0))  # ln(1 - o), exact for the smallest o
    return float(0 - np.mean(yes + no))


@compares(both_probabilities)
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
    refuse(o, (o == 0) | (o == 1), "where the formula of the slope divides by 0")
    return (o - t) / (o * (1 - o)) / o.size


@compares(sums_and_probabilities)
def binary_cross_entropy_of_sums(z: Array, t: Array) -> float:
    """Return the binary cross entropy of sigmoid outputs, from the sums z behind them.

    It is the mean of all max(z, 0) - t z + ln(1 + e^-abs(z)), which stays exact where the sigmoid
    rounds to 0 or 1.

    Examples
    --------
    >>> binary_cross_entropy_of_sums([1000.0, -1000.0], [0, 0])
    500.0
    """
    return float(np.mean(np.maximum(z, 0) - t * z + np.log1p(np.exp(-np.abs(z)))))


@compares(both_shares)
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
    refuse(o, (o == 0) & (t > 0), INFINITE)
    logarithms = np.log(np.where(t > 0, o, 1))  # one that does not count is 0
    return float(0 - np.sum(t * logarithms)) / _examples(o)


@compares(both_shares)
def categorical_cross_entropy_prime(o: Array, t: Array) -> Array:
    """Return -t / o over the number of examples; 0 where the target is 0.

    Examples
    --------
    >>> categorical_cross_entropy_prime([0.25, 0.5, 0.25], [0, 1, 0])
    array([-0., -2., -0.])
    """
    refuse(o, (o == 0) & (t > 0), INFINITE)
    return -t / np.where(t > 0, o, 1) / _examples(o)


@compares(sums_and_shares)
def categorical_cross_entropy_of_sums(z: Array, t: Array) -> float:
    """Return the categorical cross entropy of softmax outputs, from the sums z behind them.

    It is the mean over the examples of ln(sum of all e^z) - sum(t z), with the largest sum first
    taken off all of them.

    Examples
    --------
    >>> categorical_cross_entropy_of_sums([1000.0, 0.0], [0, 1])
    1000.0
    """
    z = z - of_rows(np.maximum, z)
    logarithms = np.log(of_rows(np.add, np.exp(z)))
    return float(np.sum(logarithms) - np.sum(t * z)) / _examples(z)


def _examples(o: Array) -> int:
    """Return how many examples there are: rows, or one where there are none."""
    return len(o) if o.ndim == 2 else 1


def _one(t: Array) -> int:
    """Return 1, by which a sum is divided."""
    del t
    return 1


def _as_they_are(t: Array) -> Array:
    """Return targets that somebody has looked at."""
    return t


@dataclass(frozen=True)
class Cost(Listed):
    """A cost and its slopes.

    Attributes
    ----------
    function, derivative : callable
        The cost of outputs and targets, and its slope with respect to each output.
    count : callable
        Takes the targets, and returns over how many of them the cost is a mean; 1 for a sum.
    """

    function: Comparison[float]
    derivative: Comparison[Array]
    count: Callable[[Array], int] = _one

    def suits(self, activation: Activation, t: Array) -> None:
        """Refuse outputs and targets with which the cost means nothing."""

    def for_targets(self, t: Array) -> "Cost":
        """Return the cost for targets that need no other look than this one."""
        del t
        return self

    def of_sums(self, activation: Activation, z: Array, t: Array) -> float:
        """Return the cost of outputs with the sums z."""
        return float(self.f(activation.f(z), t))


class EpochCost:
    """The cost of an epoch, whose examples come batch by batch.

    A call takes hardly longer for hundreds of examples than for a few, so batches are put together.

    Parameters
    ----------
    cost : Cost
        The cost.
    activation : Activation
        The activation of the outputs.

    Examples
    --------
    >>> from nnbook.activation import find_activation
    >>> cost = EpochCost(find_cost("half_squared_sum"), find_activation("identity"))
    >>> cost.add(np.array([[3.0]]), np.array([[1.0]]))
    >>> cost.add(np.array([[2.0]]), np.array([[1.0]]))
    >>> cost.of(np.array([[1.0], [1.0]]))
    2.5
    """

    def __init__(self, cost: Cost, activation: Activation) -> None:
        self.cost, self.activation = cost, activation
        self.total, self.rows = 0.0, 0
        self.waiting: list[tuple[Array, Array]] = []

    def add(self, z: Array, t: Array) -> None:
        """Take in a batch.

        Parameters
        ----------
        z, t : ndarray of shape (m, n_out)
            The sums of the outputs, and the targets.

        Examples
        --------
        >>> from nnbook.activation import find_activation
        >>> cost = EpochCost(find_cost("half_squared_sum"), find_activation("identity"))
        >>> cost.add(np.zeros((20, 3)), np.ones((20, 3)))
        >>> cost.rows
        20
        """
        self.waiting.append((z, t))
        self.rows += len(t)
        if self.rows >= PART:
            self._add_up()

    @checked
    def _add_up(self) -> None:
        z, t = (np.concatenate(arrays) for arrays in zip(*self.waiting, strict=True))
        self.total += self.cost.count(t) * self.cost.of_sums(self.activation, z, t)
        self.waiting, self.rows = [], 0

    def of(self, t: Array) -> float:
        """Return the cost of all that came.

        Parameters
        ----------
        t : ndarray of shape (m, n_out)
            The targets of all, in any order.

        Raises
        ------
        NotFiniteError
            If it is not finite.

        Examples
        --------
        >>> from nnbook.activation import find_activation
        >>> cost, t = find_cost("mean_squared"), np.array([[1.0], [3.0]])
        >>> epoch = EpochCost(cost, find_activation("identity"))
        >>> epoch.add(np.zeros((2, 1)), t)
        >>> epoch.of(t)
        5.0
        """
        if self.waiting:
            self._add_up()
        return float(finite(np.asarray(self.total / self.cost.count(t)), self.cost.name))


@dataclass(frozen=True, kw_only=True)
class CrossEntropy(Cost):
    """A cost that goes together with one activation of the outputs, its partner.

    Attributes
    ----------
    partner : callable
        The function of that activation.
    from_sums : callable
        The cost from the sums behind the outputs, exact where the activation saturates.
    targets : callable
        Returns the targets, unless they are no probabilities.
    only_partner : bool
        Whether no other activation will do.
    """

    partner: Function
    from_sums: Comparison[float]
    targets: Callable[[Array], Array]
    only_partner: bool

    def suits(self, activation: Activation, t: Array) -> None:
        """Refuse outputs and targets that are no probabilities."""
        self.targets(t)
        low, high = activation.bounds
        if activation.function is not self.partner and (
            self.only_partner or not 0 <= low < high <= 1
        ):
            raise ValueError(
                f"{self.name} needs {self.partner.__name__} outputs, "
                f"but the last activation is {activation.name}"
            )

    def for_targets(self, t: Array) -> "CrossEntropy":
        """Return the cost for targets that need no other look than this one."""
        self.targets(t)
        return replace(self, targets=_as_they_are)

    def of_sums(self, activation: Activation, z: Array, t: Array) -> float:
        """Return the cost of outputs with the sums z, for partners from these themselves."""
        if activation.function is self.partner:
            return float(unwrap(self.from_sums)(z, t))
        return super().of_sums(activation, z, t)


COSTS = {
    cost.name: cost
    for cost in [
        Cost(signed_error_sum, signed_error_sum_prime),
        Cost(absolute_error_sum, absolute_error_sum_prime),
        Cost(half_squared_sum, half_squared_sum_prime),
        Cost(mean_squared, mean_squared_prime, np.size),
        CrossEntropy(
            binary_cross_entropy,
            binary_cross_entropy_prime,
            np.size,
            partner=sigmoid,
            from_sums=binary_cross_entropy_of_sums,
            targets=probabilities,
            only_partner=False,
        ),
        CrossEntropy(
            categorical_cross_entropy,
            categorical_cross_entropy_prime,
            _examples,
            partner=softmax,
            from_sums=categorical_cross_entropy_of_sums,
            targets=shares,
            only_partner=True,
        ),
    ]
}
"""Every cost of the book, by its name."""


CostLike = str | Callable[..., Any] | Cost
"""What names a cost: its name, its function, or the cost itself."""


def find_cost(cost: CostLike) -> Cost:
    """Return the cost of that name or function.

    Parameters
    ----------
    cost : str or callable or Cost
        A key of `COSTS`, a function of this module, or a cost of your own.

    Raises
    ------
    TypeError
        If it is none of these.
    ValueError
        If no cost has that name; the message says which name is nearest.

    Examples
    --------
    >>> find_cost("mean_squared").function([1, 2], [1, 4])
    2.0
    >>> find_cost("mean_square")
    Traceback (most recent call last):
        ...
    ValueError: no cost is called 'mean_square'; did you mean 'mean_squared'?
    """
    return find(cost, COSTS, "cost")
