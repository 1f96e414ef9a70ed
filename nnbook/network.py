"""A network is a row of layers, each of which takes input from all of the layer before."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from nnbook.activation import Activation, ActivationLike, find_activation
from nnbook.checks import (
    Array,
    biases,
    float_type,
    layer_sizes,
    numbers,
    one_of,
    whole,
)


class Layer:
    """Neurons that all take the same inputs.

    Parameters
    ----------
    W : array_like of shape (n_out, n_in)
        The weights: row j belongs to neuron j.
    b : array_like of shape (n_out,), optional
        The biases, one for each neuron; 0 if left out.
    activation : str or callable or Activation, default "sigmoid"
        The activation, or its name or function: see `nnbook.activation.ACTIVATIONS`.

    Attributes
    ----------
    W, b : ndarray
        Copies of the weights and biases given, both of the type of `W`.
    activation : Activation
        The activation. It can be set to a name or a function as well.

    Raises
    ------
    ValueError
        If `W` is not a matrix, `b` does not fit it, a number is not finite, or there is no
        such activation.

    Examples
    --------
    >>> Layer([[0.25, 0.5, 0.125], [1, 2, 3]], activation="relu")
    Layer(3 -> 2, relu)
    >>> Layer([0.25, 0.5, 0.125])
    Traceback (most recent call last):
        ...
    ValueError: W has shape (3,); expected (n_out, n_in), a row of weights for each neuron
    """

    def __init__(
        self,
        W: ArrayLike,
        b: ArrayLike | None = None,
        activation: ActivationLike = "sigmoid",
    ) -> None:
        self.W = numbers(W, "W").copy()
        if self.W.ndim != 2 or not self.W.size:
            expected = "(n_out, n_in), a row of weights for each neuron"
            raise ValueError(f"W has shape {self.W.shape}; expected {expected}")
        n_out = len(self.W)
        self.b = biases(np.zeros(n_out) if b is None else b, self.W)
        self.activation = activation

    @property
    def activation(self) -> Activation:
        """The activation of the neurons; set to a name or a function, it becomes that one."""
        return self._activation

    @activation.setter
    def activation(self, activation: ActivationLike) -> None:
        self._activation = find_activation(activation)

    def __repr__(self) -> str:
        n_out, n_in = self.W.shape
        return f"Layer({n_in} -> {n_out}, {self.activation.name})"


class Network:
    """Layers in a row: what one gives, the next one takes.

    Parameters
    ----------
    layers : iterable of Layer
        The hidden layers, and last the output layer. The inputs are no layer of their own
        here: they have no weights.

    Attributes
    ----------
    sizes : tuple of int
        The number of inputs, then the number of neurons of each layer.

    Raises
    ------
    TypeError
        If what should be a layer is none, or `layers` is a single one.
    ValueError
        If there is no layer, or a layer does not fit the one before it.

    Examples
    --------
    >>> Network([Layer([[1, 2, 3], [4, 5, 6]]), Layer([[1, 2]])]).sizes
    (3, 2, 1)
    >>> Network([Layer([[1, 2, 3]]), Layer([[1, 2]])])
    Traceback (most recent call last):
        ...
    ValueError: layer 2 takes 2 numbers, but layer 1 gives 1
    """

    def __init__(self, layers: Iterable[Layer]) -> None:
        if isinstance(layers, Layer):
            raise TypeError("layers is a single Layer; expected a list of them, [Layer(W)]")
        self.layers = tuple(layers)
        if not self.layers:
            raise ValueError("a network of 0 layers; expected at least one")
        for number, layer in enumerate(self.layers, 1):
            if not isinstance(layer, Layer):
                raise TypeError(
                    f"layer {number} is of type {type(layer).__name__}; expected a Layer: "
                    "Layer(W) makes one of weights, Network.random(sizes) all of a network"
                )
        for number, (layer, following) in enumerate(pairwise(self.layers), 1):
            gives, takes = layer.W.shape[0], following.W.shape[1]
            if gives != takes:
                raise ValueError(
                    f"layer {number + 1} takes {takes} numbers, but layer {number} gives {gives}"
                )

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of inputs, then the number of neurons of each layer."""
        return (self.layers[0].W.shape[1], *[len(layer.W) for layer in self.layers])

    @property
    def n_weights(self) -> int:
        """How many connections there are; biases are not counted."""
        return sum(layer.W.size for layer in self.layers)

    def copy(self) -> "Network":
        """Return a network with the same weights, biases and activations, in arrays of its own.

        Examples
        --------
        >>> network = Network([Layer([[1, 2]])])
        >>> other = network.copy()
        >>> other.layers[0].W[0, 0] = 5
        >>> network.layers[0].W
        array([[1., 2.]])
        """
        return Network(Layer(layer.W, layer.b, layer.activation) for layer in self.layers)

    @classmethod
    def random(
        cls,
        sizes: Sequence[int],
        *,
        seed: int,
        activation: ActivationLike = "sigmoid",
        output: ActivationLike | None = None,
        start: str = "he",
        dtype: DTypeLike = "float64",
    ) -> "Network":
        """Return a network with random weights, and biases 0.

        Parameters
        ----------
        sizes : sequence of int
            As the attribute `sizes`: inputs first, outputs last.
        seed : int
            Where the random numbers start: the same seed gives the same network.
        activation : str or callable or Activation
            The activation of every layer.
        output : str or callable or Activation, optional
            The activation of the last layer, where it is another one.
        start : str, default "he"
            How weights are drawn, a key of `STARTS`. With "he" they are normal with mean 0 and
            standard deviation sqrt(2 / n_in), which keeps the sums of wide layers of ReLUs from
            growing or fading from layer to layer (He and others, 2015); with "glorot" it is
            sqrt(2 / (n_in + n_out)), which suits tanh (Glorot and Bengio, 2010); with "uniform",
            weights lie between 0 and 1.
        dtype : dtype, default "float64"
            The type of weights and biases; "float32" takes half the memory, and less time.

        Raises
        ------
        TypeError
            If a size or the seed is no whole number.
        ValueError
            If there are fewer than two sizes, one is less than 1, `dtype` is neither of these, or
            there is no such start or activation.

        Examples
        --------
        >>> Network.random([3, 3, 1], seed=0).n_weights
        12
        >>> Network.random([64, 32, 10], seed=0, activation="relu", output="softmax")
        Network([Layer(64 -> 32, relu), Layer(32 -> 10, softmax)])
        """
        sizes = layer_sizes(sizes)
        kind, draw = float_type(dtype), STARTS[one_of(start, "start", STARTS)]
        rng = np.random.default_rng(whole(seed, "seed", least=0))
        weights = [draw(rng, n_out, n_in) for n_in, n_out in pairwise(sizes)]
        layers = [Layer(W.astype(kind), activation=activation) for W in weights]
        if output is not None:
            layers[-1].activation = output
        return cls(layers)

    def __repr__(self) -> str:
        return f"Network([{', '.join(map(repr, self.layers))}])"


def _uniform(rng: np.random.Generator, n_out: int, n_in: int) -> Array:
    """Return weights between 0 and 1."""
    return rng.random((n_out, n_in))


def _he(rng: np.random.Generator, n_out: int, n_in: int) -> Array:
    """Return normal weights, the smaller the more inputs there are."""
    return rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in))


def _glorot(rng: np.random.Generator, n_out: int, n_in: int) -> Array:
    """Return normal weights, the smaller the more inputs and neurons there are."""
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_out, n_in))


STARTS = {"he": _he, "glorot": _glorot, "uniform": _uniform}
"""The ways to draw the first weights, by their names."""
