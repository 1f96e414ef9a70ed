"""The running example: one small network, one input and the target it should reach.

The network has three inputs, three hidden neurons and one output. It is to learn the
Boolean function F(x, y, z) = xy + not z, and starts with the weights below, which know
nothing of F yet. Change a number here, and every number of the book changes with it.

The book writes an array's letter as the formulas do: `x` input, `t` target, `W` weights,
`eta` learning rate.
"""

from itertools import product

import numpy as np


def F(x: int, y: int, z: int) -> int:
    """Return xy + not z, where 1 is true, 0 is false, and the sum is "or".

    Parameters
    ----------
    x, y, z : int
        0 or 1 each.

    Returns
    -------
    int
        0 or 1.

    Raises
    ------
    ValueError
        If an argument is neither 0 nor 1.

    Examples
    --------
    >>> F(1, 0, 1)
    0
    >>> F(1, 1, 1)
    1
    """
    for name, value in [("x", x), ("y", y), ("z", z)]:
        if value not in {0, 1}:
            raise ValueError(f"{name} is {value!r}; expected 0 or 1")
    return int((x and y) or not z)


X = np.array(list(product((1, 0), repeat=3)))
"""All eight inputs of F, shape (8, 3), a row an input, from (1, 1, 1) down to (0, 0, 0)."""

T = np.array([F(*row) for row in X.tolist()])
"""The eight targets, shape (8,): what F says to each row of `X`."""

ROW = 2
"""The row of `X` that the book works through by hand, counted from 0: the third."""

x = X[ROW]
"""The input of the worked example, shape (3,)."""

t = int(T[ROW])
"""The target of the worked example, 0 or 1."""

W1 = np.array(
    [
        [0.9, 0.8, 0.1],
        [0.3, 0.5, 0.6],
        [0.2, 0.4, 0.7],
    ]
)
"""Weights from the inputs to the hidden neurons, shape (3, 3): row j belongs to neuron j."""

W2 = np.array([[0.3, 0.5, 0.9]])
"""Weights from the hidden neurons to the output, shape (1, 3)."""

eta = 0.5
"""The learning rate."""

for array in (X, T, x, W1, W2):
    array.flags.writeable = False  # a page that changes one changes its own copy
del array
