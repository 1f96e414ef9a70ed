"""Checks the pages of a book, or rewrites their expected outputs, without building it."""

import argparse
import math
import sys
from pathlib import Path

from nnbook.live.html.check import check
from nnbook.live.page.fault import PageError
from nnbook.live.page.page import shown
from nnbook.live.page.parts import Block, Examples, Formula, Value
from nnbook.live.run.update import update


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m nnbook.live", description=__doc__)
    parser.add_argument(
        "paths", nargs="+", type=Path, help="Markdown files, notebooks, or folders of them"
    )
    parser.add_argument("--update", action="store_true", help="write what came as what is expected")
    parser.add_argument("--seconds", type=_limit, help="time limit of a page, or of a lab's cell")
    options = parser.parse_args(arguments)
    status = 0
    for path in _pages(parser, options.paths):
        try:
            check = _check_lab if path.suffix == ".ipynb" else _check
            print(check(path, options.seconds, rewrite=options.update), flush=True)
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


def _check(path: Path, seconds: float | None, *, rewrite: bool) -> str:
    """Run the page at `path` and return a line about it; raise PageError for its faults."""
    checked = check(path, seconds)
    changed = update(checked) if rewrite else 0
    if checked.faults and not rewrite:
        raise PageError(checked.faults)
    programs = checked.page.programs()
    examples = sum(len(part.examples()) for part in programs if isinstance(part, Examples))
    blocks = sum(isinstance(part, Block) for part in programs)
    values = sum(isinstance(part, Value) for part in programs)
    line = f"{shown(path)}: {examples} examples, {blocks} blocks, {values} live values"
    formulas = sum(isinstance(part, Formula) for part in checked.page.parts)
    if formulas and not checked.whole:
        line += f"; {formulas} formulas were not read, which needs nnbook[live]"
    return f"{line}, {changed} outputs rewritten" if changed else line


def _check_lab(path: Path, seconds: float | None, *, rewrite: bool) -> str:
    """Run the lab at `path`, or take out what a run has left in it; return a line about it."""
    from nnbook.live.lab.notebook import is_code, read, strip  # noqa: PLC0415 - pages need no Jupyter
    from nnbook.live.lab.run import SECONDS as CELL_SECONDS  # noqa: PLC0415
    from nnbook.live.lab.run import run_lab  # noqa: PLC0415

    cells = sum(map(is_code, read(path)["cells"]))
    line = f"{shown(path)}: {cells} cells of code"
    if rewrite:
        return f"{line}, outputs taken out" if strip(path) else line
    if faults := run_lab(path, seconds or CELL_SECONDS).faults:
        raise PageError(faults)
    return line


if __name__ == "__main__":
    sys.exit(main())
