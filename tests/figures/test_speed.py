import numpy as np
import pytest
from matplotlib.colors import to_rgba

from nnbook.figures import ACTIVATION, INPUT, QUIET, SUM
from nnbook.figures.speed import line_times, over_floor

MULTIPLES = {"few": [9.0, 4.0, 6.0], "many": [4.0, 2.0, 3.0]}


def test_each_line_has_a_bar_as_long_as_its_time_from_the_top_down() -> None:
    ax = line_times(["a = b", "c = d"], [1.5, 0.25], [True, False])
    assert [bar.get_width() for bar in ax.patches] == [1.5, 0.25]  # type: ignore[attr-defined]
    assert [text.get_text() for text in ax.texts] == ["1.5", "0.2", "a = b", "c = d"]
    assert [text.xy for text in ax.texts[2:]] == [(0, -0.24), (0, 0.76)]  # type: ignore[attr-defined]
    bottom, top = ax.get_ylim()
    assert bottom > top


def test_marked_bars_wear_the_color_of_a_sum() -> None:
    ax = line_times(["a", "b"], [1, 2], [True, False])
    assert [bar.get_facecolor() for bar in ax.patches] == [to_rgba(SUM), to_rgba(QUIET)]


def test_ways_stand_over_the_floor_and_others_apart() -> None:
    ax = over_floor(["one", "two", "theirs"], MULTIPLES, others=1)
    own, other = (np.asarray(line.get_xydata()).tolist() for line in ax.lines[:2])
    assert own == [[9, 0], [4, 1]]
    assert other == [[6, 2.5]]
    assert [line.get_color() for line in ax.lines] == [INPUT, INPUT, SUM, SUM, QUIET]
    assert np.asarray(ax.lines[-1].get_xdata()).tolist() == [1, 1]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["one", "two", "theirs"]


def test_the_kinds_of_work_are_named_in_the_legend() -> None:
    legend = over_floor(["one", "two", "theirs"], MULTIPLES, others=1).get_legend()
    assert legend
    assert [text.get_text() for text in legend.get_texts()] == ["few", "many"]


def test_the_scale_is_labeled_in_plain_text() -> None:
    ax = over_floor(["one", "two", "theirs"], MULTIPLES, others=1)
    assert ax.get_xscale() == "log"
    assert "5" in {label.get_text() for label in ax.get_xticklabels()}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_up_to_three_kinds_of_work_have_colors_of_their_own(count: int) -> None:
    ax = over_floor(["one"], {str(number): [2.0] for number in range(count)}, others=0)
    colors = {line.get_color() for line in ax.lines[:-1]}
    assert colors == {*(INPUT, SUM, ACTIVATION)[:count]}


def test_both_draw_where_they_are_told() -> None:
    ax = line_times(["a"], [1], [True])
    assert line_times(["a"], [1], [True], ax) is ax
    assert over_floor(["a"], {"few": [2]}, 0, ax) is ax


def test_a_long_line_is_cut_off() -> None:
    label = line_times(["x" * 100], [1], [False]).texts[-1]
    assert label.get_text() == "x" * 42 + "..."
