"""Draws a cost as it falls, and the way down on the surface it makes over two weights."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnbook.figures import ACTIVATION, ERROR, QUIET, WEIGHT, new_axes, styled

MARKS = (".-", "x--")


def cost_curves(
    curves: Mapping[str, ArrayLike],
    level: tuple[str, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how the cost changes from epoch to epoch, in one training run or in several.

    Parameters
    ----------
    curves : mapping of str to array_like of shape (n,) each
        The costs of each run by its name, at most four. A single run is not named.
    level : pair of str and float, optional
        A cost to compare with, and what it is.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    several = len(curves) > 1
    ax = ax or new_axes(4.2, 2.6, margins=(0.6, 0.08, 0.45, 0.35 if several else 0.08))
    if level is not None:
        name, cost = level
        ax.axhline(cost, color=QUIET, linewidth=0.8)
        end = ax.get_yaxis_transform()
        ax.text(1, cost, name, color=QUIET, size=10, ha="right", va="bottom", transform=end)
    for name, costs, style in styled(curves):
        epochs = np.arange(1, np.size(costs) + 1)
        ax.plot(epochs, costs, style, color=ERROR, linewidth=1.6, label=name)
    if several:  # their names stand above, where no curve comes
        ax.legend(
            loc="lower right",
            bbox_to_anchor=(1, 1),
            borderaxespad=0.2,
            frameon=False,
            fontsize=10,
            handlelength=2,
            columnspacing=1,
            ncols=len(curves),
        )
    ax.set_ylim(bottom=0)
    ax.set_xlabel("epoch")
    ax.set_ylabel("cost")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def descent(
    weights: tuple[ArrayLike, ArrayLike],
    costs: ArrayLike,
    paths: Mapping[str, ArrayLike],
    names: tuple[str, str],
    ax: Axes | None = None,
) -> Axes:
    """Draw the cost over two weights as a map with contour lines, and paths on it.

    The lines are closer to each other near the least cost, where the ground is nearly level.

    Parameters
    ----------
    weights : pair of array_like of shape (n,) and (m,)
        The values of the two weights, across and up.
    costs : array_like of shape (m, n)
        The cost for each pair of values.
    paths : mapping of str to array_like of shape (steps, 2) each
        The weights after each step of one run or two, by the name of the run.
    names : pair of str
        What the two weights are called.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 3.8, margins=(0.5, 0.08, 0.45, 0.3))
    across, up, costs = (np.asarray(values) for values in (*weights, costs))
    low, high = costs.min(), costs.max()
    levels = low + (high - low) * np.linspace(0, 1, 10)[1:-1] ** 2
    lines = ax.contour(across, up, costs, levels=levels, colors=ERROR, linewidths=0.8)
    ax.clabel(lines, levels=levels[1:-1:2], fmt="%.2f", fontsize=10)
    for (name, path), marks in zip(paths.items(), MARKS, strict=False):
        first, second = np.transpose(path)
        ax.plot(first, second, marks, color=WEIGHT, markersize=3, linewidth=0.9, label=name)
    ax.legend(frameon=False, ncols=2, fontsize=10, loc="lower right", bbox_to_anchor=(1, 1))
    ax.set(xlim=(across.min(), across.max()), ylim=(up.min(), up.max()))
    ax.set(xlabel=names[0], ylabel=names[1], aspect="equal")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def outputs(
    before: ArrayLike,
    after: ArrayLike,
    targets: ArrayLike,
    names: Sequence[str],
    ax: Axes | None = None,
) -> Axes:
    """Draw the outputs for some examples as bars, before training and after it.

    Parameters
    ----------
    before, after, targets : array_like of shape (m,)
        For each example the output at first, the output at last, and what it should be.
    names : sequence of str
        What the examples are called.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.3, margins=(0.5, 0.08, 0.3, 0.3))
    places = np.arange(np.size(targets))
    ax.axhline(0.5, color=QUIET, linewidth=0.8, linestyle=":")
    ax.bar(places - 0.2, before, 0.36, edgecolor=ACTIVATION, fill=False, label="before")
    ax.bar(places + 0.2, after, 0.36, color=ACTIVATION, label="after")
    ax.hlines(targets, places - 0.45, places + 0.45, color=ERROR, linewidth=2, label="target")
    ax.set_xticks(places, names)
    ax.set(ylabel="output o", ylim=(0, 1.04), yticks=[0, 0.5, 1])
    ax.legend(frameon=False, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1), borderaxespad=0)
    ax.spines[["top", "right"]].set_visible(False)
    return ax
