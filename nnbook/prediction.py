"""A trained network answers for new inputs, and one can count how often it is right."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbook.checks import Array, both_classes, classes, rows, share, whole
from nnbook.forward import forward
from nnbook.network import Network


def split(
    X: ArrayLike, T: ArrayLike, *, test_size: float = 0.25, seed: int = 0
) -> tuple[Array, Array, Array, Array]:
    """Part examples at random into those to train with and those to test with.

    Parameters
    ----------
    X : array_like of shape (m, n_in)
        The inputs, a row an example.
    T : array_like of shape (m, ...)
        The targets, a row an example, or the class of each.
    test_size : float, default 0.25
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
    TypeError
        If `test_size` is no number, or `seed` no whole number.
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
    X, T = rows(X, T)
    order = np.random.default_rng(whole(seed, "seed", least=0)).permutation(len(X))
    n_test = min(max(round(share(test_size, "test_size") * len(X)), 1), len(X) - 1)
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
    >>> from nnbook.network import Layer
    >>> predict(Network([Layer([[1, 1]], b=[-1])]), [[0, 0], [2, 0]])
    array([0, 1])
    >>> predict(Network([Layer([[1, 0], [0, 1], [1, 1]])]), [[3, -1], [1, 1]])
    array([0, 2])
    """
    outputs = np.atleast_2d(forward(network, X).output)
    if outputs.shape[1] == 1:
        return (outputs[:, 0] >= 0.5).astype(np.intp)
    largest: NDArray[np.intp] = outputs.argmax(axis=1)
    return largest


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
    labels = classes(labels, "labels", n_classes)
    targets = np.zeros((len(labels), n_classes))
    targets[np.arange(len(labels)), labels] = 1
    return targets


def accuracy(*, predicted: ArrayLike, actual: ArrayLike) -> float:
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
    >>> accuracy(predicted=[0, 1, 1, 0], actual=[0, 1, 0, 0])
    0.75
    """
    predicted, actual = both_classes(predicted, actual)
    return float((predicted == actual).mean())


def confusion_matrix(
    *, predicted: ArrayLike, actual: ArrayLike, n_classes: int
) -> NDArray[np.intp]:
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
    >>> confusion_matrix(predicted=[0, 1, 1, 0], actual=[0, 1, 0, 0], n_classes=2)
    array([[2, 1],
           [0, 1]])
    """
    predicted, actual = both_classes(predicted, actual, n_classes)
    counts = np.zeros((n_classes, n_classes), np.intp)
    np.add.at(counts, (actual, predicted), 1)
    return counts
