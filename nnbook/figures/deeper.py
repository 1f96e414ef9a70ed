"""Draws how the numbers of a deep network grow or fade from layer to layer."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnbook.figures import GRADIENT, new_axes, styled
from nnbook.figures.forward import power


def by_layer(
    sizes: Mapping[str, ArrayLike],
    ax: Axes | None = None,
    *,
    what: str = "size of delta",
    color: str = GRADIENT,
) -> Axes:
    """Draw the size of something in each layer, for one network or several.

    Parameters
    ----------
    sizes : mapping of str to array_like of shape (n_layers,) each
        The size in each layer from the first to the last, more than 0, by the name of the
        network; at most four of these. Equal distances up are equal factors.
    ax : Axes, optional
        Where to draw; new axes if left out.
    what : str, default "size of delta"
        What has this size.
    color : str
        The color of all lines.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there are more than four networks.
    """
    ax = ax or new_axes(4.4, 2.9, margins=(0.65, 0.08, 0.45, 0.08))
    for name, of_layers, style in styled(sizes):
        layers = np.arange(1, np.size(of_layers) + 1)
        ax.plot(layers, of_layers, style, marker="o", markersize=3, color=color, label=name)
    ax.set_yscale("log")
    ax.yaxis.set_major_formatter(power)
    ax.minorticks_off()
    ax.set_xticks(layers)
    ax.set_xlabel("layer")
    ax.set_ylabel(what)
    ax.legend(frameon=False, fontsize=10, handlelength=2.6)
    ax.spines[["top", "right"]].set_visible(False)
    return ax
