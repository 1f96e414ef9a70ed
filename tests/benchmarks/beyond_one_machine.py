"""Measures a training step on one process beside the same step on two workers of Dask.

Writes the record that the lab "Beyond one machine" shows: the site itself is built from the
record, so that two builds of it are the same. Run it as ``python -m``, which ``make bench`` does.
"""

import json
import logging
import statistics
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
from distributed import Client, LocalCluster

from nnbook import Gradients, Network, backward, forward, gradient_step
from nnbook.shards import add_gradients
from tests.benchmarks.vectorization import about

RECORD = Path(__file__).parents[2] / "docs/assets/beyond_one_machine.json"
LAYERS = [784, 128, 10]
EXAMPLES = [64, 256, 1024, 4096, 16384]
WORKERS = 2
ROUNDS = 9
ETA = 0.01
COST = "categorical_cross_entropy"
Shard = tuple[Any, Any]


def shard_gradients(network: Network, shard: Shard) -> Gradients:
    """Return what a worker sends back."""
    x, t = shard
    found = backward(network, forward(network, x), t, cost=COST)
    return Gradients(found.dW, found.db)


def record(layers: Sequence[int], examples: Sequence[int], rounds: int) -> dict[str, Any]:
    """Return medians of the times of a step on both, in seconds for each size of a batch."""
    times: dict[str, list[float]] = {"alone": [], "spread": []}
    with (
        TemporaryDirectory() as folder,
        LocalCluster(
            n_workers=WORKERS,
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",  # any free port, of this machine only
            local_directory=folder,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):
        for m in examples:
            measured = steps(client, layers, m, rounds)
            for name, seconds in measured.items():
                times[name].append(float(f"{statistics.median(seconds):.3g}"))
    made = {"layers": [*layers], "workers": WORKERS, "rounds": rounds, "examples": [*examples]}
    return about() | made | times


def steps(client: Client, layers: Sequence[int], m: int, rounds: int) -> dict[str, list[float]]:
    """Return the times of steps with a batch of `m` examples, taken in turn."""
    rng = np.random.default_rng(0)
    x, t = rng.random((m, layers[0])), np.eye(layers[-1])[rng.integers(layers[-1], size=m)]
    network = Network.random(list(layers), seed=0, activation="relu", output="softmax")
    here = list(zip(np.array_split(x, WORKERS), np.array_split(t, WORKERS), strict=True))
    shares = [len(rows) / m for rows, _ in here]
    # Left to itself, Dask may copy a shard and let one worker compute both.
    workers = list(client.scheduler_info()["workers"])
    there = [client.scatter([pair], workers=[w])[0] for pair, w in zip(here, workers, strict=True)]

    def alone() -> None:
        gradient_step(network, shard_gradients(network, (x, t)), ETA)

    def spread() -> None:
        parts = [
            client.submit(shard_gradients, network, shard, workers=[w], pure=False)
            for shard, w in zip(there, workers, strict=True)
        ]
        gradient_step(network, add_gradients(client.gather(parts), shares), ETA)

    times: dict[str, list[float]] = {"alone": [], "spread": []}
    for number in range(-1, rounds):  # the first round is for the computers to warm up
        for step in (alone, spread):
            start = perf_counter()
            step()
            if number >= 0:
                times[step.__name__].append(perf_counter() - start)
    return times


if __name__ == "__main__":
    kept = record(LAYERS, EXAMPLES, ROUNDS)
    RECORD.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    for m, one, many in zip(EXAMPLES, kept["alone"], kept["spread"], strict=True):
        print(f"{m:6} examples: alone {one * 1e3:7.2f} ms, {WORKERS} workers {many * 1e3:7.2f} ms")
