"""Proves the labs: each runs, gives the same in every run, and is light to load."""

import gzip
import json
import random
import re
import subprocess
from pathlib import Path

import pytest

from nnbook.live.lab.notebook import as_text, is_code, read
from nnbook.live.lab.run import LabRun, run_lab
from tests.conftest import LABS, ROOT

each_lab = pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)

FIGURE = re.compile(r'<svg[^>]*role="img".*?</svg>', re.DOTALL)
METADATA = {"description", "kernelspec", "language_info"}


def page(site: Path, path: Path) -> Path:
    """Return the folder of a lab's page."""
    return site / path.relative_to(ROOT / "docs").with_suffix("")


@each_lab
def test_a_lab_runs(path: Path, lab_runs: dict[Path, LabRun]) -> None:
    faults = lab_runs[path].faults
    assert not faults, "\n\n".join(map(str, faults))


def test_a_lab_gives_the_same_in_every_run(lab_runs: dict[Path, LabRun]) -> None:
    """One of them, another for each commit: to run all of them again takes a minute."""
    git = ["git", "rev-parse", "HEAD"]
    commit = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    path = random.Random(commit).choice(LABS)
    assert as_text(run_lab(path).notebook) == as_text(lab_runs[path].notebook), path


@each_lab
def test_a_lab_lies_in_the_repository_without_what_a_run_left(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == as_text(read(path)), "run: make update"


@each_lab
def test_no_result_is_typed_and_shown_code_fits_the_page(path: Path) -> None:
    notebook = read(path)
    assert notebook["metadata"]["description"]
    for cell in notebook["cells"]:
        if is_code(cell) and not cell["metadata"]:
            assert [row for row in cell["source"].split("\n") if len(row) > 88] == []
        if not is_code(cell):
            assert not re.findall(r"\d\.\d\d+", cell["source"])


@each_lab
def test_the_page_is_light(path: Path, site: Path) -> None:
    html = (page(site, path) / "index.html").read_text(encoding="utf-8")
    assert len(FIGURE.sub("", html).encode()) < 90_000
    assert "<style" not in html
    other = (site / "neuron/index.html").read_text(encoding="utf-8")
    sheets, others = (re.findall(r'[^"/]+\.css', text) for text in (html, other))
    assert sheets == others


@each_lab
def test_the_figures_are_small_and_described(path: Path, site: Path) -> None:
    html = (page(site, path) / "index.html").read_text(encoding="utf-8")
    for figure in FIGURE.findall(html):
        assert re.search(r"<title[^>]*>[^<]+</title><desc[^>]*>[^<]+</desc>", figure)
        assert len(gzip.compress(figure.encode())) < 10_000


@each_lab
def test_the_notebook_is_offered_as_it_ran(path: Path, site: Path) -> None:
    folder = page(site, path)
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert f'<a href="{path.name}" download>' in html
    ran = json.loads((folder / path.name).read_text(encoding="utf-8"))
    counts = [cell["execution_count"] for cell in ran["cells"] if is_code(cell)]
    assert counts == list(range(1, len(counts) + 1))
    assert any(cell.get("outputs") for cell in ran["cells"])
    assert ran["metadata"].keys() <= METADATA
    assert ran["metadata"]["language_info"] == {"name": "python"}
    assert {tuple(cell["metadata"]) for cell in ran["cells"]} <= {(), ("tags",)}
