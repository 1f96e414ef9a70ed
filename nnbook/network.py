"""A network is a row of layers, each of which takes input from all of the layer before."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from nnbook.activation import Activation, find_activation
from nnbook.neuron import finite


class Layer:
    """Neurons that all take the same inputs.

    Parameters
    ----------
    W : array_like of shape (n_out, n_in)
        The weights: row j belongs to neuron j.
    b : array_like of shape (n_out,), optional
        The biases, one for each neuron; 0 if left out.
    activation : str, default "sigmoid"
        The name of the activation, a key of `nnbook.activation.ACTIVATIONS`.

    Attributes
    ----------
    W, b : ndarray
        Copies of the weights and biases given.
    activation : Activation
        The activation of that name.

    Raises
    ------
    ValueError
        If `W` is not a matrix, `b` does not fit it, a number is not finite, or there is no
        activation of that name.

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
        activation: str = "sigmoid",
    ) -> None:
        # order="F" stores W column by column, which makes products with W.T quickest.
        self.W = np.array(finite(W, "W", copy=False), order="F")
        if self.W.ndim != 2 or 0 in self.W.shape:
            expected = "(n_out, n_in), a row of weights for each neuron"
            raise ValueError(f"W has shape {self.W.shape}; expected {expected}")
        n_out = len(self.W)
        self.b = np.zeros(n_out) if b is None else finite(b, "b")
        self.b = self.b.astype(self.W.dtype)
        if self.b.shape != (n_out,):
            raise ValueError(
                f"b has shape {self.b.shape}, W has shape {self.W.shape}; "
                f"expected a bias for each of {n_out} neurons"
            )
        self.activation: Activation = find_activation(activation)

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
        return (self.layers[0].W.shape[1], *(len(layer.W) for layer in self.layers))

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
        return Network(Layer(layer.W, layer.b, layer.activation.name) for layer in self.layers)

    @classmethod
    def random(  # noqa: PLR0913 - what a network can be told, each by name
        cls,
        sizes: Sequence[int],
        *,
        seed: int,
        activation: str = "sigmoid",
        output: str | None = None,
        scaled: bool = False,
        dtype: DTypeLike = "float64",
    ) -> "Network":
        """Return a network with random weights, and biases 0.

        Parameters
        ----------
        sizes : sequence of int
            As the attribute `sizes`: inputs first, outputs last.
        seed : int
            Where the random numbers start: the same seed gives the same network.
        activation : str
            The activation of every layer.
        output : str, optional
            The activation of the last layer, where it is another one.
        scaled : bool, default False
            Weights are drawn uniformly between 0 and 1. If True, they are drawn from the normal
            distribution with mean 0 and standard deviation sqrt(2 / n_in) instead, which
            keeps the sums of wide layers of ReLUs from growing or fading from layer to
            layer (He and others, 2015).
        dtype : dtype, default "float64"
            The type of weights and biases; "float32" takes half the memory, and less time.

        Raises
        ------
        ValueError
            If there are fewer than two sizes, one is less than 1, `dtype` is neither of these, or
            there is no activation of that name.

        Examples
        --------
        >>> Network.random([3, 3, 1], seed=0).n_weights
        12
        >>> Network.random([64, 32, 10], seed=0, activation="relu", output="softmax", scaled=True)
        Network([Layer(64 -> 32, relu), Layer(32 -> 10, softmax)])
        """
        if len(sizes) < 2 or min(sizes) < 1:
            raise ValueError(f"sizes are {tuple(sizes)}; expected two or more, each at least 1")
        if np.dtype(dtype) not in {np.dtype("float64"), np.dtype("float32")}:
            raise ValueError(f"dtype is {np.dtype(dtype)}; expected float64 or float32")
        rng = np.random.default_rng(seed)
        layers = []
        for number, (n_in, n_out) in enumerate(pairwise(sizes), 1):
            if scaled:
                W = rng.normal(0, math.sqrt(2 / n_in), (n_out, n_in))
            else:
                W = rng.random((n_out, n_in))
            last = number == len(sizes) - 1
            name = output if last and output is not None else activation
            layers.append(Layer(W.astype(dtype), activation=name))
        return cls(layers)

    def __repr__(self) -> str:
        return f"Network([{', '.join(map(repr, self.layers))}])"
