"""What every chapter refuses is tested here once; what only one refuses, in its own test."""

import math
from typing import Any

import numpy as np
import pytest

from nnbook.checks import NotFiniteError, finite, number, numbers, of_rows, positive, whole

nan, inf = math.nan, math.inf


@pytest.mark.parametrize(
    "values", [3, [1, 2], (0.5, True), np.array([1], np.int8), [[1, 2], [3, 4]], np.float16(2), []]
)
def test_numbers_numbers_become_float64(values: Any) -> None:
    array = numbers(values, "x")
    assert array.dtype == np.float64
    assert array.tolist() == np.array(values).tolist()


def test_numbers_leaves_float32_as_it_is() -> None:
    assert numbers(np.ones(2, np.float32), "x").dtype == np.float32


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (nan, "nan"),
        ([1, -inf, nan], "-inf at index 1"),
        ([[1, 2], [3, inf]], r"inf at index \(1, 1\)"),
        (np.array([1, nan], np.float32), "nan at index 1"),
    ],
)
def test_numbers_tells_the_first_number_that_is_not_numbers(values: Any, found: str) -> None:
    with pytest.raises(ValueError, match=f"^x holds {found}; expected finite numbers$"):
        numbers(values, "x")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ("one", "<U3"),
        (["1", "2"], "<U1"),
        ([1 + 2j], "complex128"),
        ([None, 1], "object"),
        (np.array(["2020-02-02"], "M8[D]"), r"datetime64\[D\]"),
    ],
)
def test_numbers_tells_what_is_no_number(values: Any, found: str) -> None:
    with pytest.raises(ValueError, match=f"^x holds {found}; expected numbers$"):
        numbers(values, "x")


def test_numbers_tells_masked_values() -> None:
    with pytest.raises(ValueError, match=r"^x has masked values; expected numbers"):
        numbers(np.ma.array([1.0, 999.0], mask=[False, True]), "x")
    assert numbers(np.ma.array([1.0, 2.0]), "x").tolist() == [1, 2]


def test_numbers_tells_rows_of_different_lengths() -> None:
    with pytest.raises(
        ValueError, match=r"^W is no array of numbers: setting an array element .*inhomo"
    ):
        numbers([[1, 2], [3]], "W")


def test_numbers_are_not_copied_where_they_are_floats_already() -> None:
    for dtype in (np.float32, np.float64):
        values = np.ones(2, dtype)
        assert numbers(values, "x") is values


@pytest.mark.parametrize("array", [np.array([1e200, -1e200]), np.array([3e38, 0], np.float32)])
def test_numbers_whose_squares_overflow_are_finite(array: Any) -> None:
    assert finite(array, "x") is array


def test_what_is_not_finite_is_an_error_of_its_own_kind() -> None:
    with pytest.raises(NotFiniteError, match=r"^x holds nan at index 0; expected finite numbers$"):
        finite(np.array([nan]), "x")


def test_one_number_has_no_shape() -> None:
    assert number(np.array(3), "b") == 3
    with pytest.raises(ValueError, match=r"^b has shape \(1,\); expected one number$"):
        number([3], "b")


@pytest.mark.parametrize("value", [1, 0.5, np.float32(0.5), np.int8(2)])
def test_a_positive_number_may_be_of_any_kind(value: Any) -> None:
    assert positive(value, "eta") == value
    assert type(positive(value, "eta")) is float


@pytest.mark.parametrize(("least", "most", "told"), [(1, None, "1 or more"), (1, 3, "1 to 3")])
def test_a_whole_number_has_its_limits(least: int, most: int | None, told: str) -> None:
    assert type(whole(np.int8(2), "n", least=least, most=most)) is int
    for wrong in (0, *([4] if most else [])):
        with pytest.raises(ValueError, match=f"^n is {wrong}; expected {told}$"):
            whole(wrong, "n", least=least, most=most)
    for other in (2.0, "2", None, True, [2]):
        with pytest.raises(TypeError, match=r"^n is .*; expected a whole number$"):
            whole(other, "n", least=least, most=most)


@pytest.mark.parametrize("shape", [(3,), (2, 3), (4, 2, 3)])
def test_rows_are_added_up_and_searched_wherever_they_stand(shape: tuple[int, ...]) -> None:
    array = np.random.default_rng(0).normal(size=shape)
    np.testing.assert_allclose(of_rows(np.add, array), array.sum(axis=-1, keepdims=True))
    np.testing.assert_array_equal(of_rows(np.maximum, array), array.max(axis=-1, keepdims=True))
