import math
from dataclasses import FrozenInstanceError
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.activation import ACTIVATIONS
from nnbook.example import W1, W2, X, x
from nnbook.forward import ForwardPass, forward
from nnbook.network import Layer, Network
from nnbook.neuron import neuron, weighted_sum

EXAMPLE = Network([Layer(W1), Layer(W2)])

repeatable = settings(deadline=None, derandomize=True)
names = st.sampled_from(sorted(ACTIVATIONS))
sizes_of_networks = st.lists(st.integers(1, 5), min_size=2, max_size=4)
seeds = st.integers(0, 2**32)


def random_network(sizes: list[int], seed: int, name: str) -> Network:
    """Return a network with weights and biases of both signs."""
    rng = np.random.default_rng(seed)
    return Network(
        Layer(rng.normal(size=(n_out, n_in)), rng.normal(size=n_out), name)
        for n_in, n_out in pairwise(sizes)
    )


def by_hand(*, decimals: int | None) -> tuple[list[float], list[float], float, float]:
    """Return sums and outputs of the hidden neurons, then of the output, in plain Python."""

    def sigma(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    inputs = (1, 0, 1)
    from_input = [(0.9, 0.3, 0.2), (0.8, 0.5, 0.4), (0.1, 0.6, 0.7)]  # as the tutorial prints
    to_output = (0.3, 0.5, 0.9)
    sums = [sum(inputs[i] * from_input[i][j] for i in range(3)) for j in range(3)]
    hidden = [sigma(z) for z in sums]
    heard = hidden if decimals is None else [round(h, decimals) for h in hidden]
    z = sum(h * w for h, w in zip(heard, to_output, strict=True))
    return sums, heard, z, sigma(z)


# The worked example


@pytest.mark.parametrize("decimals", [None, 2, 1])
def test_the_example_gives_what_plain_python_gives(decimals: int | None) -> None:
    sums, hidden, z, output = by_hand(decimals=decimals)
    run = forward(EXAMPLE, x, decimals=decimals)
    assert run.z[0] == pytest.approx(sums, rel=1e-15)
    assert run.a[0] == pytest.approx(hidden, rel=1e-15)
    assert run.z[1] == pytest.approx([z], rel=1e-15)
    assert run.output == pytest.approx([output], rel=1e-15)


def test_the_rounded_path_gives_the_digits_that_the_tutorial_prints() -> None:
    run = forward(EXAMPLE, x, decimals=2)
    assert [f"{z:.1f}" for z in run.z[0]] == ["1.0", "0.9", "0.9"]
    assert [f"{h:.12f}" for h in forward(EXAMPLE, x).a[0]] == [
        "0.731058578630",
        "0.710949502625",
        "0.710949502625",
    ]
    assert run.a[0].tolist() == [0.73, 0.71, 0.71]
    assert f"{run.z[1].item():.10f}" == "1.2130000000"
    assert f"{run.output.item():.13f}" == "0.7708293339958"


def test_rounding_half_way_changes_the_fourth_digit_of_the_output() -> None:
    exact, rounded = forward(EXAMPLE, x).output, forward(EXAMPLE, x, decimals=2).output
    assert (exact - rounded).item() == pytest.approx(3e-4, abs=0.5e-4)


# In general


@repeatable
@given(sizes_of_networks, seeds, names.filter(lambda name: name != "softmax"))
def test_a_pass_is_each_neuron_answering_to_the_layer_before(
    sizes: list[int], seed: int, name: str
) -> None:
    network = random_network(sizes, seed, name)
    x = np.random.default_rng(seed + 1).normal(size=sizes[0])
    run = forward(network, x)
    assert len(run.z) == len(run.a) == len(network.layers)
    heard = run.x.tolist()
    assert heard == x.tolist()
    for layer, z, a in zip(network.layers, run.z, run.a, strict=True):
        rows = list(zip(layer.W, layer.b.tolist(), strict=True))
        function = layer.activation.function
        assert z == pytest.approx([weighted_sum(heard, w, b) for w, b in rows])
        assert a == pytest.approx([neuron(heard, w, b, activation=function) for w, b in rows])
        heard = a.tolist()
    assert run.output.tolist() == heard


@repeatable
@given(sizes_of_networks, seeds, names, st.integers(0, 4), st.none() | st.integers(0, 3))
def test_a_batch_gives_what_its_rows_give_one_by_one(
    sizes: list[int], seed: int, name: str, m: int, decimals: int | None
) -> None:
    network = random_network(sizes, seed, name)
    batch = np.random.default_rng(seed + 1).normal(size=(m, sizes[0]))
    run = forward(network, batch, decimals=decimals)
    assert run.output.shape == (m, sizes[-1])
    for i, row in enumerate(batch):
        single = forward(network, row, decimals=decimals)
        for together, alone in zip([*run.z, *run.a], [*single.z, *single.a], strict=True):
            assert together[i] == pytest.approx(alone)


def test_the_truth_table_is_a_batch() -> None:
    assert forward(EXAMPLE, X).output[2] == pytest.approx(forward(EXAMPLE, x).output)


def test_row_j_of_the_weights_belongs_to_neuron_j() -> None:
    layer = Layer([[1, 10, 100], [2, 20, 200]], [0.5, -0.5], "identity")
    assert forward(Network([layer]), [1, 2, 3]).output.tolist() == [321.5, 641.5]


def test_softmax_shares_within_each_row_of_a_batch() -> None:
    network = Network([Layer([[1, 0], [0, 1], [1, 1]], activation="softmax")])
    assert forward(network, [[1, 2], [3, 4]]).output.sum(axis=1) == pytest.approx([1, 1])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_float32_stays_float32(name: str) -> None:
    layers = [Layer(W.astype(np.float32), activation=name) for W in (W1, W2)]
    for decimals in (None, 2):
        run = forward(Network(layers), x.astype(np.float32), decimals=decimals)
        assert {array.dtype for array in (run.x, *run.z, *run.a)} == {np.dtype(np.float32)}


def test_far_inputs_saturate() -> None:
    with np.errstate(over="raise", invalid="raise"):
        assert forward(EXAMPLE, [1e300, 1e300, 1e300]).a[0].tolist() == [1, 1, 1]
        assert forward(EXAMPLE, [-1e300, 0, 0]).a[0].tolist() == [0, 0, 0]


def test_a_pass_keeps_its_own_numbers() -> None:
    for dtype in (np.float32, np.float64):
        network = Network([Layer(np.eye(3, dtype=dtype), activation="identity")])
        inputs = x.astype(dtype)
        run = forward(network, inputs)
        inputs[:] = 7
        run.z[0][:] = 8
        assert run.x.tolist() == [1, 0, 1]
        assert run.a[0].tolist() == [1, 0, 1]


def test_a_pass_cannot_be_changed() -> None:
    run = forward(EXAMPLE, x)
    with pytest.raises(FrozenInstanceError):
        run.x = x  # type: ignore[misc]


def test_the_output_is_what_the_last_layer_gives() -> None:
    first, last = np.array([1.0]), np.array([2.0])
    assert ForwardPass(x=first, z=[first, first], a=[first, last]).output is last


# Rounding


@pytest.mark.parametrize(
    ("decimals", "heard"), [(None, 1.26), (2, 1.26), (1, 1.3), (0, 1.0), (-1, 0.0)]
)
def test_only_what_hidden_layers_give_is_rounded(decimals: int | None, heard: float) -> None:
    first, last = (Layer([[w]], activation="identity") for w in (1.26, 1.05))
    run = forward(Network([first, last]), [1], decimals=decimals)
    assert [z.tolist() for z in run.z] == [[1.26], [heard * 1.05]]
    assert [a.tolist() for a in run.a] == [[heard], [heard * 1.05]]


def test_a_layer_used_twice_is_rounded_where_it_is_hidden() -> None:
    layer = Layer([[1.26]], activation="identity")
    run = forward(Network([layer, layer]), [1], decimals=1)
    assert [a.tolist() for a in run.a] == [[1.3], [1.3 * 1.26]]


# Errors


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (1, r"x has shape \(\), the network has 3 inputs; expected \(3,\) or \(m, 3\)"),
        ([1, 0], r"x has shape \(2,\), the network has 3 inputs; expected \(3,\) or \(m, 3\)"),
        ([[1, 0]], r"x has shape \(1, 2\), the network has 3 inputs; expected .*"),
        (np.ones((3, 2)), r"x has shape \(3, 2\), the network has 3 inputs; expected .*"),
        (np.ones((2, 2, 3)), r"x has shape \(2, 2, 3\), the network has 3 inputs; expected .*"),
        ([], r"x has shape \(0,\), the network has 3 inputs; expected .*"),
        ([1, math.nan, 0], "x holds nan at index 1; expected finite numbers"),
        ([[0, 0, 0], [0, 0, -math.inf]], r"x holds -inf at index \(1, 2\); expected finite .*"),
        ([[1, 0, 1], [1]], "x is no array of numbers: .*inhomogeneous.*"),
        (["1", "0", "1"], "x holds <U1; expected numbers"),
        ([1j, 0, 1], "x holds complex128; expected numbers"),
    ],
)
def test_inputs_that_do_not_fit_are_told_with_what_fits(x: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        forward(EXAMPLE, x)


@pytest.mark.parametrize("network", [[Layer(W1)], Layer(W1), None])
def test_what_is_no_network_is_told(network: Any) -> None:
    with pytest.raises(TypeError, match=rf"^network is of type {type(network).__name__}; expected"):
        forward(network, x)


@pytest.mark.parametrize(
    ("decimals", "kind", "told"),
    [
        (400, ValueError, "decimals is 400; expected -15 to 15"),
        (-400, ValueError, "decimals is -400; expected -15 to 15"),
        (2.5, TypeError, "decimals is 2.5; expected a whole number"),
        ("2", TypeError, "decimals is '2'; expected a whole number"),
    ],
)
def test_decimals_are_a_whole_number(decimals: Any, kind: type[Exception], told: str) -> None:
    for network in (EXAMPLE, Network([Layer(W2)])):
        with pytest.raises(kind, match=f"^{told}$"):
            forward(network, x, decimals=decimals)


def test_sums_that_overflow_give_no_warning_beside_the_error() -> None:
    with np.errstate(all="raise"), pytest.raises(ValueError, match=r"^z of layer 1 holds inf"):
        forward(Network([Layer([[1e200]])]), [1e200])


# Numbers out of range


def test_a_pass_equals_itself_alone() -> None:
    network = Network([Layer(W1), Layer(W2)])
    run = forward(network, x)
    assert run == run  # noqa: PLR0124 - comparing arrays would raise
    assert run != forward(network, x)


def test_a_sum_beyond_all_floats_is_told_with_its_place() -> None:
    network = Network([Layer([[1, 0], [1, 1]]), Layer([[1, 1]])])
    with pytest.raises(
        ValueError, match="z of layer 1 holds inf at index 1; expected finite numbers"
    ):
        forward(network, [1e308, 1e308])


def test_sums_may_be_so_large_that_their_total_is_not_finite() -> None:
    network = Network([Layer([[1, 0], [0, 1]], activation="identity")])
    assert forward(network, [1e308, 1e308]).output.tolist() == [1e308, 1e308]
