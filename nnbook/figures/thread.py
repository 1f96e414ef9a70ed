"""The book's thread: the same small network at the head of each chapter, its part at issue lit.

It is an ornament, hidden from screen readers: the title says what the chapter is about.
"""

from collections.abc import Iterable

HEIGHTS = 12, 32, 52
INPUTS, HIDDEN, OUTPUT, ERROR = 10, 52, (94, 32), (122, 32)

PARTS = {
    "inputs": "c0",
    "weights": "c1",
    "sums": "c2",
    "activations": "c3",
    "output": "c3",
    "error": "c4",
    "gradients": "c5",
}
"""What can be lit, each in the color of its symbol."""


def thread(*lit: str, neuron: bool = False) -> str:
    """Return the network as SVG.

    Parameters
    ----------
    lit : str
        The parts at issue, keys of `PARTS`; the others stay pale.
    neuron : bool
        Whether only one of its neurons is at issue, with all that leads to it.

    Raises
    ------
    ValueError
        If the network has no such part.

    Examples
    --------
    >>> thread("inputs").count("--live-c0")
    3
    >>> thread("weights", neuron=True).count("--live-c1")
    3
    """
    if unknown := set(lit) - PARTS.keys():
        raise ValueError(f"{', '.join(sorted(unknown))}; expected some of {', '.join(PARTS)}")
    wires = "gradients" if "gradients" in lit else "weights"
    shapes = []
    for j, height in enumerate(HEIGHTS):
        chosen = j == 1 or not neuron
        into = [line((INPUTS, start), (HIDDEN, height)) for start in HEIGHTS]
        shapes += colored(into, wires, lit if chosen else ())
        shapes += colored([line((HIDDEN, height), OUTPUT)], wires, () if neuron else lit)
    shapes += colored([line(OUTPUT, ERROR)], "error", lit)
    shapes += colored([circle(INPUTS, height) for height in HEIGHTS], "inputs", lit)
    for j, height in enumerate(HEIGHTS):
        chosen = j == 1 or not neuron
        hidden = "sums" if "sums" in lit else "activations"
        shapes += colored([circle(HIDDEN, height)], hidden, lit if chosen else ())
    shapes += colored([circle(*OUTPUT)], "output", lit)
    shapes += colored([circle(*ERROR, radius=3)], "error", lit)
    return (
        '<svg class="thread" viewBox="0 0 132 64" style="width: 7rem" aria-hidden="true">'
        f"{''.join(shapes)}</svg>"
    )


def colored(shapes: Iterable[str], part: str, lit: Iterable[str]) -> list[str]:
    """Return shapes in the color of their part if it is lit, and pale otherwise."""
    shines = part in lit
    color, width = (f"--live-{PARTS[part]}", 2.4) if shines else ("--live-quiet", 0.7)
    style = f"stroke: var({color}); stroke-width: {width}"
    return [shape.replace("/>", f' style="{style}"/>') for shape in shapes]


def line(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return a wire."""
    return f'<path d="M{start[0]} {start[1]}L{end[0]} {end[1]}"/>'


def circle(x: float, y: float, radius: float = 6) -> str:
    """Return a neuron, which covers the ends of its wires."""
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="var(--live-paper)"/>'
