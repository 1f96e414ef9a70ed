"""Measures how quick training is, beside others who do the same work.

Every figure is a ratio of times that were taken in turn, in the same run, with the same number
of threads. Peers that are not installed are named and left out; ``make peers`` brings
them. Prints a table, writes the record that the book reads if all of them are there, and ends with
status 1 where a goal is missed.
"""

import importlib.util
import json
import os
import random
import statistics
import subprocess
import sys
import tracemalloc
import warnings
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from nnbook import Layer, Network, load_digits, one_hot, predict, train
from nnbook.example import W1, W2, T, X
from tests.benchmarks.vectorization import about

RECORD = Path(__file__).parents[2] / "docs/assets/training.json"
PEERS = {"scikit-learn": "sklearn", "PyTorch": "torch", "JAX": "jax", "micrograd": "micrograd"}
ETA = 0.01
ROUNDS = 25
Job = Callable[[], object]


def digits() -> tuple[Any, Any]:
    """Return the images and the classes of the first four fifths of the digits."""
    inputs, labels = load_digits()
    return inputs[:1437].astype(np.float32), labels[:1437]


def synthetic() -> tuple[Any, Any]:
    """Return as many numbers as 20,000 images of 28 by 28 have, and a class for each image."""
    rng = np.random.default_rng(0)
    return rng.random((20_000, 784), np.float32), rng.integers(10, size=20_000)


def ours(sizes: list[int], inputs: Any, labels: Any, batch: int, epochs: int) -> Job:
    """Return a training of this package."""
    network = Network.random(
        sizes, seed=0, activation="relu", output="softmax", scaled=True, dtype="float32"
    )
    targets = one_hot(labels, sizes[-1]).astype(np.float32)
    cost = "categorical_cross_entropy"
    return lambda: train(
        network, inputs, targets, eta=ETA, epochs=epochs, cost=cost, batch_size=batch
    )


def bare_products(sizes: list[int], inputs: Any, _labels: Any, batch: int, epochs: int) -> Job:
    """Return the five matrix products that no step of a network of two layers can do without."""
    n_in, n_hidden, n_out = sizes
    rng = np.random.default_rng(0)
    w1, w2, full_h, full_delta = (
        rng.random(shape, np.float32)
        for shape in [(n_hidden, n_in), (n_out, n_hidden), (batch, n_hidden), (batch, n_out)]
    )

    def epoch() -> None:
        for start in range(0, len(inputs), batch):
            x = inputs[start : start + batch]
            h, delta = full_h[: len(x)], full_delta[: len(x)]  # the last batch may be smaller
            x @ w1.T, h @ w2.T, delta.T @ h, delta @ w2, h.T @ x

    return repeated(epoch, epochs)


def scikit_learn(sizes: list[int], inputs: Any, labels: Any, batch: int, epochs: int) -> Job:
    """Return a training of scikit-learn: the same solver, no momentum, no early stop."""
    from sklearn.neural_network import MLPClassifier  # noqa: PLC0415 - a peer

    def run() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # so few epochs have not converged
            network.fit(inputs, labels)

    network = MLPClassifier(
        tuple(sizes[1:-1]),
        solver="sgd",
        alpha=0,
        batch_size=batch,
        learning_rate_init=ETA,
        max_iter=epochs,
        momentum=0,
        nesterovs_momentum=False,
        n_iter_no_change=10**9,
        warm_start=True,
    )
    return run


def pytorch(sizes: list[int], inputs: Any, labels: Any, batch: int, epochs: int) -> Job:
    """Return a training of PyTorch, eager: a module, a loss and an optimizer."""
    import torch  # noqa: PLC0415 - a peer

    layers: list[Any] = []
    for n_in, n_out in pairwise(sizes):
        layers += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
    network = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(network.parameters(), ETA)
    loss = torch.nn.CrossEntropyLoss()
    x, y = torch.from_numpy(inputs), torch.from_numpy(labels).long()

    def epoch() -> None:
        for rows in torch.randperm(len(x)).split(batch):
            optimizer.zero_grad()
            loss(network(x[rows]), y[rows]).backward()
            optimizer.step()

    return repeated(epoch, epochs)


def jax_scan(sizes: list[int], inputs: Any, labels: Any, batch: int, epochs: int) -> Job:
    """Return a training of JAX, each epoch compiled as one scan over the batches."""
    import jax  # noqa: PLC0415 - a peer
    import jax.numpy as jnp  # noqa: PLC0415

    def loss(weights: Any, x: Any, y: Any) -> Any:
        for number, (W, b) in enumerate(weights):
            x = x @ W + b if number == 0 else jax.nn.relu(x) @ W + b
        return -jnp.mean(jax.nn.log_softmax(x)[jnp.arange(len(y)), y])

    def epoch(weights: Any, key: Any) -> Any:
        rows = jax.random.permutation(key, len(x))[: len(x) // batch * batch]

        def step(weights: Any, rows: Any) -> tuple[Any, None]:
            slopes = jax.grad(loss)(weights, x[rows], y[rows])
            return jax.tree.map(lambda w, slope: w - ETA * slope, weights, slopes), None

        return jax.lax.scan(step, weights, rows.reshape(-1, batch))[0]

    x, y = jnp.asarray(inputs), jnp.asarray(labels)
    key = jax.random.key(0)
    weights = [
        (jax.random.normal(key, (n_in, n_out)) / n_in**0.5, jnp.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]
    compiled = jax.jit(epoch)
    return repeated(lambda: jax.block_until_ready(compiled(weights, key)), epochs)


def example_steps(steps: int) -> Job:
    """Return steps of the running example, all eight rows each."""
    network = Network([Layer(W1), Layer(W2)])
    return lambda: train(network, X, T[:, np.newaxis], eta=ETA, epochs=steps)


def example_pytorch(steps: int) -> Job:
    """Return as many steps of the same network in PyTorch."""
    import torch  # noqa: PLC0415 - a peer

    linear = [torch.nn.Linear(3, 3), torch.nn.Linear(3, 1)]
    network = torch.nn.Sequential(linear[0], torch.nn.Sigmoid(), linear[1], torch.nn.Sigmoid())
    optimizer = torch.optim.SGD(network.parameters(), ETA)
    x = torch.tensor(X, dtype=torch.float32)
    targets = torch.tensor(T[:, np.newaxis], dtype=torch.float32)

    def run() -> None:
        for _ in range(steps):
            optimizer.zero_grad()
            (0.5 * (network(x) - targets) ** 2).sum().backward()
            optimizer.step()

    return run


def example_micrograd(steps: int) -> Job:
    """Return as many steps of the same network in micrograd, a number at a time."""
    from micrograd.nn import MLP  # noqa: PLC0415 - a peer

    random.seed(0)
    network = MLP(3, [3, 1])
    rows = list(zip(X.tolist(), T.tolist(), strict=True))

    def run() -> None:
        for _ in range(steps):
            error = sum((0.5 * (network(x) - t) ** 2 for x, t in rows), start=0)
            network.zero_grad()
            error.backward()
            for parameter in network.parameters():
                parameter.data -= ETA * parameter.grad

    return run


def predictions(count: int) -> dict[str, Job]:
    """Return predicting `count` digits, by all who can."""
    inputs, labels = digits()
    x = inputs[:count]
    network = Network.random(
        [64, 32, 10], seed=0, activation="relu", output="softmax", scaled=True, dtype="float32"
    )
    jobs: dict[str, Job] = {"nnbook": lambda: predict(network, x)}
    if installed("scikit-learn"):
        from sklearn.neural_network import MLPClassifier  # noqa: PLC0415 - a peer

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = MLPClassifier((32,), max_iter=1).fit(inputs, labels)
        jobs["scikit-learn"] = lambda: fitted.predict(x)
    if installed("PyTorch"):
        import torch  # noqa: PLC0415 - a peer

        module = torch.nn.Sequential(
            torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10)
        )
        tensor = torch.from_numpy(x)

        def by_torch() -> object:
            with torch.inference_mode():
                return module(tensor).argmax(1)

        jobs["PyTorch"] = by_torch
    return jobs


def installed(peer: str) -> bool:
    return importlib.util.find_spec(PEERS[peer]) is not None


def medians(jobs: dict[str, Job], rounds: int) -> dict[str, float]:
    """Return the median time of each job; the first round only warms up.

    Each round has an order of its own: what runs before a job decides what is left in the caches.
    """
    times: dict[str, list[float]] = {name: [] for name in jobs}
    order = random.Random(0)
    for _ in range(rounds + 1):
        for name, job in order.sample([*jobs.items()], len(jobs)):
            start = perf_counter()
            job()
            times[name].append(perf_counter() - start)
    return {name: statistics.median(of_job[1:]) for name, of_job in times.items()}


EPOCHS = {
    # data, layers, batch: (at least so many times as quick as scikit-learn, as PyTorch; at
    # most so many times the bare products)
    ("digits", (64, 32, 10), 32): (4, 5, 2.5),
    ("digits", (64, 32, 10), 256): (2.3, 3, 1.9),
    ("digits", (64, 32, 10), 1437): (1.8, 2, 1.8),
    ("synthetic", (784, 128, 10), 32): (1.7, 1.8, 1.3),
    ("synthetic", (784, 128, 10), 256): (1.3, 1.5, 1.2),
}


def rows() -> Iterator[dict[str, Any]]:
    """Yield each row of the table: what was done, and everyone's time over ours."""
    data = {"digits": digits(), "synthetic": synthetic()}
    peers = {"scikit-learn": scikit_learn, "PyTorch": pytorch, "JAX": jax_scan}
    for (name, sizes, batch), goals in EPOCHS.items():
        # What is done once, such as to look at the data, is shared by the epochs of a training.
        epochs = 10 if name == "digits" else 5
        work = [*sizes], *data[name], batch, epochs
        jobs = {"nnbook": ours(*work), "bare products": bare_products(*work)}
        jobs |= {peer: make(*work) for peer, make in peers.items() if installed(peer)}
        times = medians(jobs, ROUNDS if name == "digits" else 5)
        times = {peer: time / epochs for peer, time in times.items()}
        least = dict(zip(["scikit-learn", "PyTorch"], goals, strict=False))
        title = f"an epoch, {name} {'-'.join(map(str, sizes))}, batches of {batch}"
        yield row(title, times, least, most=goals[2])
    steps = 100
    jobs = {"nnbook": example_steps(steps)}
    if installed("PyTorch"):
        jobs["PyTorch"] = example_pytorch(steps)
    if installed("micrograd"):
        jobs["micrograd"] = example_micrograd(steps)
    title = f"the running example, {steps} steps"
    yield row(title, medians(jobs, ROUNDS), {"PyTorch": 8, "micrograd": 35})
    for count in (1, 450):
        jobs = {name: repeated(job, 100) for name, job in predictions(count).items()}
        least = {"scikit-learn": 1, "PyTorch": 1}
        yield row(f"predicting {count} of the digits", medians(jobs, ROUNDS), least)


def repeated(job: Job, number: int) -> Job:
    """Return a job done `number` times: once is too short to measure."""

    def run() -> None:
        for _ in range(number):
            job()

    return run


def row(
    title: str, times: dict[str, float], least: dict[str, float], most: float = 0
) -> dict[str, Any]:
    """Return a row of the table, with every goal that it misses."""
    over = {name: float(f"{time / times['nnbook']:.3g}") for name, time in times.items()}
    missed = [f"{name} {goal}" for name, goal in least.items() if over.get(name, goal) < goal]
    if most and 1 / over["bare products"] > most:
        missed.append(f"bare products {most}")
    return {"work": title, "seconds": float(f"{times['nnbook']:.3g}"), "times": over} | (
        {"missed": missed} if missed else {}
    )


def added_memory() -> float:
    """Return the MiB that training adds to its data, at its peak."""
    inputs, labels = synthetic()
    job = ours([784, 128, 10], inputs, labels, 32, epochs=1)
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def measure(threads: int) -> list[dict[str, Any]]:
    """Return the rows that a process of its own measures with so many threads."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    pinned = os.environ | dict.fromkeys(names, str(threads))
    command = [sys.executable, "-m", "tests.benchmarks.training", "rows"]
    run = subprocess.run(command, env=pinned, stdout=subprocess.PIPE, check=True)
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found


def main() -> int:
    """Measure with one thread and with two, print the table, and write the record."""
    absent = [peer for peer in PEERS if not installed(peer)]
    measured = {threads: measure(threads) for threads in (1, 2)}
    memory = added_memory()
    for threads, table in measured.items():
        print(f"\nthreads: {threads}. How many times our time the others take:")
        for line in table:
            others = ", ".join(f"{name} {time:.3g}" for name, time in line["times"].items())
            print(f"  {line['work']}: {others.removeprefix('nnbook 1, ')}")
            for goal in line.get("missed", []):
                print(f"    missed the goal: {goal}")
    print(f"\ntraining adds {memory:.2f} MiB to its data, at most 2")
    if absent:
        print(f"left out, since not installed: {', '.join(absent)}; so the record stays as it was")
    else:
        record = about() | {"threads": measured, "memory": round(memory, 2)}
        RECORD.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    return any("missed" in line for table in measured.values() for line in table) or memory > 2


if __name__ == "__main__":
    if sys.argv[1:] == ["rows"]:
        print(json.dumps(list(rows())))
    else:
        sys.exit(main())
