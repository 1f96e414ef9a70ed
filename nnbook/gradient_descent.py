"""Gradient descent moves every weight a little downhill, again and again."""

from collections.abc import Callable, Iterator
from math import isfinite

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from nnbook.activation import softmax
from nnbook.chain_rule import Gradients, backward
from nnbook.checks import (
    Array,
    NotFiniteError,
    batch,
    checked,
    examples,
    finite,
    floats,
    instance,
    is_true,
    rate,
    shares,
    whole,
    within,
)
from nnbook.cost import Cost, CostLike, EpochCost, find_cost
from nnbook.forward import forward
from nnbook.network import Network
from nnbook.progress import progress


def gradient_step(network: Network, gradients: Gradients, eta: float) -> None:
    """Move all weights and biases of `network` against their gradients: W = W - eta dW.

    Parameters
    ----------
    network : Network
        The network, which is changed.
    gradients : Gradients
        What `nnbook.chain_rule.backward` gave for it.
    eta : float
        The learning rate, more than 0.

    Raises
    ------
    TypeError
        If `eta` is no number.
    ValueError
        If `eta` is not positive, the gradients are those of another network, or a slope or
        a step is not finite; the network is not changed.

    Examples
    --------
    >>> from nnbook.chain_rule import backward
    >>> from nnbook.network import Layer
    >>> network = Network([Layer([[1, 2]], activation="identity")])
    >>> gradients = backward(network, forward(network, [3, 4]), [10])
    >>> gradient_step(network, gradients, 0.125)
    >>> network.layers[0].W
    array([[0.625, 1.5  ]])
    """
    _look_at_step(network, gradients, eta)
    slopes = zip(network.layers, gradients.dW, gradients.db, strict=True)
    for layer, dW, db in slopes:
        layer.W -= eta * dW
        layer.b -= eta * db


def batches(
    m: int,
    size: int,
    rng: Generator,
) -> Iterator[NDArray[np.intp] | slice]:
    """Yield the rows of one batch after the other: of all, or of all in a new order.

    Parameters
    ----------
    m : int
        How many examples there are.
    size : int
        How many examples a batch has; the last one may have fewer.
    rng : Generator
        Where the order comes from.

    Yields
    ------
    ndarray of int, or slice
        The rows of a batch.

    Examples
    --------
    >>> [rows.tolist() for rows in batches(5, 2, np.random.default_rng(0))]
    [[2, 4], [3, 0], [1]]
    """
    if size == m:
        yield slice(None)  # all of them, whose order makes no difference
        return
    order = rng.permutation(m)
    for first in range(0, m, size):
        yield order[first : first + size]


def train(
    network: Network,
    X: ArrayLike,
    T: ArrayLike,
    *,
    eta: float,
    epochs: int,
    cost: CostLike = "half_squared_sum",
    batch_size: int | None = None,
    seed: int = 0,
    callback: Callable[[int, float], object] | None = None,
) -> list[float]:
    """Train `network` by gradient descent, and return its cost in each epoch.

    An epoch goes once through all examples, a batch at a time: forward, backward, one step.
    On a terminal, a line shows how far the training has come.

    Parameters
    ----------
    network : Network
        The network, which is changed.
    X : array_like of shape (m, n_in)
        The inputs, one example per row. Learning is quickest where each column of them is scaled.
    T : array_like of shape (m, n_out)
        The targets, none of them beyond what the outputs can reach.
    eta : float
        The learning rate, more than 0.
    epochs : int
        How many times to go through all examples, 0 or more.
    cost : str or callable or Cost, default "half_squared_sum"
        The cost to bring down, or its name or function: see `nnbook.cost.COSTS`.
    batch_size : int, optional
        How many examples a step takes. Left out, it takes them all; 1 is called stochastic
        gradient descent, and anything in between mini-batch gradient descent.
    seed : int, default 0
        Where the shuffling starts. Each epoch puts the examples into a new order, unless a
        step takes them all.
    callback : callable, optional
        Called after each epoch with its number, counted from 1, and its cost. Training ends
        early only if it returns True itself.

    Returns
    -------
    list of float
        The cost of each epoch. Each example counts with the output that it had just before the
        step that used it.

    Raises
    ------
    TypeError
        If `eta`, `batch_size`, `epochs` or `seed` is no such number.
    ValueError
        If data or settings do not fit, or the network has a layer twice; it is not changed.
    FloatingPointError
        If a sum, a slope, a weight or the cost of an epoch, or after the last one a weighted sum
        of the first example, is not finite; the network is then as it was before.

    Notes
    -----
    Training that is interrupted from outside, by Ctrl-C or by an exception of the callback,
    leaves the network half-trained: with the weights that it has at that moment.

    Examples
    --------
    One neuron without an activation finds the line through two points:

    >>> from nnbook.network import Layer
    >>> network = Network([Layer([[0.0]], activation="identity")])
    >>> costs = train(network, [[1], [2]], [[5], [7]], eta=0.2, epochs=500)
    >>> print(network.layers[0].W.round(3), network.layers[0].b.round(3))
    [[2.]] [3.]
    """
    X, T, chosen = _fitting(network, X, T, cost, eta)
    size = batch(batch_size, len(X))
    epochs = whole(epochs, "epochs", least=0)
    rng = np.random.default_rng(whole(seed, "seed", least=0))
    before, epoch = network.copy(), 0
    costs: list[float] = []
    try:
        for epoch in progress(epochs, costs):
            epoch_cost = EpochCost(chosen, network.layers[-1].activation)
            for rows in batches(len(X), size, rng):
                run = forward(network, X[rows])
                gradients = backward(network, run, T[rows], cost=chosen)
                gradient_step(network, gradients, eta)
                epoch_cost.add(run.z[-1], T[rows])
            costs.append(epoch_cost.of(T))
            if callback is not None and is_true(callback(epoch, costs[-1])):
                break
        forward(network, X[:1])
    except NotFiniteError as error:
        for layer, old in zip(network.layers, before.layers, strict=True):
            layer.W[:], layer.b[:] = old.W, old.b
        told = f"epoch {epoch} with eta = {eta:g}: {error.found}; try a smaller eta"
        raise FloatingPointError(told) from error
    return costs


@checked
def _fitting(
    network: Network,
    X: ArrayLike,
    T: ArrayLike,
    cost: str | Callable[..., float] | Cost,
    eta: float,
) -> tuple[Array, Array, Cost]:
    """Return the examples as the network takes them, and the cost, if they all go together."""
    layers = instance(network, Network, "network").layers
    if len({*layers}) < len(layers):
        raise ValueError(f"{network} has a layer twice; expected each to learn on its own")
    X, T = examples(X, T, network.sizes[0], network.sizes[-1], layers[0].W.dtype)
    chosen, activation = find_cost(cost), layers[-1].activation
    chosen.suits(activation, T)
    within(T, activation.bounds, activation.name)
    if activation.function is softmax:
        shares(T)
    rate(eta, X.dtype)
    return X, T, chosen.for_targets(T)


def _look_at_step(network: Network, gradients: Gradients, eta: float) -> None:
    """Refuse a step that does not fit the network, or that leads beyond all numbers."""
    rate(eta, network.layers[0].W.dtype)
    shapes = [(dW.shape, db.shape) for dW, db in zip(gradients.dW, gradients.db, strict=True)]
    expected = [(layer.W.shape, layer.b.shape) for layer in network.layers]
    if shapes != expected:
        raise ValueError(
            f"the slopes have the shapes {shapes}; "
            f"expected {expected}, those of the weights and biases"
        )
    for number, layer in enumerate(network.layers, 1):
        floats(layer.W, "W of layer", number)
        floats(layer.b, "b of layer", number)
    if not isfinite(eta * eta * gradients.size):  # else no weight can become infinite
        _look_where_it_leads(network, gradients, eta)


@checked
def _look_where_it_leads(network: Network, gradients: Gradients, eta: float) -> None:
    """Refuse a step to weights or biases that are not finite."""
    after = f"after a step with eta = {eta:g},"
    for k, layer in enumerate(network.layers):
        finite(layer.W - eta * gradients.dW[k], f"{after} W of layer", k + 1)
        finite(layer.b - eta * gradients.db[k], f"{after} b of layer", k + 1)
