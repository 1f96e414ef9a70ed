"""Draws where the time of a training step goes, and how near ways of training come to a floor."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from nnbook.figures import ACTIVATION, INPUT, QUIET, SUM, new_axes

ROW = 0.24
"""The height of a row, in inches."""
LINE = 0.38
"""The height of a bar with its line of code above it, in inches."""
MOST = 46
"""Lines with as many characters are cut off."""


def line_times(
    lines: Sequence[str], times: Sequence[float], marked: Sequence[bool], ax: Axes | None = None
) -> Axes:
    """Draw the time of each line of code as a bar below it, from the first line down.

    Parameters
    ----------
    lines : sequence of str
        The lines; long ones are cut off.
    times : sequence of float
        What each of them takes, in microseconds.
    marked : sequence of bool
        Which bars are drawn in the color of a weighted sum.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(4.2, LINE * len(lines) + 0.55, margins=(0.15, 0.4, 0.45, 0.1))
    lines = [line if len(line) < MOST else f"{line[: MOST - 4]}..." for line in lines]
    colors = [SUM if mark else QUIET for mark in marked]
    bars = ax.barh(range(len(lines)), times, height=0.3, color=colors)
    ax.bar_label(bars, fmt="%.1f", padding=2, size=9)
    for row, line in enumerate(lines):
        ax.annotate(line, (0, row - 0.24), (2, 0), textcoords="offset points", size=9)
    ax.set(xlabel="time (µs)", yticks=[], ylim=(len(lines) - 0.6, -0.8))
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def over_floor(
    names: Sequence[str], times: Mapping[str, Sequence[float]], others: int, ax: Axes | None = None
) -> Axes:
    """Draw how many times a floor each way takes, a row a way, a color a kind of work.

    The scale is logarithmic; the dashed line is the floor.

    Parameters
    ----------
    names : sequence of str
        The ways, from the top.
    times : mapping of str to sequence of float
        For each kind of work the times of all ways, as multiples of the floor.
    others : int
        How many ways at the end are others': they stand apart, and no line leads to them.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    ax = ax or new_axes(6.2, ROW * len(names) + 1, margins=(1.9, 0.1, 0.45, 0.4))
    own = len(names) - others
    rows = [number + 0.5 * (number >= own) for number in range(len(names))]
    styles = zip("os^", (INPUT, SUM, ACTIVATION), strict=True)
    for (work, multiples), (marker, color) in zip(times.items(), styles, strict=False):
        ax.plot(multiples[:own], rows[:own], marker=marker, color=color, markersize=5, label=work)
        ax.plot(multiples[own:], rows[own:], marker, color=color, markersize=5)
    ax.axvline(1, color=QUIET, linestyle="--", linewidth=1)
    ax.set_xscale("log")
    ax.set_yticks(rows, names)
    ax.set_ylim(rows[-1] + 0.5, -0.5)
    ax.xaxis.set_major_formatter("{x:g}")
    ticks = [1, 2, 5, 10, 20]
    ax.set_xticks(ticks)
    ax.minorticks_off()
    ax.set_xlabel("times the bare products")
    ax.legend(frameon=False, ncols=len(times), loc="lower center", bbox_to_anchor=(0.4, 1))
    ax.spines[["top", "right"]].set_visible(False)
    return ax
