"""Measures each line of a function by itself, with what it works on."""

import ast
import math
import statistics
from collections.abc import Callable, Iterator, Mapping
from inspect import getclosurevars, getsource
from textwrap import dedent
from timeit import Timer
from typing import Any


def body_of_loop(function: Callable[..., Any]) -> list[str]:
    """Return the statements of the loop in a loop of `function`."""
    source = dedent(getsource(function))
    [inner] = [
        inner
        for outer in ast.walk(ast.parse(source))
        for inner in ast.walk(outer)
        if isinstance(outer, ast.For) and isinstance(inner, ast.For) and inner is not outer
    ]
    return [*_texts(source, inner.body)]


def body(function: Callable[..., Any]) -> list[str]:
    """Return the statements of `function` but the one that returns its result."""
    source = dedent(getsource(function))
    found = ast.parse(source).body[0]
    assert isinstance(found, ast.FunctionDef)
    return [*_texts(source, found.body[:-1])]


def _texts(source: str, statements: list[ast.stmt]) -> Iterator[str]:
    for statement in statements:
        yield " ".join(str(ast.get_source_segment(source, statement)).split())


def surroundings(function: Callable[..., Any]) -> dict[str, Any]:
    """Return all that the names in `function` stand for, but its own."""
    found = getclosurevars(function)
    return {**found.builtins, **found.globals, **found.nonlocals}


def measured(
    statements: list[str], names: Mapping[str, Any], rounds: int, least: float
) -> list[dict[str, Any]]:
    """Return each statement with the median of its time, in microseconds.

    A measurement takes at least so many seconds: short statements are repeated.
    """
    names, whole = {**names}, "\n".join(statements)
    exec(whole, names)
    timers = [Timer(statement, globals=names) for statement in statements]
    numbers = [math.ceil(least / timer.timeit(1)) for timer in timers]
    times: list[list[float]] = [[] for _ in timers]
    for _ in range(rounds):
        for of_one, timer, number in zip(times, timers, numbers, strict=True):
            exec(whole, names)  # what is repeated may have led its numbers far away
            of_one.append(timer.timeit(number) / number)
    return [
        {"code": statement, "microseconds": round(1e6 * statistics.median(of_one), 2)}
        for statement, of_one in zip(statements, times, strict=True)
    ]
