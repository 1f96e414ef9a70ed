from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike

from nnbook import Layer, Network, forward, load_digits, one_hot, train
from nnbook.speed import PAIRS, WAYS, Way, arrays, learn

COST = "categorical_cross_entropy"
IMAGES, LABELS = load_digits()
X, T = IMAGES[:70], one_hot(LABELS[:70], 10)
SETTINGS: Any = {"eta": 0.3, "epochs": 3}

each_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


def network_of(dtype: str = "float64") -> Network:
    return Network.random([64, 12, 10], seed=1, activation="relu", output="softmax", dtype=dtype)


@each_way
@pytest.mark.parametrize("size", [1, 32, 35, 70])
def test_each_way_learns_what_the_chapters_loop_learns(way: Way, size: int) -> None:
    plain, quick = network_of(), network_of()
    expected = train(plain, X, T, cost=COST, batch_size=size, **SETTINGS)
    costs = learn(way, quick, X, T, batch_size=size, **SETTINGS)
    np.testing.assert_allclose(costs, expected, rtol=0, atol=1e-12)
    for one, other in zip(plain.layers, quick.layers, strict=True):
        np.testing.assert_allclose(one.W, other.W, rtol=0, atol=1e-12)
        np.testing.assert_allclose(one.b, other.b, rtol=0, atol=1e-12)
    np.testing.assert_allclose(forward(plain, X).output, forward(quick, X).output, atol=1e-12)


@each_way
def test_numbers_of_32_bits_stay_so_and_come_near(way: Way) -> None:
    double, single = network_of(), network_of("float32")
    expected = learn(way, double, X, T, batch_size=32, **SETTINGS)
    costs = learn(way, single, X, T, batch_size=32, **SETTINGS)
    np.testing.assert_allclose(costs, expected, rtol=1e-5)
    assert {array.dtype for layer in single.layers for array in (layer.W, layer.b)} == {
        np.dtype("float32")
    }


@each_way
def test_a_way_changes_neither_the_data_nor_another_network(way: Way) -> None:
    inputs, targets, network = X.copy(), T.copy(), network_of()
    learn(way, network.copy(), inputs, targets, batch_size=70, **SETTINGS)
    assert (inputs == X).all()
    assert (targets == T).all()
    assert all((a.W == b.W).all() for a, b in zip(network.layers, network_of().layers, strict=True))


@each_way
def test_a_training_goes_on_where_another_ended(way: Way) -> None:
    at_once, in_two = network_of(), network_of()
    costs = learn(way, at_once, X, T, eta=0.3, epochs=4, batch_size=70)
    parts = [learn(way, in_two, X, T, eta=0.3, epochs=2, batch_size=70) for _ in range(2)]
    np.testing.assert_allclose(np.ravel(parts), costs, atol=1e-12)


@each_way
def test_the_cost_is_exact_where_the_softmax_saturates(way: Way) -> None:
    hidden = Layer([[1000, 0], [0, 1000]], activation="relu")
    network = Network([hidden, Layer([[1, 0], [0, 1]], activation="softmax")])
    costs = learn(way, network, [[1, 0], [0, 1]], [[0, 1], [0, 1]], eta=1, epochs=1, batch_size=2)
    assert costs == [500]


def test_no_epoch_leaves_the_network_as_it_is() -> None:
    network = network_of()
    assert learn(WAYS["with_ones"], network, X, T, eta=0.3, epochs=0, batch_size=32) == []
    assert (network.layers[0].W == network_of().layers[0].W).all()


@pytest.mark.parametrize(
    ("network", "inputs", "targets", "changed", "message"),
    [
        (Network([Layer([[1, 2]])]), X, T, {}, "expected two layers, relu and softmax"),
        (network_of(), X[:, :3], T, {}, "the network has 64 inputs"),
        (network_of(), X, T * 2, {}, "t holds 2"),
        (network_of(), X, T, {"eta": 0}, "eta is 0; expected a positive number"),
        (network_of(), X, T, {"batch_size": 71}, "batch_size is 71; expected 1 to 70"),
        (network_of(), X, T, {"epochs": -1}, "epochs is -1; expected 0 or more"),
    ],
)
def test_what_does_not_fit_is_refused(
    network: Network, inputs: ArrayLike, targets: ArrayLike, changed: Any, message: str
) -> None:
    settings = {"eta": 0.1, "epochs": 1, "batch_size": 32} | changed
    with pytest.raises(ValueError, match=message):
        learn(WAYS["plain"], network, inputs, targets, **settings)


@each_way
def test_a_training_that_leads_to_infinity_is_told(way: Way) -> None:
    with pytest.raises(FloatingPointError, match=r"with eta = 1e\+300; try a smaller eta"):
        learn(way, network_of(), X, T, eta=1e300, epochs=5, batch_size=32)


@pytest.mark.parametrize(("usual", "quicker"), PAIRS)
def test_both_expressions_of_a_pair_have_the_same_value(usual: str, quicker: str) -> None:
    one, other = (eval(expression, arrays()) for expression in (usual, quicker))
    np.testing.assert_allclose(one, other, rtol=1e-12)
