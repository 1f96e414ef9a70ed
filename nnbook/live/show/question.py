"""Prints questions that mark themselves: a number to type, or one of several answers to choose.

The question stands above the block as the page's own text, and its solution below as a fold:
both are all that is left where no script runs.
"""

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise


def ask(answer: float, *, digits: int, wrong: Mapping[str, float] | None = None) -> None:
    """Print a question whose answer is a number.

    Parameters
    ----------
    answer
        The right answer, computed.
    digits
        How many digits are asked for after the decimal point. An answer that is off by
        less than half of the last one is right; with 0 digits, only the number itself is.
    wrong
        Hints in Markdown, and for each the computed number to which that mistake leads.

    Raises
    ------
    ValueError
        If a number is not finite, a hint is empty, or two of the numbers cannot be told
        apart by `digits` digits.

    Examples
    --------
    >>> ask(0.25 * 2, digits=2, wrong={"This is the *square*.": 0.25**2})
    <div class="ask" data-search-exclude="" data-answer="0.5" data-digits="2" markdown="1">
    <div data-wrong="0.0625" hidden markdown="span">This is the *square*.</div>
    </div>
    """
    hints = [(hint, float(number)) for hint, number in (wrong or {}).items()]
    numbers = sorted([float(answer), *(number for _, number in hints)])
    if not all(map(math.isfinite, numbers)):
        raise ValueError(f"numbers {numbers}; expected finite ones")
    if digits < 0 or (digits == 0 and not float(answer).is_integer()):
        raise ValueError(f"answer {answer}, digits {digits}; expected digits after the point")
    apart = 10.0**-digits if digits else 0.0
    for low, high in pairwise(numbers):
        if high - low <= apart * (1 + 1e-6):
            raise ValueError(
                f"{low} and {high} with {digits} digits; expected numbers that can be told apart"
            )
    _show([], hints, answer=float(answer), digits=digits)


def choose(options: Mapping[str, str | None]) -> None:
    """Print a question with answers to choose from.

    Parameters
    ----------
    options
        Each answer, and what is wrong with it; None for the right one. All are Markdown.

    Raises
    ------
    ValueError
        If not exactly one answer is right, or a text is empty.

    Examples
    --------
    >>> choose({"larger": "A negative number times itself is positive.", "smaller": None})
    <div class="ask" data-search-exclude="" data-answer="1" data-digits="0" markdown="1">
    <ul markdown="1">
    <li markdown="span">larger</li>
    <li markdown="span">smaller</li>
    </ul>
    <div data-wrong="0" hidden markdown="span">A negative number times itself is positive.</div>
    </div>
    """
    right = [number for number, why in enumerate(options.values()) if why is None]
    if len(right) != 1 or len(options) < 2:
        raise ValueError(
            f"{len(right)} of {len(options)} answers right; expected one, and another that is not"
        )
    hints = [(why, number) for number, why in enumerate(options.values()) if why is not None]
    _show(options, hints, answer=right[0], digits=0)


def _show(
    options: Iterable[str], hints: Iterable[tuple[str, float]], *, answer: float, digits: int
) -> None:
    rows = [f'<li markdown="span">{_line(option)}</li>' for option in options]
    print(
        f'<div class="ask" data-search-exclude="" data-answer="{answer}"'
        f' data-digits="{digits}" markdown="1">'
    )
    if rows:
        print('<ul markdown="1">', *rows, "</ul>", sep="\n")
    for hint, number in hints:
        print(f'<div data-wrong="{number}" hidden markdown="span">{_line(hint)}</div>')
    print("</div>")


def _line(text: str) -> str:
    """Return a text on one line, as Markdown inside HTML needs it."""
    if not text.strip():
        raise ValueError("an empty text; expected words")
    return " ".join(text.split())
