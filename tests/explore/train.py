from collections.abc import Iterator

import numpy as np

from nnbook import Layer, Network, backward, forward, gradient_step, train
from nnbook.cost import half_squared_sum
from nnbook.example import T, X
from nnbook.gradient_descent import batches
from tests.explore import Numbers, State, Texts, fixed

PAGE = "gradient_descent"
MOST = {"epochs": 30, "eta": ["0.05", "0.1", "0.2", "0.5", "1", "2", "5"]}
"""With a larger rate, a difference in the last digit, as between two processors, can grow far."""

TARGETS = T[:, None]


def trained(state: State) -> Iterator[tuple[Network, float]]:
    """Yield the network and its cost before training, and after each epoch."""
    epochs, eta, size = int(state["epochs"]), float(state["eta"]), int(state["size"])
    W1, W2 = state["starts"][state["start"]]
    network = Network([Layer(W1), Layer(W2)])
    yield network.copy(), half_squared_sum(forward(network, X).output, TARGETS)
    if state["biases"] == "on":
        stations: list[tuple[Network, float]] = []
        train(
            network,
            X,
            TARGETS,
            eta=eta,
            epochs=epochs,
            batch_size=size,
            callback=lambda _, cost: stations.append((network.copy(), cost)),
        )
        yield from stations
        return
    rng = np.random.default_rng(0)
    for _ in range(epochs):
        before = np.empty((8, 1))
        for rows in batches(8, size, rng):
            run = forward(network, X[rows])
            before[rows] = run.output
            gradient_step(network, backward(network, run, TARGETS[rows]), eta)
            for layer in network.layers:
                layer.b[:] = 0
        yield network.copy(), half_squared_sum(before, TARGETS)


def n_right(network: Network) -> int:
    return int(((forward(network, X).output >= 0.5) == TARGETS).sum())


def expected(state: State) -> tuple[Numbers, Texts]:
    """Return the numbers in full, and the texts."""
    stations = list(trained(state))
    network, cost = stations[-1]
    outputs = forward(network, X).output[:, 0]
    first = next((k for k, (one, _) in enumerate(stations) if n_right(one) == 8), -1)
    numbers = {"cost": cost, "right": n_right(network), "first": first}
    numbers |= {f"o{k}": o for k, o in enumerate(outputs, 1)}
    texts = {f"o{k}": fixed(o, 2) for k, o in enumerate(outputs, 1)}
    texts |= {"epoch": str(len(stations) - 1), "cost": fixed(cost)}
    texts["right"] = f"{n_right(network)} of 8"
    texts["first"] = f"All were right first in epoch {first}." if first >= 0 else ""
    return numbers, texts
