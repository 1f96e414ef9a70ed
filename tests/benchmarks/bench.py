"""Measures what running the pages costs the build, and how soon an author sees a change.

Times are compared only with times of the same run, taken in turn, round after round; the
machine's speed falls out. Prints a table, keeps all numbers in .cache/bench.json, and ends
with status 1 where a goal is missed.
"""

import ctypes
import json
import os
import platform
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from nnbook.live.page import Page, body_of
from nnbook.live.parts import Block, Examples, Formula, Part, Text
from nnbook.live.process import REPRODUCIBLE
from nnbook.live.runner import Outcome, run

ROOT = Path(__file__).parents[2]
ROUNDS = 7
SAVES = 12
GOALS = {
    "(clean build - code alone) / without execution": 1.5,
    "build of nothing new / without execution": 1.3,
    "seconds from a save to the new page, median": 1.0,
}
BUILD = ["-m", "mkdocs", "build"]
ALONE = """
import contextlib, io, runpy, sys
for page in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()):
        runpy.run_path(page, run_name="__main__")
"""


def without_execution(part: Part, outcomes: Iterator[Outcome]) -> str:
    """Return a part of a page with what it gave instead of what runs."""
    match part:
        case Text():
            return part.source
        case Formula():
            dollars = "$$" if part.display else "$"
            latex = (
                piece.source if isinstance(piece, Text) else next(outcomes).outputs[0]
                for piece in part.parts
            )
            return dollars + "".join(latex) + dollars
        case Examples():
            next(outcomes)
            # The same lexer by its other name, which runs nothing.
            opening = part.fence + part.info.replace("pycon", "python-console", 1)
            rows = [opening, *part.code.splitlines(), part.fence]
        case Block():
            rows = ["", *"".join(next(outcomes).outputs).splitlines(), ""]
        case _:
            return escape(next(outcomes).outputs[0])
    return "\n".join(part.prefix + row for row in rows)


def script(page: Page) -> str:
    """Return the code of a page as a module; examples of errors are left out."""
    code = []
    for part in page.programs():
        if isinstance(part, Block):
            code.append(part.code)
        elif isinstance(part, Examples):
            code += [example.source for example in part.examples() if example.exc_msg is None]
        else:
            code.append(f'f"""{{{part.field}}}"""\n')
    return "".join(code)


def lay_out(folder: Path) -> list[Path]:
    """Make copies of the book, live and plain, and scripts of its code; return the pages."""
    out = shutil.ignore_patterns(".*", "__pycache__", "site", "tests")
    for name in ("live", "plain"):
        shutil.copytree(ROOT, folder / name, ignore=out)
    config = folder / "plain/mkdocs.yml"
    config.write_text(re.sub("cache: .*", "cache: ''", config.read_text("utf-8")), "utf-8")
    (folder / "scripts").mkdir()
    (folder / "alone.py").write_text(ALONE, "utf-8")
    pages = sorted((folder / "live/docs").rglob("*.md"))
    for number, path in enumerate(pages):
        page = Page.read(path)
        outcomes = list(run(page))
        if faults := [fault for outcome in outcomes for fault in outcome.faults]:
            sys.exit(f"{faults[0]}")
        rest = iter(outcomes)
        text = "".join(without_execution(part, rest) for part in page.parts)
        front = path.read_text("utf-8").removesuffix(body_of(path)[0])
        (folder / "plain" / path.relative_to(folder / "live")).write_text(front + text, "utf-8")
        (folder / f"scripts/{number:03}.py").write_text(script(page), "utf-8")
    return pages


def environment(folder: Path) -> dict[str, str]:
    """Return the environment in which a copy of the book keeps to its own folder."""
    own = {"PYTHONPATH": str(folder), "TMPDIR": str(folder), "NO_MKDOCS_2_WARNING": "1"}
    return os.environ | REPRODUCIBLE | own


def cpu() -> float:
    """Return the CPU time of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(arguments: list[str], folder: Path) -> dict[str, float]:
    """Run Python in `folder`; return wall-clock and CPU time, helpers left behind included."""
    before, start = cpu(), time.perf_counter()
    with (folder / ".log").open("w+", encoding="utf-8") as log:
        command = [sys.executable, *arguments]
        status = subprocess.run(
            command, cwd=folder, env=environment(folder), stdout=log, stderr=log, check=False
        ).returncode
        wall = time.perf_counter() - start
        if status:
            log.seek(0)
            sys.exit(log.read())
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        return {"wall": wall, "cpu": cpu() - before}


def one_round(folder: Path) -> dict[str, dict[str, float]]:
    """Return the times of the four ways of going through the pages."""
    scripts = map(str, sorted((folder / "scripts").iterdir()))
    shutil.rmtree(folder / "live/.cache", ignore_errors=True)
    return {
        "without execution": timed(BUILD, folder / "plain"),
        "code alone": timed([str(folder / "alone.py"), *scripts], folder / "live"),
        "clean build": timed(BUILD, folder / "live"),
        "build of nothing new": timed(BUILD, folder / "live"),
    }


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the book in `folder`, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--no-strict", "--dev-addr", address]
    with (folder / ".log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            command, cwd=folder, env=environment(folder), stdout=log, stderr=log
        )
        try:
            wait_for(f"http://{address}/", "")
            yield f"http://{address}/"
        except SystemExit as missing:
            sys.exit(f"{missing}\n{Path(log.name).read_text('utf-8')}")
        finally:
            server.terminate()
            server.wait()


def wait_for(url: str, text: str) -> None:
    """Wait until the page at `url` has `text` in it."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urlopen(url) as answer:
                if text in answer.read().decode():
                    return
        except URLError:
            pass  # the server is not up yet
        time.sleep(0.005)
    sys.exit(f"no {text!r} at {url} within a minute")


def saves(pages: list[Path], docs: Path) -> list[float]:
    """Append to one page after the other while they are served; return the waiting times."""
    waits = []
    with served(docs.parent) as home:
        for number in range(SAVES):
            # Save at all points of the server's cycle of half a second.
            time.sleep(1 + 0.5 * number / SAVES)
            path = pages[number % len(pages)]
            name = path.relative_to(docs).with_suffix("").as_posix()
            url = home + (name + "/").removesuffix("index/")
            text = path.read_text("utf-8")
            start = time.perf_counter()
            path.write_text(f"{text}\n\nSaved for the time {number}.\n", "utf-8")
            wait_for(url, f"Saved for the time {number}.")
            waits.append(time.perf_counter() - start)
    return waits


def main() -> int:
    """Measure, tell, keep; return the exit status."""
    if sys.platform == "linux":  # helpers that outlive their build become ours to count
        ctypes.CDLL(None).prctl(36, 1)
    os.environ |= REPRODUCIBLE
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        pages = lay_out(folder)
        one_round(folder)  # compiles, and fills the system's caches
        rounds = [one_round(folder) for _ in range(ROUNDS)]
        waits = saves(pages, folder / "live/docs")
    ratios = {
        kind: [
            [
                (r["clean build"][kind] - r["code alone"][kind]) / r["without execution"][kind]
                for r in rounds
            ],
            [r["build of nothing new"][kind] / r["without execution"][kind] for r in rounds],
        ]
        for kind in ("wall", "cpu")
    }
    measured = [*map(statistics.median, [*ratios["wall"], waits])]
    print(f"{len(pages)} pages, medians of {ROUNDS} rounds and {SAVES} saves")
    for what in rounds[0]:
        wall, used = (statistics.median(r[what][kind] for r in rounds) for kind in ("wall", "cpu"))
        print(f"  {what:48} {wall:6.2f} s   {used:6.2f} s of CPU")
    for (what, goal), value in zip(GOALS.items(), measured, strict=True):
        print(f"{what:50} {value:6.2f}   goal {goal:.2f}   {'met' if value <= goal else 'MISSED'}")
    cpus = [statistics.median(ratio) for ratio in ratios["cpu"]]
    print(f"by CPU time {cpus[0]:.2f} and {cpus[1]:.2f}; longest wait {max(waits):.2f} s")
    kept = ROOT / ".cache/bench.json"
    kept.parent.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "system": platform.system()}
    result = machine | {
        "cpus": os.cpu_count(),
        "pages": len(pages),
        "goals": GOALS,
        "measured": dict(zip(GOALS, measured, strict=True)),
        "cpu ratios": cpus,
        "rounds": rounds,
        "waits": waits,
    }
    kept.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    return int(any(value > goal for value, goal in zip(measured, GOALS.values(), strict=True)))


if __name__ == "__main__":
    sys.exit(main())
