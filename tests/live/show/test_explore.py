import json
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from nnbook.live.show.explore import explore

ABOUT = "Turn <it> & look."


class Parsed(HTMLParser):
    """The attributes of each element, and the texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes[tag] = dict(attrs)

    def handle_data(self, data: str) -> None:
        self.texts += [data] if data.strip() else []


def explored(capsys: pytest.CaptureFixture[str], state: dict[str, Any]) -> Parsed:
    explore("line", state, "<svg>a line</svg>", about=ABOUT)
    return Parsed(capsys.readouterr().out)


def test_the_state_arrives_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    state = {"third": 1 / 3, "W": np.array([[0.1 + 0.2, 2]]), "n": np.int64(7), "word": "<\"'&"}
    data = explored(capsys, state).attributes["explore-line"]["data-state"]
    assert data
    assert json.loads(data) == {"third": 1 / 3, "W": [[0.1 + 0.2, 2]], "n": 7, "word": "<\"'&"}


def test_the_figure_stands_and_what_needs_a_script_is_hidden(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parsed = explored(capsys, {})
    assert parsed.texts[:2] == ["a line", ABOUT]
    assert "hidden" in parsed.attributes["p"]


@pytest.mark.parametrize("name", ["", "Line", "a-b", "a b", "<i>"])
def test_a_name_that_is_no_element_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="expected a word of small letters"):
        explore(name, {}, "", about=ABOUT)


def test_a_figure_that_does_not_say_what_it_does_is_refused() -> None:
    with pytest.raises(ValueError, match="about ' '; expected words"):
        explore("line", {}, "", about=" ")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), np.array([np.nan])])
def test_a_number_that_is_not_finite_is_refused(number: Any) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        explore("line", {"x": number}, "", about=ABOUT)


def test_a_guess_and_a_task_come_along(capsys: pytest.CaptureFixture[str]) -> None:
    answers = {"it <grows>": False, "it falls": True}
    explore("line", {}, "", about=ABOUT, guess="What & why?", answers=answers, task="Try it.")
    html = capsys.readouterr().out
    assert "Guess first.</strong> What &amp; why?" in html
    assert '<li>it &lt;grows&gt;</li><li data-right="">it falls</li>' in html
    assert 'class="explore-task" data-search-exclude="" hidden' in html


@pytest.mark.parametrize(
    ("guess", "answers", "task"),
    [
        ("What?", {}, "Try."),
        ("What?", {"a": True, "b": True}, "Try."),
        ("", {"a": True}, "Try."),
        ("What?", {"a": True, "b": False}, ""),
    ],
)
def test_a_guess_needs_one_right_answer_and_a_task(
    guess: str, answers: dict[str, bool], task: str
) -> None:
    with pytest.raises(ValueError, match="one right answer"):
        explore("line", {}, "", about=ABOUT, guess=guess, answers=answers, task=task)
