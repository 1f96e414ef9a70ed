"""Gradient descent moves every weight a little downhill, again and again."""

import math
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbook.activation import Array
from nnbook.chain_rule import Gradients, back_propagate, output_delta
from nnbook.cost import Cost, find_cost
from nnbook.forward import forward, propagate
from nnbook.network import Network
from nnbook.neuron import finite

Batch = tuple[NDArray[np.intp] | slice, Array, Array]
FAR = 10
"""Inputs farther from 0 than this are refused: they were probably not scaled, and large ones
make steps too long for any usual learning rate."""


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
    ValueError
        If `eta` is not a positive number, or the gradients are those of another network or
        not finite.

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
    _check_rate(eta)
    _check_gradients(network, gradients)
    slopes = zip(network.layers, gradients.dW, gradients.db, strict=True)
    for layer, dW, db in slopes:
        layer.W -= eta * dW
        layer.b -= eta * db


def train(  # noqa: PLR0913 - what a training run can be told, each by name
    network: Network,
    X: ArrayLike,
    T: ArrayLike,
    *,
    eta: float,
    epochs: int,
    cost: str = "half_squared_sum",
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
        The inputs, one example per row, from -10 to 10. Scale greater ones first: divide pixels
        from 0 to 255, for example, by 255.
    T : array_like of shape (m, n_out)
        The targets.
    eta : float
        The learning rate, more than 0.
    epochs : int
        How many times to go through all examples, 0 or more.
    cost : str, default "half_squared_sum"
        The name of the cost to bring down, a key of `nnbook.cost.COSTS`.
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
        If `batch_size` or `epochs` is no whole number.
    ValueError
        If data or settings do not fit, or the network has a layer twice; it is not changed.
    FloatingPointError
        If the cost of an epoch, or after the last one a weighted sum of the first example, is
        not finite; the network is then as it was before.

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
    dtype = network.layers[0].W.dtype
    X, T = (
        finite(A, name, copy=False).astype(dtype, copy=False) for A, name in ((X, "X"), (T, "T"))
    )
    _check(X, T, batch_size, eta, epochs)
    # NumPy's integers may be too small to count on from these.
    size, epochs = int(batch_size or len(X)), int(epochs)
    if len({*network.layers}) < len(network.layers):
        raise ValueError(f"{network} has a layer twice; expected each to learn on its own")
    chosen = find_cost(cost)
    _check_outputs(network, chosen)
    chosen.function.check(forward(network, X[:1]).output, T[:1])
    chosen.function.check(T, T)  # wrong targets are found before any step
    if chosen.partner and len(T) > 1 and (T[0] == T).all():
        raise ValueError(
            f"all {len(T)} examples have the targets {T[0].tolist()}, one class only; "
            f"expected at least two to tell apart, or a cost other than {cost}"
        )
    rng = np.random.default_rng(seed)
    before = network.copy()
    costs: list[float] = []
    watched, usual, ends = sys.stderr.isatty(), np.geterr(), False
    # An overflow may be harmless, as in the sigmoid. One that is not shows in the cost, or in
    # the sums of an example at the end.
    with np.errstate(over="ignore", under="ignore", divide="raise", invalid="raise"):
        # By a number in an array of its own NumPy multiplies quicker than by one of Python's.
        rate = np.array(eta, dtype)
        if not rate:
            raise ValueError(f"eta is {eta:g}, which {dtype} rounds to 0; expected a larger one")
        learn = partial(_learn, network, chosen, rate)
        for epoch in range(1, epochs + 1):
            try:
                costs.append(_epoch(_batches(rng, X, T, size), learn, chosen, T))
            except (ValueError, FloatingPointError) as error:
                raise _undone(network, before, epoch, eta, error) from error
            if callback is not None:
                with np.errstate(**usual):
                    answer = callback(epoch, costs[-1])
                ends = isinstance(answer, bool | np.bool_) and bool(answer)
            if watched:
                _show_progress(epoch, epochs, costs[-1], ends=ends)
            if ends:
                break
    try:
        forward(network, X[:1])
    except ValueError as error:
        raise _undone(network, before, len(costs), eta, error) from error
    return costs


def _epoch(
    batches: Iterable[Batch], learn: Callable[[Array, Array], Array], cost: Cost, T: Array
) -> float:
    """Go once through all examples, and return their cost."""
    outputs = np.empty_like(T)
    for rows, x, t in batches:
        outputs[rows] = learn(x, t)
    found: float = cost.function.unchecked(outputs, T)
    if not math.isfinite(found):
        raise FloatingPointError(f"the cost is {found}")
    return found


def _learn(network: Network, cost: Cost, eta: Array, x: Array, t: Array) -> Array:
    """Take one step, and return the outputs from before it."""
    run = propagate(network, x)
    delta = output_delta(network, run, t, cost)
    delta *= eta  # all slopes are in proportion to it: this makes all of them steps
    slopes = back_propagate(network, run, delta)
    for layer, (dW, db, _) in zip(reversed(network.layers), slopes, strict=True):
        layer.W -= dW
        layer.b -= db
    return run.output


def _undone(
    network: Network, before: Network, epoch: int, eta: float, error: Exception
) -> FloatingPointError:
    """Give the network its old numbers back, and return an error that tells why."""
    for layer, old in zip(network.layers, before.layers, strict=True):
        layer.W[:], layer.b[:] = old.W, old.b
    return FloatingPointError(f"epoch {epoch} with eta = {eta:g}: {error}; try a smaller eta")


def _check_gradients(network: Network, gradients: Gradients) -> None:
    found = [slopes.shape for slopes in (*gradients.dW, *gradients.db)]
    layers = network.layers
    expected = [*(layer.W.shape for layer in layers), *(layer.b.shape for layer in layers)]
    if found != expected:
        raise ValueError(
            f"the slopes by weights and biases have the shapes {found}; "
            f"expected {expected}, those of the network"
        )
    for number, slopes in enumerate(zip(gradients.dW, gradients.db, strict=True), 1):
        for name, array in zip(("dW", "db"), slopes, strict=True):
            finite(array, f"{name} of layer {number}", copy=False)


def _check_outputs(network: Network, cost: Cost) -> None:
    activation = network.layers[-1].activation
    low, high = activation.bounds
    if cost.partner and not 0 <= low < high <= 1:
        raise ValueError(
            f"{cost.name} takes outputs from 0 to 1, but {activation.name} gives them from {low:g} "
            f"to {high:g}; expected another last activation, such as {cost.partner}"
        )


def _check_rate(eta: float) -> None:
    if not 0 < eta < np.inf:
        raise ValueError(f"eta is {eta}; expected a positive number")


def _check(X: Array, T: Array, batch_size: int | None, eta: float, epochs: int) -> None:
    _check_rate(eta)
    for name, number in (("batch_size", batch_size or 0), ("epochs", epochs)):
        if not isinstance(number, int | np.integer):
            raise TypeError(f"{name} is {number}; expected a whole number")
    if X.ndim != 2 or T.ndim != 2 or len(X) != len(T) or not X.size:
        raise ValueError(
            f"X has shape {X.shape}, T has shape {T.shape}; "
            "expected (m, n_in) and (m, n_out), a row for each of m examples "
            "(nnbook.one_hot makes rows of classes)"
        )
    if X.max() > FAR or X.min() < -FAR:
        largest = max(X.max(), X.min(), key=abs)
        raise ValueError(
            f"X holds {largest:g}; expected inputs from {-FAR} to {FAR}: scale them, "
            "for example X / abs(X).max()"
        )
    if batch_size is not None and not 1 <= batch_size <= len(X):
        raise ValueError(
            f"batch_size is {batch_size}; expected 1 to {len(X)}, the number of examples"
        )
    if epochs < 0:
        raise ValueError(f"epochs is {epochs}; expected 0 or more")


def _batches(rng: np.random.Generator, X: Array, T: Array, size: int) -> Iterator[Batch]:
    """Yield rows, inputs and targets of one batch after the other: of all, or shuffled.

    A batch is good until the next one, which is written over it.
    """
    if size == len(X):
        yield slice(None), X, T
        return
    x, t = np.empty_like(X[:size]), np.empty_like(T[:size])
    order = rng.permutation(len(X))
    for start in range(0, len(X), size):
        rows = order[start : start + size]
        x, t = x[: len(rows)], t[: len(rows)]  # the last batch may be smaller
        # With mode="raise" NumPy would not write into `out` directly.
        X.take(rows, axis=0, out=x, mode="clip")
        T.take(rows, axis=0, out=t, mode="clip")
        yield rows, x, t


def _show_progress(epoch: int, epochs: int, cost: float, *, ends: bool) -> None:
    """Write how far the training has come, 100 times at most."""
    ends = ends or epoch == epochs
    if ends or epoch * 100 // epochs > (epoch - 1) * 100 // epochs:
        bar = ("█" * (30 * epoch // epochs)).ljust(30, "░")
        sys.stderr.write(f"\r{bar} {epoch}/{epochs}  cost {cost:.4g} " + "\n" * ends)
        sys.stderr.flush()
