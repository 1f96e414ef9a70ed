import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.activation import sigmoid
from nnbook.example import W1, x
from nnbook.neuron import neuron, weighted_sum

nan, inf = math.nan, math.inf
numbers = st.floats(-1e6, 1e6)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.tuples(numbers, numbers), max_size=8), numbers)
def test_the_sum_adds_each_input_times_its_weight_and_the_bias(
    pairs: list[tuple[float, float]], b: float
) -> None:
    products = [x_i * w_i for x_i, w_i in pairs]
    expected = math.fsum([*products, b])
    size = sum(map(abs, [*products, b]))

    z = weighted_sum([x_i for x_i, _ in pairs], [w_i for _, w_i in pairs], b)

    assert z == pytest.approx(expected, rel=0, abs=1e-14 * size)


def test_the_bias_is_0_if_left_out() -> None:
    assert weighted_sum([0, 0], [1, 2]) == 0
    assert weighted_sum([0, 0], [1, 2], 3) == 3


def test_the_sums_of_the_hidden_neurons_are_the_tutorials() -> None:
    assert [weighted_sum(x, w) for w in W1] == pytest.approx([1, 0.9, 0.9])


@pytest.mark.parametrize("dtype", [int, bool, np.float32, np.float64])
def test_the_sum_is_a_plain_float(dtype: Any) -> None:
    ones = np.ones(3, dtype)
    z = weighted_sum(ones, ones, dtype(1))
    assert z == 4
    assert type(z) is float


@pytest.mark.parametrize(
    ("x", "w", "shapes"),
    [
        ([1, 2], [1, 2, 3], r"x has shape \(2,\), w has shape \(3,\)"),
        ([1], [1, 2, 3], r"x has shape \(1,\), w has shape \(3,\)"),
        ([1, 2], [[1, 2]], r"x has shape \(2,\), w has shape \(1, 2\)"),
        ([[1, 2]], [[1, 2]], r"x has shape \(1, 2\), w has shape \(1, 2\)"),
        (1, 2, r"x has shape \(\), w has shape \(\)"),
    ],
)
def test_inputs_that_do_not_fit_their_weights_are_told_by_both_shapes(
    x: Any, w: Any, shapes: str
) -> None:
    with pytest.raises(ValueError, match=f"^{shapes}; expected vectors of equal length$"):
        weighted_sum(x, w)


@pytest.mark.parametrize(("b", "shape"), [([1], r"\(1,\)"), ([[1, 2]], r"\(1, 2\)")])
def test_a_neuron_has_one_bias(b: Any, shape: str) -> None:
    with pytest.raises(ValueError, match=f"^b has shape {shape}; expected one number$"):
        weighted_sum([1], [1], b)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, nan], [1, 2]), "x holds nan at index 1"),
        (([1, 2], [inf, 2]), "w holds inf at index 0"),
        (([1, 2], [1, 2], -inf), "b holds -inf"),
    ],
)
def test_a_number_that_is_not_finite_is_told_with_its_place(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}; expected finite numbers$"):
        weighted_sum(*arguments)


def test_a_sum_that_is_too_large_is_told() -> None:
    with pytest.raises(ValueError, match=r"^z holds -inf; expected"):
        weighted_sum([1e200], [-1e200])


def test_a_neuron_answers_with_the_activation_of_its_sum() -> None:
    assert neuron([1, 2], [3, 4], 5, activation=lambda z: z / 2) == (1 * 3 + 2 * 4 + 5) / 2
    assert neuron([1, 2], [3, 4], activation=lambda z: z / 2) == (1 * 3 + 2 * 4) / 2


def test_a_neuron_takes_the_name_of_an_activation_too() -> None:
    assert neuron([1, 2], [3, -4], activation="relu") == 0
    assert neuron([1, 2], [3, 4], activation="sigmoid") == sigmoid(11)
    with pytest.raises(ValueError, match="no activation is called 'rellu'; did you mean 'relu'"):
        neuron([1], [1], activation="rellu")


@pytest.mark.parametrize("activation", [None, 3, ["relu"]])
def test_what_is_no_activation_is_told(activation: Any) -> None:
    with pytest.raises(TypeError, match=r"^activation is .*; expected one of the names"):
        neuron([1], [1], activation=activation)
