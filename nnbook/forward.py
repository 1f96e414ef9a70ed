"""Forward propagation: what each layer gives is what the next one takes, to the output."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnbook.activation import Array
from nnbook.network import Network
from nnbook.neuron import finite


@dataclass(frozen=True, eq=False)  # whether arrays are equal has no single answer
class Forward:
    """A forward pass, with every sum and every activation on its way.

    Attributes
    ----------
    x : ndarray of shape (n_in,) or (m, n_in)
        The input, or a batch of m inputs, a row each.
    z : list of ndarray of shape (n_out,) or (m, n_out) each
        The weighted sums of each layer.
    a : list of ndarray of shape (n_out,) or (m, n_out) each
        The activations of each layer, as the next layer takes them.
    """

    x: Array
    z: list[Array]
    a: list[Array]

    @property
    def output(self) -> Array:
        """The activations of the last layer, shape (n_out,) or (m, n_out)."""
        return self.a[-1]


def forward(network: Network, x: ArrayLike, *, decimals: int | None = None) -> Forward:
    """Send `x` through `network`, layer by layer: z = x W^T + b, then a = activation(z).

    Parameters
    ----------
    network : Network
        The network.
    x : array_like of shape (n_in,) or (m, n_in)
        The input, or a batch of m inputs, a row each.
    decimals : int, optional
        Round what each hidden layer gives to this many decimal places, as one does by
        hand; the output is not rounded. Left out, nothing is rounded.

    Returns
    -------
    Forward
        Every z and every a, in the order of the layers.

    Raises
    ------
    ValueError
        If `x` does not fit the network, or it or a weighted sum holds a number that is not
        finite.

    Examples
    --------
    Two hidden neurons that pass on what is positive, and one that adds up:

    >>> from nnbook.network import Layer, Network
    >>> network = Network([
    ...     Layer([[1, 1], [1, -1]], activation="relu"),
    ...     Layer([[1, 2]], activation="identity"),
    ... ])
    >>> run = forward(network, [1, 3])
    >>> run.z
    [array([ 4., -2.]), array([4.])]
    >>> run.output
    array([4.])

    A batch gives a row for each of its rows:

    >>> forward(network, [[1, 3], [3, 1]]).output
    array([[4.],
           [8.]])
    """
    x = finite(x, "x")
    n_in = network.sizes[0]
    if x.ndim not in {1, 2} or x.shape[-1] != n_in:
        raise ValueError(
            f"x has shape {x.shape}, the network has {n_in} inputs; "
            f"expected ({n_in},) or (m, {n_in})"
        )
    with np.errstate(all="ignore"):  # what is not finite is told below, with its place
        run = propagate(network, x, decimals)
    for number, z in enumerate(run.z, 1):
        finite(z, f"z of layer {number}", copy=False)
    return run


def propagate(
    network: Network,
    x: Array,
    decimals: int | None = None,
) -> Forward:
    """Do what `forward` does, without a look at the numbers.

    Examples
    --------
    >>> from nnbook.network import Layer, Network
    >>> network = Network([Layer([[1, 2]], activation="identity")])
    >>> propagate(network, np.array([3.0, 4.0])).output
    array([11.])
    """
    a, all_z, all_a = x, [], []
    for number, layer in enumerate(network.layers, 1):
        z = a.dot(layer.W.T)  # the same as a @ layer.W.T, with less overhead
        z += layer.b
        a = layer.activation.function.unchecked(z)
        if decimals is not None and number < len(network.layers):
            a = np.round(a, decimals)
        all_z.append(z)
        all_a.append(a)
    return Forward(x, all_z, all_a)
