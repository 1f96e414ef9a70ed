"""Draws how a matrix product comes about, and how its time grows with its size."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import EngFormatter
from numpy.typing import ArrayLike

from nnbook.figures import ACTIVATION, INPUT, QUIET, SUM, WEIGHT, new_axes

CELL = 0.46, 0.26
"""The width and the height of a number's cell, in inches."""
GAP = 1  # between two tables, in cells


def times(sizes: ArrayLike, loop: ArrayLike, product: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw the time of a loop and of a matrix product over the size of the batch.

    Both scales are logarithmic.

    Parameters
    ----------
    sizes : array_like of int of shape (n,)
        How many examples were computed at once.
    loop, product : array_like of shape (n,)
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
        last = np.asarray(sizes).max(), np.asarray(seconds).max()
        ax.annotate(name, last, (-10, 0), textcoords="offset points", color=color, ha="right")
    ax.xaxis.set_major_formatter("{x:,g}")
    ax.yaxis.set_major_formatter(EngFormatter("s"))
    ax.minorticks_off()
    ax.set_xlabel("examples in the batch")
    ax.set_ylabel("time")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def growth(grown: Mapping[str, Mapping[str, Sequence[float]]], ax: Axes | None = None) -> Axes:
    """Draw how the time of a network grows with its work, both as multiples of the first.

    Both scales are logarithmic; the dashed line is where time is in proportion to work.

    Parameters
    ----------
    grown : mapping of str to mapping
        For each thing that grew its "work" and its "seconds", from the least to the most.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.8, margins=(0.7, 0.15, 0.45, 0.12))
    most = max(found["work"][-1] / found["work"][0] for found in grown.values())
    ax.loglog([1, most], [1, most], "--", color=QUIET, linewidth=1)
    ax.annotate("in proportion", (most, most), (-10, 0), textcoords="offset points", ha="right")
    styles = zip("os^", (INPUT, SUM, ACTIVATION), strict=True)
    for (name, found), (marker, color) in zip(grown.items(), styles, strict=False):
        work, seconds = (np.divide(found[key], found[key][0]) for key in ("work", "seconds"))
        ax.loglog(work, seconds, marker=marker, color=color, markersize=4, label=name)
    ax.legend(frameon=False, loc="lower right")
    ax.xaxis.set_major_formatter("{x:,g}")
    ax.yaxis.set_major_formatter("{x:g}")
    ax.minorticks_off()
    ax.set_xlabel("times the work")
    ax.set_ylabel("times the time")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def product(X: ArrayLike, W: ArrayLike, cell: tuple[int, int], ax: Axes | None = None) -> Axes:
    """Draw the product of X and the transpose of W, each number where its row and column meet.

    Parameters
    ----------
    X : array_like of shape (m, n_in)
        A batch of inputs, which stands on the left.
    W : array_like of shape (n_out, n_in)
        Weights: row j belongs to neuron j. Their transpose stands at the top.
    cell : pair of int
        Row and column of the sum that is shown with the numbers it comes from.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    X, W = np.asarray(X, float), np.asarray(W, float)
    (m, n_in), n_out = X.shape, len(W)
    right, below = n_in + GAP, n_in + GAP
    size = CELL[0] * (right + n_out), CELL[1] * (below + m)
    ax = ax or new_axes(*size, margins=(0, 0, 0, 0))
    row, column = cell
    for name, table, color, corner, chosen in [
        ("X", X, INPUT, (0, below), (0, row, n_in, 1)),
        ("Wᵀ", W.T, WEIGHT, (right, 0), (column, 0, 1, n_in)),
        ("Z", X @ W.T, SUM, (right, below), (column, row, 1, 1)),
    ]:
        x, y = corner
        height, width = table.shape
        left, top, wide, high = chosen
        band = Rectangle((x + left, y + top), wide, high, facecolor=color, alpha=0.25, linewidth=0)
        ax.add_patch(band)
        ax.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=color, linewidth=1.5))
        ax.text(x + width / 2, y - 0.5, name, color=color, size=10, ha="center", va="center")
        for (j, i), value in np.ndenumerate(table):
            ax.text(x + i + 0.5, y + j + 0.5, f"{value:.4g}", size=9, ha="center", va="center")
    ax.set(xlim=(-0.05, right + n_out + 0.05), ylim=(below + m + 0.05, -0.95))
    ax.set_axis_off()
    return ax
