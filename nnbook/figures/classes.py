"""Draws how sure a network is of its classes, and the slopes of costs when it is wrong."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnbook.figures import ACTIVATION, GRADIENT, QUIET, new_axes, styled


def slopes_over_sums(z: ArrayLike, deltas: Mapping[str, ArrayLike], ax: Axes | None = None) -> Axes:
    """Draw delta, the slope of a cost with respect to a sum, over that sum.

    Parameters
    ----------
    z : array_like of shape (n,)
        The sums.
    deltas : mapping of str to array_like of shape (n,)
        By the name of the cost, delta at each of these sums; at most four.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.6, margins=(0.55, 0.08, 0.45, 0.08))
    ax.axhline(0, color=QUIET, linewidth=0.6)
    for name, delta, style in styled(deltas):
        ax.plot(z, delta, color=GRADIENT, linewidth=2, linestyle=style, label=name)
    ax.set_xlabel("sum z")
    ax.set_ylabel("delta")
    ax.legend(frameon=False, loc="upper left")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def learning_curves(
    outputs: Mapping[str, ArrayLike], target: float, ax: Axes | None = None
) -> Axes:
    """Draw how an output comes nearer to its target with each step of learning.

    Parameters
    ----------
    outputs : mapping of str to array_like of shape (k,)
        By the name of the cost, the output before the first step and after each; at most four.
    target : float
        What the output should be.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.6, margins=(0.55, 0.08, 0.45, 0.08))
    ax.axhline(target, color=QUIET, linewidth=0.8)
    for name, o, style in styled(outputs):
        ax.plot(o, color=ACTIVATION, linewidth=2, linestyle=style, label=name)
    ax.set_xlabel("steps of learning")
    ax.set_ylabel("output o")
    ax.legend(frameon=False, loc="upper right")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def temperatures(
    tau: ArrayLike, shares: Sequence[ArrayLike], names: Sequence[str], ax: Axes | None = None
) -> Axes:
    """Draw the shares of several classes over the temperature, each with its name beside it.

    Parameters
    ----------
    tau : array_like of shape (n,)
        Temperatures, which stand on a logarithmic scale.
    shares : sequence of array_like of shape (n,)
        For each class, its share at these temperatures; at most four.
    names : sequence of str
        The names of the classes.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.6, margins=(0.55, 0.08, 0.45, 0.08))
    ax.axvline(1, color=QUIET, linewidth=0.8)
    for name, share, style in styled(dict(zip(names, shares, strict=True))):
        ax.plot(tau, share, color=ACTIVATION, linewidth=2, linestyle=style, label=name)
    ends = [np.min(tau), 1, np.max(tau)]
    ax.set_xscale("log")
    ax.set_xticks(ends, [f"{end:g}" for end in ends])
    ax.minorticks_off()
    ax.set_xlabel("temperature")
    ax.set_ylabel("output o")
    ax.legend(frameon=False)
    ax.spines[["top", "right"]].set_visible(False)
    return ax
