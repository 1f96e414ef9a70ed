from tests.explore import Numbers, State, Texts, fixed, network

PAGE = "chain_rule"
N = (1, 2, 3)
FORWARD = [*[f"z{j}" for j in N], *[f"h{j}" for j in N], "zo", "o", "E"]
BACK = ["do", "deltao", *[f"dv{j}" for j in N]]
for j in N:
    BACK += [f"dh{j}", f"delta{j}", *[f"dw{j}{i}" for i in N]]
STEPS = [*FORWARD, *BACK]
LOWER = str.maketrans("123o", "₁₂₃ₒ")


def lower(name: str) -> str:
    return name.translate(LOWER)


def title(name: str) -> str:
    if name == "do":
        return "∂E/∂o"
    return "∂E/∂" + lower(name.replace("delta", "z").removeprefix("d"))


def rates(numbers: Numbers, state: State) -> dict[str, tuple[str, str, float]]:
    """Return for each slope the slope that it comes from, its own rate in letters, and the rate."""
    o = numbers["o"]
    known = {"do": ("", "(o − t)", o - state["t"]), "deltao": ("do", "(o (1 − o))", o * (1 - o))}
    for j in N:
        h = numbers[f"h{j}"]
        known[f"dv{j}"] = ("deltao", lower(f"h{j}"), h)
        known[f"dh{j}"] = ("deltao", lower(f"v{j}"), state[f"v{j}"])
        known[f"delta{j}"] = (f"dh{j}", f"({lower(f'h{j}')} (1 − {lower(f'h{j}')}))", h * (1 - h))
        for i in N:
            known[f"dw{j}{i}"] = (f"delta{j}", lower(f"x{i}"), state[f"x{i}"])
    return known


def line(numbers: Numbers, state: State) -> str:
    """Return what the last step has done, as a formula."""
    done = int(state["steps"])
    if not done:
        return "Press Next: the first box adds up."
    name = STEPS[done - 1]
    how = {"zo": "v₁h₁ + v₂h₂ + v₃h₃", "o": "σ(zₒ)", "E": "½ (t − o)²"}
    how |= {f"z{j}": lower(" + ".join(f"w{j}{i}x{i}" for i in N)) for j in N}
    how |= {f"h{j}": lower(f"σ(z{j})") for j in N}
    if name in how:
        return f"{name if name in 'oE' else lower(name)} = {how[name]} = {fixed(numbers[name])}"
    before, letters, rate = rates(numbers, state)[name]
    slope = fixed(numbers[before], 8) if before else "1"
    product = f"{slope} · {fixed(rate, 8)} = {fixed(numbers[name], 8)}"
    return f"{title(name)} = {title(before) if before else '1'} · {letters} = {product}"


def expected(state: State) -> tuple[Numbers, Texts]:
    """Return the numbers in full, and the texts."""
    numbers, _ = network.expected(state)
    numbers["do"] = numbers["o"] - state["t"]
    numbers |= {f"dh{j}": numbers["deltao"] * state[f"v{j}"] for j in N}
    done = STEPS[: int(state["steps"])]
    texts = {
        name: fixed(numbers[name], 8 if name[:2] in {"dv", "dw"} else 4) if name in done else ""
        for name in STEPS
    }
    texts |= {f"x{i}": f"{state[f'x{i}']:.2f}".rstrip("0").rstrip(".") for i in N}
    texts |= {name: "0" if text == "-0" else text for name, text in texts.items()}
    texts = {name: text.replace("-", "−") for name, text in texts.items()}
    return numbers, {**texts, "line": line(numbers, state)}
