"""Ways to train one and the same network, each quicker than the one before, to the same numbers.

They are for networks of two layers, ReLU and softmax, and for the categorical cross entropy. A way
takes the network, the inputs, the learning rate and the size of a batch. It returns the inputs as
it needs them, and a function that takes one step: from a batch of inputs and targets it changes the
network, and returns the logarithms of the outputs that it had before.
"""

from collections.abc import Callable
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnbook.activation import relu, sigmoid, sigmoid_prime, softmax
from nnbook.checks import Array, examples, instance, positive, shares, whole
from nnbook.network import Layer, Network

Step = Callable[[Array, Array], Any]
Way = Callable[[Network, Array, float, int], tuple[Array, Step]]


def learn(  # noqa: PLR0913 - as `nnbook.gradient_descent.train`
    way: Way,
    network: Network,
    X: ArrayLike,
    T: ArrayLike,
    *,
    eta: float,
    epochs: int,
    batch_size: int,
    seed: int = 0,
) -> list[float]:
    """Train `network` in the given way, and return its cost in each epoch.

    Parameters
    ----------
    way : callable
        One of `WAYS`.
    network : Network
        A hidden layer of ReLUs and an output layer with the softmax; it is changed.
    X, T, eta, epochs, batch_size, seed
        As in `nnbook.gradient_descent.train`, whose batches these are as well.

    Returns
    -------
    list of float
        The categorical cross entropy of each epoch.

    Raises
    ------
    TypeError
        If a setting is no such number.
    ValueError
        If network, data or settings do not fit.
    FloatingPointError
        If the last cost is not finite. The network is then of no more use.

    Examples
    --------
    >>> network = Network.random([2, 4, 2], seed=0, activation="relu", output="softmax")
    >>> X, T = [[1, 0], [0, 1]], [[1, 0], [0, 1]]
    >>> costs = learn(plain, network, X, T, eta=0.5, epochs=100, batch_size=2)
    >>> costs[-1] < 0.1 < costs[0]
    True
    """
    X, T, eta = fitting(network, X, T, eta)
    m, rng = len(X), np.random.default_rng(whole(seed, "seed", least=0))
    size = whole(batch_size, "batch_size", least=1, most=m)
    X, step = way(network, X, eta, size)
    x, t = (np.empty_like(X), np.empty_like(T)) if size < m else (X, T)
    costs: list[float] = []
    with np.errstate(all="ignore"):
        for _ in range(whole(epochs, "epochs", least=0)):
            if size < m:
                order = rng.permutation(m)
                X.take(order, axis=0, out=x, mode="clip")
                T.take(order, axis=0, out=t, mode="clip")
            total = 0.0
            for first in range(0, m, size):
                rows = slice(first, first + size)
                total -= float(np.vdot(t[rows], step(x[rows], t[rows])))
            costs.append(total / m)
    if costs and not isfinite(costs[-1]):
        raise FloatingPointError(f"the cost is {costs[-1]} with eta = {eta:g}; try a smaller eta")
    return costs


def fitting(network: Network, X: ArrayLike, T: ArrayLike, eta: float) -> tuple[Array, Array, float]:
    """Look once at all that a training is given."""
    layers = instance(network, Network, "network").layers
    if [layer.activation.function for layer in layers] != [relu, softmax]:
        raise ValueError(f"{network}; expected two layers, relu and softmax")
    X, T = examples(X, T, network.sizes[0], network.sizes[-1], layers[0].W.dtype)
    return X, shares(T), positive(eta, "eta")


def plain(network: Network, X: Array, eta: float, _size: int) -> tuple[Array, Step]:
    """Compute what the chapters compute, and nothing else."""
    first, last = network.layers

    def step(x: Array, t: Array) -> Any:
        z1 = x @ first.W.T + first.b
        a1 = np.maximum(z1, 0)
        z2 = a1 @ last.W.T + last.b
        below = z2 - z2.max(axis=1, keepdims=True)
        e = np.exp(below)
        total = e.sum(axis=1, keepdims=True)
        o = e / total
        delta2 = (o - t) / len(t)
        delta1 = (delta2 @ last.W) * (z1 > 0)
        last.W -= eta * (delta2.T @ a1)
        last.b -= eta * delta2.sum(axis=0)
        first.W -= eta * (delta1.T @ x)
        first.b -= eta * delta1.sum(axis=0)
        return below - np.log(total)

    return X, step


def folded(network: Network, X: Array, eta: float, _size: int) -> tuple[Array, Step]:
    """Multiply delta by eta: all slopes are in proportion to it, and become steps."""
    first, last = network.layers

    def step(x: Array, t: Array) -> Any:
        z1 = x @ first.W.T + first.b
        a1 = np.maximum(z1, 0)
        z2 = a1 @ last.W.T + last.b
        below = z2 - z2.max(axis=1, keepdims=True)
        e = np.exp(below)
        total = e.sum(axis=1, keepdims=True)
        o = e / total
        delta2 = (o - t) * (eta / len(t))
        delta1 = (delta2 @ last.W) * (z1 > 0)
        last.W -= delta2.T @ a1
        last.b -= delta2.sum(axis=0)
        first.W -= delta1.T @ x
        first.b -= delta1.sum(axis=0)
        return below - np.log(total)

    return X, step


def light(network: Network, X: Array, eta: float, size: int) -> tuple[Array, Step]:
    """Call what does the same with less ado."""
    first, last = network.layers
    ones, zeros = np.ones(size, X.dtype), np.zeros((size, len(first.W)), X.dtype)

    def step(x: Array, t: Array) -> Any:
        m = len(t)
        z1 = x.dot(first.W.T)
        z1 += first.b
        a1 = np.maximum(z1, zeros[:m])
        z2 = a1.dot(last.W.T)
        z2 += last.b
        z2 -= z2.max(axis=1, keepdims=True)
        o = np.exp(z2)
        total = o.sum(axis=1, keepdims=True)
        o /= total
        o -= t
        o *= eta / m
        delta1 = o.dot(last.W)
        delta1 *= z1 > 0
        last.W -= o.T.dot(a1)
        last.b -= ones[:m].dot(o)
        first.W -= delta1.T.dot(x)
        first.b -= ones[:m].dot(delta1)
        return z2 - np.log(total)

    return X, step


def laid_out(network: Network, X: Array, eta: float, size: int) -> tuple[Array, Step]:
    """Store weights column by column, and their steps as well."""
    first, last = network.layers
    first.W, last.W = np.asfortranarray(first.W), np.asfortranarray(last.W)
    ones, zeros = np.ones(size, X.dtype), np.zeros((size, len(first.W)), X.dtype)

    def step(x: Array, t: Array) -> Any:
        m = len(t)
        z1 = x.dot(first.W.T)
        z1 += first.b
        a1 = np.maximum(z1, zeros[:m])
        z2 = a1.dot(last.W.T)
        z2 += last.b
        z2 -= z2.max(axis=1, keepdims=True)
        o = np.exp(z2)
        total = o.sum(axis=1, keepdims=True)
        o /= total
        o -= t
        o *= eta / m
        delta1 = o.dot(last.W)
        delta1 *= z1 > 0
        last.W -= a1.T.dot(o).T
        last.b -= ones[:m].dot(o)
        first.W -= x.T.dot(delta1).T
        first.b -= ones[:m].dot(delta1)
        return z2 - np.log(total)

    return X, step


def in_columns(network: Network, X: Array, eta: float, size: int) -> tuple[Array, Step]:
    """Give each example a column instead of a row."""
    first, last = network.layers
    first.W, last.W = np.asfortranarray(first.W), np.asfortranarray(last.W)
    b1, b2 = first.b[:, np.newaxis], last.b[:, np.newaxis]
    ones, zeros = np.ones(size, X.dtype), np.zeros((len(first.W), size), X.dtype)

    def step(x: Array, t: Array) -> Any:
        m = len(t)
        z1 = first.W.dot(x.T)
        z1 += b1
        a1 = np.maximum(z1, zeros[:, :m])
        z2 = last.W.dot(a1)
        z2 += b2
        z2 -= z2.max(axis=0)
        o = np.exp(z2)
        total = o.sum(axis=0)
        o /= total
        o -= t.T
        o *= eta / m
        delta1 = last.W.T.dot(o)
        delta1 *= z1 > 0
        last.W -= a1.dot(o.T).T
        last.b -= o.dot(ones[:m])
        first.W -= x.T.dot(delta1.T).T
        first.b -= delta1.dot(ones[:m])
        return (z2 - np.log(total)).T

    return X, step


def reused(network: Network, X: Array, eta: float, size: int) -> tuple[Array, Step]:
    """Write each result over that of the step before, into memory that is there already."""
    first, last = network.layers
    first.W, last.W = np.asfortranarray(first.W), np.asfortranarray(last.W)
    b1, b2 = first.b[:, np.newaxis], last.b[:, np.newaxis]

    def step_of(m: int) -> Step:
        z1, a1, delta1, zeros = np.zeros((4, len(b1), m), X.dtype)
        active = np.empty(z1.shape, bool)
        z2, o = np.empty((2, len(b2), m), X.dtype)
        row, logs, ones = *np.empty((2, m), X.dtype), np.ones(m, X.dtype)
        rate = np.array(eta / m, X.dtype)
        dW1, dW2 = np.empty_like(first.W.T), np.empty_like(last.W.T)
        db1, db2 = np.empty_like(first.b), np.empty_like(last.b)

        def step(x: Array, t: Array) -> Any:
            np.dot(first.W, x.T, out=z1)
            np.add(z1, b1, out=z1)
            np.maximum(z1, zeros, out=a1)
            np.dot(last.W, a1, out=z2)
            np.add(z2, b2, out=z2)
            np.maximum.reduce(z2, out=row)
            np.subtract(z2, row, out=z2)
            np.exp(z2, out=o)
            np.add.reduce(o, out=row)
            np.divide(o, row, out=o)
            np.subtract(z2, np.log(row, out=logs), out=z2)
            np.subtract(o, t.T, out=o)
            np.multiply(o, rate, out=o)
            np.dot(last.W.T, o, out=delta1)
            np.greater(z1, zeros, out=active)
            np.multiply(delta1, active, out=delta1)
            np.subtract(last.W, np.dot(a1, o.T, out=dW2).T, out=last.W)
            np.subtract(last.b, np.dot(o, ones, out=db2), out=last.b)
            np.subtract(first.W, np.dot(x.T, delta1.T, out=dW1).T, out=first.W)
            np.subtract(first.b, np.dot(delta1, ones, out=db1), out=first.b)
            return z2.T

        return step

    steps = {m: step_of(m) for m in (size, len(X) % size or size)}
    return X, lambda x, t: steps[len(t)](x, t)


def with_ones(network: Network, X: Array, eta: float, size: int) -> tuple[Array, Step]:
    """Hide the biases among the weights: each is the weight of an input that is always 1."""
    W1, W2 = map(joined, network.layers)
    V = network.layers[1].W.T
    X = np.column_stack([X, np.ones(len(X), X.dtype)])

    def step_of(m: int) -> Step:
        z1, delta1, zeros = np.zeros((3, len(W1), m), X.dtype)
        active = np.empty(z1.shape, bool)
        z2, o = np.empty((2, len(W2), m), X.dtype)
        row, logs, rate = *np.empty((2, m), X.dtype), np.array(eta / m, X.dtype)
        dW1, dW2 = np.empty_like(W1.T), np.empty_like(W2.T)
        a1 = np.ones((len(W1) + 1, m), X.dtype)
        hidden = a1[:-1]

        def step(x: Array, t: Array) -> Any:
            np.dot(W1, x.T, out=z1)
            np.maximum(z1, zeros, out=hidden)
            np.dot(W2, a1, out=z2)
            np.maximum.reduce(z2, out=row)
            np.subtract(z2, row, out=z2)
            np.exp(z2, out=o)
            np.add.reduce(o, out=row)
            np.divide(o, row, out=o)
            np.subtract(z2, np.log(row, out=logs), out=z2)
            np.subtract(o, t.T, out=o)
            np.multiply(o, rate, out=o)
            np.dot(V, o, out=delta1)
            np.greater(z1, zeros, out=active)
            np.multiply(delta1, active, out=delta1)
            np.subtract(W2, np.dot(a1, o.T, out=dW2).T, out=W2)
            np.subtract(W1, np.dot(x.T, delta1.T, out=dW1).T, out=W1)
            return z2.T

        return step

    steps = {m: step_of(m) for m in (size, len(X) % size or size)}
    return X, lambda x, t: steps[len(t)](x, t)


def joined(layer: Layer) -> Array:
    """Return weights and biases as one matrix; those of the layer become views of it."""
    W = np.asfortranarray(np.column_stack([layer.W, layer.b]))
    layer.W, layer.b = W[:, :-1], W[:, -1]
    return W


WAYS: dict[str, Way] = {
    way.__name__: way for way in (plain, folded, light, laid_out, in_columns, reused, with_ones)
}
"""Every way by its name, from the plainest to the quickest."""

PAIRS = [
    ("x @ W.T", "x.dot(W.T)"),
    ("x.dot(W.T)", "x.dot(by_columns.T)"),
    ("delta.sum(axis=0)", "ones.dot(delta)"),
    ("np.maximum(z, 0)", "np.maximum(z, zeros)"),
    ("delta * 0.01", "delta * rate"),
    ("z.max(axis=1)", "columns.max(axis=0)"),
    ("x[rows]", "x.take(rows, axis=0, out=taken, mode='clip')"),
    ("np.isfinite(z).all()", "isfinite(np.vdot(z, z))"),
    ("np.sum(delta**2)", "np.vdot(delta, delta)"),
    ("O[T > 0]", "O.take(np.flatnonzero(T > 0))"),
    ("sigmoid_prime(z)", "a * (1 - a)"),
]
"""Expressions with the same value: the usual one, and one that takes less time."""


def arrays(m: int = 32, n: int = 32) -> dict[str, Any]:
    """Return what the names in `PAIRS` stand for: batches of `m` rows, `n` numbers each."""
    rng = np.random.default_rng(0)
    x, z, delta = rng.normal(size=(3, m, n))
    W = rng.normal(size=(n, n))
    names = {"x": x, "W": W, "by_columns": np.asfortranarray(W), "taken": np.empty_like(x)}
    names |= {"z": z, "columns": z.T.copy(), "zeros": np.zeros_like(z), "a": sigmoid(z)}
    names |= {"delta": delta, "ones": np.ones(m), "rate": np.array(0.01)}
    names |= {"rows": rng.permutation(m), "O": softmax(rng.normal(size=(1437, 10)))}
    names |= {"T": np.eye(10)[rng.integers(10, size=1437)]}
    return names | {"np": np, "isfinite": isfinite, "sigmoid_prime": sigmoid_prime}
