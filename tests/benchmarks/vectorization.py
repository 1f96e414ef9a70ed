"""Measures how the times of a loop, a matrix product and a whole network grow with the work.

Writes the record that the chapter on vectorization reads and draws: the book measures no time
while it is built, or two builds would not be the same. To be run with one thread, which
``make bench`` sees to.
"""

import json
import math
import os
import platform
import re
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from timeit import timeit
from typing import Any

import numpy as np

from nnbook import Network, forward
from nnbook.vectorization import layer_sums, layer_sums_by_loop

RECORD = Path(__file__).parents[2] / "docs/assets/vectorization.json"
EXAMPLES = [2**power for power in range(11)]
"""Up to 128 kB a table: for larger ones, asking the system for memory takes most of the time."""
WIDTH = 16
"""How many inputs and neurons the layer has."""
START = {"rows": 64, "width": 64, "depth": 2}
"""The network and the batch whose rows, width and depth are doubled, one of them at a time."""
DOUBLINGS = 4
ROUNDS = 9
LEAST = 0.01
"""How many seconds one measurement takes at least: short calls are repeated."""


def record(examples: Sequence[int], rounds: int, least: float) -> dict[str, Any]:
    """Return medians of the times of both, in seconds for each size of a batch."""
    rng = np.random.default_rng(0)
    W, b = rng.normal(size=(WIDTH, WIDTH)), rng.normal(size=WIDTH)
    batches = [rng.normal(size=(m, WIDTH)) for m in examples]
    ways = {"loop": layer_sums_by_loop, "product": layer_sums}
    calls = {name: [partial(way, X, W, b) for X in batches] for name, way in ways.items()}
    # The first time of each is for the computer to warm up, and tells how often to repeat.
    repeats = {
        name: [math.ceil(least / timeit(call, number=1)) for call in calls[name]] for name in calls
    }
    times: dict[str, list[list[float]]] = {name: [[] for _ in examples] for name in calls}
    for _ in range(rounds):
        for size in range(len(examples)):
            for name in calls:
                number = repeats[name][size]
                times[name][size].append(timeit(calls[name][size], number=number) / number)
    medians = {
        name: [float(f"{statistics.median(of_size):.3g}") for of_size in times[name]]
        for name in calls
    }
    return about() | {"width": WIDTH, "rounds": rounds, "examples": [*examples]} | medians


def growth(doublings: int, rounds: int, least: float) -> dict[str, dict[str, list[float]]]:
    """Return how the work of a network, and its time, grow as rows, width or depth are doubled.

    The work is counted in multiplications. Each time is a median, in seconds.
    """
    rng = np.random.default_rng(0)
    plans = {
        what: [tuple(2**n * size if name == what else size for name, size in START.items())
               for n in range(doublings + 1)]
        for what in START
    }  # fmt: skip
    calls = {
        plan: partial(
            forward,
            Network.random([plan[1]] * (plan[2] + 1), seed=0, activation="relu"),
            rng.random(plan[:2]),
        )
        for plan in {plan for of_one in plans.values() for plan in of_one}
    }
    repeats = {plan: math.ceil(least / timeit(call, number=1)) for plan, call in calls.items()}
    times: dict[tuple[int, ...], list[float]] = {plan: [] for plan in calls}
    for _ in range(rounds):
        for plan, call in calls.items():
            times[plan].append(timeit(call, number=repeats[plan]) / repeats[plan])
    return {
        what: {
            "work": [rows * width**2 * depth for rows, width, depth in of_one],
            "seconds": [float(f"{statistics.median(times[plan]):.3g}") for plan in of_one],
        }
        for what, of_one in plans.items()
    }


def about() -> dict[str, Any]:
    """Return when and on what it was measured; nothing tells whose machine it was."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cpu": processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{blas['name']} {blas['version']}",
        "threads": int(os.environ.get("OMP_NUM_THREADS", "0")),
    }


def processor() -> str:
    """Return the name of the processor."""
    told = Path("/proc/cpuinfo")
    text = told.read_text("utf-8") if told.exists() else ""
    found = re.search(r"^model name\s*: (.*)$", text, re.MULTILINE)
    return found[1] if found else platform.processor() or platform.machine()


if __name__ == "__main__":
    measured = record(EXAMPLES, ROUNDS, LEAST)
    measured |= {"start": START, "growth": growth(DOUBLINGS, ROUNDS, LEAST)}
    RECORD.write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    for m, loop, product in zip(EXAMPLES, measured["loop"], measured["product"], strict=True):
        print(f"{m:5} examples: loop {loop * 1e6:9.0f} µs, product {product * 1e6:6.0f} µs")
    for what, found in measured["growth"].items():
        for work, seconds in zip(found["work"], found["seconds"], strict=True):
            print(f"{what}: {work:11,} multiplications {seconds * 1e6:9.0f} µs")
