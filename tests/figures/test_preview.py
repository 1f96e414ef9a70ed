from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt

from nnbook.figures.preview import draw, preview
from tests.conftest import ROOT

CSS = (ROOT / "docs/assets/book.css").read_text(encoding="utf-8")


def test_the_preview_is_the_one_that_make_gives(tmp_path: Path) -> None:
    draw(tmp_path / "made.png", CSS)
    made, kept = (
        plt.imread(path) for path in (tmp_path / "made.png", ROOT / "docs/assets/preview.png")
    )
    assert made.shape == kept.shape == (630, 1200, 4)
    assert np.abs(made - kept).mean() < 1e-3, "run: make preview"


def test_the_preview_has_the_title_and_the_numbers_of_a_network() -> None:
    network = preview([[[1.0, -2.0]]], [[1, 0], [0.7311]], "A title")
    figure = network.get_figure(root=True)
    assert figure
    title, _ = figure.axes
    assert [text.get_text() for text in title.texts] == ["A title"]
    assert {"1", "0", "0.7311"} <= {text.get_text() for text in network.texts}
