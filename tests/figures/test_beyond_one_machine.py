import numpy as np

from nnbook.figures import QUIET, SUM
from nnbook.figures.beyond_one_machine import step_times


def test_both_times_stand_over_the_sizes_on_scales_of_powers() -> None:
    ax = step_times([1, 10, 100], [1e-3, 1e-2, 1], [1e-2, 1e-2, 0.5])
    alone, spread = (np.asarray(line.get_xydata()).tolist() for line in ax.lines)
    assert alone == [[1, 1e-3], [10, 1e-2], [100, 1]]
    assert spread == [[1, 1e-2], [10, 1e-2], [100, 0.5]]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_each_line_is_named_at_its_start_in_its_color() -> None:
    ax = step_times([1, 10], [1e-3, 1e-2], [1e-2, 1e-2])
    named = {text.get_text(): (text.get_color(), text.xy) for text in ax.texts}  # type: ignore[attr-defined]
    assert named == {"one process": (SUM, (1, 1e-3)), "workers": (QUIET, (1, 1e-2))}


def test_the_scales_are_labeled_in_plain_text() -> None:
    ax = step_times([1, 10, 1000], [1e-3, 1e-2, 1], [1e-3, 1e-2, 1])
    assert {label.get_text() for label in ax.get_xticklabels()} >= {"1", "10", "1,000"}
    assert {label.get_text() for label in ax.get_yticklabels()} >= {"1 ms", "1 s"}


def test_it_draws_where_it_is_told() -> None:
    ax = step_times([1, 10], [1, 2], [1, 2])
    assert step_times([1, 10], [1, 2], [1, 2], ax) is ax
