from math import floor, log10

from nnbook import Layer, Network, backward, forward, gradient_step
from nnbook.cost import half_squared_sum
from tests.explore import Numbers, State, Texts, fixed

PAGE = "gradient_descent"
N = (1, 2, 3)
WEIGHTS = [f"w{j}{i}" for j in N for i in N] + [f"v{j}" for j in N]


def short(x: float) -> str:
    """Return a number with as many decimals as leave room beside it."""
    return fixed(x, max(0, 4 - max(0, floor(log10(abs(x) or 1)))))


def network_of(state: State) -> Network:
    hidden = Layer([[state[f"w{j}{i}"] for i in N] for j in N])
    return Network([hidden, Layer([[state[f"v{j}"] for j in N]])])


def inputs_of(state: State) -> list[float]:
    return [state[f"x{i}"] for i in N]


def expected(state: State) -> tuple[Numbers, Texts]:
    """Return the numbers in full, and the texts."""
    network = network_of(state)
    run = forward(network, inputs_of(state))
    gradients = backward(network, run, [state["t"]])
    numbers = {"zo": run.z[1].item(), "o": run.output.item()}
    numbers["E"] = half_squared_sum(run.output, [state["t"]])
    numbers["deltao"] = gradients.delta[1].item()
    for j in N:
        numbers |= {f"z{j}": run.z[0][j - 1], f"h{j}": run.a[0][j - 1]}
        numbers[f"delta{j}"] = gradients.delta[0][0, j - 1]
    slopes = [*gradients.dW[0].flat, *gradients.dW[1].flat]
    numbers |= {f"d{name}": slope for name, slope in zip(WEIGHTS, slopes, strict=True)}
    texts = {name: short(number) for name, number in numbers.items()}
    texts |= {name: short(state[name]) for name in WEIGHTS}
    return numbers, texts | {name: fixed(state[name], 2) for name in ("x1", "x2", "x3", "t")}


def after_step(state: State) -> State:
    """Return the state after one step of gradient descent, with all biases still 0."""
    network = network_of(state)
    gradients = backward(network, forward(network, inputs_of(state)), [state["t"]])
    gradient_step(network, gradients, state["eta"])
    moved = [*network.layers[0].W.flat, *network.layers[1].W.flat]
    return {**state, **dict(zip(WEIGHTS, map(float, moved), strict=True))}
