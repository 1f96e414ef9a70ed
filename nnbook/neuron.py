"""A neuron adds up its inputs, each times its weight, and answers with one number."""

from collections.abc import Callable

from numpy.typing import ArrayLike

from nnbook.checks import checked, number, vectors


@checked
def weighted_sum(x: ArrayLike, w: ArrayLike, b: float = 0.0) -> float:
    """Return z = w1 x1 + w2 x2 + ... + b.

    Parameters
    ----------
    x : array_like of shape (n,)
        The inputs.
    w : array_like of shape (n,)
        A weight for each input.
    b : float, default 0
        The bias: what the sum is when every input is 0.

    Returns
    -------
    float
        The weighted sum z.

    Raises
    ------
    ValueError
        If `x` and `w` are not vectors of the same length, `b` is not one number, or a number
        or the sum is not finite.

    Examples
    --------
    >>> weighted_sum([1, 0, 1], [0.25, 0.5, 0.125])
    0.375
    >>> weighted_sum([1, 0], [0.25, 0.5, 0.125])
    Traceback (most recent call last):
        ...
    ValueError: x has shape (2,), w has shape (3,); expected vectors of equal length
    """
    x, w, b = *vectors(x, w), number(b, "b")
    return number(w @ x + b, "z")


def neuron(
    x: ArrayLike,
    w: ArrayLike,
    b: float = 0.0,
    *,
    activation: Callable[[float], float] | str,
) -> float:
    """Return a = activation(z): what a neuron answers to its inputs.

    Parameters
    ----------
    x, w, b
        As in `weighted_sum`.
    activation : callable or str
        Takes the weighted sum, and returns the neuron's output; or the name of one that does,
        a key of `nnbook.activation.ACTIVATIONS`.

    Returns
    -------
    float
        The output a.

    Raises
    ------
    TypeError
        If `activation` is neither a function nor a name.
    ValueError
        As `weighted_sum`, or if no activation has that name.

    Examples
    --------
    A neuron that fires, that is, answers 1, as soon as its sum reaches 2:

    >>> def fires(z):
    ...     return 1.0 if z >= 2 else 0.0
    >>> neuron([1, 1, 0], [1, 1, 1], activation=fires)
    1.0
    >>> neuron([1, 0, 0], [1, 1, 1], activation=fires)
    0.0
    """
    z = weighted_sum(x, w, b)
    return activation(z) if callable(activation) else _named(activation)(z)


def _named(activation: str) -> Callable[[float], float]:
    """Return the function of that name."""
    from nnbook.activation import find_activation  # noqa: PLC0415 - of the next chapter

    return find_activation(activation).function
