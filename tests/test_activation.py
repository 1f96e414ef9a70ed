import math
import pickle
from collections.abc import Callable
from copy import copy, deepcopy
from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnbook.activation import (
    ACTIVATIONS,
    LEAK,
    Activation,
    find_activation,
    relu,
    sigmoid,
    softmax,
    softmax_prime,
    step_prime,
)
from nnbook.checks import Array, Function, of_numbers, slope_of

inf = math.inf
ALONE = [name for name in ACTIVATIONS if name != "softmax"]  # a number's answer is its own
HUGE = [1e300, -1e300, 1e308, -1e308, float(np.finfo(float).max), float(np.finfo(float).min)]

repeatable = settings(deadline=None, derandomize=True)
all_numbers = st.floats(allow_nan=False, allow_infinity=False)
near_numbers = st.floats(-30, 30)
layers = arrays(float, st.integers(1, 5), elements=near_numbers)

each = pytest.mark.parametrize("name", ACTIVATIONS)
each_alone = pytest.mark.parametrize("name", ALONE)
each_function = pytest.mark.parametrize(
    "function", [f for entry in ACTIVATIONS.values() for f in (entry.function, entry.derivative)]
)
each_function_alone = pytest.mark.parametrize(
    "function",
    [f for name in ALONE for f in (ACTIVATIONS[name].function, ACTIVATIONS[name].derivative)],
)


def slope(function: Callable[[Any], Any], z: Any, h: Any) -> Any:
    """Return how steeply the function rises from z - h to z + h; an array h has one step."""
    return (function(z + h) - function(z - h)) / (2 * np.max(h))


# The list


@each
def test_an_activation_is_listed_under_the_name_of_its_function(name: str) -> None:
    entry = ACTIVATIONS[name]
    assert entry.name == name == entry.function.__name__
    assert entry.derivative.__name__ == f"{name}_prime"


@each
def test_an_activation_is_found_by_its_name(name: str) -> None:
    assert find_activation(name) is ACTIVATIONS[name]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sigmiod", "sigmoid"),
        ("ReLU", "relu"),
        ("Leaky ReLU", "leaky_relu"),
        ("soft_max", "softmax"),
    ],
)
def test_an_unknown_activation_is_told_with_the_nearest_name(typed: str, meant: str) -> None:
    with pytest.raises(
        ValueError, match=f"^no activation is called '{typed}'; did you mean '{meant}'\\?$"
    ):
        find_activation(typed)


@pytest.mark.parametrize("typed", ["xyz", ""])
def test_an_unknown_activation_near_none_is_told_with_all_names(typed: str) -> None:
    names = ", ".join(ACTIVATIONS)
    with pytest.raises(
        ValueError, match=f"^no activation is called {typed!r}; expected one of {names}$"
    ):
        find_activation(typed)


@each
def test_an_activation_is_found_by_its_function(name: str) -> None:
    assert find_activation(ACTIVATIONS[name].function) is ACTIVATIONS[name]


def test_an_activation_of_ones_own_is_found_as_it_is() -> None:
    own = Activation(np.cos, lambda z, _a: -np.sin(z))  # type: ignore[arg-type]
    assert find_activation(own) is own
    assert own.bounds == (-inf, inf)


@pytest.mark.parametrize("wrong", [None, 3, ["relu"], np.tanh, lambda z: z])
def test_what_is_no_activation_is_told(wrong: Any) -> None:
    with pytest.raises(
        TypeError, match=r"^activation is .*; expected one of the names step, "
    ) as e:
        find_activation(wrong)
    assert str(e.value).startswith(f"activation is {wrong!r}; ")


def test_an_entry_of_the_list_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        ACTIVATIONS["relu"].bounds = (0, 1)  # type: ignore[misc]


# What goes in, what comes out


@each_function_alone
@pytest.mark.parametrize("z", [1, True, -0.5, np.float32(2), np.array(3)])
def test_a_number_gives_a_plain_float(function: Function, z: Any) -> None:
    assert type(function(z)) is float


@each_function_alone
@pytest.mark.parametrize("shape", [(24,), (4, 6), (2, 3, 4), (0,), (2, 0)])
def test_an_array_gives_an_array_of_the_answers_to_its_numbers(
    function: Function, shape: tuple[int, ...]
) -> None:
    numbers = np.linspace(-3, 3, math.prod(shape))
    a = function(numbers.reshape(shape))
    assert a.shape == shape
    assert a.ravel() == pytest.approx([function(number) for number in numbers.tolist()], rel=1e-13)


@each_function
def test_float32_stays_float32(function: Function) -> None:
    z = np.linspace(-3, 3, 7, dtype=np.float32)
    assert function(z).dtype == np.float32
    assert function(z) == pytest.approx(function(z.astype(float)), abs=1e-6)


@each_function
def test_the_input_stays_as_it_is_and_apart_from_the_answer(function: Function) -> None:
    for dtype in (np.float32, np.float64):
        z = np.linspace(-3, 3, 7, dtype=dtype)
        a = function(z)
        assert z.tolist() == [-3, -2, -1, 0, 1, 2, 3]
        assert not np.shares_memory(z, a)


@each_function
@pytest.mark.parametrize(
    ("z", "found"),
    [
        ([0, math.nan], "nan at index 1; expected finite numbers"),
        ([[0, 1], [inf, 0]], r"inf at index \(1, 0\); expected finite numbers"),
        (["0", "1"], "<U1; expected numbers"),
    ],
)
def test_what_is_no_finite_number_is_refused(function: Function, z: Any, found: str) -> None:
    with pytest.raises(ValueError, match=f"^z holds {found}$"):
        function(z)


@each_function
def test_nothing_overflows(function: Function) -> None:
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        assert np.isfinite(function(HUGE)).all()
        assert np.isfinite(function(np.array([3e38, -3e38], np.float32))).all()


@each_function
def test_nothing_depends_on_how_numpy_takes_overflow_and_underflow(function: Function) -> None:
    with np.errstate(over="raise", under="raise"):
        function([1000, -1000, 30, -30, 0])


@pytest.mark.parametrize("again", [copy, deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_copies_and_pickles_are_equal_though_the_formulas_were_used(again: Any) -> None:
    for entry in ACTIVATIONS.values():
        entry.f(np.ones(2)), entry.f_prime(np.ones(2), np.ones(2))
        assert again(entry) == entry
    own = replace(ACTIVATIONS["relu"], derivative=step_prime)
    assert again(own) == own != ACTIVATIONS["relu"]


def test_a_function_of_numbers_keeps_its_name_and_its_docstring() -> None:
    def double(z: Array) -> Array:
        """Return 2 z."""
        return 2 * z

    for kept in (of_numbers(double), slope_of(relu)(lambda z, _a: double(z))):
        assert kept([1, 2]).tolist() == [2, 4]
    assert of_numbers(double).__name__ == "double"
    assert of_numbers(double).__doc__ == "Return 2 z."


@each
def test_the_formulas_give_what_the_functions_give(name: str) -> None:
    entry, z = ACTIVATIONS[name], np.linspace(-3, 3, 7)
    a = entry.f(z)
    assert a.tolist() == entry.function(z).tolist()
    assert entry.f_prime(z, a).tolist() == entry.derivative(z).tolist()


@each
def test_a_slope_takes_the_activation_that_somebody_has_computed(name: str) -> None:
    entry, z = ACTIVATIONS[name], np.linspace(-3, 3, 7)
    assert entry.derivative(z, entry.function(z)).tolist() == entry.derivative(z).tolist()


@each
def test_an_activation_of_another_shape_is_told(name: str) -> None:
    with pytest.raises(
        ValueError, match=r"^z has shape \(2,\), a has shape \(3,\); expected the same$"
    ):
        ACTIVATIONS[name].derivative([0, 0], [0, 0, 0])


# Ranges


@each_alone
@repeatable
@given(z=all_numbers | near_numbers)
def test_outputs_stay_within_the_bounds(name: str, z: float) -> None:
    low, high = ACTIVATIONS[name].bounds
    assert low - 1e-15 <= ACTIVATIONS[name].function(z) <= high


@each_alone
def test_outputs_come_as_near_to_the_bounds_as_can_be(name: str) -> None:
    entry = ACTIVATIONS[name]
    z = np.concatenate([np.linspace(-50, 50, 10_001), [-1e300, 1e300]])
    a = entry.function(z)
    low, high = np.clip(entry.bounds, -1e297, 1e297)
    assert a.min() == pytest.approx(low, abs=1e-5) or a.min() < low
    assert a.max() == pytest.approx(high, abs=1e-5) or a.max() > high


@pytest.mark.parametrize(("name", "left", "right"), [("silu", -2, -1), ("gelu", -1, -0.5)])
def test_the_least_output_is_where_the_slope_vanishes(name: str, left: float, right: float) -> None:
    entry = ACTIVATIONS[name]
    assert entry.derivative(left) < 0 < entry.derivative(right)
    for _ in range(60):
        middle = (left + right) / 2
        if entry.derivative(middle) < 0:
            left = middle
        else:
            right = middle
    assert entry.function(left) == pytest.approx(entry.bounds[0], rel=1e-15)


@pytest.mark.parametrize(
    "name", ["step", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "identity"]
)
@repeatable
@given(pair=st.tuples(all_numbers, all_numbers) | st.tuples(near_numbers, near_numbers))
def test_a_greater_sum_gives_no_smaller_output(name: str, pair: tuple[float, float]) -> None:
    low, high = map(ACTIVATIONS[name].function, sorted(pair))
    assert low <= high or low == pytest.approx(high, rel=1e-15)


# Slopes


@each_alone
@repeatable
@given(z=near_numbers)
def test_the_derivative_is_the_slope_of_the_function(name: str, z: float) -> None:
    h = 1e-4
    if abs(z) < h:  # the bends
        z += 2 * h
    entry = ACTIVATIONS[name]
    assert entry.derivative(z) == pytest.approx(slope(entry.function, z, h), abs=1e-8)


@pytest.mark.parametrize(
    ("name", "output", "derivative"),
    [("step", 1, 0), ("relu", 0, 0), ("leaky_relu", 0, LEAK), ("elu", 0, 1)],
)
def test_the_bend_itself_has_a_slope_by_convention(
    name: str, output: float, derivative: float
) -> None:
    assert ACTIVATIONS[name].function(0) == output
    assert ACTIVATIONS[name].derivative(0) == derivative


# By hand


def test_far_sums_saturate() -> None:
    assert sigmoid(-1000) == 0.0
    assert sigmoid(1000) == 1.0
    assert softmax([1e4, 0]).tolist() == [1, 0]
    assert softmax([1e4, 1e4]).tolist() == [0.5, 0.5]
    assert softmax([1e308, -1e308]).tolist() == [1, 0]


def test_a_matrix_goes_through_row_by_row() -> None:
    assert relu([[-1, 2], [3, -4]]).tolist() == [[0, 2], [3, 0]]


# Softmax


@repeatable
@given(z=layers)
def test_softmax_is_the_formula(z: Array) -> None:
    powers = [math.exp(z_i) for z_i in z]
    assert softmax(z) == pytest.approx([power / sum(powers) for power in powers], rel=1e-12)


@repeatable
@given(z=arrays(float, st.integers(1, 5), elements=all_numbers))
def test_the_shares_lie_between_0_and_1_and_sum_to_1(z: Array) -> None:
    a = softmax(z)
    low, high = ACTIVATIONS["softmax"].bounds
    assert a.min() >= low
    assert a.max() <= high
    assert a.sum() == pytest.approx(1)


@repeatable
@given(z=layers, shift=near_numbers)
def test_the_same_number_added_to_all_sums_changes_no_share(z: Array, shift: float) -> None:
    assert softmax(z + shift) == pytest.approx(softmax(z), rel=1e-12)


@repeatable
@given(z=layers)
def test_the_jacobian_holds_the_slope_of_each_share_by_each_sum(z: Array) -> None:
    n = len(z)
    columns = [slope(softmax, z, 1e-4 * unit) for unit in np.eye(n)]
    assert softmax_prime(z).shape == (n, n)
    assert softmax_prime(z) == pytest.approx(np.transpose(columns), abs=1e-8)


@repeatable
@given(z=layers)
def test_the_jacobian_is_the_formula(z: Array) -> None:
    a = softmax(z).tolist()
    expected = [[a_i * ((i == j) - a_j) for j, a_j in enumerate(a)] for i, a_i in enumerate(a)]
    assert softmax_prime(z) == pytest.approx(np.array(expected), rel=1e-12)


def test_each_row_of_a_batch_is_a_layer_of_its_own() -> None:
    batch = np.array([[[1, 2, 3], [0, 0, 5]], [[-1, 0, 1], [9, 9, 9]]])
    assert softmax_prime(batch).shape == (2, 2, 3, 3)
    for index in np.ndindex(2, 2):
        assert softmax(batch)[index] == pytest.approx(softmax(batch[index]))
        assert softmax_prime(batch)[index] == pytest.approx(softmax_prime(batch[index]))


def test_rows_far_apart_do_not_disturb_each_other() -> None:
    assert softmax([[1e4, 1e4], [-1e4, -1e4]]).tolist() == [[0.5, 0.5], [0.5, 0.5]]


@pytest.mark.parametrize("function", [softmax, softmax_prime])
@pytest.mark.parametrize(
    ("z", "shape"), [(3, r"\(\)"), ([], r"\(0,\)"), (np.zeros((2, 0)), r"\(2, 0\)")]
)
def test_softmax_needs_a_layer(function: Function, z: Any, shape: str) -> None:
    with pytest.raises(
        ValueError, match=f"^z has shape {shape}; softmax expects the sums of a whole layer$"
    ):
        function(z)
