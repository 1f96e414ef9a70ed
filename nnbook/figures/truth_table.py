"""Draws what comes of many starts, and of one that is trained for long."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnbook.figures import ACTIVATION, ERROR, QUIET, new_axes


def long_run(costs: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw how the cost falls over many epochs, on logarithmic scales.

    Parameters
    ----------
    costs : array_like of shape (n,)
        The cost of each epoch.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.6, margins=(0.7, 0.08, 0.45, 0.08))
    # Late epochs lie close together: 300 points, evenly spread on the scale, are enough.
    last = np.size(costs)
    epochs = np.unique(np.geomspace(1, last, min(last, 300)).round().astype(int))
    ax.loglog(epochs, np.asarray(costs)[epochs - 1], color=ERROR, linewidth=2)
    ax.xaxis.set_major_formatter("{x:,g}")
    ax.yaxis.set_major_formatter("{x:g}")
    ax.minorticks_off()
    ax.set_xlabel("epoch")
    ax.set_ylabel("cost")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def histograms(
    groups: Mapping[str, ArrayLike], bins: ArrayLike, unit: str, ax: Axes | None = None
) -> Axes:
    """Draw how often numbers fall into bins, a row for each group of numbers.

    Parameters
    ----------
    groups : mapping of str to array_like of shape (n,) each
        The numbers of each group by its name, from the top down.
    bins : array_like of shape (k,)
        Where the bins begin, and where the last one ends.
    unit : str
        What the numbers are.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    names = list(groups)
    ax = ax or new_axes(4.4, 0.6 * len(names) + 0.5, margins=(0.95, 0.1, 0.45, 0.05))
    counts = [np.histogram(np.asarray(group), np.asarray(bins))[0] for group in groups.values()]
    highest = max(row.max() for row in counts)
    left, widths = np.asarray(bins)[:-1], np.diff(np.asarray(bins))
    for row, count in enumerate(counts):
        ax.axhline(-row, color=QUIET, linewidth=0.6)
        height = 0.85 * count / highest
        ax.bar(left + widths / 2, height, 0.9 * widths, bottom=-row, color=ACTIVATION, linewidth=0)
    ax.set_yticks([0.3 - row for row in range(len(names))], names)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(0.1 - len(names), 1)
    ax.set_xlabel(unit)
    ax.spines[["top", "right", "left"]].set_visible(False)
    return ax
