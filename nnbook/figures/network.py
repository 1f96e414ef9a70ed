"""Draws a network, what one of its weights can do, and how a hidden layer folds the plane."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from numpy.typing import ArrayLike, NDArray

from nnbook.figures import ACTIVATION, INPUT, QUIET, SUM, WEIGHT, new_axes

RADIUS = 0.36
INCH = 0.85  # how many inches a unit takes: the whole fits a phone
GAP = 2.2  # from one layer to the next, where a neuron has a height of 1
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def network_diagram(  # noqa: PLR0913 - what a drawing can be told
    weights: Sequence[ArrayLike],
    values: Sequence[ArrayLike] | None = None,
    sums: Sequence[ArrayLike] | None = None,
    ax: Axes | None = None,
    *,
    labels: bool = True,
    widest: float | None = None,
) -> Axes:
    """Draw a network with what is in it.

    Parameters
    ----------
    weights : sequence of array_like of shape (n_out, n_in) each
        The weights of each layer. The wider a line, the stronger its weight; a negative one
        is dashed.
    values : sequence of array_like of shape (n,) each, optional
        The inputs, then the activations of each layer, to write into the circles.
    sums : sequence of array_like of shape (n_out,) each, optional
        The weighted sums of each layer, to write below the circles.
    ax : Axes, optional
        Where to draw; new axes if left out.
    labels : bool, default True
        Whether to write the weights on their lines.
    widest : float, optional
        The weight that gets the widest line, for drawings that stand side by side; the
        strongest of `weights` if left out.

    Returns
    -------
    Axes
    """
    matrices = [np.asarray(W, float) for W in weights]
    sizes = [matrices[0].shape[1], *(len(W) for W in matrices)]
    width, height = GAP * (len(sizes) - 1) + 2 * RADIUS + 0.2, max(sizes) + 0.25
    ax = ax or new_axes(INCH * width, INCH * height, margins=(0, 0, 0, 0))
    widest = widest or max(float(np.abs(W).max()) for W in matrices) or 1.0
    for layer, W in enumerate(matrices):
        _draw_weights(ax, layer, W, widest, labels=labels)
    for layer, size in enumerate(sizes):
        inside = [""] * size if values is None else [f"{v:.4g}" for v in np.asarray(values[layer])]
        below = [""] * size
        if sums is not None and layer > 0:
            below = [f"z = {z:.4g}" for z in np.asarray(sums[layer - 1])]
        _draw_neurons(ax, layer, inside, below, last=layer == len(matrices))
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.set_xlim(-RADIUS - 0.1, width - RADIUS - 0.1)
    ax.set_ylim(-height / 2 - 0.08, height / 2 - 0.08)
    return ax


def influence(factors: ArrayLike, outputs: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw how a network's output changes as one of its weights is turned up and down.

    Parameters
    ----------
    factors, outputs : array_like of shape (n,)
        What the weight is multiplied by, and the output that the network then gives.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.4, margins=(0.65, 0.08, 0.45, 0.08))
    for draw, place in [(ax.axvline, 0), (ax.axhline, 0), (ax.axhline, 1)]:
        draw(place, color=QUIET, linewidth=0.6)
    ax.plot(factors, outputs, color=ACTIVATION, linewidth=2)
    ax.set_xlabel("factor of the weight")
    ax.set_ylabel("output o")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def sheet(
    threads: ArrayLike,
    points: Sequence[ArrayLike],
    borders: ArrayLike,
    ax: Axes | None = None,
    *,
    names: tuple[str, str],
) -> Axes:
    """Draw a sheet of squared paper, flat or folded, with its corners and lines across the plane.

    Parameters
    ----------
    threads : array_like of shape (k, n, 2)
        The lines of the paper, n points each.
    points : sequence of two array_like of shape (m, 2) each
        Points of the paper that belong to class 0, empty dots, and to class 1, filled dots.
    borders : array_like of shape (j, 3)
        The weights and the bias of neurons with two inputs; each has a line where its sum is 0.
    ax : Axes, optional
        Where to draw; new axes if left out.
    names : pair of str
        What is across and what is up.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(2.9, 2.8, margins=(0.45, 0.06, 0.42, 0.06))
    for thread in np.asarray(threads):
        ax.plot(*thread.T, color=QUIET, linewidth=0.6)
    for w1, w2, b in np.asarray(borders):
        nearest = -b / (w1 * w1 + w2 * w2)
        ax.axline((nearest * w1, nearest * w2), (nearest * w1 - w2, nearest * w2 + w1), color=SUM)
    for of_class, face in zip(points, ["white", ACTIVATION], strict=True):
        across, up = np.transpose(of_class)
        ax.scatter(across, up, s=64, facecolor=face, edgecolor=ACTIVATION, zorder=3)
    ax.set(xlim=(-0.15, 1.15), ylim=(-0.15, 1.15), aspect="equal")
    ax.set_xticks([0, 0.5, 1])
    ax.set_yticks([0, 0.5, 1])
    ax.set_xlabel(names[0], labelpad=0)
    ax.set_ylabel(names[1], labelpad=0)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _height(index: int, size: int) -> float:
    return (size - 1) / 2 - index


def _draw_weights(
    ax: Axes, layer: int, W: NDArray[np.float64], widest: float, *, labels: bool
) -> None:
    """Draw the lines into a layer, each with its weight, if wanted, near where it starts."""
    n_out, n_in = W.shape
    along = 0.45 if n_out == 1 else 0.25  # further on, the lines of a full layer cross
    for (j, i), w in np.ndenumerate(W):
        start = np.array([GAP * layer, _height(i, n_in)])
        end = np.array([GAP * (layer + 1), _height(j, n_out)])
        ax.plot(
            *np.stack([start, end], axis=1),
            color=WEIGHT,
            linewidth=0.4 + 3.2 * abs(w) / widest,
            linestyle="-" if w >= 0 else "--",
            zorder=0,
        )
        if not labels:
            continue
        x, y = start + along * (end - start)
        x += 0.07 * max(0, len(f"{w:.4g}") - 3)  # a long one stays clear of the circle
        ax.text(
            x,
            y,
            f"{w:.4g}",
            size=10,
            ha="center",
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )


def _draw_neurons(ax: Axes, layer: int, inside: list[str], below: list[str], *, last: bool) -> None:
    letter = "x" if layer == 0 else "o" if last else "h"
    color = INPUT if layer == 0 else ACTIVATION
    for index, (value, z) in enumerate(zip(inside, below, strict=True)):
        x, y = GAP * layer, _height(index, len(inside))
        name = letter if len(inside) == 1 else letter + str(index + 1).translate(SUBSCRIPTS)
        ax.add_patch(Circle((x, y), RADIUS, facecolor="white", edgecolor=color, linewidth=1.8))
        ax.text(x, y + (0.15 if value else 0), name, size=10, color=color, ha="center", va="center")
        ax.text(x, y - 0.08, value, size=10, ha="center", va="center")
        ax.text(x, y - RADIUS - 0.13, z, size=10, color=SUM, ha="center", va="center")
