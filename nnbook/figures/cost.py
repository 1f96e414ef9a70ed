"""Draws costs over an output, and a descent on one of them."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnbook.figures import ERROR, GRADIENT, new_axes, styled


def stations(
    o: ArrayLike,
    E: ArrayLike,
    steps: tuple[ArrayLike, ArrayLike],
    name: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw a cost over an output, and the stations of a descent on it.

    Parameters
    ----------
    o, E : array_like of shape (n,)
        Outputs, and the cost of each.
    steps : pair of array_like of shape (k,) each
        The output and its cost at the start and after each step.
    name : str
        The name of the cost, which stands above.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(2.9, 2.4, margins=(0.62, 0.08, 0.45, 0.25))
    ax.plot(o, E, color=ERROR, linewidth=2)
    ax.plot(*steps, "o-", color=GRADIENT, markersize=5, linewidth=1)
    ax.set_title(name, size=9)
    ax.set_xlabel("output o")
    ax.set_ylabel("error E")
    ax.locator_params(nbins=5)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def several_costs(o: ArrayLike, costs: Mapping[str, ArrayLike], ax: Axes | None = None) -> Axes:
    """Draw several costs of one output, each in a line style of its own.

    Parameters
    ----------
    o : array_like of shape (n,)
        Outputs.
    costs : mapping of str to array_like of shape (n,)
        By its name, each cost of these outputs; at most four.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.6, margins=(0.55, 0.08, 0.45, 0.08))
    for name, E, style in styled(costs):
        ax.plot(o, E, color=ERROR, linewidth=2, linestyle=style, label=name)
    ax.set_xlabel("output o")
    ax.set_ylabel("error E")
    ax.legend(frameon=False)
    ax.spines[["top", "right"]].set_visible(False)
    return ax
