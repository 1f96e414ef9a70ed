"""Draws how the time of a computation grows with its size."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import EngFormatter
from numpy.typing import ArrayLike

from nnbook.figures import QUIET, SUM, new_axes


def times(sizes: ArrayLike, loop: ArrayLike, product: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw the time of a loop and of a matrix product over the size of the batch.

    Both scales count powers of ten.

    Parameters
    ----------
    sizes : array_like of int, shape (n,)
        How many examples were computed at once.
    loop, product : array_like, shape (n,)
        What each way took for them, in seconds.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.6, margins=(0.85, 0.08, 0.45, 0.12))
    for seconds, name, color in [(loop, "loop", QUIET), (product, "matrix product", SUM)]:
        ax.loglog(sizes, seconds, "o-", color=color, markersize=4)
        last = float(np.max(sizes)), float(np.max(seconds))
        ax.annotate(name, last, (-10, 0), textcoords="offset points", color=color, ha="right")
    ax.xaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_major_formatter(EngFormatter("s"))
    ax.minorticks_off()
    ax.set_xlabel("examples in the batch")
    ax.set_ylabel("time")
    ax.spines[["top", "right"]].set_visible(False)
    return ax
