"""Numbers that remember what they were computed from can find every slope by themselves."""

from collections.abc import Iterable

import numpy as np

from nnbook.activation import ActivationLike, find_activation
from nnbook.checks import checked, instance
from nnbook.checks import number as one_number


class Value:
    """A number that remembers what it was computed from, and how fast it changes with each of it.

    It takes part in `+`, `-`, `*`, `/` and `**` like any number, and together with plain ones.
    Each result is a new value; the old ones stay as they are.

    Parameters
    ----------
    number : float
        The number.
    sources : iterable of pairs, optional
        The values that it was computed from, each with its rate: how fast the number changes with
        that value. A value from outside has none.
    operation : str, optional
        How it was computed from them.

    Attributes
    ----------
    number, sources, operation
        As given; the sources as a list.

    Raises
    ------
    ValueError
        If the number or a rate is not one finite number. The message names the operation.

    Examples
    --------
    >>> w = Value(3)
    >>> E = w * w + 2 * w
    >>> E, E.operation
    (Value(15.0), '+')
    >>> E.backward()[w]
    8.0
    """

    __array_ufunc__ = None  # NumPy lets us do what is done with one of its numbers and a value

    def __init__(
        self,
        number: float,
        sources: Iterable[tuple["Value", float]] = (),
        operation: str = "",
    ) -> None:
        of = f" of {operation}" if operation else ""
        self.number = one_number(number, f"the number{of}")
        self.sources = [(a, one_number(rate, f"a rate{of}")) for a, rate in sources]
        self.operation = operation

    def __repr__(self) -> str:
        return f"Value({self.number})"

    def __add__(self, other: "Value | float") -> "Value":
        a, b = self, _value(other)
        return Value(a.number + b.number, [(a, 1), (b, 1)], "+")

    def __sub__(self, other: "Value | float") -> "Value":
        a, b = self, _value(other)
        return Value(a.number - b.number, [(a, 1), (b, -1)], "-")

    def __mul__(self, other: "Value | float") -> "Value":
        a, b = self, _value(other)
        return Value(a.number * b.number, [(a, b.number), (b, a.number)], "*")

    @checked
    def __truediv__(self, other: "Value | float") -> "Value":
        a, b = self, _value(other)
        c, rate = np.divide([a.number, 1], b.number)
        return Value(c, [(a, rate), (b, -c * rate)], "/")

    @checked
    def __pow__(self, n: float) -> "Value":
        x, n = np.float64(self.number), one_number(n, "the exponent")
        return Value(x**n, [(self, n * x ** (n - 1) if n else 0)], f"** {n:g}")

    def __neg__(self) -> "Value":
        return Value(-self.number, [(self, -1)], "-")

    def __rsub__(self, other: float) -> "Value":
        return _value(other) - self

    def __rtruediv__(self, other: float) -> "Value":
        return _value(other) / self

    __radd__, __rmul__ = __add__, __mul__

    @checked
    def exp(self) -> "Value":
        """Return e to the power of the value.

        Examples
        --------
        >>> Value(0).exp()
        Value(1.0)
        """
        a = np.exp(self.number)
        return Value(a, [(self, a)], "exp")

    @checked
    def log(self) -> "Value":
        """Return the natural logarithm of the value.

        Examples
        --------
        >>> Value(1).log()
        Value(0.0)
        """
        x = np.float64(self.number)
        return Value(np.log(x), [(self, 1 / x)], "log")

    def activate(self, activation: ActivationLike) -> "Value":
        """Return what an activation function makes of the value.

        Parameters
        ----------
        activation : str or callable or Activation
            The activation, or its name or function: see `nnbook.activation.ACTIVATIONS`. The
            softmax is none of them here: it takes a whole layer.

        Examples
        --------
        >>> Value(0).activate("sigmoid")
        Value(0.5)
        """
        f = find_activation(activation)
        a = f.function(self.number)
        return Value(a, [(self, f.derivative(self.number, a))], f.name)

    def order(self) -> list["Value"]:
        """Return all values behind this one, each after those it was computed from; itself last.

        Examples
        --------
        >>> w = Value(3)
        >>> (w * w + 2).order()
        [Value(3.0), Value(9.0), Value(2.0), Value(11.0)]
        """
        order: dict[Value, None] = {}
        waiting = [self]
        while waiting:
            missing = [a for a, _ in waiting[-1].sources if a not in order]
            if missing:
                waiting.extend(reversed(missing))
            else:
                order[waiting.pop()] = None
        return list(order)

    def backward(self) -> "dict[Value, float]":
        """Return how fast this value changes with each value behind it.

        Returns
        -------
        dict of Value to float
            The slope with respect to each value; 0 for a value that is not behind this one.

        Raises
        ------
        ValueError
            If a slope is too steep for a number.

        Examples
        --------
        >>> w, other = Value(3), Value(4)
        >>> slopes = (w * w).backward()
        >>> slopes[w], slopes[other]
        (6.0, 0.0)
        """
        slopes = _Slopes({self: 1.0})
        for value in reversed(self.order()):
            slope = one_number(slopes[value], f"the slope with respect to {value}")
            for a, rate in value.sources:
                slopes[a] += slope * rate
        return slopes


class _Slopes(dict[Value, float]):
    """The slopes with respect to the values behind a result; those of all others are 0."""

    def __missing__(self, value: Value) -> float:
        instance(value, Value, "what a slope is asked for")
        return 0.0


def _value(other: Value | float) -> Value:
    """Return a plain number as a value."""
    return other if isinstance(other, Value) else Value(other)
