import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Circle

from nnbook.figures import ACTIVATION, ERROR, INPUT, SUM, WEIGHT
from nnbook.figures.brains import artificial_neuron, misses, nerve_cell


def colors_of_names(ax: Axes) -> dict[str, str]:
    return {text.get_text(): str(text.get_color()) for text in ax.texts if text.get_text()}


def test_the_parts_of_a_nerve_cell_have_their_names_in_the_colors_of_what_they_do() -> None:
    names = colors_of_names(nerve_cell())
    assert names["dendrites"] == INPUT
    assert names["junctions"] == WEIGHT
    assert names["cell body"] == SUM
    assert names["axon"] == names["terminals"] == ACTIVATION


def test_the_parts_of_an_artificial_neuron_have_the_same_colors() -> None:
    names = colors_of_names(artificial_neuron())
    assert names["inputs"] == INPUT
    assert names["weights"] == WEIGHT
    assert names["sum"] == SUM
    assert names["activation"] == ACTIVATION


def test_each_part_is_drawn_in_the_color_of_its_name() -> None:
    for ax in (nerve_cell(), artificial_neuron()):
        drawn = {to_hex(patch.get_edgecolor()) for patch in ax.patches}
        drawn |= {to_hex(patch.get_facecolor()) for patch in ax.patches}
        drawn |= {to_hex(line.get_color()) for line in ax.lines}
        assert {to_hex(color) for color in (INPUT, WEIGHT, SUM, ACTIVATION)} <= drawn


def test_the_sum_stands_where_the_cell_body_does() -> None:
    bodies = [
        patch.center
        for ax in (nerve_cell(), artificial_neuron())
        for patch in ax.patches
        if isinstance(patch, Circle) and to_hex(patch.get_edgecolor()) == to_hex(SUM)
    ]
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]


def test_nothing_leaves_the_picture() -> None:
    for ax in (nerve_cell(), artificial_neuron()):
        figure = ax.get_figure()
        assert figure
        figure.draw_without_rendering()  # type: ignore[union-attr]
        for text in ax.texts:
            low, high = ax.transAxes.inverted().transform(text.get_window_extent())
            assert min(*low, *(1 - high)) > -0.01, text.get_text()


def test_a_miss_runs_from_its_point_to_the_line() -> None:
    ax = misses([0, 1, 2], [0, 0, 1], [-0.25, 0.25, 0.75])
    (bars,) = ax.collections
    ends = [segment[:, 1].tolist() for segment in bars.get_segments()]  # type: ignore[attr-defined]
    assert ends == [[0, -0.25], [0, 0.25], [1, 0.75]]
    assert to_hex(tuple(np.asarray(bars.get_edgecolor())[0])) == to_hex(ERROR)


def test_the_line_and_the_points_are_drawn_as_given() -> None:
    line, points = misses([0, 1, 2], [0, 0, 1], [-0.25, 0.25, 0.75]).lines
    assert np.asarray(line.get_ydata()) == pytest.approx([-0.25, 0.25, 0.75])
    assert np.asarray(points.get_ydata()) == pytest.approx([0, 0, 1])


def test_they_draw_into_given_axes() -> None:
    for draw in (nerve_cell, artificial_neuron):
        _, ax = plt.subplots()
        assert draw(ax) is ax
    _, ax = plt.subplots()
    assert misses([0], [0], [0], ax=ax) is ax
