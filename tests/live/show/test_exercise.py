import re
from pathlib import Path

import pytest

from nnbook.live.html.check import check
from nnbook.live.show.exercise import rejects
from tests.conftest import ROOT


def check_swap(swap: object, pair: object) -> None:
    assert callable(swap)
    assert swap(pair) == (2, 1)


def test_a_wrong_answer_is_rejected_and_a_right_one_is_none() -> None:
    rejects(check_swap, lambda pair: pair, (1, 2))
    rejects(check_swap, None, (1, 2))
    with pytest.raises(AssertionError, match="check_swap lets a wrong answer pass"):
        rejects(check_swap, lambda pair: pair[::-1], (1, 2))


def test_an_answer_that_does_not_run_is_no_example_of_a_wrong_one() -> None:
    with pytest.raises(ZeroDivisionError):
        rejects(check_swap, lambda pair: pair[0] / 0, (1, 2))


def test_the_guides_exercise_runs(tmp_path: Path) -> None:
    guide = (ROOT / "nnbook/live/README.md").read_text(encoding="utf-8")
    found = re.search(
        r"^## An exercise\n.*?^````markdown\n(.*?)^````$", guide, re.MULTILINE | re.DOTALL
    )
    assert found
    page = tmp_path / "page.md"
    page.write_text(found[1], encoding="utf-8")
    assert not check(page).faults
    page.write_text(found[1].replace("x // 2", "x / 2"), encoding="utf-8")
    [fault] = check(page).faults
    assert "check_half lets a wrong answer pass" in fault.got
