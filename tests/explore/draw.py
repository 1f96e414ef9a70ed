from base64 import urlsafe_b64decode

import numpy as np

from nnbook import Layer, Network, forward
from nnbook.digits import shrink
from tests.explore import Numbers, State, Texts, fixed

PAGE = ""
LEFT = "ink"


def image_of(state: State) -> list[float]:
    """Return the pixels: those of a test image, or what the drawing becomes."""
    if state["shown"] != LEFT:
        letters: str = state["tests"][int(state["shown"])]
        return [(ord(letter) - ord("a")) / 16 for letter in letters]
    bits = np.unpackbits(np.frombuffer(urlsafe_b64decode(state["ink"] + "="), np.uint8))
    return list(shrink(bits.reshape(32, 32)))


def expected(state: State) -> tuple[Numbers, Texts]:
    """Return the numbers in full, and the texts."""
    network = Network([Layer(*parts) for parts in state["layers"]])
    image = image_of(state)
    run = forward(network, image)
    numbers = {f"x{k}": x for k, x in enumerate(image)}
    numbers |= {f"h{k}": h for k, h in enumerate(run.a[0])}
    numbers |= {f"o{k}": o for k, o in enumerate(run.output)}
    texts = {f"o{k}": fixed(o, 3) for k, o in enumerate(run.output)}
    best = int(run.output.argmax())
    texts["answer"] = f"The network answers {best}, with {fixed(run.output[best], 3)}."
    truth = "" if state["shown"] == LEFT else state["labels"][int(state["shown"])]
    return numbers, {**texts, "truth": f"The image shows a {truth}." if truth != "" else ""}
