from nnbook import Layer, Network, forward
from tests.explore import Numbers, State, Texts, fixed

PAGE = "network"
CORNERS = [(0, 0), (0, 1), (1, 0), (1, 1)]


def expected(state: State) -> tuple[Numbers, Texts]:
    """Return the numbers in full, and the texts."""
    W = [[state[f"w{j}{i}"] for i in (1, 2)] for j in (1, 2)]
    network = Network([Layer(W, [state["b1"], state["b2"]]), Layer(*state["output"])])
    run = forward(network, CORNERS)
    outputs = run.output[:, 0]
    right = int(((outputs >= 0.5) == state["xor"]).sum())
    numbers: Numbers = {"right": right}
    for k, (h, o) in enumerate(zip(run.a[0], outputs, strict=True), 1):
        numbers |= {f"h1_{k}": h[0], f"h2_{k}": h[1], f"o{k}": o}
    texts = {f"o{k}": fixed(o, 2) for k, o in enumerate(outputs, 1)}
    return numbers, {**texts, "right": str(right)}
