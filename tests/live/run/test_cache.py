import json
import shutil
import sys
from pathlib import Path

import pytest

from nnbook.live.page.page import Page
from nnbook.live.run import cache as engine
from nnbook.live.run.cache import Cache, digests, installed
from nnbook.live.run.outcome import Outcome
from nnbook.live.run.process import PageRun

CODE = '`{python} 1`\n\n```python exec="on"\nprint(2)\n```\n'
PAGE = Page.parse(CODE, "page.md")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.txt"
    path.write_text("1", encoding="utf-8")
    return path


@pytest.fixture
def run(data: Path) -> PageRun:
    return PageRun([Outcome(["1", "1"]), Outcome(["2\n"])], digests([str(data)]))


@pytest.fixture
def cache(tmp_path: Path, run: PageRun) -> Cache:
    """A cache that holds a run of PAGE."""
    cache = Cache(tmp_path / "inner" / "cache")
    cache.put(PAGE, run)
    return cache


def kept(cache: Cache) -> Path:
    [path] = cache.folder.iterdir()
    return path


def test_a_run_is_given_back(cache: Cache, run: PageRun) -> None:
    found = cache.get(PAGE)
    assert found
    assert found.outcomes == run.outcomes


def test_each_page_has_its_own_run(cache: Cache) -> None:
    other = Page.parse("`{python} 1`", "other.md")
    assert cache.get(other) is None
    cache.put(other, PageRun([Outcome(["3", "3"])]))
    cache.put(PAGE, PageRun([Outcome(["4", "4"]), Outcome(["5\n"])]))
    found = [cache.get(page) for page in (other, PAGE)]
    assert [run and run.outcomes[0].outputs for run in found] == [["3", "3"], ["4", "4"]]


def test_a_changed_page_runs_again(cache: Cache) -> None:
    assert cache.get(Page.parse(CODE.replace("1", "2"), "page.md")) is None


def test_a_page_whose_code_moved_runs_again(cache: Cache) -> None:
    assert cache.get(Page.parse("\n" + CODE, "page.md")) is None


def test_a_changed_input_makes_the_page_run_again(cache: Cache, data: Path) -> None:
    data.write_text("2", encoding="utf-8")
    assert cache.get(PAGE) is None
    data.write_text("1", encoding="utf-8")
    assert cache.get(PAGE)
    data.unlink()
    assert cache.get(PAGE) is None
    data.mkdir()
    assert cache.get(PAGE) is None


@pytest.mark.parametrize("ending", ["dist-info", "egg-info"])
def test_another_version_of_an_installed_package_makes_the_page_run_again(
    cache: Cache, run: PageRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    package = tmp_path / "installed" / f"package-1.0.{ending}"
    package.mkdir(parents=True)
    monkeypatch.syspath_prepend(str(package.parent))
    assert cache.get(PAGE) is None
    cache.put(PAGE, run)
    assert cache.get(PAGE)
    package.rename(package.with_name(f"package-1.1.{ending}"))
    assert cache.get(PAGE) is None


def test_all_that_is_installed_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    names = installed()
    assert any(name.startswith("numpy-") for name in names)
    monkeypatch.setattr(sys, "path", [*reversed(sys.path), "/no/such/folder", "/no/such.zip"])
    assert installed() == names


def test_another_python_makes_the_page_run_again(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version", "3.99")
    assert cache.get(PAGE) is None


@pytest.mark.parametrize("changed", ["run/runner.py", "html/render.py", "minus.py"])
def test_a_changed_engine_makes_the_page_run_again(
    cache: Cache, run: PageRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    copy = tmp_path / "engine"
    shutil.copytree(Path(engine.__file__).parents[1], copy)
    monkeypatch.setattr(engine, "__file__", str(copy / "run/cache.py"))
    cache.put(PAGE, run)
    assert cache.get(PAGE)
    with (copy / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert cache.get(PAGE) is None


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"key": "{key}"}',
        '{"key": "{key}", "inputs": null, "outputs": []}',
        '{"key": "{key}", "inputs": ["a"], "outputs": []}',
        '{"key": "{key}", "inputs": {}}',
        '{"key": "{key}", "inputs": {}, "outputs": 3}',
        '{"key": "{key}", "inputs": {}, "outputs": [["1", "1"]]}',
        "\udcff",
    ],
)
def test_a_damaged_file_makes_the_page_run_again(cache: Cache, damage: str) -> None:
    path = kept(cache)
    key = json.loads(path.read_text(encoding="utf-8"))["key"]
    text = damage.replace("{key}", key)
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    assert cache.get(PAGE) is None


def test_a_file_is_told_by_its_bytes(data: Path, tmp_path: Path) -> None:
    same = tmp_path / "same.txt"
    shutil.copy(data, same)
    missing = tmp_path / "missing.txt"
    found = digests([str(data), str(same), str(missing)])
    assert found[str(data)] == found[str(same)] != ""
    assert found[str(missing)] == ""
