"""Draws a nerve cell, the artificial neuron copied from it, and a line that fits no cell."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike

from nnbook.figures import ACTIVATION, ERROR, INPUT, QUIET, SUM, WEIGHT, new_axes

Point = tuple[float, float]

BODY: Point = (3.5, 0.0)
RADIUS = 0.75
TIPS: list[Point] = [(1.3, 2.3), (0.6, 1.3), (0.5, 0.0), (0.6, -1.3), (1.3, -2.3)]
FORKS: list[Point] = [(2.0, 1.2), (2.0, 1.2), (2.2, 0.0), (2.0, -1.2), (2.0, -1.2)]
SIZES = [0.16, 0.1, 0.22, 0.13, 0.19]


def nerve_cell(ax: Axes | None = None) -> Axes:
    """Draw a nerve cell with the names of its parts.

    Parameters
    ----------
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = _stage(ax)
    for tip, fork, size in zip(TIPS, FORKS, SIZES, strict=True):
        _curve(ax, [(tip[0] - 1.2, 1.1 * tip[1]), (tip[0] - 0.5, tip[1]), tip], QUIET, 1.2)
        _curve(ax, [tip, (1.35 * fork[0] - 0.35 * BODY[0], 1.35 * fork[1]), fork], INPUT, 2.2)
        _curve(ax, [fork, fork, BODY], INPUT, 3.2)
        ax.add_patch(Circle(tip, size, facecolor=WEIGHT, edgecolor="none", zorder=3))
    split = (7.0, 0.0)
    _curve(ax, [BODY, (5.2, 0.35), split], ACTIVATION, 4)
    for height in (1.3, 0.0, -1.3):
        end = (9.1, height)
        _curve(ax, [split, (7.6, height), end], ACTIVATION, 2.2)
        ax.add_patch(Circle(end, 0.17, facecolor=ACTIVATION, edgecolor="none"))
        _curve(ax, [(9.4, height), (9.8, height), (10.2, 1.2 * height)], QUIET, 1.2)
    ax.add_patch(Circle(BODY, RADIUS, facecolor="white", edgecolor=SUM, linewidth=2.5, zorder=3))
    for x, y, name, color in [
        (2.9, 2.3, "dendrites", INPUT),
        (2.7, -2.3, "junctions", WEIGHT),
        (4.1, -1.2, "cell body", SUM),
        (5.6, 0.5, "axon", ACTIVATION),
        (9.1, 2.0, "terminals", ACTIVATION),
    ]:
        ax.text(x, y, name, color=color, size=10, ha="center", va="center")
    _way(ax, "from other cells", "to other cells")
    return ax


def artificial_neuron(ax: Axes | None = None) -> Axes:
    """Draw an artificial neuron, its parts where `nerve_cell` has those they stand for.

    Parameters
    ----------
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = _stage(ax)
    answer = (6.4, 0.0)
    for height, width in [(1.6, 1.0), (0.0, 4.0), (-1.6, 2.2)]:
        start = (0.9, height)
        ax.plot(*zip(start, BODY, strict=True), color=WEIGHT, linewidth=width, zorder=0)
        ax.add_patch(Circle(start, 0.42, facecolor="white", edgecolor=INPUT, linewidth=1.8))
    ax.plot(*zip(BODY, answer, strict=True), color=SUM, linewidth=2.2, zorder=0)
    for height in (1.3, 0.0, -1.3):
        ax.plot(
            *zip(answer, (9.3, height), strict=True),
            color=ACTIVATION,
            linewidth=2.2,
            zorder=0,
        )
    for center, color in [(BODY, SUM), (answer, ACTIVATION)]:
        ax.add_patch(Circle(center, RADIUS, facecolor="white", edgecolor=color, linewidth=2.5))
    for x, y, name, color in [
        (0.9, 2.4, "inputs", INPUT),
        (2.8, 1.4, "weights", WEIGHT),
        (BODY[0], -1.2, "sum", SUM),
        (answer[0], 1.2, "activation", ACTIVATION),
    ]:
        ax.text(x, y, name, color=color, size=10, ha="center", va="center")
    _way(ax, "from other neurons", "to other neurons")
    return ax


def misses(x: ArrayLike, y: ArrayLike, line: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw points, a straight line that is to go through them, and how far off it is at each.

    Parameters
    ----------
    x, y : array_like of shape (n,)
        The points.
    line : array_like of shape (n,)
        The height of the line at each `x`.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.6, margins=(0.75, 0.08, 0.45, 0.08))
    x, y, line = np.asarray(x), np.asarray(y), np.asarray(line)
    ax.vlines(x, y, line, color=ERROR, linewidth=1.5, label="miss")
    ax.plot(x, line, color=SUM, linewidth=2, label="best line")
    ax.plot(x, y, "o", color=ACTIVATION, label="response")
    ax.set_xlabel("strength of the input")
    ax.set_ylabel("response")
    ax.locator_params(axis="y", nbins=4)
    ax.legend(frameon=False, fontsize=10, handlelength=1.4)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _stage(ax: Axes | None) -> Axes:
    ax = ax or new_axes(4.3, 2.65, margins=(0, 0, 0, 0))
    ax.set_axis_off()
    ax.set_aspect("equal")
    ax.set_xlim(-0.2, 10.4)
    ax.set_ylim(-3.5, 3.0)
    return ax


def _curve(ax: Axes, points: list[Point], color: str, width: float) -> None:
    """Draw a curve from the first of three points to the last, bent toward the second."""
    path = Path(points, [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    line = PathPatch(path, facecolor="none", edgecolor=color, linewidth=width, capstyle="round")
    ax.add_patch(line)


def _way(ax: Axes, origin: str, goal: str) -> None:
    """Say at the bottom where signals come from and where they go."""
    ax.text(-0.1, -3.2, origin, color=QUIET, size=10, va="center")
    ax.text(10.3, -3.2, goal, color=QUIET, size=10, ha="right", va="center")
    ax.annotate(
        "", (6.3, -3.2), (4.6, -3.2), arrowprops={"arrowstyle": "->", "color": QUIET}, zorder=0
    )
