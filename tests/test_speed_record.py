import re

import numpy as np
import pytest

from nnbook.speed import WAYS, folded, plain
from nnbook.speed_record import (
    FLOOR,
    LABELS,
    LIBRARIES,
    WAYS_OF_RECORD,
    Record,
    code_of,
    operations,
)


@pytest.fixture
def record() -> Record:
    found = Record("digits")
    seconds = {name: number + 2.0 for number, name in enumerate([*LABELS][::-1])}
    seconds |= dict.fromkeys(LIBRARIES, 100.0)
    few, many = seconds | {FLOOR: 0.5}, seconds | {FLOOR: 2.0, "JAX": 1.0}
    found._works = [{"batch": 32, "seconds": few}, {"batch": 1437, "seconds": many}]
    found.batches = [32, 1437]
    return found


def test_the_record_of_the_package_has_both_kinds_of_data() -> None:
    assert Record("digits").batches == [32, 256, 1437]
    assert Record("synthetic").batches == [32, 256]
    for data in ("digits", "synthetic"):
        for way in WAYS_OF_RECORD:
            assert (Record(data).seconds(way) > 0).all()


def test_times_are_told_in_relation_to_the_floor_and_to_the_way_before(record: Record) -> None:
    assert record.over_floor("float32").tolist() == [12, 3]
    assert record.over_last("float32").tolist() == [6 / 7, 6 / 7]
    assert record.over_last("plain").tolist() == [13 / 14, 13 / 14]
    assert "version before: 0.86, 0.86 (batches of 32, 1,437)" in record.gain("float32")
    assert record.gain("float32").endswith("bare products: 12.0, 3.0.")


def test_libraries_that_are_faster_are_told_with_the_sizes_of_the_batches(record: Record) -> None:
    assert record.faster("float32") == "JAX (batches of 1,437)"
    record._works[0]["seconds"]["PyTorch"] = 0.5
    assert record.faster("float32") == "PyTorch (batches of 32); JAX (batches of 1,437)"
    record._works[0]["seconds"]["float32"] = record._works[1]["seconds"]["float32"] = 0.1
    assert record.faster("float32") == "none"


def test_the_verdict_compares_with_the_loop_and_with_the_last_way(record: Record) -> None:
    record._works[0]["seconds"]["PyTorch"] = 3.5
    assert record.verdict().split("\n") == [
        (
            "- Faster than the chapters' loop with 32 bits: "
            "PyTorch (batches of 32); JAX (batches of 1,437)"
        ),
        "- Faster than the last version: PyTorch (batches of 32); JAX (batches of 1,437)",
    ]


def test_a_step_that_takes_more_time_is_told(record: Record) -> None:
    assert record.slower() == "none"
    record._works[1]["seconds"]["folded"] = 100.0
    assert record.slower() == "2 eta in delta (batches of 1,437)"


def test_the_table_has_a_row_for_everything(record: Record) -> None:
    head, _, *rows = record.table().split("\n")
    assert head == "| | batches of 32 | batches of 1,437 |"
    assert [row.split(" | ")[0] for row in rows] == [f"| {label}" for label in LABELS.values()]
    assert "| 8 32 bits | 12.00 | 3.00 |" in rows


def test_it_is_told_what_was_measured_on(record: Record) -> None:
    assert record.about["date"] in record.machine()
    assert record.about["numpy"] in record.machine()


def test_every_way_has_a_label() -> None:
    assert [*LABELS] == [*WAYS_OF_RECORD, "nnbook", *LIBRARIES]


def test_the_lines_of_a_step_have_times() -> None:
    lines, times = Record("digits").lines("plain")
    assert lines[0] == "z1 = x @ first.W.T + first.b"
    assert len(times) == len(lines)
    assert np.min(times) > 0


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("a = b", 0),
        ("a = b + c * d", 2),
        ("a = (b > 0) / len(b)", 2),
        ("a -= np.dot(b, c)", 2),
        ("x.W -= eta * (d.T @ a)", 3),
    ],
)
def test_operators_and_calls_are_counted(line: str, count: int) -> None:
    assert operations([line]) == count


def test_code_is_shown_without_its_docstring() -> None:
    text = code_of(plain)
    assert text.startswith("```python\ndef plain(")
    assert text.endswith("    return X, step\n```")
    assert '"""' not in text
    assert "def step(x: Array, t: Array) -> Any:\n        z1 = x @ first.W.T" in text


def test_dots_stand_for_what_is_the_same_as_before() -> None:
    text = code_of(folded, plain)
    assert "delta2 = (o - t) * (eta / len(t))" in text
    assert "np.exp" not in text
    assert re.search(r"^    \.\.\.\n        delta2", text, re.MULTILINE)
    assert text.endswith("    ...\n```")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_function_differs_from_itself_in_nothing(way: object) -> None:
    assert callable(way)
    assert code_of(way, way) == code_of(way)


def helper() -> int:
    return 1


def test_a_function_needs_no_docstring() -> None:
    assert code_of(helper) == "```python\ndef helper() -> int:\n    return 1\n```"
