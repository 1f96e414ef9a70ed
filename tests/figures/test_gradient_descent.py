import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.contour import QuadContourSet
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from nnbook.figures.gradient_descent import cost_curves, descent, outputs

ACROSS, UP = np.linspace(-2, 2, 9), np.linspace(-1, 1, 5)
BOWL = ACROSS**2 + UP[:, None] ** 2


def contour_lines(ax: Axes) -> tuple[NDArray[np.float64], list[Path]]:
    """Return the levels of the contour lines, and the lines."""
    (lines,) = (c for c in ax.collections if isinstance(c, QuadContourSet))
    return np.asarray(lines.levels), list(lines.get_paths())


def test_a_curve_shows_each_cost_over_its_epoch_counted_from_one() -> None:
    (line,) = cost_curves({"": [3, 2, 1]}).lines
    assert np.asarray(line.get_xydata()).tolist() == [[1, 3], [2, 2], [3, 1]]


def test_one_run_needs_no_name() -> None:
    assert cost_curves({"alone": [1, 0]}).get_legend() is None


def test_several_runs_differ_in_name_and_style() -> None:
    ax = cost_curves({"batches of 8": [3, 2], "fast": [3, 1], "batches of 1": [3, 9]})
    legend = ax.get_legend()
    assert legend
    assert [text.get_text() for text in legend.get_texts()] == [
        "batches of 8",
        "fast",
        "batches of 1",
    ]
    assert len({line.get_linestyle() for line in ax.lines}) == 3
    box, axes = legend.get_window_extent(), ax.get_window_extent()
    assert box.y0 >= axes.y1, "no curve crosses it"
    assert ax.figure.bbox.x0 <= box.x0 < box.x1 <= ax.figure.bbox.x1
    assert box.y1 <= ax.figure.bbox.y1


def test_costs_are_seen_from_zero() -> None:
    assert cost_curves({"": [3, 2]}).get_ylim()[0] == 0


def test_a_level_to_compare_with_is_drawn_and_named() -> None:
    ax = cost_curves({"": [3, 1]}, level=("chance", 2))
    assert np.asarray(ax.lines[0].get_ydata()).tolist() == [2, 2]
    assert [text.get_text() for text in ax.texts] == ["chance"]


def test_each_path_is_drawn_with_its_name() -> None:
    paths: dict[str, list[tuple[float, float]]] = {
        "a": [(1, 1), (0.5, 0.5)],
        "b": [(1, 1), (-1, -1), (0, 0)],
    }
    ax = descent((ACROSS, UP), BOWL, paths, ("u", "v"))
    drawn = [np.asarray(line.get_xydata()).tolist() for line in ax.lines]
    assert drawn == [[[1, 1], [0.5, 0.5]], [[1, 1], [-1, -1], [0, 0]]]
    assert [line.get_label() for line in ax.lines] == ["a", "b"]
    assert len({line.get_linestyle() for line in ax.lines}) == 2


def test_contour_lines_join_places_of_the_same_cost() -> None:
    across, up = np.linspace(-2, 2, 81), np.linspace(-1, 1, 41)
    ax = descent((across, up), across**2 + up[:, None] ** 2, {"a": [(1, 1)]}, ("u", "v"))
    for level, path in zip(*contour_lines(ax), strict=True):
        assert (np.asarray(path.vertices) ** 2).sum(axis=1) == pytest.approx(level, abs=0.01)


def test_contour_lines_are_closer_in_height_near_the_bottom() -> None:
    levels, _ = contour_lines(descent((ACROSS, UP), BOWL, {"a": [(1, 1)]}, ("u", "v")))
    assert (np.diff(levels, 2) > 0).all()
    assert BOWL.min() < levels[0] < levels[-1] < BOWL.max()


def test_the_map_ends_where_the_costs_do_and_a_right_angle_is_one() -> None:
    ax = descent((ACROSS, UP), BOWL, {"a": [(5, 5)]}, ("u", "v"))
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-1, 1))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("u", "v")
    assert ax.get_aspect() == 1


def test_outputs_stand_beside_each_other_with_their_targets() -> None:
    ax = outputs([0.8, 0.7], [0.9, 0.1], [1, 0], ["a", "b"])
    bars = [bar for bar in ax.patches if isinstance(bar, Rectangle)]
    assert [bar.get_height() for bar in bars] == [0.8, 0.7, 0.9, 0.1]
    marks = [path.vertices for path in ax.collections[0].get_paths()]
    assert [np.asarray(mark)[:, 1].tolist() for mark in marks] == [[1, 1], [0, 0]]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["a", "b"]


def test_they_draw_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert cost_curves({"": [1, 0]}, ax=ax) is ax
    assert descent((ACROSS, UP), BOWL, {"a": [(1, 1)]}, ("u", "v"), ax=ax) is ax
    assert outputs([0.5], [1], [1], ["a"], ax=ax) is ax


def test_a_fifth_curve_is_refused_and_not_left_out() -> None:
    with pytest.raises(ValueError, match=r"^5 lines; expected at most 4, "):
        cost_curves({name: [1.0, 0.5] for name in "abcde"})
