"""Measures what running the pages costs the build, and how soon an author sees a change.

The whole book is built: as it is, with what it gave in place of what runs, and ten times over.

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

from nnbook.live.lab.notebook import as_text, find_labs, is_code, read
from nnbook.live.page.page import Page
from nnbook.live.page.parts import Block, Examples, Formula, Note, Part, Text
from nnbook.live.run.asker import REPRODUCIBLE
from nnbook.live.run.outcome import Outcome
from nnbook.live.run.runner import run_parts

ROOT = Path(__file__).parents[2]
ROUNDS = 5
TENFOLD_ROUNDS = 3
SAVES = 12
MODULE = ("nnbook/neuron.py", "api/neuron")
"""A module whose documentation changes, and the page that shows it."""
GOALS = {
    "clean build / without execution": 2.3,
    "build of nothing new / without execution": 1.1,
    "clean build of ten times the pages / of the pages": 8.5,
    "seconds from a save to the new page": 0.7,
    "seconds from a changed docstring to its page": 5.0,
}
BUILD = ["-m", "mkdocs", "build"]
Times = dict[str, float]


def without_execution(part: Part, outcomes: Iterator[Outcome]) -> str:
    """Return a part of a page with what it gave instead of what runs."""
    match part:
        case Text():
            return part.source
        case Note():  # it tells how to prove
            return ""
        case Formula():
            dollars = "$$" if part.display else "$"
            latex = (
                piece.source if isinstance(piece, Text) else next(outcomes).outputs[0]
                for piece in part.parts
            )
            return dollars + "".join(latex) + dollars
        case Examples():
            next(outcomes)
            # Without prompts it is code that is only shown; the same lexer has the same to color.
            opening = part.fence + part.info.replace("pycon", "python", 1)
            rows = [opening, *map(without_prompt, part.code.splitlines()), part.fence]
        case Block():
            rows = ["", *"".join(next(outcomes).outputs).splitlines(), ""]
        case _:
            return escape(next(outcomes).outputs[0])
    return "\n".join(part.prefix + row for row in rows)


def without_prompt(row: str) -> str:
    """Return a row of examples as code: what is printed becomes a comment."""
    prompt, code = row[:4].rstrip(), row[4:]
    return code if prompt in {">>>", "..."} else f"# {row}"


def without_code(docs: Path) -> None:
    """Leave only the text of the labs: how long their training takes is not the book's doing."""
    for path in find_labs(docs):
        leave_text(path)


def leave_text(lab: Path) -> None:
    """Take the code out of a lab."""
    notebook = read(lab)
    notebook["cells"] = [cell for cell in notebook["cells"] if not is_code(cell)]
    lab.write_text(as_text(notebook), "utf-8")


def lay_out(book: Path, folder: Path) -> list[Path]:
    """Copy the book, live, plain, and ten times as long, to `folder`; return the live pages."""

    def passed(inside: str, names: list[str]) -> set[str]:
        """Return what is left out: hidden and compiled files, the tests, what was built."""
        own = {"build", "offline", "site", "tests"} if Path(inside) == book else set()
        return {name for name in names if name.startswith((".", "__pycache__")) or name in own}

    for name in ("live", "plain", "tenfold"):
        shutil.copytree(book, folder / name, ignore=passed)
        without_code(folder / name / "docs")
    config = folder / "plain/mkdocs.yml"
    proves_or_keeps = r"(?m)^ *(?:cache|notation|worlds|unproven): .*\n"
    config.write_text(re.sub(proves_or_keeps, "", config.read_text("utf-8")), "utf-8")
    pages = sorted((folder / "live/docs").rglob("*.md"))
    for path in pages:
        outcomes = list(run_parts(page := Page.read(path)))
        if faults := [fault for outcome in outcomes for fault in outcome.faults]:
            sys.exit(f"{faults[0]}")
        rest = iter(outcomes)
        text = "".join(without_execution(part, rest) for part in page.parts)
        (folder / "plain" / path.relative_to(folder / "live")).write_text(text, "utf-8")
    multiply(book / "docs", folder / "tenfold")
    return pages


def multiply(docs: Path, book: Path) -> None:
    """Put nine copies of the pages beside those of a book, each another page than all others."""
    for number in range(2, 11):
        copies = book / f"docs/{number}"
        shutil.copytree(docs, copies)
        without_code(copies)
        for path in copies.rglob("*.md"):
            path.write_text(f"{path.read_text('utf-8')}\n\nCopy {number}.\n", "utf-8")
    config = book / "mkdocs.yml"
    # Without its list of pages, MkDocs takes all that it finds.
    config.write_text(re.sub(r"(?m)^nav:\n(?: .*\n)+", "", config.read_text("utf-8")), "utf-8")


def environment(folder: Path) -> dict[str, str]:
    """Return the environment in which a copy of the book keeps to its own folder."""
    own = {"PYTHONPATH": str(folder), "TMPDIR": str(folder), "NO_MKDOCS_2_WARNING": "1"}
    return os.environ | REPRODUCIBLE | own


def cpu() -> float:
    """Return the CPU time of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(arguments: list[str], folder: Path) -> Times:
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


def clean_build(book: Path, *options: str) -> Times:
    """Build a copy of the book of which nothing has been kept."""
    shutil.rmtree(book / ".cache", ignore_errors=True)
    return timed([*BUILD, *options], book)


def one_round(folder: Path) -> dict[str, Times]:
    """Return the times of three builds of the same pages."""
    return {
        "without execution": timed(BUILD, folder / "plain"),
        "clean build": clean_build(folder / "live"),
        "build of nothing new": timed(BUILD, folder / "live"),
    }


def tenfold_round(folder: Path) -> dict[str, Times]:
    """Return the times of clean builds of the book and of a ten times longer one."""
    return {
        "clean build": clean_build(folder / "live"),
        # Ten pages that describe the same module are worth a warning, not an end.
        "clean build of ten times the pages": clean_build(folder / "tenfold", "--no-strict"),
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


def saves(pages: list[Path], docs: Path, count: int) -> list[float]:
    """Append to pages of all kinds while they are served; return the waiting times."""
    waits = []
    with served(docs.parent) as home:
        for number in range(count):
            # Save at all points of the server's cycle, which MkDocs makes half a second long.
            time.sleep(1 + 0.5 * number / count)
            path = pages[number * len(pages) // count]
            name = path.relative_to(docs).with_suffix("").as_posix()
            url = home + (name + "/").removesuffix("index/")
            text = path.read_text("utf-8")
            start = time.perf_counter()
            path.write_text(f"{text}\n\nSaved for the time {number}.\n", "utf-8")
            wait_for(url, f"Saved for the time {number}.")
            waits.append(time.perf_counter() - start)
    return waits


def new_docstrings(book: Path, module: str, page: str, count: int) -> list[float]:
    """Change the docstring of a module that `page` shows; return the waiting times."""
    path, waits = book / module, []
    with served(book) as home:
        wait_for(f"{home}{page}/", "")
        for number in range(count):
            time.sleep(1)
            text, told = path.read_text("utf-8"), f"Changed for the time {number}."
            start = time.perf_counter()
            path.write_text(text.replace('"""', f'"""{told} ', 1), "utf-8")
            wait_for(f"{home}{page}/", told)
            waits.append(time.perf_counter() - start)
    return waits


def median_ratio(rounds: list[dict[str, Times]], above: str, below: str, kind: str) -> float:
    """Return the median of the ratios of two times of the same round."""
    return statistics.median(times[above][kind] / times[below][kind] for times in rounds)


def main(
    book: Path = ROOT,
    count: int = ROUNDS,
    count_tenfold: int = TENFOLD_ROUNDS,
    count_saves: int = SAVES,
    module: tuple[str, str] = MODULE,
) -> int:
    """Measure, tell, keep; return the exit status."""
    if sys.platform == "linux":  # helpers that outlive their build become ours to count
        ctypes.CDLL(None).prctl(36, 1)
    os.environ |= REPRODUCIBLE
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        pages = lay_out(book, folder)
        if count > 1:
            one_round(folder)  # compiles, and fills the system's caches
        rounds = [one_round(folder) for _ in range(count)]
        tenfold = [tenfold_round(folder) for _ in range(count_tenfold)]
        waits = saves(pages, folder / "live/docs", count_saves)
        changes = new_docstrings(folder / "live", *module, count)
    measured, by_cpu = (
        [
            median_ratio(rounds, "clean build", "without execution", kind),
            median_ratio(rounds, "build of nothing new", "without execution", kind),
            median_ratio(tenfold, "clean build of ten times the pages", "clean build", kind),
        ]
        for kind in ("wall", "cpu")
    )
    measured += [statistics.median(waits), statistics.median(changes)]
    print(
        f"{len(pages)} pages, medians of {count} and {count_tenfold} rounds and {count_saves} saves"
    )
    for rows in (rounds, tenfold):
        for what in rows[0]:
            wall, used = (
                statistics.median(r[what][kind] for r in rows) for kind in ("wall", "cpu")
            )
            print(f"  {what:48} {wall:6.2f} s   {used:6.2f} s of CPU")
    for (what, goal), value in zip(GOALS.items(), measured, strict=True):
        print(f"{what:50} {value:6.2f}   goal {goal:5.2f}   {'met' if value <= goal else 'MISSED'}")
    print(f"by CPU time {', '.join(f'{ratio:.2f}' for ratio in by_cpu)}", end="; ")
    print(f"longest waits {max(waits):.2f} s and {max(changes):.2f} s")
    kept = book / ".cache/bench.json"
    kept.parent.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "system": platform.system()}
    result = machine | {
        "cpus": os.cpu_count(),
        "pages": len(pages),
        "goals": GOALS,
        "measured": dict(zip(GOALS, measured, strict=True)),
        "by cpu": by_cpu,
        "rounds": rounds,
        "tenfold": tenfold,
        "waits": waits,
        "changes": changes,
    }
    kept.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    return int(any(value > goal for value, goal in zip(measured, GOALS.values(), strict=True)))


if __name__ == "__main__":
    sys.exit(main())
