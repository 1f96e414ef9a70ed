"""Handwritten digits, small enough to carry along: something real for a network to learn."""

from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from nnbook.checks import Array

DARKEST = 16
"""The value of a black pixel in the file; a white one has 0."""


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
