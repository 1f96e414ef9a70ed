import json
from datetime import date
from typing import Any

import pytest

from tests.benchmarks import training
from tests.benchmarks.training import EPOCHS, PEERS, RECORD, medians, row

KEPT: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))


def test_the_record_says_who_took_how_long_on_what_and_when() -> None:
    assert date.fromisoformat(KEPT["date"]).isoformat() == KEPT["date"]
    assert all(KEPT[name] for name in ("cpu", "cores", "system", "python", "numpy", "blas"))
    assert 0 < KEPT["memory"] <= 2
    assert [*KEPT["threads"]] == ["1", "2"]
    for table in KEPT["threads"].values():
        took = {name for line in table for name in line["times"]}
        assert took == {"nnbook", "bare products", *PEERS}
        works = [line["work"] for line in table]
        assert len({*works}) == len(works) == len(EPOCHS) + 3
        for line in table:
            assert line["times"]["nnbook"] == 1
            assert all(time > 0 for time in line["times"].values())


def test_a_goal_that_is_missed_is_told() -> None:
    times = {"nnbook": 2.0, "scikit-learn": 5.0, "bare products": 0.5}
    goals = {"scikit-learn": 3.0, "PyTorch": 9.0}  # PyTorch is not there
    assert row("work", times, goals, most=3)["missed"] == ["scikit-learn 3.0", "bare products 3"]
    assert "missed" not in row("work", times, {"scikit-learn": 2.5}, most=4)


def test_the_first_round_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0, 100, 200, 201, 300, 303, 400, 402])
    monkeypatch.setattr(training, "perf_counter", lambda: next(clock))
    assert medians({"job": lambda: None}, rounds=3) == {"job": 2}
