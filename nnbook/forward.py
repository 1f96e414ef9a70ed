"""Forward propagation: what each layer gives is what the next one takes, to the output."""

from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import ArrayLike

from nnbook.checks import Array, checked, finite, inputs, instance, places
from nnbook.network import Network


@dataclass(frozen=True, eq=False)  # whether arrays are equal has no single answer
class ForwardPass:
    """A pass through a network, with every sum and every activation on its way.

    One whose inputs or sums are not finite is refused.

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

    def __post_init__(self) -> None:
        """Look at the sums, which show where the inputs or the weights went wrong, too."""
        if not all(isfinite(np.vdot(z, z)) for z in self.z):
            finite(self.x, "x")
            for number, z in enumerate(self.z, 1):
                finite(z, "z of layer", number)

    @property
    def output(self) -> Array:
        """The activations of the last layer, shape (n_out,) or (m, n_out)."""
        return self.a[-1]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes of the network that it went through."""
        return (self.x.shape[-1], *[z.shape[-1] for z in self.z])

    def as_batch(self) -> "ForwardPass":
        """Return the pass of a single input as that of a batch of one."""
        if self.x.ndim == 2:
            return self
        x, *rest = (array[np.newaxis] for array in (self.x, *self.z, *self.a))
        return ForwardPass(x, rest[: len(self.z)], rest[len(self.z) :])


@checked
def forward(network: Network, x: ArrayLike, *, decimals: int | None = None) -> ForwardPass:
    """Send `x` through `network`, layer by layer: z = x W^T + b, then a = f(z).

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
    ForwardPass
        Every z and every a, in the order of the layers.

    Raises
    ------
    TypeError
        If `network` is no Network, or `decimals` no whole number.
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
    x = inputs(x, instance(network, Network, "network").sizes[0])
    decimals = places(decimals)
    a = x
    all_z: list[Array] = []
    all_a: list[Array] = []
    for number, layer in enumerate(network.layers, 1):
        z = a @ layer.W.T + layer.b
        a = layer.activation.f(z)
        if decimals is not None and number < len(network.layers):
            a = np.round(a, decimals)
        all_z.append(z)
        all_a.append(a)
    return ForwardPass(x, all_z, all_a)
