"""Draws what a link to the book looks like where it is shared: `make preview`."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from cycler import cycler
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnbook import Layer, Network, forward
from nnbook.example import W1, W2, x
from nnbook.figures.network import network_diagram

COLOR = re.compile(r"--live-c\d: (#\w+)")


def preview(weights: Sequence[ArrayLike], values: Sequence[ArrayLike], title: str) -> Axes:
    """Draw a network beside the title of the book.

    Parameters
    ----------
    weights, values : sequence of array_like
        As `network_diagram` takes them.
    title : str
        The title, in the lines in which it is to stand.

    Returns
    -------
    Axes
    """
    edges = {"left": 0.05, "right": 0.97, "bottom": 0, "top": 1, "wspace": 0}
    figure, (words, drawing) = plt.subplots(
        1, 2, figsize=(8, 4.2), width_ratios=[4, 6], gridspec_kw=edges
    )
    words.set_axis_off()
    words.text(0, 0.5, title, size=22, weight="bold", va="center", linespacing=1.4)
    figure.set_facecolor("white")
    return network_diagram(weights, values, ax=drawing, labels=False)


def draw(path: Path, css: str) -> None:
    """Draw the preview of this book into `path`, in the colors that `css` gives it by day."""
    network = Network([Layer(W1), Layer(W2)])
    run = forward(network, x)
    colors = cycler(color=COLOR.findall(css)[:6])
    with plt.style.context("default"), mpl.rc_context({"axes.prop_cycle": colors}):
        preview([W1, W2], [x, *run.a], "How a\nneural network\nworks")
        plt.savefig(path, dpi=150, metadata={"Software": None})
        plt.close("all")


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path("docs/assets/book.css").read_text(encoding="utf-8"))
