"""Draws small images, how well they are recognized, and what they are classified as."""

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from nnbook.figures import ACTIVATION, ERROR, INPUT, QUIET, new_axes
from nnbook.figures.prediction import over_epochs

INCH = 0.085
"""How wide a pixel is."""

NAMES = ("training images", "test images")
"""What a legend calls the images trained with, and those held out."""

SHADES = 8
"""How many shades an image is drawn in, white not counted: each is one path."""


def images(
    X: ArrayLike, names: Sequence[str] = (), columns: int = 5, ax: Axes | None = None
) -> Axes:
    """Draw square images in rows, and what they are called below them.

    Parameters
    ----------
    X : array_like of shape (m, n)
        An image a row, n a square number: its pixels from 0, no ink, to 1, all ink.
    names : sequence of str, optional
        A name for each image.
    columns : int, default 5
        How many images stand in a row.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    X = np.asarray(X, float)
    side = math.isqrt(X.shape[1])
    wide, high = side + 2, side + (5 if names else 2)
    rows = math.ceil(len(X) / columns)
    ax = ax or new_axes(wide * columns * INCH, high * rows * INCH, margins=(0.01,) * 4)
    corners = [(wide * (k % columns), -high * (k // columns)) for k in range(len(X))]
    frames = [(left, top - side, side, side) for left, top in corners]
    ax.add_patch(PathPatch(_boxes(frames), fill=False, edgecolor=QUIET, linewidth=0.4))
    shades = np.rint(X * SHADES).astype(int).reshape(-1, side, side)
    for shade in range(1, SHADES + 1):
        runs = [
            (corners[k][0] + start, corners[k][1] - row - 1, end - start, 1)
            for k, row, start, end in _runs(shades == shade)
        ]
        if runs:
            ax.add_patch(PathPatch(_boxes(runs), color=INPUT, alpha=shade / SHADES, linewidth=0))
    for (left, top), name in zip(corners, names, strict=False):
        ax.text(left + side / 2, top - side - 0.8, name, ha="center", va="top", fontsize=10)
    ax.set(xlim=(-0.5, wide * columns - 1.5), ylim=(1.5 - high * rows, 0.5), aspect="equal")
    ax.axis("off")
    return ax


def reading(image: ArrayLike, outputs: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw an image, and beside it what a network makes of it: a bar for each output.

    Parameters
    ----------
    image : array_like of shape (n,)
        The pixels, n a square number, from 0, no ink, to 1, all ink.
    outputs : array_like of shape (n_classes,)
        The outputs, each from 0 to 1, from class 0 on.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    outputs = np.asarray(outputs, float)
    n = len(outputs)
    ax = ax or new_axes(3.7, 0.19 * n, margins=(0.01,) * 4)
    shades = np.asarray(image, float)
    side = math.isqrt(len(shades))
    pixel = n / side
    ax.add_patch(PathPatch(_boxes([(0, 0, n, n)]), fill=False, edgecolor=QUIET, linewidth=0.4))
    for k, shade in enumerate(shades.tolist()):
        row, column = divmod(k, side)
        box = (column * pixel, n - (row + 1) * pixel, pixel, pixel)
        if shade:
            ax.add_patch(PathPatch(_boxes([box]), color=INPUT, alpha=shade, linewidth=0))
    left, width = 1.25 * n, 0.6 * n
    best = int(outputs.argmax())
    for k, output in enumerate(outputs.tolist()):
        low = n - k - 0.85
        weight = "bold" if k == best else "normal"
        ax.add_patch(PathPatch(_boxes([(left, low, width, 0.7)]), color=QUIET, alpha=0.15))
        bar = _boxes([(left, low, width * output, 0.7)])
        ax.add_patch(PathPatch(bar, color=ACTIVATION, linewidth=0))
        texts = (left - 0.4, str(k), "right"), (left + width + 0.3, f"{output:.3f}", "left")
        for x, text, ha in texts:
            written = ax.text(x, low + 0.35, text, ha=ha, va="center_baseline", fontsize=9)
            written.set_fontweight(weight)
    ax.set(xlim=(-0.1, left + width + 2), ylim=(-0.1, n + 0.1), aspect="equal")
    ax.axis("off")
    return ax


def costs(training: ArrayLike, held_out: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw the cost over the epochs for two sets of images, on a logarithmic scale.

    Parameters
    ----------
    training, held_out : array_like of shape (n,)
        The cost of the images trained with, and of those held out, in each epoch.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = over_epochs(training, held_out, ERROR, ax, names=NAMES)
    ax.set(ylabel="cost", yscale="log")
    ax.yaxis.set_major_formatter("{x:g}")
    ax.minorticks_off()
    ax.legend(frameon=False)
    return ax


def accuracies(
    training: ArrayLike, held_out: ArrayLike, bottom: float = 0, ax: Axes | None = None
) -> Axes:
    """Draw the accuracy over the epochs for two sets of images.

    Parameters
    ----------
    training, held_out : array_like of shape (n,)
        The accuracy for the images trained with, and for those held out, in each epoch.
    bottom : float, default 0
        Where the picture begins; what is lower is not seen.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = over_epochs(training, held_out, ACTIVATION, ax, names=NAMES)
    ax.set(ylabel="accuracy", ylim=(bottom, 1 + (1 - bottom) / 20))
    ax.legend(frameon=False, loc="lower right")
    return ax


def confusion(counts: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw a confusion matrix, its mistakes tinted the more the more often they happen.

    Parameters
    ----------
    counts : array_like of int of shape (n, n)
        In row i, column j: how many examples of class i were classified as class j. A 0 is not
        written.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    table: NDArray[np.int_] = np.asarray(counts)
    n = len(table)
    ax = ax or new_axes(0.34 * n + 0.55, 0.34 * n + 0.55, margins=(0.45, 0.1, 0.45, 0.1))
    mistakes = table - np.diag(np.diag(table))
    for row, column in np.argwhere(table).tolist():
        if row != column:
            alpha = 0.15 + 0.45 * mistakes[row, column] / mistakes.max()
            square = _boxes([(column - 0.5, row - 0.5, 1, 1)])
            ax.add_patch(PathPatch(square, color=ERROR, alpha=alpha, linewidth=0))
        weight = "normal" if row == column else "bold"
        text = str(table[row, column])
        ax.text(column, row, text, ha="center", va="center", fontsize=10, fontweight=weight)
    ax.set_xticks(range(n))
    ax.set_yticks(range(n))
    ax.set(xlim=(-0.5, n - 0.5), ylim=(n - 0.5, -0.5), aspect="equal")
    ax.set(xlabel="classified as", ylabel="digit")
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set(color=QUIET, linewidth=0.6)
    return ax


def _runs(marked: NDArray[np.bool_]) -> Iterator[tuple[int, int, int, int]]:
    """Yield where marked pixels stand side by side: image, row, first column, column after."""
    edges = np.diff(marked.astype(int), axis=2, prepend=0, append=0)
    for (k, row, start), (_, _, end) in zip(
        np.argwhere(edges == 1).tolist(), np.argwhere(edges == -1).tolist(), strict=True
    ):
        yield k, row, start, end


def _boxes(at: Iterable[tuple[float, float, float, float]]) -> Path:
    """Return rectangles as one path, each given by its lower left corner, width and height."""
    return Path.make_compound_path(
        *(
            Path([(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)], closed=True)
            for x, y, w, h in at
        )
    )
