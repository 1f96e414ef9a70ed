"""The chain rule tells, from the cost back through the layers, what each weight contributes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnbook.activation import Activation, Array
from nnbook.cost import Cost, find_cost
from nnbook.forward import Forward
from nnbook.network import Network
from nnbook.neuron import finite


@dataclass(frozen=True, eq=False)  # whether arrays are equal has no single answer
class Gradients:
    """The slopes of a cost by all weights, biases and sums of a network.

    Attributes
    ----------
    dW : list of ndarray of shape (n_out, n_in) each
        For each layer the slopes by its weights.
    db : list of ndarray of shape (n_out,) each
        For each layer the slopes by its biases.
    delta : list of ndarray of shape (n_out,) or (m, n_out) each
        For each layer the slopes by its weighted sums.
    """

    dW: list[Array]
    db: list[Array]
    delta: list[Array]


def backward(
    network: Network,
    run: Forward,
    t: ArrayLike,
    *,
    cost: str = "half_squared_sum",
) -> Gradients:
    """Return the gradients of a cost, computed layer by layer from the last to the first.

    Let delta be the slope of the cost by a layer's sums. Then the chain rule says:

    - for the last layer, delta = dE/do times f'(z)
    - for a layer before, delta = (the next layer's delta times its weights) times f'(z)
    - for every layer, dE/dW = delta times the layer's inputs, and dE/db = delta

    Parameters
    ----------
    network : Network
        The network.
    run : Forward
        A forward pass through it.
    t : array_like, of the shape of the outputs
        The targets.
    cost : str, default "half_squared_sum"
        The name of the cost, a key of `nnbook.cost.COSTS`.

    Returns
    -------
    Gradients
        In the order of the layers. Those by weights and biases are summed over a batch.

    Raises
    ------
    ValueError
        If `run` went through a network of other sizes, the targets do not fit the outputs, the
        cost has no finite slope at the outputs, or there is no cost of that name.

    Examples
    --------
    One neuron without an activation gives 11 where 10 is wanted:

    >>> from nnbook.forward import forward
    >>> from nnbook.network import Layer
    >>> network = Network([Layer([[1, 2]], activation="identity")])
    >>> gradients = backward(network, forward(network, [3, 4]), [10])
    >>> gradients.dW, gradients.db
    ([array([[3., 4.]])], [array([1.])])
    """
    chosen = find_cost(cost)
    sizes = tuple(numbers.shape[-1] for numbers in (run.x, *run.z))
    if sizes != network.sizes:
        raise ValueError(
            f"the forward pass went through a network of the sizes {sizes}; "
            f"expected {network.sizes}, those of this one"
        )
    _, targets = chosen.derivative.check(run.output, t)
    delta = output_delta(network, run, targets, chosen)
    if run.x.ndim == 2:
        slopes = [*back_propagate(network, run, delta)]
    else:
        x, *rest = (array[np.newaxis] for array in (run.x, *run.z, *run.a))
        batch = Forward(x, rest[: len(run.z)], rest[len(run.z) :])
        slopes = [(dW, db, d[0]) for dW, db, d in back_propagate(network, batch, delta[np.newaxis])]
    dW, db, deltas = (list(of_all) for of_all in zip(*reversed(slopes), strict=True))
    return Gradients(dW, db, deltas)


def back_propagate(
    network: Network, run: Forward, delta: Array
) -> Iterator[tuple[Array, Array, Array]]:
    """Yield dW, db and delta of each layer for a batch, from the last to the first, unchecked.

    The weights of a layer may be changed as soon as its slopes are there.

    Parameters
    ----------
    network : Network
        The network.
    run : Forward
        A forward pass of a batch through it.
    delta : ndarray of shape (m, n_out)
        The slopes by the sums of the last layer. All others are in proportion to it.

    Examples
    --------
    >>> from nnbook.forward import forward
    >>> from nnbook.network import Layer
    >>> network = Network([Layer([[1, 2]])])
    >>> run = forward(network, [[3, 4], [5, 6]])
    >>> for dW, db, _ in back_propagate(network, run, np.array([[1.0], [2.0]])):
    ...     print(dW, db)
    [[13. 16.]] [3.]
    """
    inputs = [run.x, *run.a]
    ones = np.empty(len(delta), delta.dtype)
    ones.fill(1)  # their product with delta adds up its rows, quickly
    for number in range(len(network.layers) - 1, -1, -1):
        # (a^T delta)^T is delta^T a, laid down in memory as the weights are.
        dW, db, here = inputs[number].T.dot(delta).T, ones.dot(delta), delta
        if number > 0:
            before, z = network.layers[number - 1].activation, run.z[number - 1]
            slope = delta.dot(network.layers[number].W)
            delta = through(before, z, inputs[number], slope)
        yield dW, db, here


def output_delta(network: Network, run: Forward, t: Array, cost: Cost) -> Array:
    """Return the slope of the cost by the sums of the last layer, unchecked.

    Where cost and activation are partners, it is computed in one go, which is exact even
    where the activation is so flat that its slope rounds to 0.

    Examples
    --------
    >>> from nnbook.forward import forward
    >>> from nnbook.network import Layer
    >>> network = Network([Layer([[1]])])
    >>> run = forward(network, [40])
    >>> output_delta(network, run, np.array([0.0]), find_cost("binary_cross_entropy"))
    array([1.])
    """
    activation = network.layers[-1].activation
    if cost.delta is not None and cost.partner == activation.name:
        return np.asarray(cost.delta.unchecked(run.output, t))
    slope = cost.derivative.unchecked(run.output, t)
    return through(activation, run.z[-1], run.output, slope)


def through(activation: Activation, z: Array, a: Array, slope: Array) -> Array:
    """Return the slopes by the sums of a layer, from the slopes by its activations.

    Parameters
    ----------
    activation : Activation
        The layer's activation. One that takes each sum alone multiplies each slope by its
        own; softmax, whose every output depends on every sum, by its Jacobian matrix.
    z, a : ndarray of shape (n,) or (m, n)
        The sums, and the activations.
    slope : ndarray, of the shape of z
        The slopes by the activations. The result may be written over them.

    Examples
    --------
    >>> from nnbook.activation import find_activation
    >>> z, a = np.array([-1.0, 2.0]), np.array([0.0, 2.0])
    >>> through(find_activation("relu"), z, a, np.array([5.0, 5.0]))
    array([0., 5.])
    """
    derivative = activation.slope_at(z, a)
    if derivative.ndim == z.ndim:
        slope *= derivative
        return slope
    delta: Array = np.einsum("...i,...ij->...j", slope, derivative)
    return delta


def add_gradients(shards: Sequence[Gradients], shares: Sequence[float] | None = None) -> Gradients:
    """Return the gradients of a batch from those of its shards, wherever those were computed.

    Parameters
    ----------
    shards : sequence of Gradients
        Those of the batch's parts, for one and the same network.
    shares : sequence of float, optional
        How much each part counts. Left out, each counts 1: right for a cost that is a sum
        over the examples. For a mean it is the fraction of the examples that are in the shard.

    Returns
    -------
    Gradients
        The slopes by weights and biases, each times its share, are added up; the rows of the
        deltas, each times its share, one for each example, follow one another.

    Raises
    ------
    ValueError
        If there are no shards, not as many shares as shards, shards of different networks, or
        a share is not finite.

    Examples
    --------
    >>> one = Gradients([np.array([[3.0, 4.0]])], [np.array([1.0])], [np.array([[1.0]])])
    >>> other = Gradients([np.array([[5.0, 0.0]])], [np.array([2.0])], [np.array([[2.0]])])
    >>> add_gradients([one, other]).dW
    [array([[8., 4.]])]
    >>> add_gradients([one, other], [0.25, 0.75]).dW
    [array([[4.5, 1. ]])]
    """
    shares = [1.0] * len(shards) if shares is None else shares
    if not len(shards) == len(shares) > 0:
        raise ValueError(
            f"there are {len(shards)} shards and {len(shares)} shares; "
            "expected as many of the one as of the other, and at least one"
        )
    shapes = [[dW.shape for dW in shard.dW] for shard in shards]
    for number, found in enumerate(shapes):
        if found != shapes[0]:
            raise ValueError(
                f"shard {number} has weights of the shapes {found}; "
                f"expected {shapes[0]}, those of shard 0"
            )
    finite(shares, "shares")
    scaled = [
        [[share * array for array in arrays] for arrays in (shard.dW, shard.db, shard.delta)]
        for share, shard in zip(shares, shards, strict=True)
    ]
    dW, db, delta = (list(zip(*layers, strict=True)) for layers in zip(*scaled, strict=True))
    return Gradients(
        dW=[np.sum(parts, axis=0) for parts in dW],
        db=[np.sum(parts, axis=0) for parts in db],
        delta=[np.vstack(parts) for parts in delta],
    )


def numerical_gradient(f: Callable[[], float], array: Array, *, eps: float = 1e-5) -> Array:
    """Return the slope of `f` by each number of `array`, by central differences.

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
    kind = getattr(array, "dtype", type(array).__name__)
    is_array: bool = isinstance(array, np.ndarray)
    if not (is_array and np.issubdtype(array.dtype, np.floating)):
        raise ValueError(f"array holds {kind}; expected an array of floating-point numbers")
    if not 0 < eps < np.inf:
        raise ValueError(f"eps is {eps}; expected a positive number")
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
