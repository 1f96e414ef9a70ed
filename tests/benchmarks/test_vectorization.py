import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from nnbook.figures.vectorization import growth, times
from tests.benchmarks import vectorization
from tests.benchmarks.vectorization import RECORD, processor, record

KEPT: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))


@pytest.mark.parametrize("made", [KEPT, record([1, 2], rounds=2, least=1e-9)], ids=["kept", "new"])
def test_a_record_says_what_took_how_long_on_what_and_when(made: dict[str, Any]) -> None:
    assert {name: type(value) for name, value in made.items()} == {
        "date": str,
        "cpu": str,
        "cores": int,
        "system": str,
        "python": str,
        "numpy": str,
        "blas": str,
        "threads": int,
        "width": int,
        "rounds": int,
        "examples": list,
        "loop": list,
        "product": list,
    } | ({"start": dict, "growth": dict} if made is KEPT else {})
    assert all(value not in ("", []) for value in made.values())
    assert date.fromisoformat(made["date"]).isoformat() == made["date"]
    assert made["examples"] == sorted({*made["examples"]})
    for name in ("loop", "product"):
        assert len(made[name]) == len(made["examples"])
        assert all(0 < seconds < 60 for seconds in made[name])


def test_the_kept_record_was_measured_with_one_thread_in_several_rounds() -> None:
    assert KEPT["threads"] == 1
    assert KEPT["rounds"] >= 5
    assert KEPT["examples"] == vectorization.EXAMPLES
    assert KEPT["width"] == vectorization.WIDTH


def test_the_kept_record_knows_no_path_and_no_name() -> None:
    texts = [value for value in KEPT.values() if isinstance(value, str)]
    assert not [text for text in texts if re.search(r"[\\/~@]", text)]


def test_the_kept_record_can_be_drawn() -> None:
    ax = times(KEPT["examples"], KEPT["loop"], KEPT["product"])
    assert [len(line.get_xydata()) for line in ax.lines] == [len(KEPT["examples"])] * 2  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "grown", [KEPT["growth"], vectorization.growth(2, rounds=2, least=1e-9)], ids=["kept", "new"]
)
def test_growth_is_told_of_rows_width_and_depth(grown: dict[str, dict[str, list[float]]]) -> None:
    assert [*grown] == ["rows", "width", "depth"]
    for what, found in grown.items():
        first = found["work"][0]
        assert first == 64 * 64 * 64 * 2
        assert found["work"] == [
            first * (4 if what == "width" else 2) ** number for number in range(len(found["work"]))
        ]
        assert len(found["seconds"]) == len(found["work"])
        assert all(0 < seconds < 60 for seconds in found["seconds"])


def test_the_kept_growth_can_be_drawn() -> None:
    ax = growth(KEPT["growth"])
    assert [len(line.get_xydata()) for line in ax.lines[1:]] == [  # type: ignore[arg-type]
        vectorization.DOUBLINGS + 1
    ] * 3


def test_the_processor_has_a_name_on_every_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert processor()
    monkeypatch.setattr(vectorization, "Path", lambda _: tmp_path / "none")
    assert processor()
