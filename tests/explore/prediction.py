from nnbook import Layer, Network, accuracy, forward, predict
from tests.explore import Numbers, State, Texts, fixed

PAGE = "prediction"


def expected(state: State) -> tuple[Numbers, Texts]:
    """Return the numbers in full, and the texts."""
    network = Network([Layer(*parts) for parts in state["networks"][state["network"]]])
    point = [state["x1"], state["x2"]]
    run = forward(network, point)
    numbers: Numbers = {"zo": run.z[1].item(), "o": run.output.item()}
    numbers["rest"] = 1 - numbers["o"]
    for j, (z, h) in enumerate(zip(run.z[0], run.a[0], strict=True), 1):
        numbers |= {f"z{j}": z, f"h{j}": h}
    texts = {name: fixed(number) for name, number in numbers.items()}
    answer = predict(network, [point]).item()
    examples = state["sets"][state["examples"]]
    answers = predict(network, [example[:2] for example in examples])
    classes = [int(example[2]) for example in examples]
    right = round(len(examples) * accuracy(predicted=answers, actual=classes))
    numbers |= {"answer": answer, "right": right}
    return numbers, {**texts, "answer": str(answer), "right": f"{right} of {len(examples)}"}
