"""Draws what a value was computed from, and what to compare of several ways to learn."""

from collections.abc import Mapping

from matplotlib.axes import Axes

from nnbook.autodiff import Value
from nnbook.figures import GRADIENT, QUIET, new_axes

SIGNS = {"*": "×", "-": "−", "sigmoid": "σ", "** 2": "²", "/": "÷"}
"""How operations are written in a drawing, where it is another way."""

INCH = 0.36
"""How far values stand apart."""

BESIDE = 0.8
"""How far a value from outside stands from what it joins, across."""

WORDS = 2.2
"""How much room a number and its slope take beside a value."""


def graph(
    result: Value,
    names: Mapping[Value, tuple[str, str]],
    slopes: Mapping[Value, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw all values behind a result, from top to bottom, and what was computed from which.

    Parameters
    ----------
    result : Value
        The last of them.
    names : mapping of Value to pair of str
        What a value from outside is called, and its color. One without a name shows its number.
    slopes : mapping of Value to float, optional
        What `result.backward()` gave. With it, each value's number and slope stand beside it.
    ax : Axes, optional
        Where to draw; new axes if left out.

    Returns
    -------
    Axes
    """
    wide, high = (1.0, 1.0) if slopes is None else (3.4, 1.5)
    at = {value: (wide * x, high * y) for value, (x, y) in places(result).items()}
    across, up = zip(*at.values(), strict=True)
    beside = 0.6 if slopes is None else WORDS
    left, right = min(across) - beside, max(across) + beside
    size = INCH * (right - left), INCH * (max(up) + 1.2)
    ax = ax or new_axes(*size, margins=(0, 0, 0, 0))
    for value, (x, y) in at.items():
        for source, _ in value.sources:
            ax.plot([at[source][0], x], [at[source][1], y], color=QUIET, linewidth=0.9, zorder=1)
        sign = SIGNS.get(value.operation, value.operation)
        name, color = names.get(value, (sign or f"{value.number:g}", "black"))
        box = {"boxstyle": "circle,pad=0.2" if sign else "square,pad=0.2", "facecolor": "white"}
        box["edgecolor"] = QUIET if sign else "white"
        ax.text(x, y, name, color=color, size=9, ha="center", va="center", bbox=box)
        if slopes is not None and (sign or value in names):
            side, align = (-0.5, "right") if sign else (0.5, "left")  # lines come from the right
            slope = f"slope {slopes[value]:.4g}"
            number = ax.text(x + side, y + 0.22, f"{value.number:.4g}")
            below = ax.text(x + side, y - 0.22, slope, color=GRADIENT, style="italic")
            for text in (number, below):
                text.set(size=9, va="center", ha=align)
    ax.set(xlim=(left, right), ylim=(-0.6, max(up) + 0.6))
    ax.set_axis_off()
    return ax


def places(result: Value) -> dict[Value, tuple[float, float]]:
    """Return where each value behind `result` is drawn: across, and up from the result.

    A value stands above what was computed from it, and those computed only from values from
    outside stand in one row. A value from outside stands above its only user, or beside what its
    user has above already; one with several users stands highest, over their middle.
    """
    order = result.order()
    users: dict[Value, list[Value]] = {value: [] for value in order}
    up = dict.fromkeys(order, 0)
    for value in reversed(order):
        for source, _ in value.sources:
            users[source].append(value)
            up[source] = max(up[source], up[value] + 1)
    top = max(up.values())
    across: dict[Value, float] = {}
    columns = 0
    for value in (value for value in order if value.sources):
        above = [across[source] for source, _ in value.sources if source.sources]
        across[value] = sum(above) / len(above) if above else columns
        own = [s for s, _ in value.sources if not s.sources and len(users[s]) == 1]
        for number, source in enumerate(own):
            across[source] = across[value] + number + (BESIDE if above else 0)
        if not above:
            columns += max(1, len(own))
            up |= {value: top - 1, **dict.fromkeys(own, top)}
    for value in (value for value in order if value not in across):
        middle = [across[user] for user in users[value]]
        across[value], up[value] = sum(middle) / max(1, len(middle)), top + 1
    return {value: (across[value], up[value]) for value in order}
