import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.chain_rule import Gradients, backward
from nnbook.cost import COSTS
from nnbook.example import W1, W2, T, X, t, x
from nnbook.forward import forward
from nnbook.network import Layer, Network
from nnbook.shards import add_gradients
from tests.test_chain_rule import random_case, relative_error, seeds, sizes_of_networks

EXAMPLE = Network([Layer(W1), Layer(W2)])

repeatable = settings(deadline=None, derandomize=True)


@repeatable
@given(sizes=sizes_of_networks, seed=seeds, cost=st.sampled_from(sorted(COSTS)), data=st.data())
def test_the_gradients_of_shards_add_up_to_those_of_the_batch(
    sizes: list[int], seed: int, cost: str, data: st.DataObject
) -> None:
    m = data.draw(st.integers(1, 9))
    ends = sorted(data.draw(st.sets(st.integers(1, m), min_size=1)) | {m})
    network, inputs, targets = random_case(sizes, seed, "tanh", cost, m)
    batches = [slice(start, end) for start, end in pairwise([0, *ends])]
    shards = [
        backward(network, forward(network, inputs[rows]), targets[rows], cost=cost)
        for rows in batches
    ]
    is_sum = cost.endswith("sum")
    shares = None if is_sum else [len(inputs[rows]) / m for rows in batches]
    together = add_gradients(shards, shares)
    whole = backward(network, forward(network, inputs), targets, cost=cost)
    for name in ("dW", "db", "delta"):
        for one, other in zip(getattr(together, name), getattr(whole, name), strict=True):
            assert one.shape == other.shape
            assert one == pytest.approx(other, rel=1e-12, abs=1e-12)


def test_single_examples_make_a_batch() -> None:
    singles = [
        backward(EXAMPLE, forward(EXAMPLE, row), [target]) for row, target in zip(X, T, strict=True)
    ]
    whole = backward(EXAMPLE, forward(EXAMPLE, X), T[:, np.newaxis])
    together = add_gradients(singles)
    assert [delta.shape for delta in together.delta] == [(8, 3), (8, 1)]
    assert relative_error(together.dW + together.delta, whole.dW + whole.delta) < 1e-15


def test_gradients_keep_their_precision_and_their_shards() -> None:
    ones = np.ones((1, 2), np.float32)
    part = Gradients((ones,), (ones[0],), (ones,))
    together = add_gradients([part, part], [0.5, 0.25])
    assert together.dW[0].dtype == np.float32
    assert together.dW[0].tolist() == [[0.75, 0.75]]
    assert part.dW[0].tolist() == [[1, 1]]


def test_shards_may_leave_their_deltas_behind() -> None:
    part = backward(EXAMPLE, forward(EXAMPLE, X), T[:, np.newaxis])
    assert add_gradients([Gradients(part.dW, part.db)] * 2).delta == ()


@pytest.mark.parametrize(
    ("count", "shares", "found"),
    [(0, None, "0 shards and 0 shares"), (0, [], "0 shards and 0"), (1, [1, 2], "1 shards and 2")],
)
def test_as_many_shares_as_shards(count: int, shares: list[float] | None, found: str) -> None:
    part = backward(EXAMPLE, forward(EXAMPLE, x), [t])
    with pytest.raises(ValueError, match=f"there are {found}.*expected as many"):
        add_gradients([part] * count, shares)


def test_shards_of_different_networks_do_not_add_up() -> None:
    other = Network([Layer([[1, 2, 3]])])
    parts = [backward(network, forward(network, x), [t]) for network in (EXAMPLE, other)]
    expected = (
        r"shard 1 has weights of the shapes \[\(1, 3\)\]; "
        r"expected \[\(3, 3\), \(1, 3\)\], those of shard 0"
    )
    with pytest.raises(ValueError, match=expected):
        add_gradients(parts)


def test_shares_are_finite() -> None:
    shard = backward(Network([Layer(W2)]), forward(Network([Layer(W2)]), [1, 2, 3]), [0])
    with pytest.raises(ValueError, match=r"^shares holds nan at index 1"):
        add_gradients([shard, shard], [1, math.nan])
