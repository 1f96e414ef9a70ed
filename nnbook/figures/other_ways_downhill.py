"""Draws how fast several ways of taking steps bring a cost down, with their spread."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnbook.figures import ERROR, new_axes, styled
from nnbook.figures.forward import power


def race(costs: Mapping[str, ArrayLike], ax: Axes | None = None) -> Axes:
    """Draw the mean cost of several runs over the epochs, in a band from the lowest to the highest.

    Parameters
    ----------
    costs : mapping of str to array_like of shape (runs, epochs) each
        The costs of each run after each epoch, more than 0, by the name of what was tried; at
        most four of these.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If more than four ways were tried.
    """
    ax = ax or new_axes(4.4, 3.3, margins=(0.6, 0.08, 0.45, 0.48))
    for name, runs, style in styled(costs):
        rows = np.asarray(runs)
        epochs = np.arange(1, rows.shape[1] + 1)
        ax.fill_between(epochs, rows.min(axis=0), rows.max(axis=0), color=ERROR, alpha=0.15, lw=0)
        ax.plot(epochs, rows.mean(axis=0), style, color=ERROR, linewidth=1.6, label=name)
    ax.set_yscale("log")
    ax.yaxis.set_major_formatter(power)
    ax.minorticks_off()
    ax.set_xlabel("epoch")
    ax.set_ylabel("cost")
    ax.legend(
        frameon=False,
        fontsize=10,
        handlelength=2.6,
        ncols=2,
        columnspacing=1,
        loc="lower right",
        bbox_to_anchor=(1, 1),
        borderaxespad=0,
    )
    ax.spines[["top", "right"]].set_visible(False)
    return ax
