"""Draws how far a number goes astray when it is rounded on the way."""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnbook.figures import ERROR


def rounding(decimals: ArrayLike, errors: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw the error of a result over the decimal places kept on the way to it.

    Parameters
    ----------
    decimals : array_like of int, shape (n,)
        How many decimal places were kept.
    errors : array_like, shape (n,)
        How far off the result was, on a scale that counts powers of ten.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(4.2, 2.6), layout="constrained")
    ax.semilogy(decimals, errors, "o-", color=ERROR)
    ax.set_xticks(np.asarray(decimals))
    ax.set_xlabel("decimal places kept in the hidden layer")
    ax.set_ylabel("error of the output")
    ax.spines[["top", "right"]].set_visible(False)
    return ax
