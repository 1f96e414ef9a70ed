import json
from datetime import date
from typing import Any

from nnbook import Network
from tests.benchmarks import beyond_one_machine
from tests.benchmarks.beyond_one_machine import RECORD

KEPT: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))


def check(made: dict[str, Any]) -> None:
    assert date.fromisoformat(made["date"]).isoformat() == made["date"]
    assert all(made[name] for name in ("cpu", "cores", "system", "python", "numpy", "blas"))
    assert made["examples"] == sorted({*made["examples"]})
    for name in ("alone", "spread"):
        assert len(made[name]) == len(made["examples"])
        assert all(0 < seconds < 60 for seconds in made[name])


def test_the_record_says_what_took_how_long_on_what_and_when() -> None:
    check(KEPT)
    for name in ("layers", "examples"):
        assert KEPT[name] == getattr(beyond_one_machine, name.upper()), "run: make bench"
    assert KEPT["workers"] == beyond_one_machine.WORKERS


def test_a_shard_takes_part_in_a_step_without_its_deltas() -> None:
    network = Network.random([2, 3], seed=0, output="softmax")
    found = beyond_one_machine.shard_gradients(network, ([[1.0, 2.0]], [[0.0, 1.0, 0.0]]))
    assert [dW.shape for dW in found.dW] == [(3, 2)]
    assert found.delta == ()


def test_a_small_record_is_of_the_same_form() -> None:
    made = beyond_one_machine.record([2, 3], [2, 4], rounds=1)
    check(made)
    assert made.keys() == KEPT.keys()
