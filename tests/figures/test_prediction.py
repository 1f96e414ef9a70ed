import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.contour import QuadContourSet

from nnbook.figures.prediction import decision_boundary, over_fitting, spread

X1, X2 = np.linspace(0, 1, 11), np.linspace(0, 2, 5)


def plane(ax: Axes | None = None) -> Axes:
    """Draw an output that is x1 everywhere, and two points."""
    return decision_boundary(X1, X2, np.tile(X1, (5, 1)), [[[0.2, 1]], [[0.7, 2]]], ax=ax)


def contours(ax: Axes, level: int) -> np.ndarray:
    lines = [c for c in ax.collections if isinstance(c, QuadContourSet) and not c.filled]
    return np.asarray(lines[0].get_paths()[level].vertices)


@pytest.mark.parametrize(("level", "o"), [(0, 0.1), (1, 0.5), (2, 0.9)])
def test_the_lines_are_where_the_output_has_their_values(level: int, o: float) -> None:
    assert contours(plane(), level)[:, 0] == pytest.approx(o)


def test_the_plane_is_tinted_from_one_half_up() -> None:
    (tint,) = (c for c in plane().collections if isinstance(c, QuadContourSet) and c.filled)
    box = tint.get_paths()[0].get_extents()
    assert (box.x0, box.x1, box.y0, box.y1) == pytest.approx((0.5, 1, 0, 2))


def test_points_of_class_1_are_filled() -> None:
    zeros, ones = (c for c in plane().collections if isinstance(c, PathCollection))
    assert np.asarray(ones.get_offsets()).tolist() == [[0.7, 2]]
    assert np.asarray(zeros.get_offsets()).tolist() == [[0.2, 1]]
    assert np.asarray(zeros.get_facecolor()).tolist() == [[1, 1, 1, 1]]


def test_the_costs_count_epochs_from_1_and_mark_the_lowest() -> None:
    ax = over_fitting([3, 2, 1], [4, 2, 3])
    held_out, training, line, mark = ax.lines
    assert np.asarray(held_out.get_xydata()).tolist() == [[1, 4], [2, 2], [3, 3]]
    assert np.asarray(training.get_xydata()).tolist() == [[1, 3], [2, 2], [3, 1]]
    assert list(np.asarray(line.get_xdata())) == [2, 2]
    assert np.asarray(mark.get_xydata()).tolist() == [[2, 2]]


def test_the_costs_have_a_legend_that_tells_them_apart() -> None:
    ax = over_fitting([3, 2, 1], [4, 2, 3])
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [
        "held-out examples",
        "training examples",
    ]


def test_the_bands_of_the_spread_go_from_the_top_down_with_their_means() -> None:
    ax = spread(["a", "b"], [[1, 2, 6], [4, 4, 4]])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    mean_a, dots_a, mean_b, dots_b = ax.lines
    assert list(np.asarray(mean_a.get_xdata())) == [3, 3]
    assert list(np.asarray(mean_b.get_xdata())) == [4, 4]
    assert list(np.asarray(dots_a.get_xdata())) == [1, 2, 6]
    bottom, top = ax.get_ylim()
    assert bottom > top, "the first band is the highest"
    assert np.asarray(dots_a.get_ydata()).max() < np.asarray(dots_b.get_ydata()).min()


def test_the_dots_of_a_band_do_not_cover_one_another() -> None:
    _, dots = spread(["a"], [[4, 4, 4]]).lines
    heights = np.asarray(dots.get_ydata())
    assert (np.diff(heights) > 0).all()
    assert heights.mean() == pytest.approx(0)


def test_they_draw_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert plane(ax=ax) is ax
    assert over_fitting([1], [1], ax=ax) is ax
    assert spread(["a"], [[1, 2]], ax=ax) is ax
