import gzip
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.patches import PathPatch

from nnbook.digits import load_digits
from nnbook.figures import ACTIVATION, ERROR, INPUT
from nnbook.figures.digits import INCH, accuracies, confusion, costs, images, reading
from nnbook.live.show.figure import svg


def boxes(ax: Axes, color: str) -> dict[tuple[float, ...], float]:
    """Return the rectangles of a color, each by its bounds, with how opaque they are."""
    found = {}
    for patch in ax.patches:
        assert isinstance(patch, PathPatch)
        red, green, blue, opacity = to_rgba(patch.get_facecolor())
        if patch.get_fill() and (red, green, blue) == to_rgb(color):
            corners = np.asarray(patch.get_path().vertices).reshape(-1, 5, 2)
            for box in corners:
                found[*box.min(axis=0).tolist(), *box.max(axis=0).tolist()] = opacity
    return found


def test_an_image_is_drawn_pixel_by_pixel_from_the_top() -> None:
    ax = images([[0, 1, 0.5, 0.5]])
    assert boxes(ax, INPUT) == {(1, -1, 2, 0): 1, (0, -2, 2, -1): 0.5}


def test_images_stand_in_rows_with_their_names_below() -> None:
    ax = images([[1, 0, 0, 0]] * 3, ["a", "b", "c"], columns=2)
    assert list(boxes(ax, INPUT)) == [(0, -1, 1, 0), (4, -1, 5, 0), (0, -8, 1, -7)]
    assert [(text.get_text(), text.get_position()) for text in ax.texts] == [
        ("a", (1, -2.8)),
        ("b", (5, -2.8)),
        ("c", (1, -9.8)),
    ]
    assert ax.get_xlim() == (-0.5, 6.5)
    assert ax.get_ylim() == (-12.5, 0.5)


def test_images_without_names_stand_closer() -> None:
    ax = images([[0, 0, 0, 1]] * 2, columns=1)
    assert list(boxes(ax, INPUT)) == [(1, -2, 2, -1), (1, -6, 2, -5)]
    assert not ax.texts


def test_a_reading_shows_the_image_and_a_bar_for_each_output() -> None:
    ax = reading([0, 1, 0.5, 0], [0.25, 0.75])
    assert boxes(ax, INPUT) == {(1, 1, 2, 2): 1, (0, 0, 1, 1): 0.5}
    bars = sorted(boxes(ax, ACTIVATION), reverse=True)
    assert [round(right - left, 9) for left, _, right, _ in bars] == [0.3, 0.9]
    assert bars[0][1] > bars[1][1], "class 0 stands above"
    texts = [(text.get_text(), text.get_fontweight()) for text in ax.texts]
    usual, best = "normal", "bold"
    assert texts == [("0", usual), ("0.250", usual), ("1", best), ("0.750", best)]


def test_every_image_has_a_frame() -> None:
    (frame,) = images(np.zeros((3, 9))).patches
    assert isinstance(frame, PathPatch)
    assert not frame.get_fill()
    corners = np.asarray(frame.get_path().vertices).reshape(-1, 5, 2)
    assert corners.min(axis=1).tolist() == [[0, -3], [5, -3], [10, -3]]
    assert corners.max(axis=1).tolist() == [[3, 0], [8, 0], [13, 0]]


def test_a_pixel_is_as_wide_however_many_there_are() -> None:
    for m, columns, size in [(10, 5, (50, 20)), (3, 2, (20, 20)), (4, 4, (40, 10))]:
        figure = images(np.zeros((m, 64)), columns=columns).get_figure(root=True)
        assert figure is not None
        assert figure.get_size_inches() == pytest.approx([INCH * length for length in size])


def test_twenty_digits_weigh_little() -> None:
    X, labels = load_digits()
    drawn = svg(images(X[:20], [*map(str, labels[:20])]), title="digits", description="twenty")
    assert len(gzip.compress(drawn.encode())) < 10_000


def test_the_costs_count_epochs_from_1_on_a_logarithmic_scale() -> None:
    ax = costs([3, 0.2, 0.1], [4, 2, 3])
    held_out, training = ax.lines
    assert np.asarray(held_out.get_xydata()).tolist() == [[1, 4], [2, 2], [3, 3]]
    assert np.asarray(training.get_xydata()).tolist() == [[1, 3], [2, 0.2], [3, 0.1]]
    assert (ax.get_yscale(), ax.get_ylabel()) == ("log", "cost")


def test_the_accuracies_begin_where_told_and_end_above_1() -> None:
    ax = accuracies([0.5, 1], [0.4, 0.9], bottom=0.3)
    held_out, training = ax.lines
    assert list(np.asarray(held_out.get_ydata())) == [0.4, 0.9]
    assert list(np.asarray(training.get_ydata())) == [0.5, 1]
    bottom, top = ax.get_ylim()
    assert bottom == 0.3
    assert 1 < top < 1.1
    assert ax.get_ylabel() == "accuracy"


@pytest.mark.parametrize("draw", [costs, accuracies])
def test_a_legend_tells_the_curves_apart(draw: Any) -> None:
    ax = draw([0.5, 0.9], [0.4, 0.8])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "test images",
        "training images",
    ]
    assert len({line.get_linestyle() for line in ax.lines}) == 2


def test_the_matrix_writes_its_counts_and_tints_its_mistakes() -> None:
    ax = confusion([[5, 4], [0, 7]])
    assert {text.get_position(): text.get_text() for text in ax.texts} == {
        (0, 0): "5",
        (1, 0): "4",
        (1, 1): "7",
    }
    assert list(boxes(ax, ERROR)) == [(0.5, -0.5, 1.5, 0.5)]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("classified as", "digit")
    bottom, top = ax.get_ylim()
    assert bottom > top, "the first class is the first row"


def test_a_frequent_mistake_is_tinted_more() -> None:
    tints = boxes(confusion([[0, 1, 4], [0, 9, 0], [2, 0, 0]]), ERROR)
    once, often, twice = (
        tints[x, y, x + 1, y + 1] for x, y in [(0.5, -0.5), (1.5, -0.5), (-0.5, 1.5)]
    )
    assert 0 < once < twice < often < 1


def test_no_mistake_leaves_nothing_tinted() -> None:
    assert boxes(confusion([[5, 0], [0, 7]]), ERROR) == {}


@pytest.mark.parametrize(
    ("draw", "arrays"),
    [
        (images, [[[1.0]]]),
        (costs, [[1], [1]]),
        (accuracies, [[1], [1]]),
        (confusion, [[[1]]]),
    ],
)
def test_they_draw_into_given_axes(draw: Any, arrays: Any) -> None:
    _, ax = plt.subplots()
    assert draw(*arrays, ax=ax) is ax
