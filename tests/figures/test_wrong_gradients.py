import numpy as np
from matplotlib import pyplot as plt

from nnbook.figures.wrong_gradients import two_descents


def test_the_wrong_descent_is_dashed() -> None:
    ax = two_descents([3, 2, 1], [3, 1, 4], ("good", "bad"))
    good, bad = ax.lines
    assert np.asarray(good.get_ydata()).tolist() == [3, 2, 1]
    assert np.asarray(bad.get_ydata()).tolist() == [3, 1, 4]
    assert (good.get_linestyle(), bad.get_linestyle()) == ("-", "--")
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["good", "bad"]


def test_it_draws_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert two_descents([1], [1], ("good", "bad"), ax=ax) is ax
