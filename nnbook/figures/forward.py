"""Draws how far a number goes astray when it is rounded on the way."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnbook.figures import ERROR, new_axes

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def rounding(decimals: ArrayLike, errors: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw the error of a result over the decimal places kept on the way to it.

    Parameters
    ----------
    decimals : array_like of int of shape (n,)
        How many decimal places were kept.
    errors : array_like of shape (n,)
        How far off the result was, on a scale that counts powers of ten.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.6, margins=(0.75, 0.08, 0.45, 0.08))
    ax.semilogy(decimals, errors, "o-", color=ERROR)
    ax.yaxis.set_major_formatter(power)
    ax.set_xticks(np.asarray(decimals))
    ax.set_xlabel("decimal places kept in the hidden layer")
    ax.set_ylabel("error of the output")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def power(value: float, _position: float) -> str:
    """Return a power of ten as plain text, which Matplotlib draws faster than a formula."""
    return "10" + f"{np.log10(value):.0f}".translate(SUPERSCRIPTS)
