import math
import sys
from typing import Any

import numpy as np
import pytest

from nnbook import gradient_descent
from nnbook.chain_rule import Gradients, backward
from nnbook.cost import find_cost
from nnbook.example import W1, W2, T, X, eta, t, x
from nnbook.forward import forward
from nnbook.gradient_descent import gradient_step, train
from nnbook.network import Layer, Network
from tests.test_progress import Terminal

TARGETS = T[:, np.newaxis]


def example() -> Network:
    return Network([Layer(W1), Layer(W2)])


def numbers(network: Network) -> list[Any]:
    return [array.tolist() for layer in network.layers for array in (layer.W, layer.b)]


def all_right(network: Network) -> bool:
    return bool(((forward(network, X).output >= 0.5) == TARGETS).all())


# One step


def test_one_step_takes_w10_from_three_tenths_to_a_quarter() -> None:
    network = example()
    gradient_step(network, backward(network, forward(network, x), [t]), eta)
    assert network.layers[1].W[0, 0] == pytest.approx(0.25025220190447706, rel=1e-15)


def test_one_step_on_all_twelve_weights() -> None:
    network = example()
    gradients = backward(network, forward(network, x), [t])
    moved = [layer.W - eta * dW for layer, dW in zip(network.layers, gradients.dW, strict=True)]
    output = forward(Network(map(Layer, moved)), x).output
    assert output == pytest.approx([0.7508894879757629], rel=1e-15)


def test_a_step_moves_weights_and_biases() -> None:
    network = example()
    gradients = backward(network, forward(network, x), [t])
    gradient_step(network, gradients, 2)
    for layer, W, dW, db in zip(network.layers, [W1, W2], gradients.dW, gradients.db, strict=True):
        assert layer.W.tolist() == (W - 2 * dW).tolist()
        assert layer.b.tolist() == (-2 * db).tolist()


@pytest.mark.parametrize("rate", ["0.5", None, [0.5], True, np.array([0.5])])
def test_a_learning_rate_is_a_number(rate: Any) -> None:
    network = example()
    gradients = backward(network, forward(network, x), [t])
    with pytest.raises(TypeError, match=r"^eta is .*; expected a positive number$"):
        gradient_step(network, gradients, rate)
    with pytest.raises(TypeError, match=r"^eta is .*; expected a positive number$"):
        train(network, X, TARGETS, eta=rate, epochs=1)
    assert numbers(network) == numbers(example())


wrong_rates = pytest.mark.parametrize("eta", [0, -0.5, math.inf, math.nan])


@wrong_rates
def test_a_learning_rate_is_positive(eta: float) -> None:
    network = example()
    gradients = backward(network, forward(network, x), [t])
    with pytest.raises(ValueError, match=f"eta is {eta}; expected a positive number"):
        gradient_step(network, gradients, eta)
    with pytest.raises(ValueError, match=f"eta is {eta}; expected a positive number"):
        train(network, X, TARGETS, eta=eta, epochs=1)
    assert numbers(network) == numbers(example())


def test_the_gradients_of_another_network_are_told_and_move_nothing() -> None:
    network = example()
    other = Network([Layer(np.ones((3, 3))), Layer(np.ones((2, 3)))])
    gradients = backward(other, forward(other, x), [0, 0])
    with pytest.raises(
        ValueError, match=r"shapes \[.*\(\(2, 3\), \(2,\)\)\]; expected \[.*\(\(1, 3\), \(1,\)\)\]"
    ):
        gradient_step(network, gradients, eta)
    assert numbers(network) == numbers(example())


# A training run


def test_an_epoch_of_the_whole_batch_is_one_step() -> None:
    network, other = example(), example()
    costs = train(network, X, TARGETS, eta=eta, epochs=3)
    expected = []
    for _ in range(3):
        run = forward(other, X)
        expected.append(find_cost("half_squared_sum").function(run.output, TARGETS))
        gradient_step(other, backward(other, run, TARGETS), eta)
    assert costs == expected
    assert numbers(network) == numbers(other)


def test_an_epoch_of_single_examples_is_as_many_steps() -> None:
    network, other = example(), example()
    train(network, X, TARGETS, eta=eta, epochs=2, batch_size=1, seed=3)
    rng = np.random.default_rng(3)
    for row in [*rng.permutation(8), *rng.permutation(8)]:
        run = forward(other, X[[row]])
        gradient_step(other, backward(other, run, TARGETS[[row]]), eta)
    assert numbers(network) == numbers(other)


@pytest.mark.parametrize("size", [1, 3, 4, 8, None])
def test_each_epoch_meets_every_example_once(size: int | None) -> None:
    # Steps too small to change the outputs much: the cost is that of all examples.
    network = example()
    costs = train(network, X, TARGETS, eta=1e-12, epochs=2, batch_size=size)
    total = find_cost("half_squared_sum").function(forward(network, X).output, TARGETS)
    assert costs == pytest.approx([total] * 2, rel=1e-9)


def test_the_last_batch_is_smaller_where_the_examples_do_not_come_out_even() -> None:
    network, other = example(), example()
    train(network, X, TARGETS, eta=eta, epochs=1, batch_size=5, seed=1)
    order = np.random.default_rng(1).permutation(8)
    for rows in (order[:5], order[5:]):
        gradient_step(other, backward(other, forward(other, X[rows]), TARGETS[rows]), eta)
    assert numbers(network) == numbers(other)


def test_the_same_seed_gives_the_same_run_and_another_another() -> None:
    def run(seed: int) -> list[float]:
        return train(example(), X, TARGETS, eta=eta, epochs=3, batch_size=2, seed=seed)

    assert run(0) == run(0) != run(1)
    assert train(example(), X, TARGETS, eta=eta, epochs=3, batch_size=2) == run(0)


@pytest.mark.parametrize("cost", ["mean_squared", "binary_cross_entropy"])
def test_the_cost_brought_down_is_the_one_asked_for(cost: str) -> None:
    network, other = example(), example()
    costs = train(network, X, TARGETS, eta=eta, epochs=1, cost=cost)
    run = forward(other, X)
    assert costs == pytest.approx([find_cost(cost).function(run.output, TARGETS)], rel=1e-15)
    gradient_step(other, backward(other, run, TARGETS, cost=cost), eta)
    assert numbers(network) == numbers(other)


def test_no_epochs_change_nothing() -> None:
    network = example()
    assert train(network, X, TARGETS, eta=eta, epochs=0) == []
    assert numbers(network) == numbers(example())


# Learning F


def test_the_books_own_weights_learn_f() -> None:
    network = example()
    costs = train(network, X, TARGETS, eta=1, epochs=200)
    assert all_right(network)
    assert costs[-1] < 0.1 < costs[0]


@pytest.mark.no_cover  # which would double its time
def test_f_is_learned_from_at_least_95_of_100_seeds() -> None:
    networks = [Network.random([3, 3, 1], seed=seed, start="uniform") for seed in range(100)]
    for network in networks:
        train(network, X, TARGETS, eta=1, epochs=100)
    assert sum(map(all_right, networks)) >= 95


# The callback


def test_the_callback_is_told_each_epoch_and_its_cost() -> None:
    told = []
    costs = train(
        example(), X, TARGETS, eta=eta, epochs=3, callback=lambda *news: told.append(news)
    )
    assert told == [(1, costs[0]), (2, costs[1]), (3, costs[2])]


def test_the_callback_can_end_the_training() -> None:
    costs = train(
        example(), X, TARGETS, eta=eta, epochs=9, callback=lambda epoch, _cost: epoch == 2
    )
    assert costs == train(example(), X, TARGETS, eta=eta, epochs=2)


@pytest.mark.parametrize(("answer", "epochs"), [(7, 3), ("on", 3), (False, 3), (np.True_, 1)])
def test_nothing_but_true_ends_the_training(answer: Any, epochs: int) -> None:
    told = train(example(), X, TARGETS, eta=eta, epochs=3, callback=lambda *_: answer)
    assert len(told) == epochs


# Errors


@pytest.mark.parametrize(
    ("X", "T"),
    [
        (5, [[0]]),
        ([1, 0, 1], [[0]]),
        ([[1, 0, 1]], [0]),
        ([[1, 0, 1]], [[0], [1]]),
        (np.empty((0, 3)), np.empty((0, 1))),
        (np.empty((3, 0)), np.empty((3, 1))),
    ],
)
def test_data_that_do_not_fit_are_told(X: Any, T: Any) -> None:
    with pytest.raises(ValueError, match=r"expected \(m, n_in\) and \(m, n_out\)") as error:
        train(example(), X, T, eta=eta, epochs=1)
    assert f"X has shape {np.shape(X)}, T has shape {np.shape(T)}" in str(error.value)


def test_classes_for_targets_are_told_of_one_hot() -> None:
    with pytest.raises(ValueError, match=r"T has shape \(8,\); .*nnbook.one_hot makes rows of"):
        train(example(), X, T, eta=eta, epochs=1)


def test_standardized_data_with_an_outlier_are_taken() -> None:
    inputs = np.where(np.arange(8)[:, np.newaxis] == 3, 12.07, X)
    costs = train(example(), inputs, TARGETS, eta=eta, epochs=2)
    assert costs[1] < costs[0]
    train(example(), 255 * X, TARGETS, eta=eta, epochs=1)


@pytest.mark.parametrize(
    ("T", "cost"),
    [(np.ones((8, 1)), "binary_cross_entropy"), ([[0, 1]] * 8, "categorical_cross_entropy")],
)
def test_one_class_alone_can_be_learned(T: Any, cost: str) -> None:
    name = "sigmoid" if cost.startswith("binary") else "softmax"
    network = Network.random([3, np.shape(T)[1]], seed=0, activation=name)
    costs = train(network, X, T, eta=eta, epochs=5, cost=cost)
    assert costs[-1] < costs[0]


@pytest.mark.parametrize(
    ("activation", "T", "found", "low", "high"),
    [
        ("sigmoid", 1050, "1050.0", "0", "1"),
        ("sigmoid", -1, "-1.0", "0", "1"),
        ("tanh", 1.5, "1.5", "-1", "1"),
        ("relu", -0.25, "-0.25", "0", "inf"),
        ("step", 2, "2.0", "0", "1"),
        ("silu", -0.5, "-0.5", "-0.278465", "inf"),
    ],
)
def test_targets_that_no_output_can_reach_are_told(
    activation: str, T: float, found: str, low: str, high: str
) -> None:
    network = Network.random([3, 1], seed=0, activation=activation)
    before = numbers(network)
    targets = np.where(np.arange(8)[:, np.newaxis] == 5, T, 0.5)
    told = rf"^T holds {found} at index \(5, 0\); expected targets from {low} to {high}, which "
    with pytest.raises(ValueError, match=f"{told}{activation} can give$"):
        train(network, X, targets, eta=eta, epochs=1)
    assert numbers(network) == before


def test_targets_at_the_bounds_are_taken() -> None:
    for activation, target in (("sigmoid", 1), ("tanh", -1), ("relu", 1e6), ("identity", -1050)):
        network = Network.random([3, 1], seed=0, activation=activation)
        train(network, X, np.full((8, 1), target), eta=1e-12, epochs=1)


@pytest.mark.parametrize("T", [np.eye(2)[[0, 1] * 4] * 2, np.zeros((8, 2))])
def test_a_softmax_cannot_reach_targets_that_do_not_share_out_1(T: Any) -> None:
    network = Network.random([3, 2], seed=0, activation="softmax")
    with pytest.raises(ValueError, match=r"expected"):
        train(network, X, T, eta=eta, epochs=1)


def test_a_softmax_of_one_output_can_only_say_1() -> None:
    network = Network.random([3, 1], seed=0, activation="softmax")
    for cost in ("half_squared_sum", "categorical_cross_entropy"):
        with pytest.raises(ValueError, match=r"^the targets of example \d sum to 0; expected 1$"):
            train(network, X, TARGETS, eta=eta, epochs=1, cost=cost)


@pytest.mark.parametrize("cost", ["binary_cross_entropy", "categorical_cross_entropy"])
@pytest.mark.parametrize("activation", ["identity", "tanh", "relu", "softplus"])
def test_outputs_that_are_no_probabilities_are_told(cost: str, activation: str) -> None:
    network = Network.random([3, 2], seed=0, activation=activation)
    before = numbers(network)
    told = rf"^{cost} needs s.* outputs, but the last activation is {activation}$"
    with pytest.raises(ValueError, match=told):
        train(network, X, [[0, 1], [1, 0]] * 4, eta=eta, epochs=1, cost=cost)
    assert numbers(network) == before


def test_outputs_that_do_not_share_out_1_are_told() -> None:
    network = Network.random([3, 2], seed=0)
    told = r"^categorical_cross_entropy needs softmax outputs, but the last activation is sigmoid$"
    with pytest.raises(ValueError, match=told):
        train(network, X, [[0, 1], [1, 0]] * 4, eta=1, epochs=1, cost="categorical_cross_entropy")


def test_numpys_small_integers_count_as_far_as_any() -> None:
    inputs = np.random.default_rng(0).random((300, 2))
    targets = inputs.sum(axis=1, keepdims=True) > 1
    kinds: list[Any] = [int, np.int8]
    costs, again = (
        train(
            Network.random([2, 1], seed=0),
            inputs,
            targets,
            eta=eta,
            epochs=kind(127),
            batch_size=kind(100),
        )
        for kind in kinds
    )
    assert costs == again
    assert len(costs) == 127


def test_a_rate_that_the_weights_type_rounds_to_0_is_told() -> None:
    network = Network.random([3, 1], seed=0, dtype="float32")
    gradients = backward(network, forward(network, x), [t])
    with pytest.raises(ValueError, match=r"^eta is 1e-50, which float32 rounds to 0; expected a"):
        train(network, X, TARGETS, eta=1e-50, epochs=1)
    with pytest.raises(ValueError, match=r"^eta is 1e-50, which float32 rounds to 0; expected a"):
        gradient_step(network, gradients, 1e-50)


def test_gradients_have_been_looked_at_and_stay_as_they_are() -> None:
    network = example()
    gradients = backward(network, forward(network, x), [t])
    for arrays in (gradients.dW, gradients.db):
        with pytest.raises(ValueError, match="read-only"):
            arrays[1][0] = math.nan
        with pytest.raises(TypeError, match="does not support item assignment"):
            arrays[1] = np.zeros(1)  # type: ignore[index]


@pytest.mark.parametrize(("dW", "db", "told"), [(math.nan, 0, "dW"), (0, -math.inf, "db")])
def test_gradients_of_ones_own_are_finite(dW: float, db: float, told: str) -> None:
    with pytest.raises(ValueError, match=rf"^{told} of layer 1 holds (nan|-inf) at index"):
        Gradients((np.array([[dW]]),), (np.array([db]),))


def test_a_step_beyond_all_numbers_is_not_taken() -> None:
    for number, name in ((1, "W"), (1, "b"), (0, "W")):
        network = example()
        slopes = [[np.zeros_like(layer.W), np.zeros_like(layer.b)] for layer in network.layers]
        slopes[number]["Wb".index(name)].flat[0] = 1e300
        gradients = Gradients(*zip(*slopes, strict=True))
        told = (
            rf"^after a step with eta = 1e\+300, {name} of layer {number + 1} holds -inf at index"
        )
        with np.errstate(all="raise"), pytest.raises(ValueError, match=told):
            gradient_step(network, gradients, 1e300)
        assert numbers(network) == numbers(example())


def test_a_step_may_be_huge_as_long_as_it_ends_among_numbers() -> None:
    network = Network([Layer([[1e300]])])
    gradient_step(network, Gradients((np.array([[1e150]]),), (np.array([0.0]),)), 1e155)
    assert network.layers[0].W.item() == 1e300 - 1e150 * 1e155


def test_biases_that_cannot_be_moved_a_little_are_told_and_change_nothing() -> None:
    for name in ("W", "b"):
        network = example()
        gradients = backward(network, forward(network, x), [t])
        setattr(network.layers[1], name, getattr(network.layers[1], name).astype(int))
        before = numbers(network)
        told = rf"^{name} of layer 2 holds int64; expected an array of floating-point numbers$"
        with pytest.raises(ValueError, match=told):
            gradient_step(network, gradients, eta)
        with pytest.raises(ValueError, match=told):
            train(network, X, TARGETS, eta=eta, epochs=1)
        assert numbers(network) == before


@pytest.mark.parametrize("size", [0, -1, 9])
def test_a_batch_has_at_least_one_example_and_at_most_all(size: int) -> None:
    with pytest.raises(ValueError, match=f"batch_size is {size}; expected 1 to 8"):
        train(example(), X, TARGETS, eta=eta, epochs=1, batch_size=size)


def test_batches_and_epochs_are_counted_in_whole_numbers() -> None:
    with pytest.raises(TypeError, match=r"batch_size is 2.0; expected a whole number"):
        train(example(), X, TARGETS, eta=eta, epochs=1, batch_size=2.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"epochs is 2.5; expected a whole number"):
        train(example(), X, TARGETS, eta=eta, epochs=2.5)  # type: ignore[arg-type]


def test_a_layer_cannot_learn_in_two_places() -> None:
    layer = Layer(W1)
    with pytest.raises(ValueError, match="has a layer twice; expected each to learn on its own"):
        train(Network([layer, layer, Layer(W2)]), X, TARGETS, eta=eta, epochs=1)
    assert layer.W.tolist() == W1.tolist()


def test_there_are_no_epochs_less_than_none() -> None:
    with pytest.raises(ValueError, match="epochs is -1; expected 0 or more"):
        train(example(), X, TARGETS, eta=eta, epochs=-1)


def test_a_seed_is_a_whole_number() -> None:
    with pytest.raises(ValueError, match="seed is -1; expected 0 or more"):
        train(example(), X, TARGETS, eta=eta, epochs=1, seed=-1)


def test_only_networks_are_trained() -> None:
    with pytest.raises(TypeError, match="network is of type list; expected Network"):
        train([Layer(W1)], X, TARGETS, eta=eta, epochs=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("inputs", "targets", "told"),
    [
        (
            X,
            np.zeros((8, 2)),
            r"T has shape \(8, 2\), the network has 1 outputs; expected \(m, 1\)",
        ),
        (X[:, :2], TARGETS, r"X has shape \(8, 2\), the network has 3 inputs; expected \(m, 3\)"),
    ],
)
def test_data_of_another_width_are_told(inputs: Any, targets: Any, told: str) -> None:
    with pytest.raises(ValueError, match=f"^{told}$"):
        train(example(), inputs, targets, eta=eta, epochs=1)


def test_data_too_large_for_the_type_of_the_weights_are_told() -> None:
    network = Network([Layer(np.ones((1, 1), np.float32), activation="identity")])
    with pytest.raises(ValueError, match=r"^X holds inf at index \(0, 0\)"):
        train(network, [[1e300]], [[1]], eta=eta, epochs=1)
    with pytest.raises(ValueError, match=r"^T holds -inf at index \(0, 0\)"):
        train(network, [[1]], [[-1e300]], eta=eta, epochs=1)


def test_wrong_targets_are_told_as_such_and_change_nothing() -> None:
    network = example()
    with pytest.raises(ValueError, match=r"t holds 2.0 at index .*; expected numbers from 0 to 1"):
        train(network, X, 2 * TARGETS, eta=eta, epochs=1, cost="binary_cross_entropy")
    late = np.where(np.arange(8) == 5, 2, TARGETS[:, 0])[:, np.newaxis]
    with pytest.raises(ValueError, match=r"t holds 2.0 at index .*; expected numbers from 0 to 1"):
        train(network, X, late, eta=eta, epochs=1, cost="binary_cross_entropy")
    with pytest.raises(ValueError, match=r"X holds nan at index \(0, 0\)"):
        train(network, np.full((8, 3), np.nan), TARGETS, eta=eta, epochs=1)
    with pytest.raises(ValueError, match=r"T holds nan at index \(0, 0\)"):
        train(network, X, np.full((8, 1), np.nan), eta=eta, epochs=1)
    assert numbers(network) == numbers(example())


@pytest.mark.parametrize(
    ("activation", "cost", "eta"),
    [
        ("identity", "half_squared_sum", 10),
        ("identity", "half_squared_sum", 1e200),
        ("sigmoid", "binary_cross_entropy", 1e308),
    ],
)
def test_what_is_no_longer_finite_is_told_and_undone(
    activation: str, cost: str, eta: float
) -> None:
    network = Network([Layer(W1, activation=activation), Layer(W2, activation=activation)])
    layers, before = network.layers, numbers(network)
    message = r"^epoch \d+ with eta = .*: .* holds -?(inf|nan).*; try a smaller eta$"
    with pytest.raises(FloatingPointError, match=message) as error:
        train(network, 3 * X, TARGETS, eta=eta, epochs=500, cost=cost)
    assert f"eta = {eta:g}:" in str(error.value)
    assert numbers(network) == before
    assert network.layers is layers


def test_sums_without_end_are_told_though_all_weights_are_finite() -> None:
    network = Network([Layer([[1.0, 1.0]], activation="identity")])
    before = numbers(network)
    with pytest.raises(
        FloatingPointError, match=r"^epoch 1 .*: z of layer 1 holds inf at index \(0, 0\)"
    ):
        train(network, [[0.5, 0.5]], [[9]], eta=1.5e308, epochs=1, cost="absolute_error_sum")
    assert numbers(network) == before


def test_a_rate_too_large_for_the_weights_type_is_told() -> None:
    network = Network([Layer(np.array([[0.1]], np.float32))])
    with pytest.raises(
        FloatingPointError, match=r"^epoch 1 with eta = 1e\+300: after .* W of layer 1 holds -inf"
    ):
        train(network, [[1]], [[0]], eta=1e300, epochs=1)


def test_arrays_in_other_hands_get_their_old_numbers_back() -> None:
    layer = Layer([[0.1]], activation="identity")
    W = layer.W
    with pytest.raises(FloatingPointError):
        train(Network([layer]), [[1]], [[2]], eta=1e200, epochs=9)
    assert W.tolist() == layer.W.tolist() == [[0.1]]


def test_what_underflows_is_no_error() -> None:
    network = Network([Layer([[-200.0]])])
    with np.errstate(under="raise"):
        train(network, [[10]], [[0]], eta=eta, epochs=1)


def test_the_callback_finds_numpy_as_it_was() -> None:
    seen: list[Any] = []
    with np.errstate(over="raise", invalid="warn", divide="ignore"):
        usual = np.geterr()
        train(
            example(), X, TARGETS, eta=eta, epochs=2, callback=lambda *_: seen.append(np.geterr())
        )
        assert [*seen, np.geterr()] == [usual] * 3


def test_a_fault_of_the_callback_is_its_own() -> None:
    def fails(*_: object) -> None:
        raise ValueError("of the callback")

    with pytest.raises(ValueError, match="of the callback"):
        train(example(), X, TARGETS, eta=eta, epochs=1, callback=fails)


def test_a_saturated_neuron_is_trained_by_its_partner() -> None:
    for kind in (np.float32, np.float64):
        for z in (1.7, 50.0):
            network = Network([Layer(np.array([[z]], kind))])
            costs = train(
                network, [[10], [0]], [[0], [1]], eta=0.1, epochs=3, cost="binary_cross_entropy"
            )
            assert costs[0] == pytest.approx((10 * z + math.log(2)) / 2, rel=1e-6)
            assert costs[2] < costs[1] < costs[0]


# What train calls


@pytest.mark.parametrize(("size", "k"), [(None, 1), (8, 1), (3, 3), (1, 8)])
def test_an_epoch_goes_forward_backward_and_one_step_for_each_batch(
    size: int | None, k: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for function in (forward, backward, gradient_step):

        def counted(*args: Any, function: Any = function, **kwargs: Any) -> Any:
            calls.append(function.__name__)
            return function(*args, **kwargs)

        monkeypatch.setattr(gradient_descent, function.__name__, counted)
    train(example(), X, TARGETS, eta=eta, epochs=2, batch_size=size)
    in_turn = ["forward", "backward", "gradient_step"]
    assert calls == [*in_turn * (2 * k), "forward"]  # the last one looks at what came out


# Progress


def test_a_terminal_shows_how_far_the_training_is(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    costs = train(example(), X, TARGETS, eta=eta, epochs=4)
    assert f" 4/4  cost {costs[-1]:.4g} \n" in terminal.getvalue()


def test_nothing_is_written_elsewhere(capfd: pytest.CaptureFixture[str]) -> None:
    train(example(), X, TARGETS, eta=eta, epochs=4)
    assert capfd.readouterr() == ("", "")
