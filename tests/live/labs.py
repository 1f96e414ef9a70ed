"""Small labs, written to files."""

from pathlib import Path
from typing import Any

from nnbook.live.lab.notebook import as_text, bare

Cell = dict[str, Any]


def text(source: str) -> Cell:
    """Return a cell of Markdown."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str, *tags: str) -> Cell:
    """Return a cell of code."""
    metadata = {"tags": list(tags)} if tags else {}
    more: Cell = {"execution_count": None, "outputs": []}
    return {"cell_type": "code", "metadata": metadata, "source": source} | more


def lab(path: Path, *cells: Cell, description: str = "") -> Path:
    """Write a lab of these cells to `path`, and return it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    named = [cell | {"id": str(number)} for number, cell in enumerate(cells, 1)]
    path.write_text(as_text(bare(named, description)), encoding="utf-8")
    return path
