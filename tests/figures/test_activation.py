import numpy as np
from matplotlib import pyplot as plt

from nnbook.figures.activation import curve, in_words, tangents


def test_it_draws_the_function_solid_and_its_slope_dashed() -> None:
    z = np.linspace(-1, 1, 21)
    ax = curve(z, z**2, 2 * z, "square")
    function, slope = ax.lines[-2:]
    assert function.get_linestyle() == "-"
    assert slope.get_linestyle() == "--"
    assert np.array_equal(np.asarray(function.get_ydata()), z**2)
    assert np.array_equal(np.asarray(slope.get_ydata()), 2 * z)
    assert ax.get_title() == "square"


def test_a_jump_is_left_open() -> None:
    z = np.linspace(-1, 1, 20)
    ax = curve(z, z >= 0, 0 * z, "step")
    drawn = np.asarray(ax.lines[-2].get_ydata())
    assert np.isnan(drawn).sum() == 1


def test_it_draws_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert curve([0, 1], [0, 1], [1, 1], "identity", ax=ax) is ax


def test_each_tangent_touches_its_curve() -> None:
    z = np.linspace(-2, 2, 5)
    ax = tangents(z, {"square": z**2, "line": 3 * z}, 1, {"square": (1, 2), "line": (3, 3)})
    lines = {line.get_label(): line for line in ax.lines}
    assert lines["square"].get_linestyle() == "-"
    assert lines["line"].get_linestyle() == "--"
    assert np.asarray(ax.lines[4].get_xydata()).tolist() == [[0, -1], [2, 3]]
    assert np.asarray(ax.lines[7].get_xydata()).tolist() == [[0, 0], [2, 6]]


def test_words_say_what_the_curve_shows() -> None:
    assert in_words([-2, 0, 1], [1, 0.25, 3], [-1, 0, 2]) == (
        "As z goes from -2 to 1, a goes from 1 to 3; it is 0.25 at 0, 0.25 at its lowest, and "
        "3 at its highest. The slope, where there is one, is -1 to 2."
    )
    assert in_words([0, 1], [0, 1], [1, 1]).endswith("The slope, where there is one, is 1.")
