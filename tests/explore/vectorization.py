from nnbook import layer_sums
from tests.explore import Numbers, State, Texts, fixed

PAGE = "vectorization"


def short(x: float) -> str:
    return fixed(x).rstrip("0").rstrip(".")


def wrapped(x: float) -> str:
    return f"({short(x)})" if x < 0 else short(x)


def expected(state: State) -> tuple[Numbers, Texts]:
    """Return the numbers in full, and the texts."""
    X, W = state["X"], state["W"]
    row, column = int(state["row"]), int(state["column"])
    Z = layer_sums(X, W, [0.0] * len(W)).tolist()
    places = [(k, j) for k in range(1, len(X) + 1) for j in range(1, len(W) + 1)]
    numbers = {f"z{k}_{j}": Z[k - 1][j - 1] for k, j in places}
    numbers["z"] = Z[row - 1][column - 1]
    texts = {name: short(number) for name, number in numbers.items()}
    for letter, table in [("x", X), ("w", W)]:
        for k, line in enumerate(table, 1):
            texts |= {f"{letter}{k}_{i}": short(x) for i, x in enumerate(line, 1)}
    for i, (x, w) in enumerate(zip(X[row - 1], W[column - 1], strict=True), 1):
        texts |= {f"x{i}": wrapped(x), f"w{i}": wrapped(w)}
    subscripts = f"{row}{column}".translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    return numbers, {**texts, "name": f"z{subscripts}"}
