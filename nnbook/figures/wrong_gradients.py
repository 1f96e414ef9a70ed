"""Draws what a wrong gradient does to a descent."""

from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnbook.figures import ERROR, new_axes


def two_descents(
    right: ArrayLike, wrong: ArrayLike, names: tuple[str, str], ax: Axes | None = None
) -> Axes:
    """Draw the costs of a descent as it should be, and dashed those of one gone wrong.

    Parameters
    ----------
    right, wrong : array_like of shape (n,)
        The cost before the first step and after each.
    names : pair of str
        What the two are called.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, 2.6, margins=(0.5, 0.08, 0.45, 0.3))
    for costs, name, style in zip((right, wrong), names, ("-", "--"), strict=True):
        ax.plot(costs, color=ERROR, linewidth=1.8, linestyle=style, label=name)
    ax.set_xlabel("steps")
    ax.set_ylabel("cost")
    ax.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    ax.spines[["top", "right"]].set_visible(False)
    return ax
