"""Draws what the chapters compute: arrays in, Matplotlib axes out.

One color per symbol, in every figure of the book.
"""

from collections.abc import Mapping
from typing import TypeVar

try:
    from matplotlib import pyplot as plt
    from matplotlib.axes import Axes
except ModuleNotFoundError as error:
    message = f"{error}; nnbook.figures draws with Matplotlib: pip install 'nnbook[figures]'"
    raise ModuleNotFoundError(message, name=error.name) from error

INPUT, WEIGHT, SUM, ACTIVATION, ERROR, GRADIENT = "C0", "C1", "C2", "C3", "C4", "C5"
QUIET = "gray"
STYLES = ("-", "--", ":", "-.")
"""What tells lines of one color apart."""

Numbers = TypeVar("Numbers")


def new_axes(
    width: float,
    height: float,
    margins: tuple[float, float, float, float] = (0.5, 0.08, 0.45, 0.08),
) -> Axes:
    """Return the axes of a new figure, its size and its margins given in inches.

    Margins given by hand (left, right, bottom, top) take half the time of a layout engine,
    which draws everything twice.
    """
    left, right, bottom, top = margins
    edges = {"left": left / width, "right": 1 - right / width}
    edges |= {"bottom": bottom / height, "top": 1 - top / height}
    return plt.subplots(figsize=(width, height), gridspec_kw=edges)[1]


def styled(lines: Mapping[str, Numbers]) -> list[tuple[str, Numbers, str]]:
    """Return the name and the numbers of each line, with a style of its own; there are four."""
    if len(lines) > len(STYLES):
        raise ValueError(f"{len(lines)} lines; expected at most {len(STYLES)}, one of each style")
    return [(*line, style) for line, style in zip(lines.items(), STYLES, strict=False)]
