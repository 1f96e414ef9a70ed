import numpy as np
import pytest
from matplotlib import pyplot as plt

from nnbook.figures.other_ways_downhill import race

COSTS = {"slow": [[4.0, 3.0], [2.0, 1.0]], "quick": [[1.0, 0.1], [3.0, 0.3]]}


def test_each_line_is_the_mean_of_its_runs() -> None:
    ax = race(COSTS)
    slow, quick = (np.asarray(line.get_xydata(), float) for line in ax.lines)
    assert slow.tolist() == [[1, 3], [2, 2]]
    assert quick.tolist() == [[1, 2], [2, 0.2]]
    assert len({line.get_linestyle() for line in ax.lines}) == 2
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["slow", "quick"]
    assert legend.get_window_extent().y0 >= ax.get_window_extent().y1, "no band crosses it"


def test_each_band_goes_from_the_lowest_run_to_the_highest() -> None:
    bands = [band.get_paths()[0].vertices for band in race(COSTS).collections]
    for band, runs in zip(bands, COSTS.values(), strict=True):
        points = np.asarray(band)
        for epoch in (1, 2):
            heights = points[points[:, 0] == epoch, 1]
            assert {heights.min(), heights.max()} == {row[epoch - 1] for row in runs}


def test_the_scale_is_one_of_powers() -> None:
    ax = race(COSTS)
    assert ax.get_yscale() == "log"
    assert "10⁰" in {label.get_text() for label in ax.get_yticklabels()}


def test_there_is_a_style_for_four_and_no_more() -> None:
    assert len(race({name: [[1.0]] for name in "abcd"}).lines) == 4
    with pytest.raises(ValueError, match=r"^5 lines; expected at most 4, "):
        race({name: [[1.0]] for name in "abcde"})


def test_it_draws_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert race(COSTS, ax=ax) is ax
