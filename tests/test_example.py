from typing import Any

import numpy as np
import pytest

from nnbook import example
from nnbook.example import ROW, W1, W2, F, T, X, eta, t, x

TRUTH_TABLE = [  # x, y, z, F, as the tutorial prints it, and the two rows that it leaves out
    (1, 1, 1, 1),
    (1, 1, 0, 1),
    (1, 0, 1, 0),
    (1, 0, 0, 1),
    (0, 1, 1, 0),
    (0, 1, 0, 1),
    (0, 0, 1, 0),
    (0, 0, 0, 1),
]
ARRAYS = {name: value for name, value in vars(example).items() if isinstance(value, np.ndarray)}


@pytest.mark.parametrize(("x", "y", "z", "expected"), TRUTH_TABLE)
def test_the_function_is_the_truth_table(x: int, y: int, z: int, expected: int) -> None:
    assert F(x, y, z) == expected
    assert type(F(x, y, z)) is int
    assert F(bool(x), bool(y), bool(z)) == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((2, 0, 1), "x is 2; expected 0 or 1"),
        ((1, -1, 1), "y is -1; expected 0 or 1"),
        ((1, 0, 0.5), "z is 0.5; expected 0 or 1"),
        ((1, 0, float("nan")), "z is nan; expected 0 or 1"),
        ((1, 0, "1"), "z is '1'; expected 0 or 1"),
    ],
)
def test_an_argument_that_is_neither_0_nor_1_is_told_by_its_name(
    arguments: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        F(*arguments)


def test_inputs_and_targets_are_the_truth_table() -> None:
    assert [(*row, target) for row, target in zip(X.tolist(), T.tolist(), strict=True)] == (
        TRUTH_TABLE
    )


def test_the_worked_row_is_the_third() -> None:
    assert ROW + 1 == 3
    assert x.tolist() == [1, 0, 1]
    assert t == 0
    assert type(t) is int


def test_the_weights_are_the_tutorials_transposed() -> None:
    assert W1.T.tolist() == [
        [0.9, 0.3, 0.2],  # w1 w2 w3, from the first input
        [0.8, 0.5, 0.4],  # w4 w5 w6
        [0.1, 0.6, 0.7],  # w7 w8 w9
    ]
    assert W2.tolist() == [[0.3, 0.5, 0.9]]  # w10 w11 w12


def test_the_learning_rate_is_the_tutorials() -> None:
    assert eta == 0.5


@pytest.mark.parametrize("name", ["X", "T", "x", "W1", "W2"])
def test_a_page_cannot_change_an_array_of_the_example(name: str) -> None:
    with pytest.raises(ValueError, match="read-only"):
        ARRAYS[name][...] = 0


def test_every_array_of_the_example_is_one_of_those() -> None:
    assert set(ARRAYS) == {"X", "T", "x", "W1", "W2"}
