from nnbook import ACTIVATIONS, weighted_sum
from tests.explore import Numbers, State, Texts, fixed

PAGE = "neuron"


def expected(state: State) -> tuple[Numbers, Texts]:
    """Return the numbers in full, and the texts."""
    x, w = ([state[f"{letter}{i}"] for i in (1, 2, 3)] for letter in "xw")
    z = weighted_sum(x, w, state["b"])
    numbers = {f"p{i}": w[i - 1] * x[i - 1] for i in (1, 2, 3)}
    numbers |= {"z": z, "a": ACTIVATIONS[state["activation"]].function(z)}
    texts = {name: fixed(number) for name, number in numbers.items()}
    set_by_hand = ["x1", "x2", "x3", "w1", "w2", "w3", "b"]
    texts |= {name: fixed(state[name], 2) for name in set_by_hand}
    return numbers, {**texts, "b4": fixed(state["b"])}
