import math
import re

import pytest

from nnbook.live import PageError
from nnbook.live.show.question import ask, choose
from tests.conftest import ROOT
from tests.live.conftest import Convert

PAGE = """# A

What is half of `{python} 3`, or $x$?

```python exec="on"
from nnbook.live.show.question import ask, choose
ask(3 / 2, digits=2, wrong={"You *doubled*: $2 x$.": 3 * 2, "3 < 4 & 5": 3})
choose({"*up*": None, "down, $y$": "No, $z$."})
```

??? success "Answer"

    One and a half.
"""


def attributes(html: str, name: str) -> list[str]:
    return re.findall(rf'{name}="([^"]*)"', html)


def test_a_number_carries_its_answer_its_digits_and_its_hints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ask(-1 / 3, digits=4, wrong={"Sign.": 1 / 3, "Whole.": 1})
    html = capsys.readouterr().out
    assert attributes(html, "data-answer") == ["-0.3333333333333333"]
    assert attributes(html, "data-digits") == ["4"]
    assert attributes(html, "data-wrong") == ["0.3333333333333333", "1.0"]


def test_large_numbers_are_carried_whole(capsys: pytest.CaptureFixture[str]) -> None:
    ask(1234567890123, digits=0, wrong={"One more.": 1234567890124})
    html = capsys.readouterr().out
    assert float(attributes(html, "data-answer")[0]) == 1234567890123
    assert float(attributes(html, "data-wrong")[0]) == 1234567890124


def test_a_choice_says_why_each_other_answer_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    choose({"a": "not a", "b": None, "c": "not c"})
    html = capsys.readouterr().out
    assert re.findall(r"<li[^>]*>(.*)</li>", html) == ["a", "b", "c"]
    assert attributes(html, "data-answer") == ["1"]
    assert re.findall(r'data-wrong="(\d)"[^>]*>(.*)</div>', html) == [
        ("0", "not a"),
        ("2", "not c"),
    ]


def test_two_answers_may_be_wrong_for_the_same_reason(capsys: pytest.CaptureFixture[str]) -> None:
    choose({"a": "too small", "b": "too small", "c": None})
    assert attributes(capsys.readouterr().out, "data-wrong") == ["0", "1"]


def test_a_long_text_becomes_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    ask(1, digits=0, wrong={"one\n\n  and\n more": 2})
    assert ">one and more</div>" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "digits"),
    [
        ({"the same": 0.77081}, 4),
        ({"one unit apart: the number halfway fits both": 0.7709}, 4),
        ({"a": 0.12345, "b": 0.12346}, 4),
        ({"a": 2, "b": 2.0}, 1),
    ],
)
def test_mistakes_that_cannot_be_told_apart_are_refused(
    wrong: dict[str, float], digits: int
) -> None:
    with pytest.raises(ValueError, match="expected numbers that can be told apart"):
        ask(0.7708, digits=digits, wrong=wrong)


def test_whole_numbers_next_to_each_other_can_be_told_apart() -> None:
    ask(4, digits=0, wrong={"One too many.": 5})


def test_a_hint_for_the_right_whole_number_is_refused() -> None:
    with pytest.raises(ValueError, match=r"4\.0 and 4\.0 with 0 digits"):
        ask(4, digits=0, wrong={"What?": 4})


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_not_finite_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="expected finite ones"):
        ask(number, digits=2)
    with pytest.raises(ValueError, match="expected finite ones"):
        ask(1, digits=2, wrong={"Why?": number})


@pytest.mark.parametrize(("answer", "digits"), [(0.5, 0), (1, -1)])
def test_digits_must_hold_the_answer(answer: float, digits: int) -> None:
    with pytest.raises(ValueError, match="expected digits after the point"):
        ask(answer, digits=digits)


@pytest.mark.parametrize(
    "options", [{}, {"a": None}, {"a": None, "b": None}, {"a": "no", "b": "no"}]
)
def test_exactly_one_of_several_answers_is_right(options: dict[str, str | None]) -> None:
    with pytest.raises(ValueError, match="expected one, and another that is not"):
        choose(options)


def test_empty_texts_are_refused() -> None:
    with pytest.raises(ValueError, match="expected words"):
        ask(1, digits=0, wrong={" ": 2})
    with pytest.raises(ValueError, match="expected words"):
        choose({"a": "", "b": None})


def test_questions_and_hints_are_markdown_with_formulas(convert: Convert) -> None:
    html = convert(PAGE)
    number, choice = html.split('<div class="ask"')[1:]
    assert "You <em>doubled</em>: <span" in number
    assert number.count("<math>") == 1
    assert "3 &lt; 4 &amp; 5" in number
    assert "<em>up</em>" in choice
    assert choice.count("<math>") == 2
    assert "markdown=" not in html
    assert html.count(" hidden") == 3


def test_the_questions_that_contributing_shows_work(convert: Convert) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    shown = re.search(r"^````markdown\n(\*\*Two and two.*?)^````$", text, re.MULTILINE | re.DOTALL)
    assert shown
    html = convert(shown[1])
    assert html.count('class="ask"') == html.count("data-answer") == 2
    assert html.count("data-wrong") == 4


def test_a_fault_of_a_question_is_told_with_its_line(convert: Convert) -> None:
    with pytest.raises(PageError, match=r"7: ValueError: 1\.5 and 1\.5 with 2 digits"):
        convert(PAGE.replace("3 * 2,", "3 / 2,"))
