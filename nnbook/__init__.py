"""How a neural network works, in small, clear NumPy: one module a chapter.

Read the modules in this order, each with its page of the book beside it:

1. `nnbook.example`: the small network, its input and its target, that every chapter uses
2. `nnbook.neuron`: one neuron, a weighted sum and an activation
3. `nnbook.activation`: activation functions and their derivatives
4. `nnbook.network`: neurons in layers, layers in a network
5. `nnbook.forward`: from the inputs through the layers to the output
"""

from nnbook.activation import ACTIVATIONS, Activation, find_activation
from nnbook.forward import Forward, forward
from nnbook.network import Layer, Network
from nnbook.neuron import neuron, weighted_sum

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "Forward",
    "Layer",
    "Network",
    "find_activation",
    "forward",
    "neuron",
    "weighted_sum",
]
