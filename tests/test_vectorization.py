from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.example import W1, X
from nnbook.forward import forward
from nnbook.network import Layer, Network
from nnbook.vectorization import layer_sums, layer_sums_by_loop

each = pytest.mark.parametrize("sums", [layer_sums, layer_sums_by_loop])


@each
def test_each_sum_is_that_of_a_row_of_inputs_and_a_row_of_weights(sums: Any) -> None:
    # 1 * 5 + 2 * 6 + 10 and so on
    Z = sums([[1, 2], [3, 4]], [[5, 6], [7, 8], [0, -1]], [10, 20, 30])
    assert Z.tolist() == [[27, 43, 28], [49, 73, 26]]


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 9), st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32))
def test_the_loop_and_the_product_agree(m: int, n_in: int, n_out: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    X, W, b = rng.normal(size=(m, n_in)), rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
    one, other = layer_sums(X, W, b), layer_sums_by_loop(X, W, b)
    assert one.shape == other.shape == (m, n_out)
    np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-13)


@each
def test_they_are_the_sums_of_a_forward_pass(sums: Any) -> None:
    network = Network([Layer(W1, [0.5, -0.5, 0.25])])
    np.testing.assert_allclose(sums(X, W1, [0.5, -0.5, 0.25]), forward(network, X).z[0], rtol=1e-15)


@each
def test_the_wider_of_two_types_is_kept(sums: Any) -> None:
    assert sums(np.array([[1]], np.float32), [[1e60]], [0]).tolist() == [[1e60]]


@each
def test_single_precision_stays_single(sums: Any) -> None:
    single = np.array([[1, 2]], np.float32)
    assert sums(single, single, single[0, :1]).dtype == np.float32


@each
@pytest.mark.parametrize(
    ("X", "W", "b"),
    [
        ([1, 2], [[1, 2]], [0]),
        ([[1, 2]], [1, 2], [0]),
        ([[1, 2]], [[1, 2, 3]], [0]),
        ([[1, 2]], [[1, 2]], [0, 0]),
        ([[1, 2]], [[1, 2]], 0),
        ([[1, 2]], [[1, 2]], [[0]]),
    ],
)
def test_shapes_that_do_not_fit_are_told(sums: Any, X: Any, W: Any, b: Any) -> None:
    shapes = ", ".join(
        f"{name} has shape {np.shape(value)}" for name, value in [("X", X), ("W", W), ("b", b)]
    )
    with pytest.raises(ValueError, match=r"expected \(m, n_in\), \(n_out, n_in\)") as error:
        sums(X, W, b)
    assert str(error.value).startswith(shapes)


@each
@pytest.mark.parametrize("wrong", range(3))
def test_a_number_that_is_not_finite_is_told(sums: Any, wrong: int) -> None:
    arguments = [np.ones((1, 1)), np.ones((1, 1)), np.ones(1)]
    arguments[wrong][..., 0] = np.nan
    with pytest.raises(ValueError, match=rf"{'XWb'[wrong]} holds nan at index .*0"):
        sums(*arguments)


def test_a_sum_that_is_too_large_is_told() -> None:
    huge = np.array([[1.0, 0], [1e200, 0]]), [[1e200, 0]], [0]
    with np.errstate(over="ignore"):
        with pytest.raises(ValueError, match=r"^Z holds inf at index \(1, 0\)"):
            layer_sums(*huge)
        with pytest.raises(ValueError, match=r"^z holds inf"):
            layer_sums_by_loop(*huge)
