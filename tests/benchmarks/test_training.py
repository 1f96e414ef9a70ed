import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnbook import train
from nnbook.speed import PAIRS, WAYS
from tests.benchmarks import lines, training
from tests.benchmarks.training import (
    EPOCHS,
    OWN,
    PEERS,
    RECORD,
    WAYS_RECORD,
    above_floor,
    medians,
    row,
)

KEPT: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))


def test_the_record_says_who_took_how_long_on_what_and_when() -> None:
    assert date.fromisoformat(KEPT["date"]).isoformat() == KEPT["date"]
    assert all(KEPT[name] for name in ("cpu", "cores", "system", "python", "numpy", "blas"))
    assert 0 < KEPT["memory"] < 3
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
    assert row("work", times, goals, ["one"])["missed"] == ["scikit-learn 3.0", "one"]
    assert "missed" not in row("work", times, {"scikit-learn": 2.5})


def test_the_quickest_way_may_take_so_many_times_the_floor() -> None:
    times = {"float32": 5.0, "bare products": 2.0}
    assert above_floor(times, 2.5) == above_floor(times, None) == []
    assert above_floor(times, 2.4) == ["the quickest way in 2.4 times the bare products"]


def check_ways(made: dict[str, Any]) -> None:
    date.fromisoformat(made["date"])
    assert all(made[name] for name in ("cpu", "cores", "system", "python", "numpy", "blas"))
    found = [(work["data"], tuple(work["layers"]), work["batch"]) for work in made["works"]]
    assert found == [*EPOCHS]
    for work in made["works"]:
        assert {"nnbook", "bare products", *OWN} <= work["seconds"].keys()
        assert all(0 < seconds < 60 for seconds in work["seconds"].values())
    assert [*made["lines"]] == ["train", "plain", "with_ones", "pairs"]
    for of_one in made["lines"].values():
        assert all(line["microseconds"] > 0 for line in of_one)


def test_the_kept_record_of_the_ways_fits_their_code() -> None:
    kept = json.loads(WAYS_RECORD.read_text(encoding="utf-8"))
    check_ways(kept)
    assert all(PEERS.keys() - {"micrograd"} <= work["seconds"].keys() for work in kept["works"])
    codes = {way: [line["code"] for line in found] for way, found in kept["lines"].items()}
    assert codes["train"] == lines.body_of_loop(train), "run: make bench"
    assert codes["pairs"] == [expression for pair in PAIRS for expression in pair]
    for way in ("plain", "with_ones"):
        assert codes[way] == lines.body(step_of(way, 32)), "run: make bench"


def step_of(way: str, batch: int) -> Any:
    network = training.network_of([2, 3, 2], "float64")
    return training.one_step(WAYS[way](network, np.zeros((batch, 2)), 1.0, batch)[1], batch)


def test_a_tiny_round_of_all_is_measured_told_and_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(training, "PEERS", {"scikit-learn": "sklearn"})
    record, ways_record = tmp_path / "training.json", tmp_path / "speed.json"
    training.main("tiny", record, ways_record)
    made = json.loads(record.read_text("utf-8"))
    assert made.keys() == KEPT.keys()
    works = [line["work"] for line in made["threads"]["1"]]
    assert len(works) == len(EPOCHS) + 3
    assert all("ways" not in line for table in made["threads"].values() for line in table)
    check_ways(json.loads(ways_record.read_text("utf-8")))
    told = capsys.readouterr().out
    assert all(f"  {work}: " in told for work in works)
    assert "with_ones" in told


def test_no_record_is_written_where_a_peer_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(training.PEERS, "none", "no_such_module")
    monkeypatch.setattr(training, "measure", lambda *what: {} if "profile" in what else [])
    training.main("tiny", tmp_path / "training.json", tmp_path / "speed.json")
    assert "none; so no record is written" in capsys.readouterr().out
    assert not [*tmp_path.iterdir()]


def test_the_first_round_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0, 100, 200, 201, 300, 303, 400, 402])
    monkeypatch.setattr(training, "perf_counter", lambda: next(clock))
    assert medians({"job": lambda: None}, rounds=3) == {"job": 2}
