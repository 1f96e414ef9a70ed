"""Each world has what the example has, and what the package computes from it."""

import numpy as np
import pytest

from nnbook import Layer, Network, example, forward
from nnbook.worlds import world


def test_the_first_world_is_the_books_own() -> None:
    own = world(0)
    assert all(own[name] is getattr(example, name) for name in ("W1", "W2", "x", "X", "T", "t"))
    network = Network([Layer(example.W1), Layer(example.W2)])
    assert own["plain"].output == forward(network, example.x).output


@pytest.mark.parametrize("seed", [1, 2, 20])
def test_other_worlds_have_other_numbers_of_the_same_shapes(seed: int) -> None:
    own, other = world(0), world(seed)
    assert own.keys() == other.keys()
    for name in ("W1", "W2", "x", "X", "T"):
        assert own[name].shape == other[name].shape
        assert not np.isclose(own[name], other[name]).any()
    assert [layer.W.shape for layer in other["deep"].layers] == [(3, 3), (2, 3), (2, 2)]
    assert np.array_equal(other["X"], world(seed)["X"])
