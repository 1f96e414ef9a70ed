"""Checks the pages of a book, or rewrites their expected outputs, without building it."""

import argparse
import sys
from pathlib import Path

from nnbook.live.fault import PageError
from nnbook.live.page import Page
from nnbook.live.parts import Block, Examples, Value
from nnbook.live.process import SECONDS, run_apart
from nnbook.live.update import update


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m nnbook.live", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="Markdown files, or folders of them")
    parser.add_argument("--update", action="store_true", help="write what came as what is expected")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="time limit of a page")
    options = parser.parse_args(arguments)
    status = 0
    for path in _pages(parser, options.paths):
        try:
            print(_check(path, options.seconds, rewrite=options.update), flush=True)
        except PageError as error:
            print(error, file=sys.stderr, flush=True)
            status = 1
    return status


def _pages(parser: argparse.ArgumentParser, paths: list[Path]) -> list[Path]:
    pages = []
    for path in paths:
        found = sorted(path.rglob("*.md")) if path.is_dir() else [path] if path.is_file() else []
        if not found:
            parser.error(f"no Markdown page at {path}")
        pages += found
    return pages


def _check(path: Path, seconds: float, *, rewrite: bool) -> str:
    """Run the page at `path` and return a line about it; raise PageError for its faults."""
    page = Page.read(path)
    run = run_apart(page, seconds)
    changed = update(path, page, run) if rewrite else 0
    if run.faults and not rewrite:
        raise PageError(run.faults)
    programs = page.programs()
    examples = sum(len(part.examples()) for part in programs if isinstance(part, Examples))
    blocks = sum(isinstance(part, Block) for part in programs)
    values = sum(isinstance(part, Value) for part in programs)
    line = f"{page.path}: {examples} examples, {blocks} blocks, {values} live values"
    return f"{line}, {changed} outputs rewritten" if changed else line


if __name__ == "__main__":
    sys.exit(main())
