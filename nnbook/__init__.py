"""How a neural network works, in small, clear NumPy: one module a chapter.

Read the modules in this order, each with its page of the book beside it:

1. `nnbook.example`: the small network, its input and its target, that every chapter uses
2. `nnbook.neuron`: one neuron, a weighted sum and an activation
3. `nnbook.activation`: activation functions and their derivatives
4. `nnbook.network`: neurons in layers, layers in a network
5. `nnbook.forward`: from the inputs through the layers to the output
6. `nnbook.vectorization`: one matrix product in place of many loops
7. `nnbook.cost`: how wrong the outputs are, in one number
8. `nnbook.chain_rule`: from the cost back to the slope of every weight
9. `nnbook.gradient_descent`: learning, one step downhill after the other
10. `nnbook.prediction`: answers for new inputs, and how far to trust them
11. `nnbook.digits`: handwritten digits, something real to learn
12. `nnbook.autodiff`: numbers that remember where they came from, and find their slopes

Below them stand `nnbook.checks`, what the chapters refuse, and `nnbook.progress`, what a terminal
shows of a training. Above them, `nnbook.weights_file` keeps networks in files, and
`nnbook.shards` adds up the gradients of machines that work side by side, and `nnbook.worlds` holds
the random numbers with which the book's formulas are proven. The lab on speed trains in
the ways of `nnbook.speed`, whose times `nnbook.speed_record` reads.
"""

from nnbook.activation import ACTIVATIONS, Activation, find_activation
from nnbook.autodiff import Value
from nnbook.chain_rule import Gradients, backward, numerical_gradient
from nnbook.cost import COSTS, Cost, find_cost
from nnbook.digits import load_digits
from nnbook.forward import ForwardPass, forward
from nnbook.gradient_descent import gradient_step, train
from nnbook.network import Layer, Network
from nnbook.neuron import neuron, weighted_sum
from nnbook.prediction import accuracy, confusion_matrix, one_hot, predict, split
from nnbook.vectorization import layer_sums, layer_sums_by_loop
from nnbook.weights_file import load, save

__version__ = "0.1.0"

__all__ = [
    "ACTIVATIONS",
    "COSTS",
    "Activation",
    "Cost",
    "ForwardPass",
    "Gradients",
    "Layer",
    "Network",
    "Value",
    "accuracy",
    "backward",
    "confusion_matrix",
    "find_activation",
    "find_cost",
    "forward",
    "gradient_step",
    "layer_sums",
    "layer_sums_by_loop",
    "load",
    "load_digits",
    "neuron",
    "numerical_gradient",
    "one_hot",
    "predict",
    "save",
    "split",
    "train",
    "weighted_sum",
]
