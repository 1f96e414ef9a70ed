"""Tries the check of an exercise with answers that are wrong."""

from collections.abc import Callable
from typing import Any


def rejects(check: Callable[..., None], *wrong: Any) -> None:
    """Make sure that the check of an exercise does not let a wrong answer pass.

    Parameters
    ----------
    check
        A function of asserted cases; its parameters are the names that an answer defines.
    *wrong
        What a wrong answer would define, in the same order.

    Raises
    ------
    AssertionError
        If the answer passes.

    Examples
    --------
    >>> def check_half(half):
    ...     assert half(3) == 1.5
    >>> rejects(check_half, lambda x: x // 2)
    >>> rejects(check_half, lambda x: x / 2)
    Traceback (most recent call last):
        ...
    AssertionError: check_half lets a wrong answer pass
    """
    try:
        check(*wrong)
    except AssertionError:
        return
    raise AssertionError(f"{check.__name__} lets a wrong answer pass")
