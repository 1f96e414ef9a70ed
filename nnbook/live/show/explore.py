"""Offers a figure with what it needs to come alive where JavaScript runs.

The figure that the build drew is the content of a custom element, and stays where no script
runs. ``docs/assets/explore/<name>.js`` defines the element; it finds the numbers that the
page computed in the attribute ``data-state``.
"""

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any


def explore(name: str, state: Mapping[str, Any], figure: str, *, about: str) -> None:
    """Print a figure as one that can come alive.

    Parameters
    ----------
    name : str
        The name of the custom element, without ``explore-``, and of its script.
    state : mapping
        What the script begins with, by name: numbers, words, lists and arrays.
    figure : str
        What stands where no script runs, from `nnbook.live.show.figure.svg`; its title is that of
        the living figure, too.
    about : str
        What can be done with the living figure, and is worth trying; shown with it alone.

    Raises
    ------
    ValueError
        If the name is no word of small letters, `about` is empty, or a number of the state
        is not finite.

    Examples
    --------
    >>> explore("line", {"slope": 0.5}, "<svg>...</svg>", about="Turn it.")
    <div><explore-line data-state="{&quot;slope&quot;: 0.5}">
    <svg>...</svg>
    <p class="explore-about" data-search-exclude="" hidden>Turn it.</p>
    </explore-line></div>
    """
    if not re.fullmatch("[a-z]+", name):
        raise ValueError(f"name {name!r}; expected a word of small letters")
    if not about.strip():
        raise ValueError(f"about {about!r}; expected words")
    data = escape(json.dumps(state, default=_plain, allow_nan=False))
    words = f'<p class="explore-about" data-search-exclude="" hidden>{escape(about)}</p>'
    # To Markdown, only elements that it knows are blocks.
    print(f'<div><explore-{name} data-state="{data}">', figure, words, sep="\n")
    print(f"</explore-{name}></div>")


def _plain(value: Any) -> Any:
    """Return what an array or a number of NumPy is in plain Python."""
    return value.tolist()
