import numpy as np
from matplotlib import pyplot as plt

from nnbook.figures.forward import rounding


def test_the_errors_stand_over_their_decimals_on_a_scale_of_powers() -> None:
    ax = rounding([1, 2, 3], [0.1, 0.01, 0.001])
    (line,) = ax.lines
    assert np.asarray(line.get_xydata()).tolist() == [[1, 0.1], [2, 0.01], [3, 0.001]]
    assert ax.get_yscale() == "log"


def test_the_scale_is_labeled_with_powers_of_ten() -> None:
    ax = rounding([1, 2, 3], [1, 0.01, 1e-12])
    assert {label.get_text() for label in ax.get_yticklabels()} >= {"10⁰", "10⁻¹²"}


def test_it_draws_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert rounding([1], [0.1], ax=ax) is ax
