"""A page that runs reports what became of its formulas, and a build ends with a wrong one."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nnbook.live.html.builder import builder_of
from nnbook.live.page.page import Notation, Page
from nnbook.live.prove.proof import PROVEN, Proof
from nnbook.live.run import work
from nnbook.live.run.cache import Cache
from nnbook.live.run.process import PageRun, run_page
from tests.live.tiny import Site

PAGE = "<!-- prove: free a, b -->\n\nSo $a + b = SIDE$.\n"


def page(text: str, worlds: str = "") -> Page:
    return replace(Page.parse(text, "page.md"), notation=Notation("", worlds))


def test_a_page_of_formulas_alone_is_proven_in_a_process_of_its_own() -> None:
    run = run_page(page(PAGE.replace("SIDE", "b + a")))
    [proof] = run.proofs
    assert (run.outcomes, run.faults, proof.end, proof.line) == ([], [], PROVEN, 3)
    [fault] = run_page(page(PAGE.replace("SIDE", "b - a"))).faults
    assert (fault.path, fault.line, fault.code) == ("page.md", 3, "a + b = b - a")


def test_formulas_are_left_alone_where_nobody_asks() -> None:
    assert run_page(Page.parse(PAGE)) == PageRun()
    assert not page("# Words").claims


def test_a_proof_that_takes_too_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    slow = "import time\ndef world(number):\n    time.sleep(0.5)\n"
    (tmp_path / "slow_worlds.py").write_text(slow, encoding="utf-8")
    [fault] = run_page(page(PAGE, "slow_worlds:world"), 0.2).faults
    assert (fault.line, fault.problem) == (1, "it still runs")


def test_proofs_need_assertions_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "flags", Flags())
    [fault] = run_page(page(PAGE)).faults
    assert (fault.line, fault.code) == (1, " free a, b ")


class Flags:
    optimize = 1


def test_where_nobody_can_read_formulas_a_page_runs_without_proofs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert work._prover(page(PAGE))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert work._prover(page(PAGE)) is None


def test_proofs_are_kept(tmp_path: Path) -> None:
    cache, claims = Cache(tmp_path), page(PAGE)
    run = PageRun([], proofs=[Proof(3, "a = a", display=False, end=PROVEN)])
    cache.put(claims, run)
    assert cache.get(claims) == run
    assert cache.get(replace(claims, notation=None)) is None


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write("worlds.py", "def world(number):\n    return {'x': number + 1.0}\n")
    site.write(
        "docs/notation.md", "# Symbols\n\n| symbol | in Python |\n|---|---|\n| $x$ | `x` |\n"
    )
    site.configure({"notation": "notation.md", "worlds": "worlds:world", "unproven": "fault"})
    return site


def test_a_build_ends_with_a_wrong_formula(site: Site) -> None:
    side = "# A\n\n<!-- prove: free a -->\n\n$a x = SIDE$\n\n> <!-- prove: new a -->\n> Quoted.\n"
    site.write("docs/index.md", side.replace("SIDE", "x a"))
    result = site.build("--strict")
    assert result.status == 0, result.output
    html = (result.site / "index.html").read_text(encoding="utf-8")
    assert "prove:" not in html
    assert "<math>" in html
    site.write("docs/index.md", side.replace("SIDE", "x + a"))
    result = site.build("--strict")
    assert result.status == 1
    assert "docs/index.md:5: a formula that does not hold" in result.output
    site.write("docs/index.md", "# A\n\nSo $y x = x y$.\n")
    result = site.run("nnbook.live", "docs/index.md")
    assert result.status == 1
    assert "docs/index.md:3: a formula that is not proven" in result.output


def test_the_command_line_lists_every_formula(site: Site) -> None:
    skip = "<!-- prove: skip: a picture -->"
    site.write("docs/index.md", f"$$\nx = x\n$$\n\n{skip}\n\nAt $x = 1$, $y = x$.\n")
    result = site.run("nnbook.live", "docs/index.md", "--formulas")
    assert result.status == 0
    assert result.output.splitlines() == [
        "docs/index.md:1: proven: x = x",
        "    both sides agree at this page's values and at 20 random points",
        "docs/index.md:7: not proven: y = x",
        "    a picture",
        "displayed: 1 of 1 proven",
        "in lines: 0 of 1 proven",
        "docs/index.md: 0 examples, 0 blocks, 0 live values",
    ]


def test_a_text_that_is_no_page_is_not_proven(site: Site) -> None:
    builder = builder_of(site.write("docs/index.md", "# A\n"))
    wrong = "So $x = x + 1$."
    assert builder.convert(site.root / "docs/index.md", wrong).faults != []
    assert builder.convert(site.root / "docs/lab.ipynb", wrong).faults == []
    copied = site.write("docs/index.ipynb", "").with_suffix(".md")
    assert builder.convert(copied, wrong).faults == []
