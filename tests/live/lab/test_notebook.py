import json
from pathlib import Path
from typing import Any

import pytest

from nnbook.live.lab.notebook import ABOUT, as_text, find_labs, read, strip
from nnbook.live.page.fault import PageError
from tests.live.labs import code, lab, text


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lab as Jupyter leaves it after a run."""
    monkeypatch.chdir(tmp_path)
    used: dict[str, Any] = code("print(1)\n", "hide-input", "mine", "solution")
    used["execution_count"] = 7
    used["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1\n"}]
    used["metadata"] |= {"collapsed": False}
    path = lab(tmp_path / "a.ipynb", text("# A"), used)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"] = {
        "description": "About it.",
        "language_info": {"name": "Python", "version": "3.99"},
    }
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_a_lab_is_read_without_what_a_run_left(path: Path) -> None:
    notebook = read(path)
    words, cell = notebook["cells"]
    assert words == {"cell_type": "markdown", "id": "1", "metadata": {}, "source": "# A"}
    assert (cell["source"], cell["outputs"], cell["execution_count"]) == ("print(1)\n", [], None)
    assert cell["metadata"] == {"tags": ["hide-input", "solution"]}
    assert notebook["metadata"] == {"description": "About it."} | ABOUT


def test_a_source_may_be_a_list_of_lines(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][1]["source"] = ["print(", "1)\n"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert read(path)["cells"][1]["source"] == "print(1)\n"


def test_a_lab_is_stripped_once(path: Path) -> None:
    before = read(path)
    assert strip(path)
    assert not strip(path)
    assert path.read_text(encoding="utf-8") == as_text(before)
    assert read(path) == before


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "null",
        '{"cells": [], "metadata": {}}',
        '{"cells": [], "metadata": {}, "nbformat": 7, "nbformat_minor": 0}',
        '{"worksheets": [{"cells": [{}]}], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}',
        '{"cells": [3], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    ],
)
def test_a_file_that_is_no_notebook_is_told(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PageError, match=r"a\.ipynb:1: this is no notebook"):
        read(path)


def test_a_lab_that_cannot_be_read_is_told(path: Path) -> None:
    path.unlink()
    path.mkdir()
    with pytest.raises(PageError, match=r"a\.ipynb:1: this is no notebook"):
        read(path)


def test_labs_are_found_but_not_jupyters_copies(tmp_path: Path) -> None:
    names = ["b.ipynb", "inner/a.ipynb", ".ipynb_checkpoints/b.ipynb", "a.md", "inner/.x/a.ipynb"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).touch()
    assert find_labs(tmp_path) == [tmp_path / "b.ipynb", tmp_path / "inner/a.ipynb"]


OLD = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# A\n", "b"]},
        {
            "cell_type": "code",
            "execution_count": 3,
            "metadata": {},
            "source": "1",
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["1"]}],
        },
    ],
    "metadata": {},
    "nbformat": 4,
}
OLDER = {
    "worksheets": [
        {
            "cells": [
                {"cell_type": "heading", "level": 1, "metadata": {}, "source": "A"},
                {
                    "cell_type": "code",
                    "language": "python",
                    "collapsed": False,
                    "prompt_number": 1,
                    "input": "1",
                    "outputs": [],
                },
            ]
        }
    ],
    "metadata": {"name": "x"},
    "nbformat": 3,
    "nbformat_minor": 0,
}


@pytest.mark.parametrize("minor", range(5))
def test_a_lab_of_an_older_format_is_upgraded(path: Path, minor: int) -> None:
    path.write_text(json.dumps(OLD | {"nbformat_minor": minor}), encoding="utf-8")
    found = read(path)
    assert [cell["source"] for cell in found["cells"]] == ["# A\nb", "1"]
    assert [cell["id"] for cell in found["cells"]] == ["cell-1", "cell-2"]
    assert (found["nbformat"], found["nbformat_minor"]) == (4, 5)
    assert strip(path)
    assert not strip(path)
    assert read(path) == found


def test_a_lab_of_the_format_before_is_upgraded(path: Path) -> None:
    path.write_text(json.dumps(OLDER), encoding="utf-8")
    assert [cell["source"] for cell in read(path)["cells"]] == ["# A", "1"]


@pytest.mark.parametrize(
    ("about", "language"),
    [
        ({"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}, "r"),
        ({"language_info": {"name": "julia"}}, "julia"),
    ],
)
def test_a_lab_in_another_language_is_told(
    path: Path, about: dict[str, Any], language: str
) -> None:
    path.write_text(json.dumps(OLD | {"nbformat_minor": 4, "metadata": about}), encoding="utf-8")
    with pytest.raises(PageError, match="not written in Python\n") as caught:
        read(path)
    assert caught.value.faults[0].got == language
