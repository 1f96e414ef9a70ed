import numpy as np
import pytest
from matplotlib import pyplot as plt

from nnbook.figures import ACTIVATION, GRADIENT
from nnbook.figures.deeper import by_layer

SIZES = {"sigmoid": [1e-4, 1e-3, 1e-2], "ReLU": [1e-2, 2e-2, 1e-2]}


def test_each_network_has_a_line_with_a_dot_for_each_layer() -> None:
    ax = by_layer(SIZES)
    assert [line.get_label() for line in ax.lines] == list(SIZES)
    for line, sizes in zip(ax.lines, SIZES.values(), strict=True):
        assert np.array_equal(line.get_xdata(), [1, 2, 3])
        assert np.array_equal(line.get_ydata(), sizes)
        assert line.get_color() == GRADIENT
        assert line.get_marker() == "o"
    assert len({line.get_linestyle() for line in ax.lines}) == len(SIZES)
    assert ax.get_yscale() == "log"
    assert ax.get_ylabel() == "size of delta"


def test_what_is_drawn_can_be_something_else_in_another_color() -> None:
    ax = by_layer(SIZES, what="size of the activations", color=ACTIVATION)
    assert {line.get_color() for line in ax.lines} == {ACTIVATION}
    assert ax.get_ylabel() == "size of the activations"


def test_more_networks_than_there_are_kinds_of_lines_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^5 lines; expected at most 4, "):
        by_layer({str(n): [1, 2] for n in range(5)})


def test_it_draws_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert by_layer(SIZES, ax) is ax
