"""Reads a lab, a Jupyter notebook in a folder of pages, without what a run has left in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.validator import get_validator

from nnbook.live.page.fault import Fault, PageError
from nnbook.live.page.page import path_name
from nnbook.live.write_whole import write_whole

Notebook = dict[str, Any]
"""A notebook as its file has it: JSON of the format's version 4.5."""

FOLDED, SOLUTION, RAISES = TAGS = "hide-input", "solution", "raises-exception"
"""The tags of cells whose code, or all, is folded away on the page; and of those that must fail."""

ABOUT = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class Lab:
    """A lab: where it lies, and what stands in it."""

    path: Path
    notebook: Notebook

    @classmethod
    def read(cls, path: Path) -> "Lab":
        """Read the lab at `path`; raise PageError for what is none, as `read` does."""
        return cls(path, read(path))

    @property
    def name(self) -> str:
        """What messages call it."""
        return path_name(self.path)

    def cell_name(self, number: int) -> str:
        """Return what messages call one of its cells; `number` counts from 1.

        Examples
        --------
        >>> Lab(Path("docs/labs/tea.ipynb"), {}).cell_name(3)
        'docs/labs/tea.ipynb, cell 3'
        """
        return f"{self.name}, cell {number}"


def find_labs(folder: Path) -> list[Path]:
    """Return the notebooks in `folder` and below, but not the copies that Jupyter hides."""
    return [
        path
        for path in sorted(folder.rglob("*.ipynb"))
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def read(path: Path) -> Notebook:
    """Return the notebook at `path` as it should lie in a repository.

    It has no outputs, no execution counts, and no metadata but the `TAGS` of cells and
    the notebook's own ``description``, which becomes the page's.

    Raises
    ------
    PageError
        If the file is no notebook that Jupyter can bring to version 4.5, or none of Python.
    """
    try:
        notebook = _upgraded(path.read_text(encoding="utf-8"))
        wrong = [error.message for error in get_validator(4, 5).iter_errors(notebook)]
    except Exception as error:  # noqa: BLE001 - what Jupyter raises depends on what is missing
        wrong = [f"{type(error).__name__}: {error}"]
    problem, expected = "this is no notebook", "a notebook that Jupyter reads"
    if not wrong:
        language = _language(notebook["metadata"])
        wrong = [language] if language != "python" else []
        problem, expected = "this lab is not written in Python", "python"
    if wrong:
        raise PageError([Fault(path_name(path), 1, problem, path.name, expected, wrong[0])])
    about = notebook["metadata"]
    return bare(map(_bare_cell, notebook["cells"]), about.get("description", ""))


def _upgraded(text: str) -> Notebook:
    """Return a notebook of any version as one of 4.5; its cells are named by their number."""
    found = nbformat.reader.reads(text)
    if "nbformat" not in found:  # which Jupyter would take for one of the first version
        raise ValueError("it names no version of the format")
    if nbformat.reader.get_version(found) >= (4, 5):
        return dict(found)
    notebook = nbformat.v4.upgrade(nbformat.convert(found, 4))
    for number, cell in enumerate(notebook["cells"], 1):
        cell["id"] = f"cell-{number}"  # Jupyter takes names by chance
    return dict(notebook)


def _language(about: Notebook) -> str:
    """Return the language that a notebook's metadata names, or Python if it names none."""
    named = [about.get(key) or {} for key in ("kernelspec", "language_info")]
    languages = [named[0].get("language"), named[1].get("name")]
    return str(next(filter(None, languages), "python")).lower()


def bare(cells: Iterable[Notebook], description: str = "") -> Notebook:
    """Return a notebook of these cells."""
    own = {"description": description} if description else {}
    about = {"metadata": own | ABOUT, "nbformat": 4, "nbformat_minor": 5}
    return {"cells": list(cells)} | about


def _bare_cell(cell: Notebook) -> Notebook:
    tags = [tag for tag in TAGS if tag in cell["metadata"].get("tags", [])]
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    bare = {key: cell[key] for key in ("cell_type", "id")} | {"source": source}
    bare["metadata"] = {"tags": tags} if tags else {}
    return bare | {"execution_count": None, "outputs": []} if is_code(cell) else bare


def is_code(cell: Notebook) -> bool:
    """Tell whether a cell runs."""
    return bool(cell["cell_type"] == "code")


def as_text(notebook: Notebook) -> str:
    """Return the text of a notebook's file, as Jupyter itself writes it."""
    return str(nbformat.writes(nbformat.from_dict(notebook))) + "\n"


def strip(path: Path) -> bool:
    """Rewrite the notebook at `path` as `read` gives it; return whether that changed it."""
    text = as_text(read(path))
    changed = text != path.read_text(encoding="utf-8")
    if changed:
        write_whole(path, text)
    return changed
