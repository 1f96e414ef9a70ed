"""Measures how quick training is, in each way of `nnbook.speed`, beside others who do the same.

Every figure is a ratio of times that were taken in turn, in the same run, with the same number
of threads. Peers that are not installed are named and left out; ``make peers`` brings
them. Prints a table, writes the records that the book reads if all of them are there, and ends
with status 1 where a goal is missed.
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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from nnbook import Layer, Network, find_cost, load_digits, one_hot, predict, train
from nnbook.cost import EpochCost
from nnbook.example import W1, W2, T, X
from nnbook.speed import PAIRS, WAYS, Step, Way, arrays, learn
from tests.benchmarks import lines
from tests.benchmarks.vectorization import about

ASSETS = Path(__file__).parents[2] / "docs/assets"
RECORD = ASSETS / "training.json"
WAYS_RECORD = Path(__file__).parents[2] / "nnbook/data/speed.json"
"""In the package, so that a downloaded lab finds it."""
PEERS = {"scikit-learn": "sklearn", "PyTorch": "torch", "JAX": "jax", "micrograd": "micrograd"}
COST = "categorical_cross_entropy"
ETA = 0.01
MOST_MEMORY = 2
"""How many MiB training may add to its data."""
OWN = ("train", *WAYS, "float32", "products")
"""The ways, as the record calls them, with 64 bits but for one; and the products with 64."""
Job = Callable[[], object]


@dataclass(frozen=True)
class Plan:
    """How much is measured: examples and epochs of both data, steps, predictions, rounds."""

    digits: int = 1437
    synthetic: int = 20_000
    epochs: int = 10
    few_epochs: int = 5
    steps: int = 100
    predictions: int = 100
    rounds: int = 25
    few_rounds: int = 5
    least: float = 0.001
    """The seconds for which a line is measured."""


PLANS = {
    "full": Plan(),
    "short": Plan(epochs=5, few_epochs=1, rounds=7, few_rounds=3),
    "tiny": Plan(50, 50, 1, 1, 2, 2, 1, 1, 1e-6),
}


def digits(m: int) -> tuple[Any, Any]:
    """Return the first images of digits, and their classes."""
    inputs, labels = load_digits()
    return inputs[:m].astype(np.float32), labels[:m]


def synthetic(m: int) -> tuple[Any, Any]:
    """Return as many numbers as so many images of 28 by 28 have, and a class for each image."""
    rng = np.random.default_rng(0)
    return rng.random((m, 784), np.float32), rng.integers(10, size=m)


def network_of(sizes: list[int], dtype: Any) -> Network:
    """Return a network for classes."""
    return Network.random(sizes, seed=0, activation="relu", output="softmax", dtype=dtype)


def ours(sizes: list[int], inputs: Any, labels: Any, batch: int, epochs: int) -> Job:
    """Return a training of this package."""
    network = network_of(sizes, inputs.dtype)
    targets = one_hot(labels, sizes[-1]).astype(inputs.dtype)
    settings: Any = {"eta": ETA, "epochs": epochs, "batch_size": batch, "cost": COST}
    return lambda: train(network, inputs, targets, **settings)


def our_ways(sizes: list[int], inputs: Any, labels: Any, batch: int, epochs: int) -> dict[str, Job]:
    """Return the training in all ways: with 64 bits, and in the last with 32 as well."""
    single = sizes, inputs, labels, batch, epochs
    double = sizes, inputs.astype(np.float64), labels, batch, epochs
    jobs = {"train": ours(*double)} | {name: in_way(way, *double) for name, way in WAYS.items()}
    last = [*WAYS.values()][-1]
    return jobs | {"float32": in_way(last, *single), "products": bare_products(*double)}


def in_way(way: Way, *work: Any) -> Job:
    """Return a training of this package, in a way of `nnbook.speed`."""
    sizes, inputs, labels, batch, epochs = work
    network = network_of(sizes, inputs.dtype)
    targets = one_hot(labels, sizes[-1]).astype(inputs.dtype)
    settings: Any = {"eta": ETA, "epochs": epochs, "batch_size": batch}
    return lambda: learn(way, network, inputs, targets, **settings)


def bare_products(sizes: list[int], inputs: Any, _labels: Any, batch: int, epochs: int) -> Job:
    """Return the five matrix products that no step of a network of two layers can do without."""
    n_in, n_hidden, n_out = sizes
    rng = np.random.default_rng(0)
    w1, w2, full_h, full_delta = (
        rng.random(shape).astype(inputs.dtype)
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


def predictions(inputs: Any, labels: Any, count: int) -> dict[str, Job]:
    """Return predicting `count` digits, by all who can."""
    x = inputs[:count]
    network = network_of([64, 32, 10], "float32")
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
    # data, layers, batch: (at least so many times as quick as scikit-learn, as PyTorch; the
    # quickest way at most so many times the bare products)
    ("digits", (64, 32, 10), 32): (2.7, 5, 2.5),
    ("digits", (64, 32, 10), 256): (2.2, 2.9, 2.3),
    ("digits", (64, 32, 10), 1437): (1.9, 1.8, 2.1),
    ("synthetic", (784, 128, 10), 32): (1.8, 1.9, None),
    ("synthetic", (784, 128, 10), 256): (1.3, 1.3, None),
}


def rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield each row of the table: what was done, and everyone's time over ours."""
    data = {"digits": digits(plan.digits), "synthetic": synthetic(plan.synthetic)}
    peers = {"scikit-learn": scikit_learn, "PyTorch": pytorch, "JAX": jax_scan}
    for (name, sizes, batch), (by_sklearn, by_torch, most) in EPOCHS.items():
        # What is done once, such as to look at the data, is shared by the epochs of a training.
        epochs = plan.epochs if name == "digits" else plan.few_epochs
        work = [*sizes], *data[name], min(batch, len(data[name][0])), epochs
        jobs = {"nnbook": ours(*work), "bare products": bare_products(*work)}
        jobs |= {peer: make(*work) for peer, make in peers.items() if installed(peer)}
        jobs |= our_ways(*work)
        times = medians(jobs, plan.rounds if name == "digits" else plan.few_rounds)
        times = {job: time / epochs for job, time in times.items()}
        title = f"an epoch, {name} {'-'.join(map(str, sizes))}, batches of {batch}"
        least = {"scikit-learn": by_sklearn, "PyTorch": by_torch}
        shown = {job: time for job, time in times.items() if job not in OWN}
        seconds = {job: rounded(time) for job, time in times.items()}
        ways = {"data": name, "layers": sizes, "batch": batch, "seconds": seconds}
        yield row(title, shown, least, above_floor(times, most)) | {"ways": ways}
    jobs = {"nnbook": example_steps(plan.steps)}
    if installed("PyTorch"):
        jobs["PyTorch"] = example_pytorch(plan.steps)
    if installed("micrograd"):
        jobs["micrograd"] = example_micrograd(plan.steps)
    title = f"the running example, {plan.steps} steps"
    yield row(title, medians(jobs, plan.rounds), {"PyTorch": 4.5, "micrograd": 60})
    for count in (1, 450):
        found = predictions(*data["digits"], count)
        jobs = {name: repeated(job, plan.predictions) for name, job in found.items()}
        least = {"scikit-learn": 1, "PyTorch": 1}
        yield row(f"predicting {count} of the digits", medians(jobs, plan.rounds), least)


def profile(plan: Plan, batch: int = 32) -> dict[str, list[dict[str, Any]]]:
    """Return what each line of a step of `train`, and of two ways, takes, and each pair."""
    inputs, labels = digits(plan.digits)
    inputs, targets = inputs.astype(np.float64), one_hot(labels, 10)
    network, rows = network_of([64, 32, 10], "float64"), np.arange(batch)
    names = lines.surroundings(train) | {"X": inputs, "T": targets, "rows": rows}
    names |= {"network": network, "chosen": COST, "eta": 1e-9}
    names |= {"epoch_cost": EpochCost(find_cost(COST), network.layers[-1].activation)}
    found = {"train": lines.measured(lines.body_of_loop(train), names, plan.rounds, plan.least)}
    for way in (next(iter(WAYS)), [*WAYS][-1]):
        x, step = WAYS[way](network_of([64, 32, 10], "float64"), inputs, 1e-9, batch)
        step = one_step(step, batch)
        names = lines.surroundings(step) | {"x": x[:batch], "t": targets[:batch]}
        found[way] = lines.measured(lines.body(step), names, plan.rounds, plan.least)
    return found | {"pairs": pairs(plan)}


def pairs(plan: Plan) -> list[dict[str, Any]]:
    """Return what each expression of `PAIRS` takes, the two of a pair one after the other."""
    each = [expression for pair in PAIRS for expression in pair]
    return lines.measured(each, arrays(), plan.rounds, plan.least)


def repeated(job: Job, number: int) -> Job:
    """Return a job done `number` times: once is too short to measure."""

    def run() -> None:
        for _ in range(number):
            job()

    return run


def one_step(step: Step, batch: int) -> Step:
    """Return the step for batches of this size, where a way has several."""
    steps: dict[int, Step] = lines.surroundings(step).get("steps", {batch: step})
    return steps[batch]


def row(
    title: str, times: dict[str, float], least: dict[str, float], missed: Sequence[str] = ()
) -> dict[str, Any]:
    """Return a row of the table, with every goal that it misses."""
    over = {name: rounded(time / times["nnbook"]) for name, time in times.items()}
    missed = [
        *(f"{name} {goal}" for name, goal in least.items() if over.get(name, goal) < goal),
        *missed,
    ]
    made = {"work": title, "seconds": rounded(times["nnbook"]), "times": over}
    return made | ({"missed": missed} if missed else {})


def above_floor(times: dict[str, float], most: float | None) -> list[str]:
    """Return the goal that the quickest way misses, if it does."""
    if most is None or times["float32"] <= most * times["bare products"]:
        return []
    return [f"the quickest way in {most} times the bare products"]


def rounded(number: float) -> float:
    """Return a number with three digits."""
    return float(f"{number:.3g}")


def added_memory(plan: Plan) -> float:
    """Return the MiB that training adds to its data, at its peak."""
    inputs, labels = synthetic(plan.synthetic)
    job = ours([784, 128, 10], inputs, labels, 32, epochs=1)
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def measure(threads: int, plan: str, what: str) -> Any:
    """Return what a process of its own measures with so many threads: rows, or the profile."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    pinned = os.environ | dict.fromkeys(names, str(threads))
    command = [sys.executable, "-m", "tests.benchmarks.training", plan, what]
    run = subprocess.run(command, env=pinned, stdout=subprocess.PIPE, check=True)
    return json.loads(run.stdout)


def main(plan: str = "full", record: Path = RECORD, ways_record: Path = WAYS_RECORD) -> int:
    """Measure with one thread and with two, print the table, and write the records."""
    absent = [peer for peer in PEERS if not installed(peer)]
    measured = {threads: measure(threads, plan, "rows") for threads in (1, 2)}
    ways = [[line.pop("ways") for line in table if "ways" in line] for table in measured.values()]
    profiled = measure(1, plan, "profile")
    memory = added_memory(PLANS[plan])
    for threads, table in measured.items():
        print(f"\nthreads: {threads}. How many times our time the others take:")
        for line in table:
            others = ", ".join(f"{name} {time:.3g}" for name, time in line["times"].items())
            print(f"  {line['work']}: {others.removeprefix('nnbook 1, ')}")
            for goal in line.get("missed", []):
                print(f"    missed the goal: {goal}")
    print("\nthreads: 1. How many times the bare products each way takes:")
    for work in ways[0]:
        over = {name: work["seconds"][name] / work["seconds"]["bare products"] for name in OWN}
        each = ", ".join(f"{name} {time:.3g}" for name, time in over.items())
        print(f"  {work['data']}, batches of {work['batch']}: {each}")
    print(f"\ntraining adds {memory:.2f} MiB to its data, at most {MOST_MEMORY}")
    if absent:
        print(f"left out, since not installed: {', '.join(absent)}; so no record is written")
    else:
        made = about() | {"threads": measured, "memory": round(memory, 2)}
        record.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
        made = about() | {"threads": 1, "works": ways[0], "lines": profiled}
        ways_record.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    return memory > MOST_MEMORY or any(
        "missed" in line for table in measured.values() for line in table
    )


if __name__ == "__main__":
    chosen, *asked = sys.argv[1:] or ["full"]
    if asked == ["rows"]:
        print(json.dumps([*rows(PLANS[chosen])]))
    elif asked == ["profile"]:
        print(json.dumps(profile(PLANS[chosen])))
    else:
        sys.exit(main(chosen))
