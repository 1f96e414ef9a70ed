"""Draws what a trained network makes of the plane, of training, and of chance."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnbook.figures import ACTIVATION, ERROR, QUIET, SUM, new_axes


def decision_boundary(
    x1: ArrayLike,
    x2: ArrayLike,
    o: ArrayLike,
    points: Sequence[ArrayLike],
    ax: Axes | None = None,
) -> Axes:
    """Draw where a network says 1 rather than 0, and where the points of both classes lie.

    Parameters
    ----------
    x1, x2 : array_like, shapes (n,) and (k,)
        The inputs that make a grid.
    o : array_like of shape (k, n)
        The output at each point of the grid, a row for each x2. From 1/2 up the plane is
        tinted; a line is drawn at 1/2, thinner ones at 0.1 and 0.9.
    points : sequence of two array_like of shape (m, 2) each
        Inputs that are known to be of class 0, empty dots, and of class 1, filled dots.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(2.9, 2.5, margins=(0.42, 0.06, 0.4, 0.06))
    ax.contourf(x1, x2, o, levels=[0.5, 1], colors=[(ACTIVATION, 0.15)])
    ax.contour(x1, x2, o, levels=[0.1, 0.5, 0.9], colors=SUM, linewidths=[0.6, 1.6, 0.6])
    for known, face in zip(points, ["white", ACTIVATION], strict=True):
        known_x1, known_x2 = np.transpose(known)
        ax.scatter(known_x1, known_x2, s=28, facecolor=face, edgecolor=ACTIVATION, zorder=3)
    ax.set_xlabel("x₁", labelpad=0)
    ax.set_ylabel("x₂", labelpad=0)
    ax.locator_params(nbins=5)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def over_fitting(training: ArrayLike, held_out: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw the costs of two sets of examples over the epochs, and where the second is lowest.

    Parameters
    ----------
    training, held_out : array_like of shape (n,)
        The cost of the examples trained with, and of those held out, in each epoch.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = over_epochs(training, held_out, ERROR, ax)
    held_out = np.asarray(held_out)
    lowest = int(held_out.argmin())
    ax.axvline(lowest + 1, color=QUIET, linewidth=0.8)
    ax.plot(lowest + 1, held_out[lowest], "o", color=ERROR)
    ax.set(ylabel="cost", ylim=(0, None))
    ax.legend(frameon=False)
    return ax


def over_epochs(
    training: ArrayLike,
    held_out: ArrayLike,
    color: str,
    ax: Axes | None = None,
    *,
    names: tuple[str, str] = ("training examples", "held-out examples"),
) -> Axes:
    """Draw a number over the epochs, for the examples trained with and for those held out.

    Parameters
    ----------
    training, held_out : array_like of shape (n,)
        The number for both sets of examples, in each epoch.
    color : str
        The color of both lines; the one of the training examples is dashed.
    ax : Axes, optional
        Where to draw; new axes if left out.
    names : tuple of str, default ("training examples", "held-out examples")
        What the legend calls the two sets.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.4, 2.7, margins=(0.6, 0.08, 0.45, 0.08))
    epochs = np.arange(1, np.size(training) + 1)
    ax.plot(epochs, held_out, color=color, linewidth=1.8, label=names[1])
    ax.plot(epochs, training, "--", color=color, linewidth=1.8, label=names[0])
    ax.set_xlabel("epoch")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def spread(names: list[str], values: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw numbers that chance has spread: a band of dots for each name, and their mean.

    Parameters
    ----------
    names : list of str
        What each band shows, from the top down.
    values : array_like of shape (len(names), n)
        The numbers of each band. In every band the first is the highest dot, and so on down.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.4, 0.45 * len(names) + 0.7, margins=(1.5, 0.1, 0.45, 0.1))
    rows = np.asarray(values, float)
    steps = np.linspace(-0.28, 0.28, rows.shape[1])
    for height, row in enumerate(rows):
        ax.plot([row.mean()] * 2, [height - 0.38, height + 0.38], color=QUIET, linewidth=1.6)
        ax.plot(row, height + steps, "o", color=ACTIVATION, markersize=4)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.locator_params(axis="x", nbins=6)
    ax.set_xlabel("accuracy")
    ax.tick_params(axis="y", length=0)
    ax.spines[["top", "right", "left"]].set_visible(False)
    return ax
