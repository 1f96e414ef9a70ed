import numpy as np
from matplotlib import pyplot as plt

from nnbook.figures import ACTIVATION, GRADIENT
from nnbook.figures.classes import learning_curves, slopes_over_sums, temperatures


def test_each_cost_has_its_slopes_over_the_sum() -> None:
    ax = slopes_over_sums([-1, 1], {"steep": [0, 1], "flat": [0, 0.25]})
    level, steep, flat = ax.lines
    assert np.asarray(level.get_ydata()).tolist() == [0, 0]
    assert np.asarray(steep.get_xydata()).tolist() == [[-1, 0], [1, 1]]
    assert np.asarray(flat.get_xydata()).tolist() == [[-1, 0], [1, 0.25]]
    assert (steep.get_linestyle(), flat.get_linestyle()) == ("-", "--")
    assert (steep.get_color(), flat.get_color()) == (GRADIENT, GRADIENT)
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["steep", "flat"]


def test_outputs_run_over_the_steps_toward_the_target() -> None:
    ax = learning_curves({"slow": [1, 0.9, 0.8], "fast": [1, 0.5, 0.25]}, 0.1)
    target, slow, fast = ax.lines
    assert np.asarray(target.get_ydata()).tolist() == [0.1, 0.1]
    assert np.asarray(slow.get_xydata()).tolist() == [[0, 1], [1, 0.9], [2, 0.8]]
    assert np.asarray(fast.get_xydata()).tolist() == [[0, 1], [1, 0.5], [2, 0.25]]
    assert (slow.get_linestyle(), fast.get_linestyle()) == ("-", "--")
    assert (slow.get_color(), fast.get_color()) == (ACTIVATION, ACTIVATION)
    assert ax.get_legend() is not None


def test_the_shares_of_each_class_run_over_the_temperature() -> None:
    ax = temperatures([0.1, 1, 10], [[1, 0.75, 0.5], [0, 0.25, 0.5]], ["sun", "rain"])
    one, sun, rain = ax.lines
    assert np.asarray(one.get_xdata()).tolist() == [1, 1]
    assert np.asarray(sun.get_xydata()).tolist() == [[0.1, 1], [1, 0.75], [10, 0.5]]
    assert np.asarray(rain.get_xydata()).tolist() == [[0.1, 0], [1, 0.25], [10, 0.5]]
    assert (sun.get_label(), rain.get_label()) == ("sun", "rain")
    assert {sun.get_color(), rain.get_color()} == {ACTIVATION}
    assert ax.get_xscale() == "log"
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0.1", "1", "10"]


def test_they_draw_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert slopes_over_sums([0], {"one": [0]}, ax=ax) is ax
    assert learning_curves({"one": [0]}, 0, ax=ax) is ax
    assert temperatures([1], [[1]], ["one"], ax=ax) is ax
