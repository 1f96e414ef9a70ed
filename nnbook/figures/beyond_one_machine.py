"""Draws what a training step takes, on one process and on several."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import EngFormatter
from numpy.typing import ArrayLike

from nnbook.figures import QUIET, SUM, new_axes


def step_times(
    examples: ArrayLike, alone: ArrayLike, spread: ArrayLike, ax: Axes | None = None
) -> Axes:
    """Draw the time of a step on one process and on several over the size of the batch.

    Both scales are logarithmic.

    Parameters
    ----------
    examples : array_like of int of shape (n,)
        How many examples each batch had.
    alone, spread : array_like of shape (n,)
        What a step took on one process, and on several, in seconds.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.6, margins=(0.85, 0.12, 0.45, 0.12))
    first = np.asarray(examples).min()
    for seconds, name, color, offset in [
        (alone, "one process", SUM, (-3, -12)),
        (spread, "workers", QUIET, (-3, 12)),
    ]:
        ax.loglog(examples, seconds, "o-", color=color, markersize=4)
        start = first, float(np.ravel(seconds)[0])
        ax.annotate(name, start, offset, textcoords="offset points", color=color, va="center")
    ax.xaxis.set_major_formatter("{x:,g}")
    ax.yaxis.set_major_formatter(EngFormatter("s"))
    ax.minorticks_off()
    ax.margins(y=0.2)
    ax.set_xlabel("examples in the batch")
    ax.set_ylabel("time of a step")
    ax.spines[["top", "right"]].set_visible(False)
    return ax
