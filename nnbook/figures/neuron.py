"""Draws how a neuron's sum comes about, and which inputs make it fire."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from numpy.typing import ArrayLike

from nnbook.figures import ACTIVATION, INPUT, QUIET, SUM, WEIGHT, new_axes

SUBSCRIPTS = "₁₂₃₄₅₆₇₈₉"


def diagram(x: ArrayLike, w: ArrayLike, z: float, a: float, ax: Axes | None = None) -> Axes:
    """Draw a neuron: its inputs and weights, its sum and its activation.

    Parameters
    ----------
    x, w : array_like of shape (n,)
        The inputs and their weights. The wider a line, the stronger its weight; a negative
        one is dashed.
    z, a : float
        The weighted sum and the activation.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    x, w = np.asarray(x), np.asarray(w)
    ax = ax or new_axes(4.2, 0.75 * len(x) + 0.2, margins=(0, 0, 0, 0))
    middle = (len(x) - 1) / 2
    ax.annotate("", (4.3, middle), (2.8, middle), arrowprops={"arrowstyle": "->"})
    for i, (xi, wi) in enumerate(zip(x, w, strict=True)):
        y = len(x) - 1 - i
        style = "-" if wi >= 0 else "--"
        width = 0.4 + 2.6 * abs(wi) / (np.abs(w).max() or 1)
        ax.plot([0, 2.8], [y, middle], color=WEIGHT, linewidth=width, linestyle=style, zorder=0)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        place = (1.1, y + (middle - y) * 1.1 / 2.8)
        ax.text(*place, f"{wi:.4g}", size=10, ha="center", va="center", bbox=box)
        _circle(ax, (0, y, 0.36), f"x{SUBSCRIPTS[i]}", xi, INPUT)
    _circle(ax, (2.8, middle, 0.5), "z", z, SUM)
    _circle(ax, (4.8, middle, 0.42), "a", a, ACTIVATION)
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.set(xlim=(-0.5, 5.35), ylim=(-0.5, len(x) - 0.5))
    return ax


def contributions(x: ArrayLike, w: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw the weighted sum as a staircase: each step is an input times its weight.

    Parameters
    ----------
    x, w : array_like of shape (n,)
        The inputs and their weights.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.6, margins=(0.5, 0.08, 0.3, 0.08))
    steps = np.multiply(w, x)
    tops = np.cumsum(steps)
    ends = np.arange(len(steps))
    ax.bar(ends, steps, bottom=tops - steps, width=0.6, color=WEIGHT)
    ax.bar(len(steps), tops[-1], width=0.6, color=SUM)
    for end, top, step in zip(
        [*ends, len(steps)], [*tops, tops[-1]], [*steps, tops[-1]], strict=True
    ):
        ax.text(end, top, f"{step:.4g}", ha="center", va="bottom")
    ax.stairs(tops, np.arange(len(steps) + 1) - 0.3, baseline=None, color=QUIET, linewidth=0.8)
    names = [f"{wi:g} · {xi:g}" for wi, xi in zip(np.asarray(w), np.asarray(x), strict=True)]
    ax.set_xticks([*ends, len(steps)], [*names, "z"])
    ax.set_ylabel("sum so far")
    ax.margins(y=0.15)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def boundary(w: ArrayLike, b: float, points: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw where w1 x1 + w2 x2 + b is at least 0, and on which side points lie.

    Parameters
    ----------
    w : array_like of shape (2,)
        The weights of a neuron with two inputs, not both 0.
    b : float
        Its bias.
    points : array_like of shape (m, 2)
        Inputs: those that reach the threshold become filled dots, the others empty ones.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(2.9, 2.7)
    w, points = np.asarray(w, float), np.asarray(points, float)
    foot = -b * w / (w @ w)  # the point of the line that is nearest to (0, 0)
    ax.axline(tuple(foot), tuple(foot + w[::-1] * [-1, 1]), color=SUM, linewidth=1.5)
    fired = points @ w + b >= 0
    for chosen, face in [(fired, ACTIVATION), (~fired, "white")]:
        x1, x2 = points[chosen].T
        ax.scatter(x1, x2, s=80, facecolor=face, edgecolor=ACTIVATION, zorder=3)
    ax.set(xlim=(-0.4, 1.6), ylim=(-0.4, 1.6), xticks=[0, 1], yticks=[0, 1])
    ax.set(xlabel="x₁", ylabel="x₂", aspect="equal")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _circle(
    ax: Axes, place: tuple[float, float, float], name: str, value: float, color: str
) -> None:
    """Draw a circle, its place given with its radius, with a name and a number in it."""
    x, y, radius = place
    ax.add_patch(Circle((x, y), radius, facecolor="white", edgecolor=color, linewidth=1.8))
    ax.text(x, y + 0.14, name, size=10, color=color, ha="center", va="center")
    ax.text(x, y - 0.13, f"{value:.4g}", size=10, ha="center", va="center")
