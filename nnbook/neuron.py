"""A neuron adds up its inputs, each times its weight, and answers with one number."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray


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
    x, w, bias = finite(x, "x"), finite(w, "w"), finite(b, "b")
    if x.ndim != 1 or x.shape != w.shape:
        shapes = f"x has shape {x.shape}, w has shape {w.shape}"
        raise ValueError(f"{shapes}; expected vectors of equal length")
    if bias.ndim != 0:
        raise ValueError(f"b has shape {bias.shape}; expected one number")
    return float(finite(w @ x + bias, "z"))


def neuron(
    x: ArrayLike,
    w: ArrayLike,
    b: float = 0.0,
    *,
    activation: Callable[[float], float],
) -> float:
    """Return a = activation(z): what a neuron answers to its inputs.

    Parameters
    ----------
    x, w, b
        As in `weighted_sum`.
    activation : callable
        Takes the weighted sum, and returns the neuron's output.

    Returns
    -------
    float
        The output a.

    Raises
    ------
    ValueError
        As `weighted_sum`.

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
    return activation(weighted_sum(x, w, b))


def finite(values: ArrayLike, name: str, *, copy: bool = True) -> NDArray[np.floating]:
    """Return `values` as an array of floating-point numbers, none of them NaN or infinite.

    Parameters
    ----------
    values : array_like
        Numbers; float32 stays float32, all else becomes float64.
    name : str
        What error messages call them.
    copy : bool, default True
        Whether to return a new array, even where `values` is such an array already.

    Raises
    ------
    ValueError
        If there is anything other than finite numbers; the message says what, and where.

    Examples
    --------
    >>> finite([1, 2], "x")
    array([1., 2.])
    >>> finite([1, float("nan")], "x")
    Traceback (most recent call last):
        ...
    ValueError: x holds nan at index 1; expected finite numbers
    """
    try:
        array = np.asarray(values)
    except ValueError as error:  # rows of different lengths
        raise ValueError(f"{name} is no array of numbers: {error}") from error
    if np.ma.is_masked(values):
        raise ValueError(f"{name} has masked values; expected numbers without a mask")
    if array.dtype.kind not in "buif":
        raise ValueError(f"{name} holds {array.dtype}; expected numbers")
    array = array.astype(np.float32 if array.dtype == np.float32 else np.float64, copy=copy)
    # One sum of squares is quicker than a look at each, which only an infinite sum calls for.
    if not math.isfinite(np.vdot(array, array)) and not (known := np.isfinite(array)).all():
        at = tuple(np.argwhere(~known)[0].tolist())
        where = f" at index {at[0] if len(at) == 1 else at}" if at else ""
        raise ValueError(f"{name} holds {array[at]}{where}; expected finite numbers")
    return array
