"""The engine's rooms stand above one another: no import runs back up, and none in a circle."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import nnbook.live
from tests.conftest import ROOT

ENGINE = Path(nnbook.live.__file__).parent
MODULES = sorted(ENGINE.rglob("*.py"))
FLOORS = ("ground", "page", "prove", "run", "show", "html", "lab", "here", "site", "top")
"""The rooms, from the lowest on, between what stands outside of them, below and above."""

ALONE = "book"
"""The room that works on a finished site, and needs none of the others."""

TOP = {"nnbook.live", "nnbook.live.__main__"}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


NAMES = {module_name(path) for path in MODULES}


def imported(path: Path) -> set[str]:
    """Return the modules and packages that a file imports, wherever in it, by their full names."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name if name in NAMES else str(node.module) for name in whole}
    return names


def room(name: str) -> str:
    """Return the room of a module of the engine."""
    own = "".join(name.split(".")[2:3])
    return "top" if name in TOP else own if (ENGINE / own).is_dir() else "ground"


def reachable(own: str) -> set[str]:
    """Return the rooms from which a module in the room `own` may import."""
    below = {*FLOORS[: FLOORS.index(own) + 1]} if own != ALONE else {"ground", own}
    return below | {ALONE} if own == "top" else below


def test_every_room_has_its_floor() -> None:
    assert {room(name) for name in NAMES} == {ALONE, *FLOORS}


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_no_import_runs_back_up(path: Path) -> None:
    below = reachable(room(module_name(path)))
    above = {name for name in imported(path) & NAMES if room(name) not in below}
    assert above == set()


def test_no_import_runs_in_a_circle() -> None:
    graph = {module_name(path): imported(path) & NAMES for path in MODULES}
    assert sum(map(len, graph.values())) > len(NAMES)
    assert set(TopologicalSorter(graph).static_order()) == NAMES


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_the_engine_knows_no_chapter(path: Path) -> None:
    ours = {name for name in imported(path) if f"{name}.".startswith("nnbook.")}
    assert ours <= NAMES


def test_the_engine_knows_no_file_of_the_book() -> None:
    files = [path for path in (ROOT / "docs").rglob("*") if path.is_file()]
    names = {path.relative_to(ROOT / "docs").as_posix() for path in files} - {"index.md"}
    sources = [path for path in ENGINE.rglob("*") if path.suffix in {".py", ".js", ".css"}]
    texts = {path: path.read_text(encoding="utf-8") for path in sources}
    assert len(names) > 20
    known = {(path.name, name) for path, text in texts.items() for name in names if name in text}
    assert known == set()


@pytest.mark.parametrize("path", sorted((ROOT / "tests/live").rglob("test_*.py")), ids=module_name)
def test_a_test_stands_in_the_room_of_what_it_tests(path: Path) -> None:
    inside = path.relative_to(ROOT / "tests/live").parent
    assert (ENGINE / inside).is_dir()
