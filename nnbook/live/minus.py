"""Writes negative numbers with a minus sign: screen readers say it, and pass over a hyphen."""

import re

HYPHEN = re.compile(r"(?<![\w.)\]])-(?=\.?\d)")


def with_minus(text: str) -> str:
    """Return a text whose negative numbers have a minus sign.

    Examples
    --------
    >>> with_minus("half-way from -1.5 to 2e-05, minus [-.5]")
    'half-way from −1.5 to 2e-05, minus [−.5]'
    """
    return HYPHEN.sub("−", text)
