"""Shows on a terminal how far a training has come."""

import sys
from collections.abc import Iterator, Sequence

WIDTH = 30
"""How many characters the bar has."""


def progress(epochs: int, costs: Sequence[float]) -> Iterator[int]:
    """Count the epochs from 1, and write how far they have come, 100 times at most.

    Nothing that the terminal does ends the training: where it cannot be written to, nothing is.

    Parameters
    ----------
    epochs : int
        How many there are.
    costs : sequence of float
        The costs so far; the last one is shown.

    Yields
    ------
    int
        The number of each epoch.

    Examples
    --------
    >>> list(progress(3, [0.5]))
    [1, 2, 3]
    """
    watched = _is_terminal()
    try:
        for epoch in range(1, epochs + 1):
            yield epoch
            if watched and epoch < epochs and epoch * 100 // epochs > (epoch - 1) * 100 // epochs:
                watched = _write(_line(epoch, epochs, costs[-1]))
    finally:  # after the last epoch, wherever the training ended
        if watched and costs:
            _write(_line(len(costs), epochs, costs[-1]) + "\n")


def _line(epoch: int, epochs: int, cost: float) -> str:
    """Return the line that takes the place of the one before, with a bar that fills up."""
    done = WIDTH * epoch // epochs
    bar = "█" * done + "░" * (WIDTH - done)
    return f"\r{bar} {epoch}/{epochs}  cost {cost:.4g} "


def _is_terminal() -> bool:
    """Tell whether somebody watches; a program without a window has no stream at all."""
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):  # none, none of Python's, or closed
        return False


def _write(text: str) -> bool:
    """Write `text`, and tell whether that could be done."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):  # gone, closed, or without these characters
        return False
    return True
