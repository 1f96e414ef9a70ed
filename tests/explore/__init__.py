"""What the figures that come alive must show, computed with nnbook: a module a figure."""

from typing import Any

State = dict[str, Any]
Numbers = dict[str, float]
Texts = dict[str, str]


def fixed(x: float, digits: int = 4) -> str:
    """Return a number as the figures show it."""
    return f"{x:z.{digits}f}".replace("-", "−").replace("inf", "∞")
