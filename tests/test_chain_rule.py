import math
from itertools import pairwise
from typing import Any

import autograd
import autograd.numpy as anp
import autograd.scipy.special
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnbook.activation import ACTIVATIONS, LEAK, find_activation
from nnbook.chain_rule import (
    Gradients,
    backward,
    numerical_gradient,
    output_delta,
)
from nnbook.cost import COSTS, find_cost
from nnbook.example import W1, W2, T, X, t, x
from nnbook.forward import forward
from nnbook.network import Layer, Network

EXAMPLE = Network([Layer(W1), Layer(W2)])
CROSS = {"binary_cross_entropy": "sigmoid", "categorical_cross_entropy": "softmax"}

repeatable = settings(deadline=None, derandomize=True)
few = settings(deadline=None, derandomize=True, max_examples=20)
each = pytest.mark.parametrize("name", ACTIVATIONS)
each_cost = pytest.mark.parametrize("cost", COSTS)
sizes_of_networks = st.lists(st.integers(1, 4), min_size=2, max_size=4)
seeds = st.integers(0, 2**32)


def random_case(
    sizes: list[int], seed: int, name: str, cost: str, m: int | None
) -> tuple[Network, Any, Any]:
    """Return a network of one activation, inputs, and targets that suit the cost.

    For a cross entropy, the last layer's outputs are made probabilities by its partner.
    """
    rng = np.random.default_rng(seed)
    hidden = "tanh" if name == "softmax" else name  # which the last layer alone can have
    layers = [
        Layer(rng.normal(0, 0.5, (n_out, n_in)), rng.normal(0, 0.5, n_out), hidden)
        for n_in, n_out in pairwise(sizes)
    ]
    layers[-1].activation = CROSS.get(cost, name)
    shape = (sizes[-1],) if m is None else (m, sizes[-1])
    inputs = rng.normal(size=sizes[0] if m is None else (m, sizes[0]))
    targets = np.zeros(shape)
    targets[..., rng.integers(sizes[-1])] = 1
    return Network(layers), inputs, targets


def relative_error(one: Any, other: Any) -> float:
    """Return how far two lists of arrays are apart, measured by their size.

    Where slopes cancel to nearly nothing, as those of the sum of all shares, no digit is left
    to compare: sizes count from 0.01.
    """
    a, b = (np.concatenate([np.ravel(array) for array in arrays]) for arrays in (one, other))
    return float(np.linalg.norm(a - b)) / max(*map(float, map(np.linalg.norm, (a, b))), 0.01)


# The worked example


def test_the_gradients_of_the_example() -> None:
    gradients = backward(EXAMPLE, forward(EXAMPLE, x), [t])
    by_node = [0.00802755, 0.01398409, 0.02517136]
    assert gradients.dW[1][0, 0] == pytest.approx(0.09949559619104585, rel=1e-14)
    assert gradients.dW[1][0, 1:] == pytest.approx(0.09675879, abs=5e-9)
    assert gradients.dW[0] == pytest.approx(np.outer(by_node, x), abs=5e-9)
    assert gradients.db[0] == pytest.approx(by_node, abs=5e-9)


def test_they_are_the_products_of_their_factors() -> None:
    run = forward(EXAMPLE, x)
    (h,), o = run.a[:1], run.output.item()
    delta = (o - t) * o * (1 - o)
    hidden = delta * W2[0] * h * (1 - h)
    gradients = backward(EXAMPLE, run, [t])
    assert gradients.delta[1] == pytest.approx(np.array([[delta]]), rel=1e-14)
    assert gradients.delta[0] == pytest.approx(hidden[np.newaxis], rel=1e-14)
    assert gradients.dW[1] == pytest.approx(delta * h[np.newaxis], rel=1e-14)
    assert gradients.dW[0] == pytest.approx(np.outer(hidden, x), rel=1e-14)
    assert [[db.tolist()] for db in gradients.db] == [d.tolist() for d in gradients.delta]


def test_the_tutorials_three_roundings_give_a_tenth() -> None:
    sigma = find_activation("sigmoid").derivative
    assert (0.77 - 0) * sigma(1.2) * 0.73 == pytest.approx(0.09999446508757, abs=5e-15)


def test_a_batch_has_the_sum_of_the_gradients_of_its_examples() -> None:
    targets = T[:, np.newaxis]
    whole = backward(EXAMPLE, forward(EXAMPLE, X), targets)
    rows = [backward(EXAMPLE, forward(EXAMPLE, X[k]), targets[k]) for k in range(len(X))]
    for layer in range(2):
        assert whole.dW[layer] == pytest.approx(sum(row.dW[layer] for row in rows), rel=1e-13)
        assert whole.db[layer] == pytest.approx(sum(row.db[layer] for row in rows), rel=1e-13)
        assert whole.delta[layer] == pytest.approx(np.vstack([row.delta[layer] for row in rows]))


# Against central differences


def numerical(network: Network, inputs: Any, targets: Any, cost: str) -> list[Any]:
    def total() -> float:
        return find_cost(cost).function(forward(network, inputs).output, targets)

    arrays = [array for layer in network.layers for array in (layer.W, layer.b)]
    return [numerical_gradient(total, array) for array in arrays]


def interleaved(gradients: Gradients) -> list[Any]:
    return [array for pair in zip(gradients.dW, gradients.db, strict=True) for array in pair]


@pytest.mark.no_cover  # which would double its time
@each
@each_cost
@few
@given(sizes_of_networks, seeds, st.sampled_from([None, 1, 3]))
def test_gradients_agree_with_central_differences(
    name: str, cost: str, sizes: list[int], seed: int, m: int | None
) -> None:
    network, inputs, targets = random_case(sizes, seed, name, cost, m)
    run = forward(network, inputs)
    # Where a function bends or jumps within the step, a difference is no slope.
    assume(all(np.abs(z).min() > 1e-3 for z in run.z))
    assume(cost != "absolute_error_sum" or np.abs(run.output - targets).min() > 1e-3)
    gradients = interleaved(backward(network, run, targets, cost=cost))
    differences = numerical(network, inputs, targets, cost)
    assert relative_error(gradients, differences) < 1e-7


# Against an independent library


def softmax_of(z: Any) -> Any:
    e = anp.exp(z - anp.max(z, axis=-1, keepdims=True))
    return e / anp.sum(e, axis=-1, keepdims=True)


def normal(z: Any) -> Any:
    return 0.5 * (1 + autograd.scipy.special.erf(z / math.sqrt(2)))


THEIRS: dict[str, Any] = {
    "step": lambda z: anp.where(z >= 0, 1.0, 0.0) + 0 * z,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.where(z > 0, z, 0),
    "leaky_relu": lambda z: anp.where(z > 0, z, LEAK * z),
    "elu": lambda z: anp.where(z > 0, z, anp.exp(z) - 1),
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
    "silu": lambda z: z / (1 + anp.exp(-z)),
    "gelu": lambda z: z * normal(z),
    "identity": lambda z: z,
    "softmax": softmax_of,
}

THEIR_COSTS: dict[str, Any] = {
    "signed_error_sum": lambda o, t: anp.sum(t - o),
    "absolute_error_sum": lambda o, t: anp.sum(anp.abs(t - o)),
    "half_squared_sum": lambda o, t: anp.sum((t - o) ** 2) / 2,
    "mean_squared": lambda o, t: anp.mean((t - o) ** 2),
    "binary_cross_entropy": lambda o, t: -anp.mean(t * anp.log(o) + (1 - t) * anp.log(1 - o)),
    "categorical_cross_entropy": lambda o, t: -anp.sum(t * anp.log(o)) / (o.size / o.shape[-1]),
}


def test_every_activation_and_cost_is_compared() -> None:
    assert sorted(THEIRS) == sorted(ACTIVATIONS)
    assert sorted(THEIR_COSTS) == sorted(COSTS)


@pytest.mark.no_cover  # which would double its time
@each
@each_cost
@few
@given(sizes_of_networks, seeds, st.sampled_from([None, 1, 3]))
def test_gradients_agree_with_automatic_differentiation(
    name: str, cost: str, sizes: list[int], seed: int, m: int | None
) -> None:
    network, inputs, targets = random_case(sizes, seed, name, cost, m)

    def total(weights: list[Any]) -> Any:
        a = inputs
        for layer, W, b in zip(network.layers, weights[::2], weights[1::2], strict=True):
            a = THEIRS[layer.activation.name](a @ W.T + b)
        return THEIR_COSTS[cost](a, targets)

    weights = [array for layer in network.layers for array in (layer.W, layer.b)]
    theirs = autograd.grad(total)(weights)
    ours = interleaved(backward(network, forward(network, inputs), targets, cost=cost))
    assert relative_error(ours, theirs) < 1e-12


# Partners


def test_partners_learn_where_the_product_of_their_slopes_would_be_0_times_infinity() -> None:
    network = Network([Layer([[1.0]])])
    run = forward(network, [50])
    assert run.output.tolist() == [1.0]
    gradients = backward(network, run, [0], cost="binary_cross_entropy")
    assert gradients.delta[0].tolist() == [[1.0]]
    with pytest.raises(ValueError, match="where the formula of the slope divides by 0"):
        find_cost("binary_cross_entropy").derivative(run.output, [0])


@pytest.mark.parametrize(
    ("cost", "name"),
    [
        ("binary_cross_entropy", "softmax"),
        ("half_squared_sum", "sigmoid"),
        ("mean_squared", "relu"),
    ],
)
def test_others_go_through_the_activation(cost: str, name: str) -> None:
    network = Network([Layer([[1], [-1]], activation=name)])
    run = forward(network, [[0.5], [0.25]])
    t = np.array([[1.0, 0.0], [0.0, 1.0]])
    slopes = find_cost(cost).derivative(run.output, t)
    derivative = find_activation(name).derivative(run.z[0])
    expected = (
        [row @ jacobian for row, jacobian in zip(slopes, derivative, strict=True)]
        if name == "softmax"
        else slopes * derivative
    )
    delta = output_delta(network.layers[0].activation, run, t, find_cost(cost))
    np.testing.assert_allclose(delta, expected, rtol=1e-15)


@pytest.mark.parametrize("z", [17.0, 40.0, 1e4])
def test_the_slope_of_a_saturated_partner_is_that_of_torch(z: float) -> None:
    # torch.nn.functional.binary_cross_entropy_with_logits has sigmoid(z) - t as its slope.
    for kind in (np.float32, np.float64):
        network = Network([Layer(np.array([[z]], kind))])
        run = forward(network, [1])
        for target, slope in ((0, 1.0), (1, 0.0)):
            gradients = backward(network, run, [target], cost="binary_cross_entropy")
            assert gradients.dW[0].item() == pytest.approx(slope, abs=1e-7)


# Errors


def test_targets_that_do_not_fit_are_told() -> None:
    message = r"^t has shape \(\), the outputs have shape \(1,\); expected the same$"
    with pytest.raises(ValueError, match=message):
        backward(EXAMPLE, forward(EXAMPLE, x), t)


def test_a_pass_through_another_network_is_told() -> None:
    run = forward(Network([Layer(np.ones((2, 3))), Layer(np.ones((1, 2)))]), x)
    with pytest.raises(ValueError, match=r"sizes \(3, 2, 1\); expected \(3, 3, 1\), those of this"):
        backward(Network([Layer(W1), Layer(W2)]), run, [t])


def test_a_cost_that_is_none_is_told() -> None:
    with pytest.raises(ValueError, match="no cost is called 'squared'"):
        backward(EXAMPLE, forward(EXAMPLE, x), [t], cost="squared")


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "identity"])
def test_classes_need_softmax_outputs(name: str) -> None:
    network = Network([Layer([[1], [-1]], activation=name)])
    with pytest.raises(ValueError, match=rf"needs softmax outputs, but the last .* is {name}$"):
        backward(network, forward(network, [0]), [1, 0], cost="categorical_cross_entropy")


def test_targets_that_are_no_probabilities_are_told() -> None:
    run = forward(EXAMPLE, x)
    with pytest.raises(ValueError, match=r"^t holds 2.0 at index .*; expected numbers from 0 to 1"):
        backward(EXAMPLE, run, [2], cost="binary_cross_entropy")
    network = Network([Layer([[1], [-1]], activation="softmax")])
    with pytest.raises(ValueError, match="targets of example 2 sum to 2"):
        backward(
            network,
            forward(network, [[0], [1]]),
            [[0, 1], [1, 1]],
            cost="categorical_cross_entropy",
        )


def test_a_softmax_before_the_last_layer_is_told() -> None:
    network = Network([Layer(W1, activation="softmax"), Layer(W2)])
    with pytest.raises(
        ValueError, match=r"^layer 1 has the softmax; expected it in the last layer"
    ):
        backward(network, forward(network, x), [t])


def test_what_is_no_pass_or_no_network_is_told() -> None:
    run = forward(EXAMPLE, x)
    with pytest.raises(TypeError, match=r"^network is of type list; expected Network$"):
        backward([Layer(W1)], run, [t])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^run is of type ndarray; expected ForwardPass$"):
        backward(EXAMPLE, run.output, [t])  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_slopes_that_are_too_steep_are_told_with_their_layer(kind: Any) -> None:
    huge = float(np.finfo(kind).max) ** 0.5
    layers = [Layer(np.array([[huge / 2]], kind), activation="identity") for _ in range(2)]
    network = Network(layers)
    run = forward(network, np.ones(1, kind))
    with pytest.raises(ValueError, match=r"^(delta|dW) of layer \d holds inf at index \(0, 0\)"):
        backward(network, run, np.zeros(1, kind))


def test_the_first_layer_whose_slopes_are_too_steep_is_the_one_told() -> None:
    network = Network(
        [Layer([[1.0]], activation="identity"), Layer([[1e200]], activation="identity")]
    )
    run = forward(network, [1e-100])
    with pytest.raises(ValueError, match=r"^delta of layer 1 holds inf at index \(0, 0\)"):
        backward(network, run, [-1e200])


# Central differences


def test_a_central_difference_of_a_parabola_is_exact() -> None:
    w = np.array([[1.0, 2.0], [3.0, 4.0]])
    slopes = numerical_gradient(lambda: float((w**2).sum()), w, eps=0.5)
    assert slopes.tolist() == (2 * w).tolist()


@repeatable
@given(seeds)
def test_the_numbers_are_put_back(seed: int) -> None:
    w = np.random.default_rng(seed).normal(size=3)
    before = w.copy()
    numerical_gradient(lambda: float(w.sum()), w)
    assert w.tolist() == before.tolist()


def test_they_are_put_back_after_an_error_too() -> None:
    w = np.array([1.0])

    def fails() -> float:
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        numerical_gradient(fails, w)
    assert w.tolist() == [1.0]


@pytest.mark.parametrize("array", [np.array([1, 2]), [1.0, 2.0], 1.0])
def test_only_arrays_of_floats_can_be_moved(array: Any) -> None:
    found = getattr(array, "dtype", type(array).__name__)
    with pytest.raises(ValueError, match=rf"array holds {found}; expected"):
        numerical_gradient(lambda: 0.0, array)


@pytest.mark.parametrize(("kind", "w"), [("float32", 300), ("float64", 1e12)])
def test_eps_must_not_be_lost_beside_a_number(kind: str, w: float) -> None:
    array = np.array([w], kind)
    with pytest.raises(ValueError, match=r"beside which eps = 1e-05 is lost; try a larger"):
        numerical_gradient(lambda: float(array[0] ** 2), array)
    assert array.tolist() == [w]


@pytest.mark.parametrize(("kind", "w"), [("float32", 100), ("float64", 3e10)])
def test_a_slope_is_measured_over_the_step_that_was_taken(kind: str, w: float) -> None:
    array = np.array([w], kind)
    assert numerical_gradient(lambda: 2 * float(array[0]), array).tolist() == [2]


def test_a_step_is_lost_where_the_array_rounds_it_away() -> None:
    array = np.array([1.0], np.float32)
    with pytest.raises(ValueError, match="is lost; try a larger"):
        numerical_gradient(lambda: float(array[0]), array, eps=np.float64(1e-9))


def test_there_is_no_slope_at_nan() -> None:
    array = np.array([np.nan])
    with pytest.raises(ValueError, match=r"^array holds nan"):
        numerical_gradient(lambda: float(array[0]), array)


def test_eps_is_a_number() -> None:
    with pytest.raises(TypeError, match=r"^eps is 'small'; expected a positive number$"):
        numerical_gradient(lambda: 0.0, np.ones(1), eps="small")  # type: ignore[arg-type]


@pytest.mark.parametrize("eps", [0, -1e-5, math.inf, math.nan])
def test_eps_is_positive(eps: float) -> None:
    with pytest.raises(ValueError, match=rf"eps is {eps}; expected a positive number"):
        numerical_gradient(lambda: 0.0, np.ones(1), eps=eps)
