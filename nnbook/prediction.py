"""A trained network answers for new inputs, and one can count how often it is right."""

import secrets
import shutil
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbook.activation import Array
from nnbook.forward import forward
from nnbook.network import Layer, Network
from nnbook.neuron import finite

FORMAT = "nnbook network 1"
"""What a file of weights calls itself."""

PARTS = ("W", "b", "activation")
"""What it holds for each layer, under names that end in the layer's number."""


def split(
    X: ArrayLike, T: ArrayLike, *, test: float = 0.25, seed: int = 0
) -> tuple[Array, Array, Array, Array]:
    """Part examples at random into those to train with and those to test with.

    Parameters
    ----------
    X : array_like of shape (m, n_in)
        The inputs, a row an example.
    T : array_like of shape (m, ...)
        The targets, a row an example, or the class of each.
    test : float, default 0.25
        The share of examples to test with, more than 0 and less than 1. Their number is
        rounded, but at least one goes to each side.
    seed : int, default 0
        Where the shuffling starts: the same seed gives the same split.

    Returns
    -------
    X_train, X_test, T_train, T_test : ndarray
        Every example is in one of the two parts, and in no more than one. Integers, such as
        classes, stay integers.

    Raises
    ------
    ValueError
        If there are fewer than two examples, not as many targets as inputs, or the share
        is not between 0 and 1.

    Examples
    --------
    >>> X_train, X_test, T_train, T_test = split([[1], [2], [3], [4]], [[2], [4], [6], [8]])
    >>> X_train.shape, X_test.shape
    ((3, 1), (1, 1))
    >>> bool((T_test == 2 * X_test).all())
    True
    """
    finite(X, "X"), finite(T, "T")
    X, T = np.asarray(X), np.asarray(T)
    if X.ndim == 0 or T.ndim == 0 or len(X) != len(T) or len(X) < 2:
        raise ValueError(
            f"X has shape {X.shape}, T has shape {T.shape}; "
            "expected as many rows in both, and at least two"
        )
    if not 0 < test < 1:
        raise ValueError(f"test is {test}; expected a share between 0 and 1")
    order = np.random.default_rng(seed).permutation(len(X))
    n_test = min(max(round(test * len(X)), 1), len(X) - 1)
    testing, training = order[:n_test], order[n_test:]
    return X[training], X[testing], T[training], T[testing]


def predict(network: Network, X: ArrayLike) -> NDArray[np.intp]:
    """Return the class that `network` finds most probable for each row of `X`.

    Parameters
    ----------
    network : Network
        The network. With one output, that is the probability of class 1 against class 0, and
        1/2 or more counts as class 1; with more, each output stands for a class, and the
        largest wins.
    X : array_like of shape (m, n_in) or (n_in,)
        The inputs, one example per row, or a single one.

    Returns
    -------
    ndarray of int of shape (m,) or (1,)
        The number of a class for each example, counted from 0.

    Raises
    ------
    ValueError
        As `nnbook.forward.forward`.

    Examples
    --------
    >>> predict(Network([Layer([[1, 1]], b=[-1])]), [[0, 0], [2, 0]])
    array([0, 1])
    >>> predict(Network([Layer([[1, 0], [0, 1], [1, 1]])]), [[3, -1], [1, 1]])
    array([0, 2])
    """
    outputs = np.atleast_2d(forward(network, X).output)
    if outputs.shape[1] == 1:
        return (outputs[:, 0] >= 0.5).astype(np.intp)
    classes: NDArray[np.intp] = outputs.argmax(axis=1)
    return classes


def one_hot(labels: ArrayLike, n_classes: int) -> Array:
    """Return the targets that say which class is right: 1 in its place, 0 in all others.

    Parameters
    ----------
    labels : array_like of int of shape (m,)
        The class of each example, counted from 0.
    n_classes : int
        How many classes there are.

    Returns
    -------
    ndarray of shape (m, n_classes)
        A row of targets for each example; `predict` is the way back.

    Raises
    ------
    ValueError
        If the labels are no list of integers, or one is not among the `n_classes`.

    Examples
    --------
    >>> one_hot([1, 0, 2], 3)
    array([[0., 1., 0.],
           [1., 0., 0.],
           [0., 0., 1.]])
    >>> one_hot([1, 0, 3], 3)
    Traceback (most recent call last):
        ...
    ValueError: labels holds 3 at index 2; expected classes 0 to 2
    """
    labels = _integers(labels, "labels")
    if labels.ndim != 1:
        raise ValueError(f"labels has shape {labels.shape}; expected (m,), a class an example")
    _check_classes(labels, "labels", n_classes)
    targets = np.zeros((len(labels), n_classes))
    targets[np.arange(len(labels)), labels] = 1
    return targets


def accuracy(predicted: ArrayLike, actual: ArrayLike) -> float:
    """Return the share of predictions that are right, from 0 to 1.

    Parameters
    ----------
    predicted, actual : array_like of int of shape (m,)
        The classes predicted, and the right ones.

    Raises
    ------
    ValueError
        If there are no predictions, not as many right classes, or a class is no integer.

    Examples
    --------
    >>> accuracy([0, 1, 1, 0], [0, 1, 0, 0])
    0.75
    """
    predicted, actual = _classes(predicted, actual)
    return float((predicted == actual).mean())


def confusion_matrix(predicted: ArrayLike, actual: ArrayLike, n_classes: int) -> NDArray[np.intp]:
    """Count how often each class was taken for itself and for each of the others.

    Parameters
    ----------
    predicted, actual : array_like of int of shape (m,)
        The classes predicted, and the right ones.
    n_classes : int
        How many classes there are.

    Returns
    -------
    ndarray of int of shape (n_classes, n_classes)
        In row i, column j: how many examples of class i were predicted to be of class j.
        Right predictions are on the diagonal.

    Raises
    ------
    ValueError
        As in `accuracy`, or if a class is not among the `n_classes`.

    Examples
    --------
    >>> confusion_matrix([0, 1, 1, 0], [0, 1, 0, 0], 2)
    array([[2, 1],
           [0, 1]])
    """
    predicted, actual = _classes(predicted, actual)
    _check_classes(predicted, "predicted", n_classes)
    _check_classes(actual, "actual", n_classes)
    counts = np.zeros((n_classes, n_classes), np.intp)
    np.add.at(counts, (actual, predicted), 1)
    return counts


def save(network: Network, path: str | Path) -> None:
    """Write `network` to a file of NumPy's .npz format, whole or not at all.

    Parameters
    ----------
    network : Network
        The network.
    path : str or Path
        The file; one that is there is replaced, once the new one is complete.

    Raises
    ------
    ValueError
        If a weight or bias is not finite, or the layers do not fit together any more; no file is
        written or replaced.
    OSError
        If the file cannot be written; one that was there is as before.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Network([Layer([[1, 2]], activation="relu")]), f"{folder}/weights.npz")
    ...     load(f"{folder}/weights.npz")
    Network([Layer(2 -> 1, relu)])
    """
    path = Path(path).resolve()  # a link stays a link
    arrays = {"format": np.array(FORMAT), "n_layers": np.array(len(network.layers))}
    for number, layer in enumerate(network.layers, 1):
        W, b = (
            finite(a, f"{name} of layer {number}") for a, name in ((layer.W, "W"), (layer.b, "b"))
        )
        values = (W, b, np.array(layer.activation.name))
        arrays |= {f"{part}{number}": value for part, value in zip(PARTS, values, strict=True)}
    network.copy()  # layers that were changed by hand may no longer make a network
    part = path.with_name(f"{secrets.token_hex(8)}.part")
    try:
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        if path.exists():
            shutil.copymode(path, part)  # what was private stays so
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def load(path: str | Path) -> Network:
    """Return the network that `save` wrote to a file. No code in a file is ever run.

    Parameters
    ----------
    path : str or Path
        The file.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, or not one of these; the message says what is wrong.

    Examples
    --------
    >>> load("nowhere.npz")
    Traceback (most recent call last):
        ...
    FileNotFoundError: [Errno 2] No such file or directory: 'nowhere.npz'
    """
    with Path(path).open("rb") as file:
        try:
            return Network(_layers(_arrays(file)))
        except Exception as error:  # a damaged file can break its reader anywhere
            raise ValueError(f"{path} is no file of weights: {error}") from error


def _arrays(file: BinaryIO) -> dict[str, Any]:
    if not zipfile.is_zipfile(file):
        raise ValueError("expected an archive as save writes it")
    file.seek(0)
    content = np.load(file, allow_pickle=False)
    found = repr(content["format"].item()) if "format" in content else "nothing"
    if found != repr(FORMAT):
        raise ValueError(f"expected it to call itself {FORMAT!r}, found {found}")
    return {name: array if array.ndim else array.item() for name, array in content.items()}


def _layers(arrays: dict[str, Any]) -> list[Layer]:
    numbers = range(1, min(arrays.get("n_layers", 0), len(arrays)) + 1)
    names = [[f"{part}{number}" for part in PARTS] for number in numbers]
    expected = {"format", "n_layers"}.union(*names)
    if set(arrays) != expected:
        raise ValueError(f"expected {sorted(expected)}, found {sorted(arrays)}")
    return [Layer(*(arrays[name] for name in layer)) for layer in names]


def _classes(predicted: ArrayLike, actual: ArrayLike) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    predicted, actual = np.asanyarray(predicted), np.asanyarray(actual)
    if predicted.ndim != 1 or predicted.shape != actual.shape or not predicted.size:
        raise ValueError(
            f"predicted has shape {predicted.shape}, actual has shape {actual.shape}; "
            "expected (m,) for both, and m at least 1"
        )
    return _integers(predicted, "predicted"), _integers(actual, "actual")


def _integers(classes: ArrayLike, name: str) -> NDArray[np.intp]:
    array = np.asarray(classes)
    if np.ma.is_masked(classes):
        raise ValueError(f"{name} has masked values; expected integers without a mask")
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name} holds {array.dtype}; expected integers")
    return array


def _check_classes(classes: NDArray[np.intp], name: str, n_classes: int) -> None:
    if n_classes < 1:
        raise ValueError(f"n_classes is {n_classes}; expected 1 or more")
    outside = np.flatnonzero((classes < 0) | (classes >= n_classes))
    if outside.size:
        raise ValueError(
            f"{name} holds {classes[outside[0]]} at index {outside[0]}; "
            f"expected classes 0 to {n_classes - 1}"
        )
