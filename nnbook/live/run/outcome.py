"""Holds what a part of a page gave, and says in words what it raised."""

import re
import traceback
from dataclasses import dataclass, field

from nnbook.live.page.fault import Fault


@dataclass
class Outcome:
    """What one part of a page gave.

    Attributes
    ----------
    outputs
        For examples the live output of each; for a block what it printed; for a value
        its formatted text and its full text.
    faults
        What was wrong; empty for a part that may be published.
    """

    outputs: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def title(error: BaseException) -> str:
    """Return the first line of an exception's message, with its name."""
    return without_place(error).split("\n")[0]


def last_lines(error: BaseException) -> str:
    """Return an exception as the end of a traceback shows it."""
    return "".join(traceback.format_exception_only(error))


def without_place(error: BaseException) -> str:
    """Return the last lines of an exception without the place of a mistake in syntax."""
    return re.sub(r"\A(?:[ ].*\n)*", "", last_lines(error))
