import copy
import math
import pickle
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.activation import ACTIVATIONS, relu
from nnbook.chain_rule import backward
from nnbook.digits import load_digits
from nnbook.example import W1, W2
from nnbook.forward import forward
from nnbook.gradient_descent import train
from nnbook.network import STARTS, Layer, Network
from nnbook.prediction import accuracy, one_hot, predict

# Layers


def test_a_layer_has_a_row_of_weights_for_each_neuron() -> None:
    layer = Layer([[1, 2, 3], [4, 5, 6]], [7, 8])
    assert layer.W.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert layer.b.tolist() == [7, 8]


def test_biases_are_0_if_left_out() -> None:
    assert Layer([[1, 2, 3], [4, 5, 6]]).b.tolist() == [0, 0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_layer_keeps_its_own_copies(dtype: Any) -> None:
    W, b = np.ones((2, 3), dtype), np.ones(2, dtype)
    layer = Layer(W, b)
    layer.W += 1
    layer.b += 1
    assert W.tolist() == [[1, 1, 1], [1, 1, 1]]
    assert b.tolist() == [1, 1]


def test_a_layer_of_the_example_can_learn() -> None:
    layer = Layer(W1)
    layer.W -= 0.5
    assert layer.W.tolist() == (W1 - 0.5).tolist()


def test_float32_weights_stay_float32() -> None:
    layer = Layer(np.ones((2, 3), np.float32))
    assert layer.W.dtype == np.float32
    assert layer.b.dtype == np.float32


def test_biases_are_of_the_type_of_the_weights() -> None:
    for dtype in (np.float32, np.float64):
        assert Layer(np.ones((1, 2), dtype), b=[0.1]).b.dtype == dtype


def test_the_activation_is_the_sigmoid_if_left_out() -> None:
    assert Layer([[1]]).activation is ACTIVATIONS["sigmoid"]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_activation_is_the_one_of_that_name(name: str) -> None:
    assert Layer([[1]], activation=name).activation is ACTIVATIONS[name]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((3,), r"W has shape \(\); expected \(n_out, n_in\), a row of weights for each neuron"),
        (([1, 2],), r"W has shape \(2,\); expected \(n_out, n_in\), a row of .*"),
        (([[[1]]],), r"W has shape \(1, 1, 1\); expected \(n_out, n_in\), a row of .*"),
        ((np.zeros((0, 3)),), r"W has shape \(0, 3\); expected \(n_out, n_in\), a row of .*"),
        (([[], []],), r"W has shape \(2, 0\); expected \(n_out, n_in\), a row of .*"),
        (([[1, 2], [3]],), "W is no array of numbers: .*inhomogeneous.*"),
        (([["a", "b"]],), "W holds <U1; expected numbers"),
        (([[1, 2j]],), "W holds complex128; expected numbers"),
        (([[1, 2], [3, math.nan]],), r"W holds nan at index \(1, 1\); expected finite numbers"),
        (([[1, 2]], [math.inf]), "b holds inf at index 0; expected finite numbers"),
        (
            ([[1, 2], [3, 4]], [1, 2, 3]),
            r"b has shape \(3,\), W has shape \(2, 2\); expected a bias for each of 2 neurons",
        ),
        (([[1, 2, 3]], 1), r"b has shape \(\), W has shape \(1, 3\); expected .* of 1 neurons"),
        (([[1]], [[1]]), r"b has shape \(1, 1\), W has shape \(1, 1\); expected .*"),
        (([[1]], [1], "rleu"), r"no activation is called 'rleu'; did you mean 'relu'\?"),
    ],
)
def test_a_layer_says_what_it_found_and_what_it_expected(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        Layer(*arguments)


# Networks


def test_a_network_tells_its_sizes_and_counts_its_weights() -> None:
    network = Network([Layer(W1), Layer(W2)])
    assert network.sizes == (3, 3, 1)
    assert network.n_weights == 12


def test_a_network_takes_its_layers_from_a_generator_too() -> None:
    network = Network(Layer(W) for W in (W1, W2))
    assert [layer.W.tolist() for layer in network.layers] == [W1.tolist(), W2.tolist()]


def test_layers_and_networks_show_their_sizes_and_activations() -> None:
    layers = [Layer([[1, 2, 3], [4, 5, 6]]), Layer([[1, 2]], activation="relu")]
    assert repr(layers[0]) == "Layer(3 -> 2, sigmoid)"
    assert repr(Network(layers)) == "Network([Layer(3 -> 2, sigmoid), Layer(2 -> 1, relu)])"


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize(
    "sent",
    [copy.deepcopy, lambda network: pickle.loads(pickle.dumps(network)), Network.copy],
    ids=["deepcopy", "pickle", "copy"],
)
def test_a_network_can_be_copied_and_sent_to_another_process(
    sent: Callable[[Network], Network], name: str
) -> None:
    network = Network.random([3, 4, 2], seed=0, activation=name, dtype="float32")
    there = sent(network)
    for ours, theirs in zip(network.layers, there.layers, strict=True):
        assert theirs.activation == ours.activation
        for one, other in ((ours.W, theirs.W), (ours.b, theirs.b)):
            assert np.array_equal(one, other)
            assert one.dtype == other.dtype
            assert one.strides == other.strides
            assert not np.shares_memory(one, other)


def test_a_network_needs_a_layer() -> None:
    with pytest.raises(ValueError, match=r"^a network of 0 layers; expected at least one$"):
        Network([])


@pytest.mark.parametrize(
    ("layers", "found"),
    [([3, 3, 1], "1 is of type int"), ([W1], "1 is of type ndarray"), ([Layer(W1), W2], "2 is of")],
)
def test_a_network_is_made_of_layers_not_of_sizes_or_weights(layers: Any, found: str) -> None:
    with pytest.raises(TypeError, match=f"^layer {found}.*; expected a Layer: "):
        Network(layers)


def test_a_single_layer_is_told() -> None:
    layer: Any = Layer([[1]])
    with pytest.raises(TypeError, match=r"^layers is a single Layer; expected a list of them"):
        Network(layer)


def test_a_network_says_which_layer_does_not_fit_the_one_before() -> None:
    first, second, third = (Layer(np.ones(shape)) for shape in [(4, 3), (2, 4), (5, 4)])
    with pytest.raises(ValueError, match=r"^layer 3 takes 4 numbers, but layer 2 gives 2$"):
        Network([first, second, third])
    with pytest.raises(ValueError, match=r"^layer 2 takes 3 numbers, but layer 1 gives 4$"):
        Network([first, first])


# Networks with random weights

sizes_of_networks = st.lists(st.integers(1, 6), min_size=2, max_size=5)
seeds = st.integers(0, 2**32)


@settings(deadline=None, derandomize=True)
@given(sizes_of_networks, seeds)
def test_a_random_network_has_the_sizes_asked_for(sizes: list[int], seed: int) -> None:
    network = Network.random(sizes, seed=seed, start="uniform")
    assert network.sizes == tuple(sizes)
    assert network.n_weights == sum(n_in * n_out for n_in, n_out in pairwise(sizes))
    for layer, (n_in, n_out) in zip(network.layers, pairwise(sizes), strict=True):
        assert layer.W.shape == (n_out, n_in)
        assert layer.b.tolist() == [0] * n_out
        assert layer.W.min() >= 0
        assert layer.W.max() < 1


def test_random_weights_spread_evenly_and_none_repeats() -> None:
    network = Network.random([50, 50, 50], seed=1, start="uniform")
    weights = np.concatenate([layer.W.ravel() for layer in network.layers])
    in_each_fifth, _ = np.histogram(weights, bins=5, range=(0, 1))
    assert in_each_fifth / len(weights) == pytest.approx(np.full(5, 1 / 5), abs=0.03)
    assert len(set(weights.tolist())) == len(weights)


def test_the_same_seed_gives_the_same_network() -> None:
    first, same, other = (Network.random([3, 2], seed=seed).layers[0].W for seed in (1, 1, 2))
    assert first.tolist() == same.tolist()
    assert first.tolist() != other.tolist()


def assert_normal(layer: Layer, deviation: float) -> None:
    assert layer.W.std() == pytest.approx(deviation, rel=0.03)
    assert layer.W.mean() == pytest.approx(0, abs=0.03 * deviation)
    assert (abs(layer.W) < layer.W.std()).mean() == pytest.approx(0.683, abs=0.01)
    assert set(layer.b.tolist()) == {0}


def test_weights_are_normal_unless_told_and_the_smaller_the_more_inputs_there_are() -> None:
    network = Network.random([200, 50, 100], seed=1)
    for layer, n_in in zip(network.layers, [200, 50], strict=True):
        assert_normal(layer, math.sqrt(2 / n_in))


def test_with_glorots_start_weights_are_the_smaller_the_more_neurons_there_are_too() -> None:
    network = Network.random([200, 50, 100], seed=1, start="glorot")
    for layer, n_in_and_out in zip(network.layers, [250, 150], strict=True):
        assert_normal(layer, math.sqrt(2 / n_in_and_out))


def test_glorots_start_neither_blows_up_nor_fades_on_the_way_back_through_tanh() -> None:
    network = Network.random([50] * 11, seed=0, activation="tanh", start="glorot")
    x = np.random.default_rng(1).normal(size=(50, 50))
    delta = backward(network, forward(network, x), np.zeros_like(x)).delta
    assert 0.3 < delta[0].std() / delta[-1].std() < 3


def test_scaled_weights_neither_blow_up_nor_fade_in_deep_relus() -> None:
    network = Network.random([100] * 21, seed=0, activation="relu")
    x = np.random.default_rng(1).normal(size=(50, 100))
    sums = forward(network, x).z
    assert 0.3 < sums[-1].std() / sums[0].std() < 3


def test_float32_weights_are_those_of_float64_rounded() -> None:
    for start in STARTS:
        single = Network.random([3, 2, 1], seed=4, start=start, dtype=np.float32)
        double = Network.random([3, 2, 1], seed=4, start=start)
        for one, other in zip(single.layers, double.layers, strict=True):
            assert one.W.dtype == one.b.dtype == np.float32
            assert other.W.dtype == other.b.dtype == np.float64
            assert (other.W.astype(np.float32) == one.W).all()


@pytest.mark.parametrize("dtype", ["float16", int, bool])
def test_weights_of_another_type_are_refused(dtype: Any) -> None:
    found = np.dtype(dtype)
    with pytest.raises(ValueError, match=f"^dtype is {found}; expected float64 or float32$"):
        Network.random([2, 1], seed=0, dtype=dtype)


def test_the_last_activation_may_be_another() -> None:
    network = Network.random([4, 3, 3, 2], seed=0, activation="relu", output="softmax")
    assert [layer.activation.name for layer in network.layers] == ["relu", "relu", "softmax"]


def test_a_random_network_has_one_activation_throughout() -> None:
    for name in ("sigmoid", "tanh"):
        network = Network.random([3, 2, 1], seed=0, activation=name)
        assert [layer.activation.name for layer in network.layers] == [name, name]
    assert repr(Network.random([2, 1], seed=0)) == "Network([Layer(2 -> 1, sigmoid)])"


@pytest.mark.parametrize(
    ("sizes", "found"),
    [([], r"\(\)"), ([3], r"\(3,\)"), ([3, 0, 1], r"\(3, 0, 1\)"), ([3, -1], r"\(3, -1\)")],
)
def test_a_random_network_says_which_sizes_it_cannot_have(sizes: list[int], found: str) -> None:
    with pytest.raises(
        ValueError, match=f"^sizes are {found}; expected two or more, each at least 1$"
    ):
        Network.random(sizes, seed=0)


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        (3, r"^sizes is 3; expected a list, such as \[3, 3, 1\]$"),
        ("33", r"^sizes is '33'; expected a list"),
        (None, r"^sizes is None; expected a list"),
        ([3, 2.5], r"^size 2 is 2.5; expected a whole number$"),
        ([3.0, 1], r"^size 1 is 3.0; expected a whole number$"),
        ([3, "1"], r"^size 2 is '1'; expected a whole number$"),
    ],
)
def test_sizes_are_whole_numbers(sizes: Any, told: str) -> None:
    with pytest.raises(TypeError, match=told):
        Network.random(sizes, seed=0)


def test_sizes_may_be_numpys() -> None:
    assert Network.random(np.array([3, 2]), seed=np.int8(1)).sizes == (3, 2)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seed", "kind", "told"),
    [
        (-1, ValueError, "seed is -1; expected 0 or more"),
        (0.5, TypeError, "seed is 0.5; expected a whole number"),
        (None, TypeError, "seed is None; expected a whole number"),
    ],
)
def test_a_seed_is_a_whole_number(seed: Any, kind: type[Exception], told: str) -> None:
    with pytest.raises(kind, match=f"^{told}$"):
        Network.random([2, 1], seed=seed)


def test_a_start_that_is_none_is_told() -> None:
    with pytest.raises(ValueError, match=r"^start is 'zero'; expected one of he, glorot, uniform$"):
        Network.random([2, 1], seed=0, start="zero")


def test_the_default_start_learns_where_the_books_does_not() -> None:
    X, labels = load_digits()
    right = {}
    for start in STARTS:
        network = Network.random([64, 32, 10], seed=0, start=start)
        train(network, X, one_hot(labels, 10), eta=0.1, epochs=3, batch_size=32)
        right[start] = accuracy(predicted=predict(network, X), actual=labels)
    assert right["he"] > 0.9
    assert right["uniform"] < 0.2


# What is changed by hand


@pytest.mark.parametrize("new", ["relu", relu, ACTIVATIONS["relu"]])
def test_an_activation_can_be_set_to_a_name_or_a_function(new: Any) -> None:
    layers = [Layer(W1), Layer(W1, activation=new)]
    layers[0].activation = new
    for layer in layers:
        assert layer.activation is ACTIVATIONS["relu"]
        assert forward(Network([layer]), [-1, 0, 0]).output.tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="no activation is called 'rellu'"):
        layers[0].activation = "rellu"
    assert layers[0].activation is ACTIVATIONS["relu"]


def test_biases_too_large_for_the_type_of_the_weights_are_told() -> None:
    with pytest.raises(ValueError, match=r"^b holds inf at index 0; expected finite numbers$"):
        Layer(np.ones((1, 2), np.float32), b=[1e300])
