"""Is the kernel in which a lab runs: Jupyter's own, which notes the files that are read."""

import json
import sys
from collections.abc import Callable
from typing import Any

from ipykernel.kernelapp import IPKernelApp

from nnbook.live.lab.figures import Figures
from nnbook.live.run import keeper
from nnbook.live.run.dependencies import Inputs

COMMAND = "from nnbook.live.lab.kernel import main; main()"
INPUTS = "__import__('nnbook.live.lab.kernel').live.lab.kernel.tell_inputs()"
"""What a cell prints the files with that those before it have imported or read."""

inputs: Callable[[], dict[str, str]] = dict


def tell_inputs() -> None:
    """Print the inputs as JSON; a cell may have given the name `print` to something else."""
    print(json.dumps(inputs()))


def main() -> None:
    """Be a kernel, as the command line says, and nothing of it longer than the builder."""
    keeper.keep(_launch, follow=True)


def _launch() -> None:
    global inputs  # noqa: PLW0603 - a cell asks for them by this name
    inputs = Inputs().found
    quiet = ["--IPKernelApp.log_level=ERROR", "--HistoryManager.enabled=False"]
    kernel: Any = IPKernelApp.instance()
    kernel.initialize([*sys.argv[1:], *quiet])
    Figures(kernel.shell)
    kernel.start()
