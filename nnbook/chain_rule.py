"""The chain rule tells, from the cost back through the layers, what each weight contributes."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from nnbook.activation import Activation, softmax
from nnbook.checks import Array, checked, finite, floats, instance, positive, targets
from nnbook.cost import Cost, CostLike, CrossEntropy, find_cost
from nnbook.forward import ForwardPass
from nnbook.network import Layer, Network


@dataclass(frozen=True, eq=False)  # whether arrays are equal has no single answer
class Gradients:
    """The slopes of a cost with respect to all weights, biases and sums of a network.

    Slopes that are not finite are refused. The arrays become read-only: what has been looked at
    stays as it is.

    Attributes
    ----------
    dW : tuple of ndarray of shape (n_out, n_in) each
        For each layer the slopes with respect to its weights, summed over a batch.
    db : tuple of ndarray of shape (n_out,) each
        For each layer the slopes with respect to its biases, summed over a batch.
    delta : tuple of ndarray of shape (m, n_out) each
        For each layer the slopes with respect to its weighted sums, a row an example; may be
        left out.
    size : float
        The sum of the squares of all slopes with respect to weights and biases.
    """

    dW: tuple[Array, ...]
    db: tuple[Array, ...]
    delta: tuple[Array, ...] = ()
    size: float = field(init=False)

    def __post_init__(self) -> None:
        """Look at the numbers, once and for all: from now on the arrays can only be read."""
        for name in ("dW", "db", "delta"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        size = 0.0
        for array in (*self.dW, *self.db):
            size += float(np.vdot(array, array))
            array.setflags(write=False)
        if not math.isfinite(size):  # then the first that was computed is told
            for number in range(len(self.dW), 0, -1):
                for name in ("delta", "dW", "db"):
                    for array in getattr(self, name)[number - 1 : number]:
                        finite(array, f"{name} of layer", number)
        object.__setattr__(self, "size", size)


@checked
def backward(
    network: Network,
    run: ForwardPass,
    t: ArrayLike,
    *,
    cost: CostLike = "half_squared_sum",
) -> Gradients:
    """Return the gradients of a cost, computed layer by layer from the last to the first.

    Let delta be the slope of the cost with respect to a layer's sums, dE/dz. Then:

    - for the last layer, delta = dE/do f'(z)
    - for a layer before, delta = (the next layer's delta times its weights) f'(z)
    - for every layer, dE/dW = delta times the layer's inputs, and dE/db = delta

    Parameters
    ----------
    network : Network
        The network.
    run : ForwardPass
        A forward pass through it.
    t : array_like, of the shape of the outputs
        The targets.
    cost : str or callable or Cost, default "half_squared_sum"
        The cost, or its name or function: see `nnbook.cost.COSTS`.

    Returns
    -------
    Gradients
        In the order of the layers.

    Raises
    ------
    ValueError
        If `run` went through a network of other sizes, the targets do not fit the outputs, the
        cost has no finite slope at the outputs, there is no such cost, or a layer before
        the last has the softmax.

    Examples
    --------
    One neuron without an activation gives 11 where 10 is wanted:

    >>> from nnbook.forward import forward
    >>> from nnbook.network import Layer
    >>> network = Network([Layer([[1, 2]], activation="identity")])
    >>> gradients = backward(network, forward(network, [3, 4]), [10])
    >>> gradients.dW, gradients.db
    ((array([[3., 4.]]),), (array([1.]),))
    """
    layers, run, t = _as_batch(network, run, t)
    inputs = [run.x, *run.a]
    delta = output_delta(layers[-1].activation, run, t, find_cost(cost))
    slopes: list[tuple[Array, Array, Array]] = []
    for k in reversed(range(len(layers))):
        a = inputs[k]
        dW = delta.T @ a
        db = delta.sum(axis=0)
        slopes.insert(0, (dW, db, delta))
        if k > 0:
            z, f_prime = run.z[k - 1], layers[k - 1].activation.f_prime
            delta = (delta @ layers[k].W) * f_prime(z, a)
    return Gradients(*zip(*slopes, strict=True))


def output_delta(
    activation: Activation,
    run: ForwardPass,
    t: Array,
    cost: Cost,
) -> Array:
    """Return delta of the last layer, dE/do f'(z), which for partners is the mean of o - t.

    Parameters
    ----------
    activation : Activation
        The activation of the layer.
    run : ForwardPass
        The pass of a batch of m inputs.
    t : ndarray of shape (m, n_out)
        The targets.
    cost : Cost
        The cost.

    Returns
    -------
    ndarray of shape (m, n_out)

    Raises
    ------
    ValueError
        If the cost means nothing with these outputs or targets, or has no finite slope there.

    Examples
    --------
    A saturated sigmoid has the slope 0, but its partner knows how wrong it is:

    >>> from nnbook.activation import find_activation
    >>> z, a, t = np.array([[40.0]]), np.array([[1.0]]), np.array([[0.0]])
    >>> run = ForwardPass(np.array([[1.0]]), [z], [a])
    >>> for name in ("half_squared_sum", "binary_cross_entropy"):
    ...     print(output_delta(find_activation("sigmoid"), run, t, find_cost(name)))
    [[0.]]
    [[1.]]
    """
    z, o = run.z[-1], run.output
    cost.suits(activation, t)
    if isinstance(cost, CrossEntropy) and activation.function is cost.partner:
        return (o - t) / cost.count(t)
    slopes, f_prime = cost.f_prime(o, t), activation.f_prime(z, o)
    if f_prime.ndim > z.ndim:  # softmax: every output depends on every sum
        return np.asarray(np.einsum("mi,mij->mj", slopes, f_prime))
    return slopes * f_prime


def _as_batch(
    network: Network, run: ForwardPass, t: ArrayLike
) -> tuple[tuple[Layer, ...], ForwardPass, Array]:
    """Return the layers, and the pass and its targets as those of a batch."""
    instance(network, Network, "network"), instance(run, ForwardPass, "run")
    if run.sizes != network.sizes:
        raise ValueError(
            f"the forward pass went through a network of the sizes {run.sizes}; "
            f"expected {network.sizes}, those of this one"
        )
    for number, layer in enumerate(network.layers[:-1], 1):
        if layer.activation.function is softmax:
            raise ValueError(f"layer {number} has the softmax; expected it in the last layer only")
    t = targets(t, run.output.shape)
    return network.layers, run.as_batch(), t if t.ndim == 2 else t[np.newaxis]


def numerical_gradient(f: Callable[[], float], array: Array, *, eps: float = 1e-5) -> Array:
    """Return the slope of `f` with respect to each number of `array`, by central differences.

    Parameters
    ----------
    f : callable
        Takes nothing, and computes a number from what is in `array` at the time.
    array : ndarray of floats
        The numbers to move: each by `eps` up and down, and back to where it was.
    eps : float, default 1e-5
        How far. Numbers of float32 need a longer step, such as 0.01.

    Returns
    -------
    ndarray, of the shape of array

    Raises
    ------
    ValueError
        If `array` is no array of floating-point numbers, or `eps` is not positive, or so small
        beside a number that it is lost.

    Examples
    --------
    >>> w = np.array([1.0, 2.0])
    >>> numerical_gradient(lambda: w[0] * w[1] ** 2, w).round(6)
    array([4., 4.])
    """
    floats(array, "array")
    positive(eps, "eps")
    gradient = np.empty_like(array)
    for index in np.ndindex(array.shape):
        kept = array[index]
        try:
            array[index] = kept + eps
            up, above = float(array[index]), f()  # the array may have rounded the number
            array[index] = kept - eps
            down, below = float(array[index]), f()
        finally:
            array[index] = kept
        if not up > down:
            raise ValueError(
                f"array holds {kept:g}, beside which eps = {eps:g} is lost; try a larger one"
            )
        gradient[index] = (above - below) / (up - down)
    return gradient
