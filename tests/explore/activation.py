from nnbook import ACTIVATIONS
from tests.explore import Numbers, State, Texts, fixed

PAGE = "activation"


def expected(state: State) -> tuple[Numbers, Texts]:
    """Return the numbers in full, and the texts."""
    numbers: Numbers = {}
    texts: Texts = {"first": state["first"], "second": state["second"]}
    for place, name in [("1", state["first"]), ("2", state["second"])]:
        if name == "none":
            texts |= {f"a{place}": "", f"slope{place}": ""}
            continue
        numbers[f"a{place}"] = ACTIVATIONS[name].function(state["z"])
        numbers[f"slope{place}"] = ACTIVATIONS[name].derivative(state["z"])
    return numbers, {**texts, **{name: fixed(number) for name, number in numbers.items()}}
