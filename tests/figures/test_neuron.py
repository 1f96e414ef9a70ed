import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import PathCollection
from matplotlib.patches import Rectangle

from nnbook.figures.neuron import boundary, contributions, diagram


def test_the_staircase_climbs_by_the_products_to_the_sum() -> None:
    ax = contributions([1, 0, 1], [0.9, 0.8, -0.1])
    heights = [bar.get_height() for bar in ax.patches if isinstance(bar, Rectangle)]
    assert heights == pytest.approx([0.9, 0, -0.1, 0.8])
    assert [text.get_text() for text in ax.texts] == ["0.9", "0", "-0.1", "0.8"]


def test_each_step_starts_where_the_last_one_ended() -> None:
    ax = contributions([1, 2], [3, 4])
    bars = [bar for bar in ax.patches if isinstance(bar, Rectangle)]
    assert [bar.get_y() for bar in bars] == pytest.approx([0, 3, 0])


def test_points_that_reach_the_threshold_are_filled() -> None:
    corners = [(0, 0), (0, 1), (1, 0), (1, 1)]
    ax = boundary([1, 1], -1.5, corners)
    fired, quiet = (c for c in ax.collections if isinstance(c, PathCollection))
    assert np.asarray(fired.get_offsets()).tolist() == [[1, 1]]
    assert len(np.asarray(quiet.get_offsets())) == 3


@pytest.mark.parametrize(("w", "b"), [([1, 1], -1.5), ([2, -1], 0.5), ([0, 1], -1)])
def test_the_line_is_where_the_sum_is_zero(w: list[float], b: float) -> None:
    (line,) = boundary(w, b, [(0, 0)]).lines
    for point in (line.get_xy1(), line.get_xy2()):  # type: ignore[attr-defined]
        assert np.dot(w, point) + b == pytest.approx(0)


def test_they_draw_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert contributions([1], [1], ax=ax) is ax
    assert boundary([1, 1], 0, [(0, 0)], ax=ax) is ax


def test_the_neuron_shows_its_numbers_and_its_weights_their_sign() -> None:
    ax = diagram([1, 0.25], [-2, 0.5], -1.875, 0)
    texts = [text.get_text() for text in ax.texts]
    assert {"x₁", "1", "x₂", "0.25", "-2", "0.5", "z", "-1.875", "a", "0"} <= set(texts)
    first, second = ax.lines
    assert (first.get_linestyle(), second.get_linestyle()) == ("--", "-")
    assert first.get_linewidth() > second.get_linewidth()


def test_a_neuron_without_weight_is_drawn() -> None:
    assert all(line.get_linewidth() > 0 for line in diagram([1], [0], 0, 1).lines)
