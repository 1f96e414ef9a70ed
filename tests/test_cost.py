import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.activation import ACTIVATIONS, Activation, sigmoid, softmax
from nnbook.chain_rule import numerical_gradient
from nnbook.checks import NotFiniteError
from nnbook.cost import (
    COSTS,
    PART,
    Cost,
    CrossEntropy,
    EpochCost,
    absolute_error_sum,
    absolute_error_sum_prime,
    binary_cross_entropy,
    binary_cross_entropy_of_sums,
    binary_cross_entropy_prime,
    categorical_cross_entropy,
    categorical_cross_entropy_of_sums,
    categorical_cross_entropy_prime,
    find_cost,
    half_squared_sum,
    half_squared_sum_prime,
    mean_squared,
    signed_error_sum,
)
from nnbook.example import W1, W2, t, x
from nnbook.forward import forward
from nnbook.network import Layer, Network

TARGETS, OUTPUTS = [2, 3, 5, 9], [1, 5, 3, 6]

repeatable = settings(deadline=None, derandomize=True)
each = pytest.mark.parametrize("name", COSTS)
each_entropy = pytest.mark.parametrize(
    "name", ["binary_cross_entropy", "categorical_cross_entropy"]
)
seeds = st.integers(0, 2**32)
shapes = st.sampled_from([(2,), (5,), (1, 2), (3, 2), (4, 3)])


def outputs_and_targets(shape: tuple[int, ...], seed: int) -> tuple[Any, Any]:
    """Return outputs between 0 and 1 that sum to 1, and a right class for each row."""
    rng = np.random.default_rng(seed)
    t = np.zeros(shape)
    t[..., rng.integers(shape[-1])] = 1
    o = rng.uniform(0.05, 0.95, shape)
    return o / o.sum(axis=-1, keepdims=True), t


# The numbers of the book


@pytest.mark.parametrize(
    ("cost", "expected"),
    [(signed_error_sum, 4), (absolute_error_sum, 8), (half_squared_sum, 9), (mean_squared, 4.5)],
)
def test_the_four_costs_of_the_four_outputs(cost: Any, expected: float) -> None:
    assert cost(OUTPUTS, TARGETS) == expected


def test_the_error_of_the_example() -> None:
    output = forward(Network([Layer(W1), Layer(W2)]), x).output
    assert half_squared_sum(output, [t]) == pytest.approx(0.2973131255349052, rel=1e-15)
    assert half_squared_sum([0.77], [0]) == pytest.approx(0.29645, rel=1e-15)


def test_binary_cross_entropy_is_what_its_formula_says() -> None:
    expected = -(math.log(0.8) + math.log(1 - 0.3) + 0.25 * math.log(0.6) + 0.75 * math.log(0.4))
    assert binary_cross_entropy([0.8, 0.3, 0.6], [1, 0, 0.25]) == pytest.approx(expected / 3)


def test_categorical_cross_entropy_is_the_mean_over_examples() -> None:
    o, t = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]], [[1.0, 0, 0], [0, 0.5, 0.5]]
    expected = -(math.log(0.7) + 0.5 * math.log(0.3) + 0.5 * math.log(0.6))
    assert categorical_cross_entropy(o, t) == pytest.approx(expected / 2)
    assert categorical_cross_entropy(o[0], t[0]) == pytest.approx(-math.log(0.7))


def test_the_two_cross_entropies_agree_on_two_classes() -> None:
    shares, right = [[0.8, 0.2], [0.3, 0.7]], [[1, 0], [1, 0]]
    assert categorical_cross_entropy(shares, right) == pytest.approx(
        binary_cross_entropy([0.8, 0.3], [1, 1])
    )


@each_entropy
def test_a_right_answer_without_doubt_costs_nothing(name: str) -> None:
    cost = COSTS[name].function([0, 1], [0, 1])
    assert cost == 0
    assert math.copysign(1, cost) == 1


# The list


@each
def test_a_cost_is_listed_under_the_name_of_its_function(name: str) -> None:
    assert COSTS[name].name == name
    assert COSTS[name].derivative.__name__ == f"{name}_prime"


def test_only_the_cross_entropies_have_partners() -> None:
    partners = {
        name: cost.partner for name, cost in COSTS.items() if isinstance(cost, CrossEntropy)
    }
    assert partners == {"binary_cross_entropy": sigmoid, "categorical_cross_entropy": softmax}


@each
def test_a_cost_is_found_by_its_name_and_by_its_function(name: str) -> None:
    assert find_cost(name) is find_cost(COSTS[name].function) is COSTS[name]
    assert find_cost(COSTS[name]) is COSTS[name]


@pytest.mark.parametrize("wrong", [None, 7, ["mean_squared"], np.mean])
def test_what_is_no_cost_is_told(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"^cost is .*; expected one of the names signed_error_sum"):
        find_cost(wrong)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("mean_square", "did you mean 'mean_squared'?"),
        ("MEAN_SQUARED", "did you mean 'mean_squared'?"),
        ("nothing like it", f"expected one of {', '.join(COSTS)}"),
    ],
)
def test_a_name_that_is_none_is_told_with_the_nearest(name: Any, hint: str) -> None:
    with pytest.raises(ValueError, match="no cost is called") as error:
        find_cost(name)
    assert f"{name!r}; {hint}" in str(error.value)


# The derivatives


@each
@repeatable
@given(shapes, seeds)
def test_a_derivative_is_the_slope_of_its_cost(
    name: str, shape: tuple[int, ...], seed: int
) -> None:
    o, t = outputs_and_targets(shape, seed)
    slopes = numerical_gradient(lambda: COSTS[name].function(o, t), o)
    np.testing.assert_allclose(COSTS[name].derivative(o, t), slopes, rtol=1e-7, atol=1e-9)


OF_SUMS: list[Any] = [
    (binary_cross_entropy_of_sums, binary_cross_entropy, sigmoid),
    (categorical_cross_entropy_of_sums, categorical_cross_entropy, softmax),
]
each_of_sums = pytest.mark.parametrize(("of_sums", "of_outputs", "partner"), OF_SUMS)


@each_of_sums
@repeatable
@given(shapes, seeds)
def test_the_sums_give_the_cost_of_their_outputs(
    of_sums: Any, of_outputs: Any, partner: Any, shape: tuple[int, ...], seed: int
) -> None:
    z = np.random.default_rng(seed).normal(0, 3, shape)
    _, t = outputs_and_targets(shape, seed)
    assert of_sums(z, t) == pytest.approx(of_outputs(partner(z), t), rel=1e-12)


# What torch.nn.functional gives in float64: binary_cross_entropy_with_logits, cross_entropy.
@pytest.mark.parametrize(
    ("z", "t", "expected"),
    [
        ([17.0, 0.0], [0, 1], (17 + math.log1p(math.exp(-17)) + math.log(2)) / 2),
        ([40.0], [0], 40.0),
        ([40.0], [1], math.exp(-40)),
        ([-40.0], [0], math.exp(-40)),
        ([-1000.0], [1], 1000.0),
        ([1000.0], [0.25], 750.0),
    ],
)
def test_saturated_sigmoids_have_their_exact_cost(z: Any, t: Any, expected: float) -> None:
    assert binary_cross_entropy_of_sums(z, t) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("z", "t", "expected"),
    [
        ([1000.0, 0.0], [0, 1], 1000.0),
        ([[1e4, 0.0], [0.0, -1e4]], [[0, 1], [0, 1]], 1e4),
        ([1e4, 1e4], [1, 0], math.log(2)),
        ([0.0, 30.0, 0.0], [0, 1, 0], math.log1p(2 * math.exp(-30))),
    ],
)
def test_saturated_softmaxes_have_their_exact_cost(z: Any, t: Any, expected: float) -> None:
    assert categorical_cross_entropy_of_sums(z, t) == pytest.approx(expected, rel=1e-3, abs=1e-15)


@each
def test_a_cost_from_sums_is_that_of_the_outputs(name: str) -> None:
    z, t = np.array([[0.5, -1.0], [2.0, 0.25]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    for activation in (ACTIVATIONS["sigmoid"], ACTIVATIONS["softmax"]):
        if name == "categorical_cross_entropy" and activation.name == "sigmoid":
            continue
        expected = COSTS[name].function(activation.function(z), t)
        assert epoch_cost(name, activation, [(z, t)]) == pytest.approx(expected, rel=1e-14)


@each
@pytest.mark.parametrize("size", [PART // 3, 2 * PART, 3 * PART])
def test_the_cost_of_an_epoch_is_that_of_all_its_batches(name: str, size: int) -> None:
    rng, n = np.random.default_rng(0), 2 * PART + 7
    z, t = rng.normal(size=(n, 3)), np.eye(3)[rng.integers(3, size=n)]
    activation = ACTIVATIONS["softmax"]
    expected = COSTS[name].function(activation.function(z), t)
    batches = [(z[k : k + size], t[k : k + size]) for k in range(0, n, size)]
    assert epoch_cost(name, activation, batches) == pytest.approx(expected, rel=1e-12)


def epoch_cost(name: str, activation: Activation, batches: Sequence[tuple[Any, Any]]) -> float:
    """Return the cost of an epoch with these batches of sums and targets."""
    cost = EpochCost(COSTS[name], activation)
    for batch in batches:
        cost.add(*batch)
    return cost.of(np.concatenate([targets for _, targets in batches]))


def test_a_cost_of_all_that_is_too_large_is_told() -> None:
    huge, zero = np.array([[1e200]]), np.array([[0.0]])
    with pytest.raises(NotFiniteError, match=r"^half_squared_sum holds inf; expected finite"):
        epoch_cost("half_squared_sum", ACTIVATIONS["identity"], [(huge, zero)])


@each_of_sums
def test_a_cost_of_sums_refuses_what_that_of_outputs_refuses(
    of_sums: Any, of_outputs: Any, partner: Any
) -> None:
    del partner
    for wrong in [([0, 0], [2, -1]), ([0, 0], [0]), ([math.nan, 0], [1, 0]), ([], [])]:
        for function in (of_sums, of_outputs):
            with pytest.raises(ValueError, match="expected"):
                function(*wrong)
    with pytest.raises(ValueError, match=r"^z has shape \(2,\), t has shape \(1,\)"):
        of_sums([0, 0], [0])
    with pytest.raises(ValueError, match=r"targets of example 1 sum to 2; expected 1"):
        categorical_cross_entropy_of_sums([0, 0], [1, 1])


def test_a_softmax_alone_will_do_for_classes_and_probabilities_for_yes_and_no() -> None:
    t = np.array([1.0, 0.0])
    binary, categorical = (COSTS[f"{kind}_cross_entropy"] for kind in ("binary", "categorical"))
    for name, activation in ACTIVATIONS.items():
        for cost, good in (
            (binary, {"sigmoid", "softmax", "step"}),
            (categorical, {"softmax"}),
            (COSTS["mean_squared"], {*ACTIVATIONS}),
        ):
            if name in good:
                cost.suits(activation, t)
            else:
                with pytest.raises(
                    ValueError, match=rf"needs .* but the last activation is {name}$"
                ):
                    cost.suits(activation, t)


def test_the_absolute_error_is_as_steep_near_its_target_as_far_from_it() -> None:
    assert absolute_error_sum_prime([1e-9, 5], [0, 0]).tolist() == [1, 1]
    assert absolute_error_sum_prime([0.0], [0]).tolist() == [0]


def test_the_squared_error_flattens_toward_its_target() -> None:
    assert half_squared_sum_prime([3.0, 1.0, 0.5], [0, 0, 0]).tolist() == [3, 1, 0.5]


def test_the_categorical_slope_is_0_where_the_target_is() -> None:
    assert categorical_cross_entropy_prime([0.0, 1.0], [0, 1]).tolist() == [0, -1]


def test_a_mean_does_not_depend_on_how_often_the_examples_are_there() -> None:
    o, t = outputs_and_targets((3, 2), 0)
    for name in ("mean_squared", "binary_cross_entropy", "categorical_cross_entropy"):
        once, twice = (COSTS[name].function(*[np.tile(a, (n, 1)) for a in (o, t)]) for n in (1, 2))
        assert once == pytest.approx(twice)
    for name in ("signed_error_sum", "absolute_error_sum", "half_squared_sum"):
        once, twice = (COSTS[name].function(*[np.tile(a, (n, 1)) for a in (o, t)]) for n in (1, 2))
        assert 2 * once == pytest.approx(twice)


@each
def test_a_cost_is_a_plain_float_and_its_slopes_are_an_array(name: str) -> None:
    o, t = outputs_and_targets((3, 2), 1)
    assert type(COSTS[name].function(o, t)) is float
    assert COSTS[name].derivative(o, t).shape == (3, 2)
    single = np.float32(o)
    assert COSTS[name].derivative(single, np.float32(t)).dtype == np.float32


# What is refused


def functions(cost: Cost) -> list[Any]:
    return [cost.function, cost.derivative]


@each
@pytest.mark.parametrize(("o", "t"), [([1, 0], [1]), ([[1, 0]], [1, 0]), ([], []), (0, [0])])
def test_shapes_that_differ_are_told(name: str, o: Any, t: Any) -> None:
    for function in functions(COSTS[name]):
        with pytest.raises(ValueError, match="expected the same shape, not empty") as error:
            function(o, t)
        assert f"o has shape {np.shape(o)}, t has shape {np.shape(t)}" in str(error.value)


@each
def test_numbers_that_are_not_finite_are_told(name: str) -> None:
    for function in functions(COSTS[name]):
        with pytest.raises(ValueError, match="o holds nan at index 1"):
            function([1, math.nan], [1, 0])
        with pytest.raises(ValueError, match="t holds inf at index 0"):
            function([1, 0], [math.inf, 0])


@each_entropy
@pytest.mark.parametrize(
    ("o", "t", "told"),
    [
        ([1.5, 0], [1, 0], "o holds 1.5 at index 0"),
        ([-0.5, 1], [0, 1], "o holds -0.5 at index 0"),
        ([0.5, 0.5], [2, -1], "t holds 2.0 at index 0"),
        ([0.5, 0.5], [0, -1], "t holds -1.0 at index 1"),
    ],
)
def test_what_is_no_probability_is_told(name: str, o: Any, t: Any, told: str) -> None:
    for function in functions(COSTS[name]):
        with pytest.raises(ValueError, match="expected numbers from 0 to 1") as error:
            function(o, t)
        assert str(error.value).startswith(told)


def test_targets_that_do_not_share_out_1_are_told() -> None:
    for function in functions(COSTS["categorical_cross_entropy"]):
        with pytest.raises(ValueError, match=r"targets of example \d sum to 0.5; expected 1"):
            function([[0.5, 0.5]] * 2, [[1, 0], [0.5, 0]])
        with pytest.raises(ValueError, match=r"targets of example \d sum to 2; expected 1"):
            function([0.5, 0.5], [1, 1])


def test_shares_stand_in_one_row_or_in_rows() -> None:
    o = np.full((2, 3, 2), 0.5)
    with pytest.raises(ValueError, match=r"shape \(2, 3, 2\); expected \(n,\) or \(m, n\)"):
        COSTS["categorical_cross_entropy"].function(o, o)


def test_the_slope_of_a_single_number_is_a_plain_float() -> None:
    assert repr(COSTS["half_squared_sum"].derivative(3, 2)) == "1.0"


@pytest.mark.parametrize(("o", "t"), [(0, 1), (1, 0), (0, 0.5), (1, 0.5)])
def test_a_certainty_that_is_wrong_is_told(o: int, t: float) -> None:
    with pytest.raises(ValueError, match=f"an output is {o} where the target is not.*infinite"):
        binary_cross_entropy([o], [t])


@pytest.mark.parametrize("o", [0, 1])
def test_binary_cross_entropy_has_no_slope_at_a_certainty(o: int) -> None:
    with pytest.raises(
        ValueError, match=f"an output is {o} where the formula of the slope divides by 0"
    ):
        binary_cross_entropy_prime([o], [o])


def test_no_share_for_the_right_class_is_told() -> None:
    for function in (categorical_cross_entropy, categorical_cross_entropy_prime):
        with pytest.raises(ValueError, match=r"an output is 0 where the target is not.*infinite"):
            function([0, 1], [1, 0])


@pytest.mark.parametrize(
    ("function", "found"),
    [
        (signed_error_sum, "signed_error_sum holds -inf"),
        (absolute_error_sum, "absolute_error_sum holds inf"),
        (half_squared_sum, "half_squared_sum holds inf"),
        (half_squared_sum_prime, "half_squared_sum_prime holds inf at index 0"),
    ],
)
def test_a_result_that_is_too_large_is_told(function: Any, found: str) -> None:
    with pytest.raises(ValueError, match=f"^{found}; expected finite numbers"):
        function([1e308, 1e308], [-1e308, -1e308])


def test_a_slope_that_is_too_steep_is_told() -> None:
    with pytest.raises(ValueError, match=r"^binary_cross_entropy_prime holds -inf at index 0"):
        binary_cross_entropy_prime([1e-320], [1])


@pytest.mark.parametrize("o", [1e-10, 1e-17, 1e-300])
def test_a_tiny_doubt_has_its_small_cost(o: float) -> None:
    assert binary_cross_entropy([o], [0]) == pytest.approx(o, rel=1e-9, abs=0)


@pytest.mark.parametrize(
    ("o", "told"),
    [([1, 1], "example 1 sum to 2"), ([[0.5, 0.5], [0.5, 0.4]], "example 2 sum to 0.9")],
)
def test_outputs_that_share_out_more_or_less_than_1_are_told(o: Any, told: str) -> None:
    t = np.zeros(np.shape(o))
    t[..., 0] = 1
    with pytest.raises(ValueError, match=f"^the outputs of {told}; expected 1"):
        categorical_cross_entropy(o, t)
    categorical_cross_entropy([0.33, 0.33, 0.33], [1, 0, 0])  # rounded
