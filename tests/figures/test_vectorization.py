import numpy as np
from matplotlib import pyplot as plt

from nnbook.figures import QUIET, SUM
from nnbook.figures.vectorization import times


def test_both_times_stand_over_the_sizes_on_scales_of_powers() -> None:
    ax = times([1, 10, 100], [1, 10, 100], [1e-6, 1e-6, 1e-5])
    loop, product = (np.asarray(line.get_xydata()).tolist() for line in ax.lines)
    assert loop == [[1, 1], [10, 10], [100, 100]]
    assert product == [[1, 1e-6], [10, 1e-6], [100, 1e-5]]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_each_line_is_named_at_its_end_in_its_color() -> None:
    ax = times([1, 10], [1, 10], [1e-6, 1e-5])
    named = {text.get_text(): (text.get_color(), text.xy) for text in ax.texts}  # type: ignore[attr-defined]
    assert named == {"loop": (QUIET, (10, 10)), "matrix product": (SUM, (10, 1e-5))}


def test_the_scales_are_labeled_in_plain_text() -> None:
    ax = times([1, 10, 1000], [1e-3, 1e-2, 1], [1e-6, 1e-6, 1e-5])
    assert {label.get_text() for label in ax.get_xticklabels()} >= {"1", "10", "1000"}
    assert {label.get_text() for label in ax.get_yticklabels()} >= {"1 µs", "1 ms", "1 s"}


def test_it_draws_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert times([1], [2], [1], ax=ax) is ax
