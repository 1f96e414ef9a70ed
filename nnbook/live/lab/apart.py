"""Runs a lab in a process of its own, and prints what it gave.

It is a program, so that whoever waits for the lab can end it, and nothing of it is left when
they end themselves. The package is imported from where they have it.
"""

import json
import subprocess
import sys
from dataclasses import astuple
from os.path import abspath
from pathlib import Path


def start(path: Path, folder: Path) -> "subprocess.Popen[str]":
    """Start the run of the lab at `path`, to be kept in `folder`; `result` says what came."""
    settings = json.dumps([[*map(abspath, sys.path)], str(path), str(folder)])
    return subprocess.Popen(  # noqa: S603 - arguments of our own
        [sys.executable, "-P", __file__, settings],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,  # Ctrl+C is for who waits
    )


def main() -> None:
    """Run the lab that the arguments name, or give what is kept of it."""
    sys.path[:], path, folder = json.loads(sys.argv[1])
    from nnbook.live.run.keeper import keep  # noqa: PLC0415 - found by that path

    keep(lambda: tell(Path(path), Path(folder)), follow=True)


def tell(path: Path, folder: Path) -> None:
    """Print what the lab at `path` gives: its notebook and its faults."""
    from nnbook.live.lab.run import run_unless_kept  # noqa: PLC0415 - as above

    given = run_unless_kept(path, folder)
    faults = [astuple(fault) for fault in given.faults]
    print(json.dumps({"notebook": given.notebook, "faults": faults}), flush=True)


if __name__ == "__main__":
    main()
