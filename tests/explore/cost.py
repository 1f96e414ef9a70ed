from math import log

import numpy as np

from nnbook.activation import ACTIVATIONS, sigmoid
from nnbook.chain_rule import output_delta
from nnbook.cost import COSTS, Cost
from nnbook.forward import ForwardPass
from tests.explore import Numbers, State, Texts, fixed

PAGE = "cost"
MOST = {"steps": 40}
"""Each jump of a ball over its target widens the gap between two ways of computing it.

After 260 jumps a difference in the last digit, as between two processors, can reach the sixth.
"""

NAMES = ["signed_error_sum", "absolute_error_sum", "half_squared_sum", "binary_cross_entropy"]


def defined(name: str, o: float) -> bool:
    return name != "binary_cross_entropy" or 0 < o < 1


def slope_by_sum(cost: Cost, z: float, o: float, t: float) -> float:
    """Return the slope of the cost with respect to the sum before a sigmoid."""
    run = ForwardPass(np.empty((1, 0)), [np.array([[z]])], [np.array([[o]])])
    return output_delta(ACTIVATIONS["sigmoid"], run, np.array([[t]]), cost).item()


def roll(name: str, state: State) -> tuple[float, float | None]:
    """Return where the ball lies after the steps, and the slope that it would go by next."""
    cost, over_z, t = COSTS[name], state["moves"] == "z", state["t"]
    o = min(max(state["o"], 0.01), 0.99) if over_z else state["o"]
    z = log(o / (1 - o)) if over_z else 0.0
    for step in range(int(state["steps"]) + 1):
        if not defined(name, o):
            return o, None
        slope = slope_by_sum(cost, z, o, t) if over_z else cost.derivative([o], [t]).item()
        if step == int(state["steps"]) or abs(o) > 1000:
            break
        z -= state["eta"] * slope
        o = sigmoid(z) if over_z else o - state["eta"] * slope
    return o, slope


def expected(state: State) -> tuple[Numbers, Texts]:
    """Return the numbers in full, and the texts."""
    numbers: Numbers = {}
    texts: Texts = {}
    for place, name in enumerate(NAMES, 1):
        o, slope = roll(name, state)
        numbers[f"o{place}"] = o
        texts |= {f"E{place}": "none", f"slope{place}": "none"}
        if slope is not None:
            numbers |= {
                f"E{place}": COSTS[name].function([o], [state["t"]]),
                f"slope{place}": slope,
            }
    return numbers, texts | {name: fixed(number) for name, number in numbers.items()}
