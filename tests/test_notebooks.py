"""Proves the notebooks that readers download: valid, light, and they give what they show."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import nbformat
import pytest

import nnbook
from nnbook.live.lab.notebook import RAISES
from tests.conftest import ROOT

SIZE = 150_000
"""Bytes of a notebook."""

CODE = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
"""Code and formulas, in which nothing is a link."""

RUN = """
import json, sys
from nnbook.live.here.runner import run

for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        cells = [cell for cell in json.load(file)["cells"] if cell["cell_type"] == "code"]
    given = [""] * len(cells)

    def tell(step, _source, output, _failed):
        given[step] += output

    run(json.dumps([{"code": "".join(cell["source"])} for cell in cells]), tell)
    print(json.dumps(given))
"""
"""Runs notebooks one after another, each in a namespace of its own, and tells what cells give."""


@pytest.fixture(scope="module")
def notebooks(site: Path) -> dict[str, dict[str, Any]]:
    found = {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((site / "notebooks").glob("*.ipynb"))
    }
    assert len(found) > 12
    return found


def cells(notebook: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def text(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def shown(output: dict[str, Any]) -> str:
    """Return an output as a page shows it."""
    if output["output_type"] == "error":
        return "\n".join(output["traceback"]) + "\n"
    if output["output_type"] == "stream":
        return "".join(output["text"])
    return "".join(output["data"]["text/plain"]) + "\n"


def test_each_is_valid_and_light(site: Path, notebooks: dict[str, dict[str, Any]]) -> None:
    for name, notebook in notebooks.items():
        nbformat.validate(nbformat.from_dict(notebook))
        path = site / f"notebooks/{name}.ipynb"
        assert path.stat().st_size < SIZE, name


def test_each_is_offered_on_its_page(site: Path, notebooks: dict[str, dict[str, Any]]) -> None:
    for name in notebooks:
        page = site / ("index.html" if name == "index" else f"{name}/index.html")
        [link] = re.findall(r'href="([^"]*\.ipynb)" download', page.read_text(encoding="utf-8"))
        assert (page.parent / link).resolve() == (site / f"notebooks/{name}.ipynb").resolve()


def test_nothing_of_a_page_is_left_that_only_its_builder_reads(
    notebooks: dict[str, dict[str, Any]],
) -> None:
    for name, notebook in notebooks.items():
        for cell in cells(notebook, "markdown"):
            prose = CODE.sub("", text(cell))
            found = re.findall(
                r"\{python\}|^(?:!!!|\?\?\?|///).*|\.md\b|<svg|<div.*", prose, re.MULTILINE
            )
            assert found == [], name


def test_links_lead_into_the_site(site: Path, notebooks: dict[str, dict[str, Any]]) -> None:
    count = 0
    for name, notebook in notebooks.items():
        for cell in cells(notebook, "markdown"):
            prose = CODE.sub("", text(cell))
            for target in re.findall(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)", prose):
                if not urlsplit(target).scheme and not target.startswith("attachment:"):
                    place = site / "notebooks" / urlsplit(target).path
                    assert place.exists(), (name, target)
                    count += 1
    assert count > 50


def test_the_first_cell_installs_the_package_from_beside_the_notebook(
    site: Path, notebooks: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    wheel = site / f"notebooks/nnbook-{nnbook.__version__}-py3-none-any.whl"
    with ZipFile(wheel) as archive:
        assert "nnbook/neuron.py" in archive.namelist()
    pip = "import subprocess, sys\nsys.modules['nnbook'] = None\n"
    pip += "subprocess.run = lambda command, check: print(command[-1], check)\n"
    [first] = {text(notebook["cells"][0]) for notebook in notebooks.values()}
    command = [sys.executable, "-c", pip + first]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout == f"{wheel.name} True\n"


def test_each_gives_what_it_shows(
    site: Path, notebooks: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    paths = [str(site / f"notebooks/{name}.ipynb") for name in notebooks]
    run = subprocess.run(
        [sys.executable, "-c", RUN, *paths],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    for (name, notebook), row in zip(notebooks.items(), run.stdout.splitlines(), strict=True):
        code = cells(notebook, "code")
        for cell, given in zip(code, json.loads(row), strict=True):
            assert given == "".join(map(shown, cell["outputs"])), (name, text(cell))
            failed = any(output["output_type"] == "error" for output in cell["outputs"])
            assert (cell["metadata"].get("tags") == [RAISES]) == failed
