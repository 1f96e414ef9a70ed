"""The running example with other numbers: worlds in which every formula of the book must hold.

The numbers of the example are kind to mistakes: an input is 0 and there are no biases, so a
formula that gets these wrong gives the right result all the same. In a world of random numbers
it does not. The page on notation names the symbols in terms of what a world holds.
"""

from typing import Any

import numpy as np

import nnbook.activation
import nnbook.cost
import nnbook.example
from nnbook.chain_rule import backward
from nnbook.forward import forward
from nnbook.gradient_descent import gradient_step
from nnbook.network import Layer, Network
from nnbook.neuron import neuron, weighted_sum


def world(seed: int) -> dict[str, Any]:
    """Return the names of a world, each with its value.

    Parameters
    ----------
    seed : int
        Which world; 0 is the book's own, with the numbers of the running example.

    Returns
    -------
    dict
        The example's arrays, and what the package computes from them; `plain` is the pass of
        the example, which has no biases. `deep` is a network of three layers with biases and
        two outputs, `one` and `many` its passes with one input and with all, `targets` and
        `tables` what their outputs should be, and `deltas` and `slopes` what `backward` then
        gives. `mixed` has its weights and another activation in each layer, and `mixed_pass` is
        its pass with all inputs. `thin` has three layers of one neuron each, `through` is its
        pass, and `back` its deltas. Shapes are the same in every world.

    Examples
    --------
    >>> bool(world(0)["W1"] is nnbook.example.W1)
    True
    >>> world(1)["W1"].shape
    (3, 3)
    """
    modules = nnbook.activation, nnbook.cost, nnbook.example
    names: dict[str, Any] = {"np": np}
    for module in modules:
        names |= vars(module)
    rng = np.random.default_rng(seed)
    if seed:
        for name in ("W1", "W2", "x", "X", "T"):
            names[name] = rng.uniform(-2, 2, np.shape(names[name]))
        names |= {"t": rng.uniform(), "eta": rng.uniform(0.1, 1)}
    x, X, W1, W2 = (names[name] for name in ("x", "X", "W1", "W2"))
    t, eta = names["t"], names["eta"]
    small = Network([Layer(W1), Layer(W2)])
    plain = forward(small, x)
    gradients = backward(small, plain, [t])
    stepped = Network([Layer(W1), Layer(W2)])
    gradient_step(stepped, gradients, eta)
    shapes = [(3, 3), (2, 3), (2, 2)]
    deep = Network(
        [Layer(rng.uniform(-2, 2, shape), rng.uniform(-2, 2, shape[0])) for shape in shapes]
    )
    one, many = forward(deep, x), forward(deep, X)
    kinds = ("tanh", "relu", "sigmoid")
    pairs = zip(deep.layers, kinds, strict=True)
    mixed = Network(Layer(layer.W, layer.b, kind) for layer, kind in pairs)
    thin = Network([Layer(rng.uniform(-2, 2, (1, 1))) for _ in range(3)])
    through = forward(thin, x[:1])
    targets, tables = rng.uniform(size=2), rng.uniform(size=(len(X), 2))
    return names | {
        "Layer": Layer,
        "Network": Network,
        "weighted_sum": weighted_sum,
        "neuron": neuron,
        "forward": forward,
        "backward": backward,
        "small": small,
        "plain": plain,
        "gradients": gradients,
        "stepped": stepped,
        "deep": deep,
        "deltas": backward(deep, one, targets).delta,
        "slopes": backward(deep, many, tables).delta,
        "one": one,
        "many": many,
        "mixed": mixed,
        "mixed_pass": forward(mixed, X),
        "thin": thin,
        "through": through,
        "back": backward(thin, through, [t]).delta,
        "targets": targets,
        "tables": tables,
    }
