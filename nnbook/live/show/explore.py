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


def explore(  # noqa: PLR0913 - what a figure can be told
    name: str,
    state: Mapping[str, Any],
    figure: str,
    *,
    about: str,
    guess: str = "",
    answers: Mapping[str, bool] | None = None,
    task: str = "",
) -> None:
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
    guess : str, optional
        A question to answer before anything is tried.
    answers : mapping of str to bool, optional
        The answers to choose from, in this order, and whether they are right, which one of them is.
    task : str, optional
        What to bring about with the figure, whose script says when it is done. Then the reader
        learns which answer was right.

    Raises
    ------
    ValueError
        If the name is no word of small letters, `about` is empty, a number of the state
        is not finite, or a guess comes without one right answer or without a task.

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
    answers = answers or {}
    if bool(guess) != (list(answers.values()).count(True) == 1) or (guess and not task):
        raise ValueError(
            f"guess {guess!r}, answers {answers}, task {task!r}; "
            "expected a question, one right answer among others, and a task, or nothing"
        )
    data = escape(json.dumps(state, default=_plain, allow_nan=False))
    words = _hidden("p", "about", escape(about))
    # To Markdown, only elements that it knows are blocks.
    print(f'<div><explore-{name} data-state="{data}">', figure, words, sep="\n")
    if guess:
        rights = {text: ' data-right=""' if right else "" for text, right in answers.items()}
        items = "".join(f"<li{right}>{escape(text)}</li>" for text, right in rights.items())
        question = f"<p><strong>Guess first.</strong> {escape(guess)}</p>"
        print(_hidden("div", "guess", f"{question}<ul>{items}</ul>"))
    if task:
        print(_hidden("p", "task", f"<strong>Then try.</strong> {escape(task)}"))
    print(f"</explore-{name}></div>")


def _hidden(tag: str, kind: str, content: str) -> str:
    """Return what stays out of sight until a script runs."""
    return f'<{tag} class="explore-{kind}" data-search-exclude="" hidden>{content}</{tag}>'


def _plain(value: Any) -> Any:
    """Return what an array or a number of NumPy is in plain Python."""
    return value.tolist()
