import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from nnbook.figures import QUIET, SUM
from nnbook.figures.vectorization import growth, product, times


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
    assert {label.get_text() for label in ax.get_xticklabels()} >= {"1", "10", "1,000"}
    assert {label.get_text() for label in ax.get_yticklabels()} >= {"1 µs", "1 ms", "1 s"}


def test_growth_is_drawn_in_multiples_beside_the_line_of_proportion() -> None:
    ax = growth(
        {
            "rows": {"work": [10, 20, 40], "seconds": [1e-3, 2e-3, 3e-3]},
            "width": {"work": [10, 40, 160], "seconds": [1e-3, 2e-3, 8e-3]},
        }
    )
    dashed, rows, width = (np.asarray(line.get_xydata()).tolist() for line in ax.lines)
    assert dashed == [[1, 1], [16, 16]]
    assert rows == [[1, 1], [2, 2], [4, pytest.approx(3)]]
    assert width == [[1, 1], [4, 2], [16, 8]]
    legend = ax.get_legend()
    assert legend
    assert [text.get_text() for text in legend.get_texts()] == ["rows", "width"]


def boxes(ax: Axes) -> list[list[float]]:
    """Return left, top, width and height of each rectangle: a band, then its table's frame."""
    return [
        [*patch.get_xy(), patch.get_width(), patch.get_height()]
        for patch in ax.patches
        if isinstance(patch, Rectangle)
    ]


def test_the_row_and_the_column_meet_in_their_sum() -> None:
    row, inputs, column, weights, cell, sums = boxes(
        product([[1, 2], [3, 4], [5, 6]], [[7, 8]], (2, 0))
    )
    assert [inputs[2:], weights[2:], sums[2:]] == [[2, 3], [1, 2], [1, 3]]
    assert row == [inputs[0], inputs[1] + 2, 2, 1]
    assert column == [weights[0], weights[1], 1, 2]
    assert cell == [column[0], row[1], 1, 1]
    assert sums[:2] == [weights[0], inputs[1]]


@pytest.mark.parametrize(("row", "column", "value"), [(0, 0, "11"), (1, 2, "-7"), (0, 1, "2")])
def test_each_number_stands_in_its_cell(row: int, column: int, value: str) -> None:
    ax = product([[1, 2], [-3, 4]], [[1, 5], [0, 1], [5, 2]], (row, column))
    left, top, _, _ = boxes(ax)[4]
    here = [text for text in ax.texts if text.get_position() == (left + 0.5, top + 0.5)]
    assert [text.get_text() for text in here] == [value]


def test_the_tables_have_names_and_all_their_numbers() -> None:
    ax = product([[1, 2], [-3, 4]], [[1, 5], [0, 1], [5, 2]], (0, 0))
    shown = [text.get_text() for text in ax.texts]
    assert [name for name in shown if name.isalpha()] == ["X", "Wᵀ", "Z"]
    assert len(shown) == 3 + 4 + 6 + 6
    assert {"1", "-3", "5", "11", "17", "-7"} <= set(shown)


def test_they_draw_into_given_axes() -> None:
    _, (left, right) = plt.subplots(1, 2)
    assert times([1], [2], [1], ax=left) is left
    assert product([[1]], [[2]], (0, 0), ax=right) is right
