"""An activation function decides how strongly a neuron answers to its weighted sum.

Each function stands beside its derivative, the slope of its curve: `sigmoid` beside
`sigmoid_prime`. All take a number or an array; a number gives a plain float, and anything but
finite numbers a ValueError. `ACTIVATIONS` lists them with their formulas and ranges.
"""

import difflib
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbook.neuron import finite

Array = NDArray[np.floating]
LEAK = 0.01
"""The slope of the leaky ReLU left of 0."""


class Function(Protocol):
    """A function of a number or of an array, which gives the same back.

    What it computes from an array, `unchecked` computes without a look at the numbers.
    """

    __name__: str
    unchecked: Callable[[Array], Array]

    @overload
    def __call__(self, z: float) -> float: ...
    @overload
    def __call__(self, z: ArrayLike) -> Array: ...


def checked(function: Callable[[Array], Array]) -> Function:
    """Let `function` take numbers and lists too, and refuse NaN and infinity.

    Examples
    --------
    >>> @checked
    ... def square(z):
    ...     return z * z
    >>> square(3)
    9.0
    >>> square([1, 2])
    array([1., 4.])
    """

    @wraps(function)
    def call(z: ArrayLike) -> Any:
        # What is too large for a float is as good as infinite, what is too small as good as 0.
        with np.errstate(over="ignore", under="ignore"):
            a = function(finite(z, "z"))
        return float(a) if np.ndim(a) == 0 else a

    call.unchecked = function  # type: ignore[attr-defined]
    return call  # type: ignore[return-value]


@checked
def step(z: Array) -> Array:
    """Return 1 where z has reached the threshold 0, else 0.

    Examples
    --------
    >>> step([-0.1, 0, 2])
    array([0., 1., 1.])
    """
    return (z >= 0).astype(z.dtype)


@checked
def step_prime(z: Array) -> Array:
    """Return 0: the step is flat everywhere except at 0, where it jumps and has no slope.

    Examples
    --------
    >>> step_prime(3)
    0.0
    """
    return np.zeros_like(z)


@checked
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


@checked
def sigmoid_prime(z: Array) -> Array:
    """Return sigmoid(z) (1 - sigmoid(z)), at most 1/4.

    Examples
    --------
    >>> sigmoid_prime(0)
    0.25
    """
    a = sigmoid(z)
    return a * (1 - a)


@checked
def tanh(z: Array) -> Array:
    """Return the hyperbolic tangent, a smooth step from -1 to 1.

    Examples
    --------
    >>> tanh([-1000, 0, 1000])
    array([-1.,  0.,  1.])
    """
    return np.tanh(z)


@checked
def tanh_prime(z: Array) -> Array:
    """Return 1 - tanh(z)^2, at most 1.

    Examples
    --------
    >>> tanh_prime(0)
    1.0
    """
    return 1 - np.tanh(z) ** 2


@checked
def relu(z: Array) -> Array:
    """Return max(0, z): the rectified linear unit.

    Examples
    --------
    >>> relu([-2, 0, 3])
    array([0., 0., 3.])
    """
    return np.maximum(z, np.zeros(z.shape, z.dtype))  # quicker than with a single 0


@checked
def relu_prime(z: Array) -> Array:
    """Return 1 where z > 0, else 0; at the bend itself, by convention, 0.

    Examples
    --------
    >>> relu_prime([-2, 0, 3])
    array([0., 0., 1.])
    """
    return (z > 0).astype(z.dtype)


@checked
def leaky_relu(z: Array) -> Array:
    """Return z where z > 0, else `LEAK` z: a ReLU that never goes quite silent.

    Examples
    --------
    >>> leaky_relu([-2, 0, 3])
    array([-0.02,  0.  ,  3.  ])
    """
    return np.where(z > 0, z, LEAK * z)


@checked
def leaky_relu_prime(z: Array) -> Array:
    """Return 1 where z > 0, else `LEAK`.

    Examples
    --------
    >>> leaky_relu_prime([-2, 0, 3])
    array([0.01, 0.01, 1.  ])
    """
    return np.where(z > 0, 1.0, LEAK).astype(z.dtype)


@checked
def elu(z: Array) -> Array:
    """Return z where z > 0, else e^z - 1: the exponential linear unit.

    Examples
    --------
    >>> elu([-1000, 0, 3])
    array([-1.,  0.,  3.])
    """
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


@checked
def elu_prime(z: Array) -> Array:
    """Return 1 where z > 0, else e^z.

    Examples
    --------
    >>> elu_prime([-1000, 0, 3])
    array([0., 1., 1.])
    """
    return np.exp(np.minimum(z, 0))


@checked
def softplus(z: Array) -> Array:
    """Return ln(1 + e^z), a ReLU without the bend.

    Examples
    --------
    >>> softplus([-1000, 1000])
    array([   0., 1000.])
    """
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


@checked
def softplus_prime(z: Array) -> Array:
    """Return sigmoid(z).

    Examples
    --------
    >>> softplus_prime(0)
    0.5
    """
    return sigmoid(z)


@checked
def silu(z: Array) -> Array:
    """Return z sigmoid(z): the sigmoid linear unit, also called swish.

    Examples
    --------
    >>> silu([-1000, 0, 1000])
    array([  -0.,    0., 1000.])
    """
    return z * sigmoid(z)


@checked
def silu_prime(z: Array) -> Array:
    """Return sigmoid(z) (1 + z (1 - sigmoid(z))).

    Examples
    --------
    >>> silu_prime(0)
    0.5
    """
    a = sigmoid(z)
    return a * (1 + z * (1 - a))


@checked
def gelu(z: Array) -> Array:
    """Return z Phi(z), where Phi is the standard normal distribution's function.

    Examples
    --------
    >>> gelu([-1000, 0, 1000])
    array([  -0.,    0., 1000.])
    """
    return z * _normal_cdf(z)


@checked
def gelu_prime(z: Array) -> Array:
    """Return Phi(z) + z phi(z), where phi is the standard normal distribution's density.

    Examples
    --------
    >>> gelu_prime(0)
    0.5
    """
    near = np.clip(z, -40, 40)  # beyond, phi is 0 in floating point, and z * z may overflow
    density = np.exp(-near * near / 2) / math.sqrt(2 * math.pi)
    return _normal_cdf(z) + near * density


@checked
def identity(z: Array) -> Array:
    """Return z: no activation at all.

    Examples
    --------
    >>> identity(-3)
    -3.0
    """
    return z.copy()


@checked
def identity_prime(z: Array) -> Array:
    """Return 1.

    Examples
    --------
    >>> identity_prime(-3)
    1.0
    """
    return np.ones_like(z)


@checked
def softmax(z: Array) -> Array:
    """Return e^z over the sum of all e^z: a share for each, and the shares sum to 1.

    Parameters
    ----------
    z : array_like of shape (..., n)
        The sums of one layer of n neurons. The largest is first taken off all of them,
        which changes no share and lets nothing overflow.

    Raises
    ------
    ValueError
        If `z` is a single number: a share needs others to share with.

    Examples
    --------
    >>> softmax([1e4, 1e4])
    array([0.5, 0.5])
    """
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"z has shape {z.shape}; softmax expects the sums of a whole layer")
    e = z.T.copy()  # to reduce the first axis takes half the time
    e -= np.maximum.reduce(e)
    np.exp(e, out=e)
    e /= np.add.reduce(e)
    return np.ascontiguousarray(e.T)


@checked
def softmax_prime(z: Array) -> Array:
    """Return the Jacobian matrix: a_i (d - a_j) in row i, column j, where d is 1 if i = j, else 0.

    Parameters
    ----------
    z : array_like of shape (..., n)
        As in `softmax`.

    Returns
    -------
    ndarray of shape (..., n, n)

    Examples
    --------
    >>> softmax_prime([0, 0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    a = softmax(z)
    return a[..., :, np.newaxis] * (np.eye(a.shape[-1], dtype=a.dtype) - a[..., np.newaxis, :])


def _normal_cdf(z: Array) -> Array:
    return np.asarray(0.5 * _erfc(-z / math.sqrt(2)), dtype=z.dtype)


_erfc = np.vectorize(math.erfc, otypes=[float])  # NumPy has no error function of its own


@dataclass(frozen=True)
class Activation:
    """An activation function with all that the book says of it.

    Attributes
    ----------
    function, derivative : callable
        The function and its slope.
    formula, slope : str
        The formulas of both, in LaTeX.
    bounds : pair of float
        The least and the greatest output, or what the outputs come near to.
    brackets : str
        Square where a bound is reached, round where it is not, curly where the bounds are
        the only outputs.
    from_activation : callable or None
        The slope at the activation a rather than at the sum z, where that is less work.
    """

    function: Function
    derivative: Function
    formula: str
    slope: str
    bounds: tuple[float, float]
    brackets: str
    from_activation: Callable[[Array], NDArray[Any]] | None = None

    @property
    def name(self) -> str:
        """The name, which is that of the function."""
        return self.function.__name__

    @property
    def range(self) -> str:
        """The outputs as an interval, in LaTeX."""
        low, high = (f"{bound:.4g}".replace("inf", r"\infty") for bound in self.bounds)
        left, right = (f"\\{sign}" if sign in "{}" else sign for sign in self.brackets)
        return f"{left}{low}, {high}{right}"

    def slope_at(self, z: Array, a: Array) -> NDArray[Any]:
        """Return the slope where the sum is `z` and the activation `a`, unchecked.

        Examples
        --------
        >>> ACTIVATIONS["relu"].slope_at(np.array([-1.0, 2.0]), np.array([0.0, 2.0]))
        array([False,  True])
        """
        if self.from_activation is not None:
            return self.from_activation(a)
        return self.derivative.unchecked(z)

    def __reduce__(self) -> str | tuple[Any, ...]:
        """Let copies and pickles be of the name, so that they lead to the same activation."""
        if ACTIVATIONS.get(self.name) is not self:
            return super().__reduce__()
        return find_activation, (self.name,)


_INF = math.inf
_EITHER = r"\begin{{cases}} {} & z > 0 \\ {} & z \le 0 \end{{cases}}"

ACTIVATIONS = {
    "step": Activation(
        step, step_prime, r"\begin{cases} 1 & z \ge 0 \\ 0 & z < 0 \end{cases}", "0", (0, 1), "{}"
    ),
    "sigmoid": Activation(
        sigmoid,
        sigmoid_prime,
        r"\frac{1}{1 + e^{-z}}",
        r"a (1 - a)",
        (0, 1),
        "()",
        from_activation=lambda a: a * (1 - a),
    ),
    "tanh": Activation(
        tanh,
        tanh_prime,
        r"\tanh z",
        r"1 - a^2",
        (-1, 1),
        "()",
        from_activation=lambda a: 1 - a * a,
    ),
    "relu": Activation(
        relu,
        relu_prime,
        r"\max(0, z)",
        _EITHER.format(1, 0),
        (0, _INF),
        "[)",
        from_activation=lambda a: a > 0,
    ),
    "leaky_relu": Activation(
        leaky_relu,
        leaky_relu_prime,
        _EITHER.format("z", f"{LEAK} z"),
        _EITHER.format(1, LEAK),
        (-_INF, _INF),
        "()",
    ),
    "elu": Activation(
        elu, elu_prime, _EITHER.format("z", "e^z - 1"), _EITHER.format(1, "e^z"), (-1, _INF), "()"
    ),
    "softplus": Activation(
        softplus, softplus_prime, r"\ln(1 + e^z)", r"\sigma(z)", (0, _INF), "()"
    ),
    "silu": Activation(
        silu,
        silu_prime,
        r"z\,\sigma(z)",
        r"\sigma(z)\,(1 + z\,(1 - \sigma(z)))",
        (-0.27846454276107396, _INF),
        "[)",
    ),
    "gelu": Activation(
        gelu,
        gelu_prime,
        r"z\,\Phi(z)",
        r"\Phi(z) + z\,\varphi(z)",
        (-0.16997120747990369, _INF),
        "[)",
    ),
    "identity": Activation(identity, identity_prime, "z", "1", (-_INF, _INF), "()"),
    "softmax": Activation(
        softmax,
        softmax_prime,
        r"\frac{e^{z_i}}{\sum_j e^{z_j}}",
        r"a_i (\delta_{ij} - a_j)",
        (0, 1),
        "()",
    ),
}
"""Every activation of the book, by its name."""


def find_activation(name: str) -> Activation:
    """Return the activation called `name`.

    Raises
    ------
    ValueError
        If there is none; the message says which name is nearest.

    Examples
    --------
    >>> find_activation("relu").function(-2)
    0.0
    >>> find_activation("sigmiod")
    Traceback (most recent call last):
        ...
    ValueError: no activation is called 'sigmiod'; did you mean 'sigmoid'?
    """
    if name in ACTIVATIONS:
        return ACTIVATIONS[name]
    near = difflib.get_close_matches(str(name).lower(), ACTIVATIONS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(ACTIVATIONS)}"
    raise ValueError(f"no activation is called {name!r}; {hint}")
