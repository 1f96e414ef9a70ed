import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.patches import Rectangle

from nnbook.figures.truth_table import histograms, long_run


def test_a_long_run_shows_its_first_and_its_last_cost_on_scales_of_powers() -> None:
    ax = long_run(1 / np.arange(1, 5001))
    [line] = ax.lines
    epochs, costs = np.transpose(np.asarray(line.get_xydata()))
    assert (epochs[0], epochs[-1]) == (1, 5000)
    assert costs == pytest.approx(1 / epochs)
    assert len(epochs) <= 300
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_a_short_run_shows_each_cost() -> None:
    [line] = long_run([4, 2, 1]).lines
    assert np.asarray(line.get_xydata()).tolist() == [[1, 4], [2, 2], [3, 1]]


def test_each_group_has_a_row_of_bars_as_high_as_there_are_numbers() -> None:
    ax = histograms({"a": [1, 1, 3], "b": [3, 3, 3, 3, 1]}, [0, 2, 4], "cups")
    bars = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    heights = np.array([bar.get_height() for bar in bars])
    assert heights / heights.max() == pytest.approx(np.array([2, 1, 1, 4]) / 4)
    assert [bar.get_center()[0] for bar in bars] == pytest.approx([1, 3, 1, 3])
    assert [bar.get_y() for bar in bars] == [0, 0, -1, -1]
    assert [bar.get_width() for bar in bars] == pytest.approx([1.8] * 4)
    assert {bar.get_linewidth() for bar in bars} == {0}, "no edge hides a low bar"
    assert heights.max() < 1
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    assert ax.get_xlabel() == "cups"


def test_they_draw_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert histograms({"a": [1]}, [0, 2], "cups", ax=ax) is ax
    _, ax = plt.subplots()
    assert long_run([1, 0.5], ax=ax) is ax
