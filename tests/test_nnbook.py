"""What holds for the chapters together: their order, their independence, their docstrings."""

import ast
import doctest
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from pathlib import Path

import pytest
from mkdocs.utils.yaml import yaml_load

import nnbook

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "nnbook"
CHAPTERS = re.findall(r"^\d+\. `nnbook\.(\w+)`: ", str(nnbook.__doc__), re.MULTILINE)
GROUND = ["checks", "progress"]  # what every chapter may stand on
ABOVE = ["weights_file", "shards", "worlds"]  # what stands on the chapters
LAB = ["speed", "speed_record"]  # what one lab is about
ALONE = {  # pages that have no module of their own
    *("index", "brains", "classes", "deeper", "wrong_gradients", "whole_code", "activations"),
    *("proven", "python"),
    *("notation", "slips", "glossary", "references"),
}
LATER = {"neuron": {"nnbook.activation.find_activation"}}  # looked up only for a name that is given
MODULES = sorted(PACKAGE.glob("**/*.py"))

each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    """Return all that a file imports, each with its full name."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the module's full name"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def within(name: str, modules: set[str]) -> bool:
    """Tell whether a full name is that of a module, or of something in it."""
    return any(f"{name}.".startswith(f"{module}.") for module in modules)


# The order


def test_the_table_of_contents_names_every_chapter_once() -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert sorted([*CHAPTERS, *GROUND, *ABOVE, *LAB]) == sorted(modules)
    for other in (*GROUND, *ABOVE, *LAB):
        assert f"`nnbook.{other}`" in str(nnbook.__doc__)


def test_the_table_of_contents_counts_from_1() -> None:
    numbers = re.findall(r"^(\d+)\. ", str(nnbook.__doc__), re.MULTILINE)
    assert numbers == [str(n) for n in range(1, len(CHAPTERS) + 1)]


def test_the_pages_stand_in_the_order_of_the_chapters() -> None:
    nav = str(yaml_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"])
    pages = [page for page in re.findall(r"'(\w+)\.md'", nav) if page in CHAPTERS]
    assert pages == [chapter for chapter in CHAPTERS if chapter in pages]
    assert pages


def test_a_page_has_a_module_of_the_same_name_or_is_known_to_have_none() -> None:
    pages = {path.stem for path in (ROOT / "docs").glob("*.md")}
    assert pages - ALONE <= set(CHAPTERS)
    assert not ALONE & {path.stem for path in PACKAGE.glob("*.py")}


@pytest.mark.parametrize("module", [*CHAPTERS, *GROUND, *ABOVE, *LAB])
def test_a_module_has_a_test_of_the_same_name(module: str) -> None:
    assert (ROOT / "tests" / f"test_{module}.py").is_file()


# Independence


@each_chapter
def test_a_chapter_imports_only_chapters_above_it_numpy_and_python(chapter: str) -> None:
    above = {f"nnbook.{other}" for other in [*CHAPTERS[: CHAPTERS.index(chapter)], *GROUND]}
    allowed = above | {"numpy"} | sys.stdlib_module_names
    below = {n for n in imported(PACKAGE / f"{chapter}.py") if not within(n, allowed)}
    assert below == LATER.get(chapter, set())


@pytest.mark.parametrize("module", GROUND)
def test_the_ground_floor_imports_no_chapter(module: str) -> None:
    allowed = {"numpy"} | sys.stdlib_module_names
    assert {n for n in imported(PACKAGE / f"{module}.py") if not within(n, allowed)} == set()


@pytest.mark.parametrize("module", [*ABOVE, *LAB])
def test_what_stands_on_the_chapters_imports_these_and_the_ground_floor(module: str) -> None:
    below = [*CHAPTERS, *GROUND, *LAB[: LAB.index(module) if module in LAB else 0]]
    allowed = {f"nnbook.{other}" for other in below}
    allowed |= {"numpy"} | sys.stdlib_module_names
    assert {n for n in imported(PACKAGE / f"{module}.py") if not within(n, allowed)} == set()


def test_importing_nnbook_imports_neither_the_engine_nor_the_drawing() -> None:
    code = "import nnbook, sys; print(*sys.modules, sep='\\n')"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(run.stdout.split())
    assert "nnbook.forward" in loaded
    assert loaded.isdisjoint({"matplotlib", "markdown", "mkdocs", "nnbook.live", "nnbook.figures"})


def test_drawing_without_matplotlib_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("nnbook.figures")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'nnbook\[figures\]'") as caught:
        importlib.import_module("nnbook.figures.neuron")
    assert caught.value.name == "matplotlib"


# Docstrings and names


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_begins_with_one_sentence(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    first, *rest = docstring.splitlines()
    assert re.fullmatch(r"[A-Z](?:[^.]|\.\w)+\.", first)
    assert rest[:1] in ([], [""])


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_the_names_in_all_exist(path: Path) -> None:
    if "__all__" in path.read_text("utf-8"):
        module = importlib.import_module(module_name(path))
        assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_nnbook_offers_exactly_what_it_imports() -> None:
    public = {name.rpartition(".")[2] for name in imported(PACKAGE / "__init__.py")}
    assert set(nnbook.__all__) == public
    assert len(nnbook.__all__) == len(public)


def documented() -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield the chapters' public functions and classes, and those classes' methods.

    Properties, dataclasses and protocols need no example.
    """
    for chapter in [*CHAPTERS, *ABOVE]:
        module = importlib.import_module(f"nnbook.{chapter}")
        for name, thing in vars(module).items():
            if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
                continue
            if is_dataclass(thing) or getattr(thing, "_is_protocol", False):
                continue
            if inspect.isfunction(thing) or inspect.isclass(thing):
                yield f"{chapter}.{name}", thing
            if inspect.isclass(thing):
                for method, function in inspect.getmembers(thing, inspect.isroutine):
                    if not method.startswith("_"):
                        yield f"{chapter}.{name}.{method}", function


each_documented = pytest.mark.parametrize(
    "thing", [pytest.param(thing, id=name) for name, thing in documented()]
)


def sections(docstring: str) -> dict[str, str]:
    """Return the text of each section of a numpydoc docstring by its heading."""
    parts = re.split(r"^(\w[\w ]*)\n-+\n", docstring, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@each_documented
def test_a_docstring_begins_with_a_sentence_and_shows_an_example(
    thing: Callable[..., object],
) -> None:
    docstring = inspect.getdoc(thing) or ""
    assert re.match(r"[A-Z][^\n]+\.(\n\n|$)", docstring)
    examples = doctest.DocTestParser().get_examples(sections(docstring).get("Examples", ""))
    assert any(example.want for example in examples)


@each_documented
def test_a_docstring_has_its_sections_in_numpydocs_order(thing: Callable[..., object]) -> None:
    order = ["Parameters", "Attributes", "Returns", "Yields", "Raises", "Notes", "Examples"]
    docstring = inspect.getdoc(thing) or ""
    found = list(sections(docstring))
    assert found == [heading for heading in order if heading in found]
    assert all(f"{heading}\n{'-' * len(heading)}\n" in docstring for heading in found)


@each_documented
def test_a_docstring_names_the_parameters_as_they_are(thing: Callable[..., object]) -> None:
    text = sections(inspect.getdoc(thing) or "").get("Parameters")
    if text is not None:
        entries = re.findall(r"^(\S[^:\n]*)", text, re.MULTILINE)
        names = [name.strip() for entry in entries for name in entry.split(",")]
        expected = [name for name in inspect.signature(thing).parameters if name != "self"]
        assert names == expected
