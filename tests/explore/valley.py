import numpy as np

from nnbook import Layer, Network, backward, forward
from nnbook.cost import half_squared_sum
from nnbook.example import W1, W2, T, X
from tests.explore import Numbers, State, Texts, fixed

PAGE = "gradient_descent"
MOST = {"steps": 40, "eta": 2}
"""Each jump across the valley widens the gap between two ways of computing it."""

MOVING = [0, 2]


def expected(state: State) -> tuple[Numbers, Texts]:
    """Return the numbers in full, and the texts."""
    network = Network([Layer(W1), Layer(W2)])
    W = network.layers[1].W
    W[0, MOVING] = state["a"], state["b"]
    targets, speed = T[:, np.newaxis], np.zeros(2)
    for _ in range(int(state["steps"])):
        gradients = backward(network, forward(network, X), targets)
        speed = state["momentum"] * speed + gradients.dW[1][0, MOVING]
        W[0, MOVING] -= state["eta"] * speed
    run = forward(network, X)
    slopes = backward(network, run, targets).dW[1][0, MOVING]
    numbers = {"v1": W[0, 0], "v3": W[0, 2], "E": half_squared_sum(run.output, targets)}
    texts = {name: fixed(number) for name, number in numbers.items()}
    return {**numbers, "da": slopes[0], "db": slopes[1]}, texts
