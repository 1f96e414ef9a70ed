"""Draws an activation function together with its derivative."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from nnbook.figures import ACTIVATION, GRADIENT, QUIET, SUM, new_axes


def curve(z: ArrayLike, a: ArrayLike, slope: ArrayLike, name: str, ax: Axes | None = None) -> Axes:
    """Draw a = f(z) as a line and its slope as a dashed one.

    Parameters
    ----------
    z, a, slope : array_like of shape (n,)
        The sums, the activations and the derivative there. Where one jumps by more than
        1/2 from a point to the next, its line is left open.
    name : str
        The name of the function, which stands above.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(2.25, 2, margins=(0.42, 0.08, 0.38, 0.25))
    for draw in (ax.axhline, ax.axvline):
        draw(0, color=QUIET, linewidth=0.6)
    ax.plot(z, _open(a), color=ACTIVATION, linewidth=2, label="a")
    ax.plot(z, _open(slope), color=GRADIENT, linewidth=1.6, linestyle="--", label="slope")
    ax.set_title(name, size=9)
    ax.set_xlabel("z", labelpad=0)
    ax.locator_params(nbins=5)
    ax.tick_params(labelsize=8)
    ax.legend(frameon=False, fontsize=8, handlelength=1.6)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def in_words(z: ArrayLike, a: ArrayLike, slope: ArrayLike) -> str:
    """Return what `curve` shows of a = f(z), for those who cannot see it.

    Parameters
    ----------
    z, a, slope : array_like of shape (n,)
        As in `curve`.

    Returns
    -------
    str
        Where a begins, ends and turns, its value at 0, and the range of its slope.

    Examples
    --------
    >>> in_words([-2, 0, 1], [0, 0, 1], [0, 0, 1]).partition(";")[0]
    'As z goes from -2 to 1, a goes from 0 to 1'
    """
    z, a, slope = (np.asarray(values, float) for values in (z, a, slope))
    slopes = " to ".join(dict.fromkeys(f"{end:.3g}" for end in (slope.min(), slope.max())))
    return (
        f"As z goes from {z[0]:g} to {z[-1]:g}, a goes from {a[0]:.3g} to {a[-1]:.3g}; it is "
        f"{np.interp(0, z, a):.3g} at 0, {a.min():.3g} at its lowest, and {a.max():.3g} at its "
        f"highest. The slope, where there is one, is {slopes}."
    )


def tangents(
    z: ArrayLike,
    curves: Mapping[str, ArrayLike],
    at: float,
    points: Mapping[str, tuple[float, float]],
    ax: Axes | None = None,
) -> Axes:
    """Draw curves a = f(z), each with its tangent where the sum is `at`.

    Parameters
    ----------
    z : array_like of shape (n,)
        The sums.
    curves : mapping of array_like of shape (n,) each
        The activations there, by the name of the function. All but the first are dashed.
    at : float
        The sum where the tangents touch.
    points : mapping of pairs of float
        The activation and the slope there, by the name of the function.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.8)
    for draw, place in [(ax.axhline, 0), (ax.axvline, 0)]:
        draw(place, color=QUIET, linewidth=0.6)
    ax.axvline(at, color=SUM, linewidth=0.8)
    reach = np.array([-1.0, 1.0])
    for number, (name, a) in enumerate(curves.items()):
        style = "--" if number else "-"
        ax.plot(z, _open(a), color=ACTIVATION, linewidth=2, linestyle=style, label=name)
        value, slope = points[name]
        ax.plot(at + reach, value + slope * reach, color=GRADIENT, linewidth=1.6, linestyle=style)
        ax.plot(at, value, "o", color=ACTIVATION)
    ax.set(xlabel="z", ylabel="a")
    ax.legend(frameon=False)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _open(values: ArrayLike) -> NDArray[np.float64]:
    y = np.array(values, float)
    y[1:][np.abs(np.diff(y)) > 1 / 2] = np.nan
    return y
