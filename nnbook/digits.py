"""Handwritten digits, small enough to carry along: something real for a network to learn."""

from importlib.resources import files

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbook.checks import Array, numbers

DARKEST = 16
"""The value of a black pixel in the file; a white one has 0."""


SIDE = 32
"""How many finer pixels a drawing has in each direction; an image has 8."""


def shrink(drawing: ArrayLike) -> Array:
    """Return a drawing as an image like those of the data set.

    The smallest square around the ink is enlarged to the whole of the drawing, and then each
    pixel of the image is the share of its 4 x 4 finer pixels that are black.

    Parameters
    ----------
    drawing : array_like of shape (32, 32)
        1 where there is ink, 0 where there is none.

    Returns
    -------
    ndarray of shape (64,)
        The image: 8 rows of 8 pixels between 0 and 1.

    Raises
    ------
    ValueError
        If the drawing has another shape.

    Examples
    --------
    A small L, far from the middle:

    >>> drawing = np.zeros((32, 32))
    >>> drawing[1:9, 3], drawing[8, 3:7] = 1, 1
    >>> for row in shrink(drawing).reshape(8, 8):
    ...     print("".join(".:oO#"[round(4 * pixel)] for pixel in row))
    ..#.....
    ..#.....
    ..#.....
    ..#.....
    ..#.....
    ..#.....
    ..#.....
    ..####..
    """
    ink = numbers(drawing, "drawing") > 0
    if ink.shape != (SIDE, SIDE):
        raise ValueError(f"drawing has shape {ink.shape}; expected {(SIDE, SIDE)}")
    if ink.any():
        ink = _whole(ink)
    shares: Array = ink.reshape(8, 4, 8, 4).mean(axis=(1, 3))
    return shares.ravel()


def _whole(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the smallest square around the ink, as large as the drawing."""
    ends = [np.flatnonzero(ink.any(axis=axis))[[0, -1]] + [0, 1] for axis in (1, 0)]
    size = max(end - start for start, end in ends)
    steps = (np.arange(SIDE) + 0.5) * size / SIDE
    rows, columns = (np.floor((start + end - size) / 2 + steps).astype(int) for start, end in ends)
    padded = np.pad(ink, SIDE)
    return padded[np.ix_(rows + SIDE, columns + SIDE)]


def load_digits() -> tuple[Array, NDArray[np.intp]]:
    """Return images of handwritten digits, and the digits that they show.

    They are the test set of E. Alpaydin and C. Kaynak, 1998, Optical Recognition of
    Handwritten Digits, UCI Machine Learning Repository, https://doi.org/10.24432/C50P49,
    under the license CC BY 4.0. They come with the package: nothing is downloaded.

    Returns
    -------
    X : ndarray of shape (1797, 64)
        The images, a row each: 8 rows of 8 pixels, one after the other. The file has whole
        numbers from 0 to 16 (how many of 4 x 4 finer pixels were black); here they are
        divided by 16, so that a pixel is between 0, white, and 1, black.
    labels : ndarray of int of shape (1797,)
        The digits, 0 to 9.

    Examples
    --------
    >>> X, labels = load_digits()
    >>> for row in X[0].reshape(8, 8):
    ...     print("".join(".:oO#"[round(4 * pixel)] for pixel in row))
    ..:Oo...
    ..O#o#:.
    .:#..Oo.
    .:O..oo.
    .:o..oo.
    .:O..Oo.
    ..#:oO..
    ..oOo...
    >>> print(labels[0])
    0
    """
    with files("nnbook").joinpath("data", "digits.npz").open("rb") as file:
        arrays = np.load(file, allow_pickle=False)
        images, labels = arrays["images"], arrays["labels"]
    return images.reshape(len(images), -1) / DARKEST, labels.astype(np.intp)
