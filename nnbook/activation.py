"""An activation function decides how strongly a neuron answers to its weighted sum.

Each function stands beside its derivative, the slope of its curve: `sigmoid` beside
`sigmoid_prime`. All take the sum z, a number or an array; a number gives a plain float, and
anything but finite numbers is a ValueError. A derivative also takes the activation a = f(z), if
somebody has computed it already. `ACTIVATIONS` lists them by name.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnbook.checks import (
    Array,
    Function,
    Listed,
    Slope,
    find,
    of_numbers,
    of_rows,
    slope_of,
    whole_layer,
)

LEAK = 0.01
"""The slope of the leaky ReLU left of 0."""


@of_numbers
def step(z: Array) -> Array:
    """Return 1 where z has reached the threshold 0, else 0.

    Examples
    --------
    >>> step([-0.1, 0, 2])
    array([0., 1., 1.])
    """
    return (z >= 0).astype(z.dtype)


@slope_of(step)
def step_prime(z: Array, a: Array) -> Array:
    """Return 0: the step is flat everywhere except at 0, where it jumps and has no slope.

    Examples
    --------
    >>> step_prime(3)
    0.0
    """
    return np.zeros_like(z)


@of_numbers
def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + e^-z), a smooth step from 0 to 1.

    Examples
    --------
    >>> sigmoid(0)
    0.5
    >>> sigmoid([-1000, 1000])
    array([0., 1.])
    """
    # Far to the left, e^-z is infinite, and 1 / infinity gives 0, which is right.
    return 1 / (1 + np.exp(-z))


@slope_of(sigmoid)
def sigmoid_prime(z: Array, a: Array) -> Array:
    """Return a (1 - a), at most 1/4.

    Examples
    --------
    >>> sigmoid_prime(0)
    0.25
    """
    return a * (1 - a)


@of_numbers
def tanh(z: Array) -> Array:
    """Return the hyperbolic tangent, a smooth step from -1 to 1.

    Examples
    --------
    >>> tanh([-1000, 0, 1000])
    array([-1.,  0.,  1.])
    """
    return np.tanh(z)


@slope_of(tanh)
def tanh_prime(z: Array, a: Array) -> Array:
    """Return 1 - a^2, at most 1.

    Examples
    --------
    >>> tanh_prime(0)
    1.0
    """
    return 1 - a * a


@of_numbers
def relu(z: Array) -> Array:
    """Return max(0, z): the rectified linear unit.

    Examples
    --------
    >>> relu([-2, 0, 3])
    array([0., 0., 3.])
    """
    return np.maximum(z, 0)


@slope_of(relu)
def relu_prime(z: Array, a: Array) -> Array:
    """Return 1 where z > 0, else 0; at the bend itself, by convention, 0.

    Examples
    --------
    >>> relu_prime([-2, 0, 3])
    array([0., 0., 1.])
    """
    return (z > 0).astype(z.dtype)


@of_numbers
def leaky_relu(z: Array) -> Array:
    """Return z where z > 0, else `LEAK` z: a ReLU that never goes quite silent.

    Examples
    --------
    >>> leaky_relu([-2, 0, 3])
    array([-0.02,  0.  ,  3.  ])
    """
    return np.where(z > 0, z, LEAK * z)


@slope_of(leaky_relu)
def leaky_relu_prime(z: Array, a: Array) -> Array:
    """Return 1 where z > 0, else `LEAK`.

    Examples
    --------
    >>> leaky_relu_prime([-2, 0, 3])
    array([0.01, 0.01, 1.  ])
    """
    return np.where(z > 0, 1.0, LEAK).astype(z.dtype)


@of_numbers
def elu(z: Array) -> Array:
    """Return z where z > 0, else e^z - 1: the exponential linear unit.

    Examples
    --------
    >>> elu([-1000, 0, 3])
    array([-1.,  0.,  3.])
    """
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


@slope_of(elu)
def elu_prime(z: Array, a: Array) -> Array:
    """Return 1 where z > 0, else e^z.

    Examples
    --------
    >>> elu_prime([-1000, 0, 3])
    array([0., 1., 1.])
    """
    return np.exp(np.minimum(z, 0))


@of_numbers
def softplus(z: Array) -> Array:
    """Return ln(1 + e^z), a ReLU without the bend.

    Examples
    --------
    >>> softplus([-1000, 1000])
    array([   0., 1000.])
    """
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


@slope_of(softplus)
def softplus_prime(z: Array, a: Array) -> Array:
    """Return sigmoid(z).

    Examples
    --------
    >>> softplus_prime(0)
    0.5
    """
    return sigmoid(z)


@of_numbers
def silu(z: Array) -> Array:
    """Return z sigmoid(z): the sigmoid linear unit, also called swish.

    Examples
    --------
    >>> silu([-1000, 0, 1000])
    array([  -0.,    0., 1000.])
    """
    return z * sigmoid(z)


@slope_of(silu)
def silu_prime(z: Array, a: Array) -> Array:
    """Return sigmoid(z) + a (1 - sigmoid(z)).

    Examples
    --------
    >>> silu_prime(0)
    0.5
    """
    return sigmoid(z) + a * (1 - sigmoid(z))


@of_numbers
def gelu(z: Array) -> Array:
    """Return z Phi(z), where Phi is the standard normal distribution's function.

    Examples
    --------
    >>> gelu([-1000, 0, 1000])
    array([  -0.,    0., 1000.])
    """
    return z * _normal_cdf(z)


@slope_of(gelu)
def gelu_prime(z: Array, a: Array) -> Array:
    """Return Phi(z) + z phi(z), where phi is the standard normal distribution's density.

    Examples
    --------
    >>> gelu_prime(0)
    0.5
    """
    near = np.clip(z, -40, 40)  # beyond, phi is 0 in floating point, and z * z may overflow
    density = np.exp(-near * near / 2) / math.sqrt(2 * math.pi)
    return _normal_cdf(z) + near * density


@of_numbers
def identity(z: Array) -> Array:
    """Return z: no activation at all.

    Examples
    --------
    >>> identity(-3)
    -3.0
    """
    return z.copy()


@slope_of(identity)
def identity_prime(z: Array, a: Array) -> Array:
    """Return 1.

    Examples
    --------
    >>> identity_prime(-3)
    1.0
    """
    return np.ones_like(z)


@of_numbers
def softmax(z: Array) -> Array:
    """Return e^z over the sum of all e^z: a share for each, and the shares sum to 1.

    Parameters
    ----------
    z : array_like of shape (..., n)
        The sums of a layer of n neurons. The largest is first taken off all of them, which
        changes no share and lets nothing overflow.

    Returns
    -------
    ndarray of shape (..., n)

    Raises
    ------
    ValueError
        If `z` is a single number: a share needs others to share with.

    Examples
    --------
    >>> softmax([1e4, 1e4])
    array([0.5, 0.5])
    """
    e = np.exp(z - of_rows(np.maximum, whole_layer(z)))
    return e / of_rows(np.add, e)


@slope_of(softmax)
def softmax_prime(z: Array, a: Array) -> Array:
    """Return the Jacobian matrix: a_i (d - a_j) in row i, column j, where d is 1 if i = j, else 0.

    Parameters
    ----------
    z, a : array_like of shape (..., n)
        As in `softmax`, and what it gives.

    Returns
    -------
    ndarray of shape (..., n, n)

    Examples
    --------
    >>> softmax_prime([0, 0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    same = np.eye(a.shape[-1], dtype=a.dtype)
    return a[..., :, np.newaxis] * (same - a[..., np.newaxis, :])


def _normal_cdf(z: Array) -> Array:
    """Return Phi(z), the probability that a standard normal number is at most z."""
    return np.asarray(0.5 * _erfc(-z / math.sqrt(2)), dtype=z.dtype)


_erfc = np.vectorize(math.erfc, otypes=[float])  # NumPy has no error function of its own


@dataclass(frozen=True)
class Activation(Listed):
    """An activation function and its slope.

    Attributes
    ----------
    function : callable
        Takes an array of sums z, and returns their activations a.
    derivative : callable
        Takes z and a, and returns the slope of the function at each z.
    bounds : pair of float
        The least and the greatest output, or what the outputs come near to.
    """

    function: Function
    derivative: Slope
    bounds: tuple[float, float] = (-math.inf, math.inf)


ACTIVATIONS = {
    activation.name: activation
    for activation in [
        Activation(step, step_prime, (0, 1)),
        Activation(sigmoid, sigmoid_prime, (0, 1)),
        Activation(tanh, tanh_prime, (-1, 1)),
        Activation(relu, relu_prime, (0, math.inf)),
        Activation(leaky_relu, leaky_relu_prime),
        Activation(elu, elu_prime, (-1, math.inf)),
        Activation(softplus, softplus_prime, (0, math.inf)),
        Activation(silu, silu_prime, (-0.27846454276107396, math.inf)),
        Activation(gelu, gelu_prime, (-0.16997120747990369, math.inf)),
        Activation(identity, identity_prime),
        Activation(softmax, softmax_prime, (0, 1)),
    ]
}
"""Every activation of the book, by its name."""


ActivationLike = str | Callable[..., Any] | Activation
"""What names an activation: its name, its function, or the activation itself."""


def find_activation(activation: ActivationLike) -> Activation:
    """Return the activation of that name or function.

    Parameters
    ----------
    activation : str or callable or Activation
        A key of `ACTIVATIONS`, a function of this module, or an activation of your own.

    Raises
    ------
    TypeError
        If it is none of these.
    ValueError
        If no activation has that name; the message says which name is nearest.

    Examples
    --------
    >>> find_activation("relu").function(-2)
    0.0
    >>> find_activation(relu) is find_activation("relu")
    True
    >>> find_activation("sigmiod")
    Traceback (most recent call last):
        ...
    ValueError: no activation is called 'sigmiod'; did you mean 'sigmoid'?
    """
    return find(activation, ACTIVATIONS, "activation")
