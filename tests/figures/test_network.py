import re

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Circle

from nnbook.figures import ACTIVATION, QUIET, SUM, WEIGHT
from nnbook.figures.network import influence, network_diagram, sheet

W1 = np.array([[1.0, -2.0], [0.5, 0.25], [3.0, 0.0]])
W2 = np.array([[1.0, 1.0, -1.0]])


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_there_is_a_circle_for_each_neuron_and_a_line_for_each_weight() -> None:
    ax = network_diagram([W1, W2])
    assert len([patch for patch in ax.patches if isinstance(patch, Circle)]) == 2 + 3 + 1
    assert len(ax.lines) == W1.size + W2.size
    assert {line.get_color() for line in ax.lines} == {WEIGHT}


def test_every_weight_stands_on_its_line() -> None:
    ax = network_diagram([W1, W2])
    for line, text in zip(ax.lines, ax.texts, strict=False):
        (x0, x1), (y0, y1) = np.asarray(line.get_data(), float)
        x, y = text.get_position()
        x -= 0.07 * max(0, len(text.get_text()) - 3)  # a long one is moved clear of the circle
        assert (x - x0) * (y1 - y0) == pytest.approx((y - y0) * (x1 - x0))
    shown = [float(text.get_text()) for text in ax.texts[: len(ax.lines)]]
    assert sorted(shown) == sorted([*W1.ravel(), *W2.ravel()])


def test_strong_weights_are_wide_and_negative_ones_dashed() -> None:
    ax = network_diagram([W1])
    by_weight = dict(zip(W1.ravel(), ax.lines, strict=True))
    widths = [by_weight[w].get_linewidth() for w in sorted(W1.ravel(), key=abs)]
    assert widths == sorted(widths)
    assert {w for w, line in by_weight.items() if line.get_linestyle() == "--"} == {-2.0}


def test_drawings_side_by_side_can_share_a_scale() -> None:
    alone, beside = (network_diagram([W2], widest=widest).lines[0] for widest in (None, 100))
    assert beside.get_linewidth() < alone.get_linewidth()


def test_values_and_sums_stand_at_the_neurons() -> None:
    ax = network_diagram([W1, W2], [[1, 0], [0.1, 0.2, 0.3], [0.4567]], [[5, 6, 7], [8]])
    assert {"0.4567", "0.1", "z = 5", "z = 8", "x₁", "h₃", "o"} <= set(texts(ax))


def test_weights_that_are_all_zero_are_drawn_thin() -> None:
    ax = network_diagram([np.zeros((1, 2))])
    assert len({line.get_linewidth() for line in ax.lines}) == 1


def test_weights_can_go_without_their_numbers() -> None:
    ax = network_diagram([W1], labels=False)
    assert texts(ax) == ["x₁", "x₂", "o₁", "o₂", "o₃"]


def test_it_draws_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert network_diagram([W1], ax=ax) is ax


def test_long_weights_stay_clear_of_the_circles() -> None:
    ax = network_diagram([W1 - 5.49, W2 * 7.3333])
    ax.figure.canvas.draw()
    circles = [patch.get_window_extent() for patch in ax.patches]
    numbers = [text for text in ax.texts if re.fullmatch(r"-?[\d.]+", text.get_text())]
    labels = [text.get_window_extent() for text in numbers]
    assert len(labels) == W1.size + W2.size
    assert not any(label.overlaps(circle) for label in labels for circle in circles)


def test_the_output_stands_over_the_factor() -> None:
    ax = influence([-1, 0, 1], [0.2, 0.5, 0.8])
    (curve,) = (line for line in ax.lines if line.get_color() == ACTIVATION)
    assert np.asarray(curve.get_xydata()).tolist() == [[-1, 0.2], [0, 0.5], [1, 0.8]]


def test_influence_draws_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert influence([0], [0.5], ax) is ax


POINTS = [[[0, 0], [1, 1]], [[1, 0]]]
PAPER = np.array([[[0, 0], [0.5, 0.1], [1, 0]], [[0, 1], [0.5, 0.9], [1, 1]]])


def test_a_sheet_has_its_threads_and_its_corners() -> None:
    ax = sheet(PAPER, POINTS, [[1, 1, -1]], names=("h₁", "h₂"))
    threads = [np.asarray(line.get_xydata()) for line in ax.lines if line.get_color() == QUIET]
    assert np.array_equal(np.stack(threads), PAPER)
    empty, filled = ax.collections
    assert [np.asarray(dots.get_offsets()).tolist() for dots in (empty, filled)] == POINTS
    assert np.array_equal(empty.get_facecolor(), [to_rgba("white")])
    assert np.array_equal(filled.get_facecolor(), [to_rgba(ACTIVATION)])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("h₁", "h₂")


def test_on_the_line_of_a_neuron_its_sum_is_0() -> None:
    borders = np.array([[1.0, 2.0, -1.5], [0.0, -3.0, 1.0], [2.0, 0.0, 0.0]])
    ax = sheet(PAPER, POINTS, borders, names=("x₁", "x₂"))
    lines = [line for line in ax.lines if line.get_color() == SUM]
    for line, (w1, w2, b) in zip(lines, borders, strict=True):
        (x, y), (x_later, y_later) = line.get_xy1(), line.get_xy2()  # type: ignore[attr-defined]
        assert (x, y) != (x_later, y_later)
        assert w1 * x + w2 * y + b == pytest.approx(0)
        assert w1 * x_later + w2 * y_later + b == pytest.approx(0)


def test_a_sheet_is_drawn_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert sheet(PAPER, POINTS, [[1, 1, -1]], ax, names=("x₁", "x₂")) is ax
