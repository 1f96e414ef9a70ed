import numpy as np

from nnbook import Layer, Network, backward, forward
from tests.explore import Numbers, State, Texts, fixed

PAGE = "deeper"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def size(x: float) -> str:
    """Return a number as the figure shows it: in full near 1, else with a power of ten."""
    if 0.01 <= x < 1000:
        return fixed(x, 2)
    digits, exponent = f"{x:.1e}".split("e")
    return f"{digits} · 10{str(int(exponent)).translate(SUPERSCRIPTS)}"


def expected(state: State) -> tuple[Numbers, Texts]:
    """Return the numbers in full, and the texts."""
    table, factor = state["scales"][state["start"]]
    depth = int(state["depth"] + 0.5)
    weights = factor * np.array(state["tables"][table])
    hidden = [Layer(W, activation=state["activation"]) for W in weights[:depth]]
    network = Network([*hidden, Layer(weights[depth], activation="identity")])
    deltas = backward(network, forward(network, state["x"]), np.zeros(len(state["x"]))).delta
    sizes = [float(np.sqrt((delta**2).mean())) for delta in deltas]
    shares = {f"share{k}": one / sizes[-1] for k, one in enumerate(sizes, 1)}
    left = shares["share1"]
    numbers = {**shares, "left": left, "factor": left ** (1 / depth)}
    return numbers, {name: size(numbers[name]) for name in ("left", "factor")}
