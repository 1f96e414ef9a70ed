"""Draws a computation with its values and slopes, and what a numerical slope costs in digits."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnbook.figures import ACTIVATION, ERROR, GRADIENT, QUIET, SUM, WEIGHT, new_axes
from nnbook.figures.forward import power

OPERATIONS = {"×": 3.6, "+": 2.6, "σ": 1.6, "½(t − o)²": 0.6}
"""The operations from the first to the last, and how high each stands, in inches."""

WIRES = {
    "v₁": (WEIGHT, (-0.6, 4.3), (-0.14, 3.74), (-0.6, 4.52), "center"),
    "h₁": (ACTIVATION, (0.6, 4.3), (0.14, 3.74), (0.6, 4.52), "center"),
    "v₁h₁": (SUM, (0, 3.44), (0, 2.76), (-0.12, 3.1), "right"),
    "v₂h₂ + v₃h₃": (SUM, (0.6, 2.6), (0.16, 2.6), (0.66, 2.6), "left"),
    "zₒ": (SUM, (0, 2.44), (0, 1.76), (-0.12, 2.1), "right"),
    "o": (ACTIVATION, (0, 1.44), (0, 0.76), (-0.12, 1.1), "right"),
    "t": ("black", (0.8, 0.6), (0.4, 0.6), (0.86, 0.6), "left"),
    "E": (ERROR, (0, 0.44), (0, -0.24), (-0.12, 0.1), "right"),
}
"""Of each wire its color, where it begins and ends, and where its label stands."""


def circuit(
    values: Mapping[str, float], slopes: Mapping[str, float], ax: Axes | None = None
) -> Axes:
    """Draw how the error comes from one weight, from top to bottom, and its slopes.

    Parameters
    ----------
    values : mapping of str to float
        The value on each of the wires of `WIRES`, by its name.
    slopes : mapping of str to float
        How fast the error changes with these values; a wire without one is left without.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(3.3, 5.1, margins=(0, 0, 0, 0))
    arrow = {"arrowstyle": "-|>", "color": QUIET, "shrinkA": 0, "shrinkB": 0}
    for name, (color, start, end, (x, y), align) in WIRES.items():
        ax.annotate("", end, start, arrowprops=arrow)
        lines = [(f"{name} = {values[name]:.4g}", color, "normal")]
        if name in slopes:
            lines.append((f"slope {slopes[name]:.4g}", GRADIENT, "italic"))
        for down, (text, shade, style) in enumerate(lines):
            height = y + 0.1 * (len(lines) - 1) - 0.2 * down
            ax.text(x, height, text, color=shade, style=style, ha=align, va="center")
    for sign, y in OPERATIONS.items():
        box = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": QUIET}
        ax.text(0, y, sign, ha="center", va="center", bbox=box)
    ax.set(xlim=(-1.2, 2.1), ylim=(-0.3, 4.8))
    ax.set_axis_off()
    return ax


def step_sizes(eps: ArrayLike, errors: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw how far a central difference is off, over the size of its step.

    Parameters
    ----------
    eps : array_like of shape (n,)
        The steps.
    errors : array_like of shape (n,)
        The relative error of the slope found with each, more than 0.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.6, margins=(0.75, 0.08, 0.5, 0.08))
    ax.loglog(eps, errors, "o-", color=ERROR)
    ax.minorticks_off()
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(power)
    ax.set_xlabel("step ε")
    ax.set_ylabel("relative error")
    ax.spines[["top", "right"]].set_visible(False)
    return ax
