import numpy as np
from matplotlib import pyplot as plt

from nnbook.figures import ERROR, GRADIENT
from nnbook.figures.cost import several_costs, stations


def test_the_steps_stand_on_the_curve_they_descend() -> None:
    ax = stations([-1, 0, 1], [1, 0, 1], ([0.5, -0.5], [0.25, 0.25]), "parabola")
    curve, steps = ax.lines
    assert np.asarray(curve.get_xydata()).tolist() == [[-1, 1], [0, 0], [1, 1]]
    assert np.asarray(steps.get_xydata()).tolist() == [[0.5, 0.25], [-0.5, 0.25]]
    assert (curve.get_color(), steps.get_color()) == (ERROR, GRADIENT)
    assert steps.get_marker() == "o"
    assert ax.get_title() == "parabola"


def test_each_cost_has_a_name_and_a_style_of_its_own() -> None:
    ax = several_costs([0, 1], {"one": [0, 1], "two": [0, 2]})
    assert [line.get_label() for line in ax.lines] == ["one", "two"]
    assert [np.asarray(line.get_ydata()).tolist() for line in ax.lines] == [[0, 1], [0, 2]]
    assert [line.get_linestyle() for line in ax.lines] == ["-", "--"]
    assert {line.get_color() for line in ax.lines} == {ERROR}
    assert ax.get_legend() is not None


def test_they_draw_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert stations([0], [0], ([0], [0]), "", ax=ax) is ax
    assert several_costs([0], {"one": [0]}, ax=ax) is ax
