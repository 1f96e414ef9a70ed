"""Vectorization: one product of whole tables in place of a loop over every number in them."""

import numpy as np
from numpy.typing import ArrayLike

from nnbook.checks import Array, checked, finite, layer_shapes
from nnbook.neuron import weighted_sum


def layer_sums_by_loop(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> Array:
    """Return the weighted sums of a layer for a batch, one number after the other.

    Parameters
    ----------
    X : array_like of shape (m, n_in)
        A batch of m inputs, a row each.
    W : array_like of shape (n_out, n_in)
        The weights: row j belongs to neuron j.
    b : array_like of shape (n_out,)
        The biases.

    Returns
    -------
    ndarray of shape (m, n_out)
        In row k, column j the sum of neuron j for input k.

    Raises
    ------
    ValueError
        If the shapes do not fit, or a number or a sum is not finite.

    Examples
    --------
    >>> layer_sums_by_loop([[1, 0], [1, 1]], [[2, 3], [4, 5], [6, 7]], [0, 0, 1])
    array([[ 2.,  4.,  7.],
           [ 5.,  9., 14.]])
    """
    X, W, b = layer_shapes(X, W, b)
    Z = np.empty((len(X), len(W)), np.result_type(X, W, b))
    for k, x in enumerate(X):
        for j, w in enumerate(W):
            Z[k, j] = weighted_sum(x, w, b[j])
    return Z


@checked
def layer_sums(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> Array:
    """Return the same sums as `layer_sums_by_loop`, in one product: Z = X W^T + b.

    Parameters, result and errors are as there.

    Examples
    --------
    >>> layer_sums([[1, 0], [1, 1]], [[2, 3], [4, 5], [6, 7]], [0, 0, 1])
    array([[ 2.,  4.,  7.],
           [ 5.,  9., 14.]])
    """
    X, W, b = layer_shapes(X, W, b)
    return finite(X @ W.T + b, "Z")
