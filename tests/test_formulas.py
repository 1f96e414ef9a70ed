"""The formulas of the book are proven, and wrong ones end the check."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from nnbook.live.page.fault import Fault
from nnbook.live.page.page import Notation, Page
from nnbook.live.run.process import run_page
from tests.conftest import ROOT, call

NOTATION = Notation(str(ROOT / "docs/notation.md"), "nnbook.worlds:world")


def faults(path: Path, right: str, wrong: str) -> list[Fault]:
    """Return what is wrong with a page in which one formula is another."""
    text = path.read_text(encoding="utf-8")
    assert right in text
    page = Page.parse(text.replace(right, wrong, 1), path.name)
    return run_page(replace(page, notation=NOTATION), 60).faults


@pytest.mark.parametrize(
    ("page", "right", "wrong"),
    [
        (
            "chain_rule",
            r"\frac{\partial E}{\partial v_1} = (o - t) \cdot o\,(1 - o) \cdot h_1",
            r"\frac{\partial E}{\partial v_1} = (t - o) \cdot o\,(1 + o) \cdot h_1",
        ),
        ("chain_rule", r"W^{[l+1]\top}\, \delta^{[l+1]}", r"W^{[l]\top}\, \delta^{[l+1]}"),
        (
            "classes",
            r"&= -\frac{t}{o} + \frac{1 - t}{1 - o}",
            r"&= -\frac{t}{o} - \frac{1 - t}{1 - o}",
        ),
    ],
)
def test_the_wrong_formulas_that_once_passed_end_the_check(
    page: str, right: str, wrong: str
) -> None:
    found = faults(ROOT / f"docs/{page}.md", right, wrong)
    line = (ROOT / f"docs/{page}.md").read_text(encoding="utf-8").split(right)[0].count("\n") + 1
    assert min(fault.line for fault in found) == line
    assert all(fault.problem.startswith("a formula ") for fault in found)


def test_mutants_of_formulas_end_the_check() -> None:
    """Forty of them, other ones for each commit; `make mutants` tries all."""
    git = ["git", "rev-parse", "HEAD"]
    commit = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    run = call("tests.mutants", "--sample", "40", "--seed", commit, cwd=ROOT, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert " wrong formulas end the check" in run.stdout
