import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from nnbook.live.lab import figures
from nnbook.live.lab.figures import Figures, options, without_options


@pytest.fixture
def shown() -> Iterator[Figures]:
    shell: Any = InteractiveShell
    yield Figures(shell())
    plt.close("all")


def cell(shown: Figures, said: str) -> None:
    shown.listen(SimpleNamespace(raw_cell=said + "plt.show()"))


def figure(title: str = "", *, above: str = "") -> Figure:
    drawn, ax = plt.subplots()
    ax.set_title(title)
    if above:
        drawn.suptitle(above)
    return drawn


@pytest.mark.parametrize(
    ("title", "above", "named"), [("A", "", "A"), ("A", "B", "B"), ("", "", "Figure")]
)
def test_a_figure_is_called_by_its_title(
    shown: Figures, title: str, above: str, named: str
) -> None:
    cell(shown, "#| fig-alt: 'It rises: by 2'\n")
    html = shown.html(figure(title, above=above))
    assert html
    assert f">{named}</title>" in html
    assert ">It rises: by 2</desc>" in html
    assert "<figure>" not in html
    assert plt.get_fignums() == []


def test_each_figure_has_its_own_description(shown: Figures) -> None:
    cell(shown, "#| fig-alt:\n#|   - One.\n#|   - Two.\n")
    for words in ("One.", "Two."):
        html = shown.html(figure())
        assert html
        assert words in html
    assert shown.html(figure()) is None
    assert plt.get_fignums() == []


def test_a_figure_without_axes_has_nothing_to_describe(shown: Figures) -> None:
    cell(shown, "#| fig-alt: Nothing.\n")
    assert shown.html(plt.figure()) is None


def test_a_description_is_that_of_its_cell(shown: Figures) -> None:
    cell(shown, "#| fig-alt: One.\n")
    cell(shown, "")
    assert shown.html(figure()) is None


@pytest.mark.parametrize("code", ["x", "#| a: [\nx", "#| words\nx", "x\n#| a: b"])
def test_other_remarks_say_nothing(code: str) -> None:
    assert options(code) == {}


def test_only_remarks_at_the_beginning_are_left_out() -> None:
    assert without_options("#| a: b\n#| c\nx\n#| d") == "x\n#| d"
    assert without_options("# a\nx") == "# a\nx"


def test_parts_of_figures_are_not_shown_as_text(shown: Figures) -> None:
    drawn, axes = plt.subplots(1, 2)
    parts: list[Any] = [
        axes,
        axes[0],
        axes[0].plot([1, 2]),
        axes[0].hist([1, 2]),
        axes[0].boxplot([1, 2]),
        axes[0].set_title("A"),
        (drawn, axes[0]),
    ]
    for part in parts:
        assert shown.format_shown(part) == ({}, {})
    for other in (1, [1], {"a": 1}, np.ones(2), np.array([1, None]), "a", []):
        assert shown.format_shown(other)[0]["text/plain"] == repr(other)
    assert "text/plain" in shown.format_shown(drawn, include={"text/plain"})[0]
    cell(shown, "#| fig-alt: A.\n")
    assert shown.format_shown(figure())[0].keys() == {"text/html", "text/plain"}


def test_without_matplotlib_nothing_is_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "matplotlib.artist")
    monkeypatch.delitem(sys.modules, "matplotlib.figure")
    assert not figures._is_part([])
    assert not figures._is_figure([])
