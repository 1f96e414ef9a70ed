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
    watched, shown = _is_terminal(), 0
    try:
        for epoch in range(1, epochs + 1):
            yield epoch
            if watched and epoch * 100 // epochs > (epoch - 1) * 100 // epochs:
                shown = epoch
                watched = _write(f"\r{_bar(epoch, epochs)}  cost {costs[-1]:.4g} ")
    finally:
        if shown and watched:
            _write("\n")


def _bar(epoch: int, epochs: int) -> str:
    """Return a bar that is as full as the training has come far."""
    done = WIDTH * epoch // epochs
    return "█" * done + "░" * (WIDTH - done) + f" {epoch}/{epochs}"


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
