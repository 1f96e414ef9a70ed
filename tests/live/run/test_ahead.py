import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nnbook.live.page.page import Page
from nnbook.live.run.ahead import Ahead, Asked
from nnbook.live.run.cache import Cache
from nnbook.live.run.process import PageRun

if TYPE_CHECKING:
    from threading import Thread

COUNTS = "open('runs', 'a').write('x')"


class Desk:
    """Pages of a folder, which count their runs and import a module."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ahead = Ahead()
        self.cache: Cache | None = Cache(folder / "kept")
        self.threads: list[Thread] = []

    def run(self, name: str = "a", field: str = "pot.tea") -> PageRun:
        text = f'```python exec="on"\nimport pot\n{COUNTS}\n```\n\n`{{python}} {field}`\n'
        (self.folder / f"{name}.md").write_text(text, encoding="utf-8")
        return self.ahead.run(self.asked(name))

    def asked(self, name: str) -> Asked:
        return Asked(Page.read(self.folder / f"{name}.md").bare(), self.cache, 10, 2)

    def runs(self) -> int:
        return len((self.folder / "runs").read_text(encoding="utf-8"))

    def brew(self, tea: object) -> None:
        (self.folder / "pot.py").write_text(f"tea = {json.dumps(tea)}\n", encoding="utf-8")

    def write(self, *names: str) -> list[Asked]:
        """Write pages of which each blocks until its file `go-NAME` is there."""
        asked = []
        for name in names:
            waits = f"while not os.path.exists('go-{name}'): time.sleep(0.01)"
            code = f"import os, time\n{waits}\n{COUNTS}"
            page = f'```python exec="on"\n{code}\n```\n\n`{{python}} 2 * 2`\n'
            (self.folder / f"{name}.md").write_text(page, encoding="utf-8")
            asked.append(self.asked(name))
        return asked

    def begin(self, *asked: Asked) -> None:
        self.threads += self.ahead.begin(asked)

    def go(self, *names: str) -> None:
        for name in names:
            (self.folder / f"go-{name}").touch()


def last(run: PageRun) -> str:
    return run.outcomes[-1].outputs[0]


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    desk = Desk(folder)
    desk.brew(1)
    yield desk
    for thread in desk.threads:
        thread.join()


def test_a_page_runs_once_until_something_changes(desk: Desk) -> None:
    assert [last(desk.run()) for _ in range(3)] == ["1", "1", "1"]
    assert desk.runs() == 1
    desk.brew("green")
    assert last(desk.run()) == "green"
    assert desk.runs() == 2


def test_without_a_cache_a_page_runs_each_time(desk: Desk) -> None:
    desk.cache = None
    desk.run()
    desk.run()
    assert desk.runs() == 2


@pytest.mark.parametrize("kept", [True, False])
def test_what_ran_ahead_does_not_run_again(desk: Desk, *, kept: bool) -> None:
    desk.cache = desk.cache if kept else None
    desk.run("a")
    desk.run("b", "2 * 2")
    desk.brew("green")
    assert desk.ahead.run_changed() == {desk.folder / "a.md"}  # the other gives what it gave
    assert desk.runs() == 4
    assert last(desk.run("a")) == "green"
    assert desk.runs() == 4


def test_where_nothing_has_changed_nothing_runs(desk: Desk) -> None:
    assert desk.ahead.run_changed() == set()
    desk.run()
    assert desk.ahead.run_changed() == set()
    assert desk.runs() == 1


def test_a_fault_that_came_and_went_is_a_change(desk: Desk) -> None:
    desk.brew(10)
    desk.run("a", "1 / pot.tea")
    desk.brew(0)  # in a file of another size, since two writes may fall into one tick of the clock
    assert desk.ahead.run_changed() == {desk.folder / "a.md"}
    [fault] = desk.run("a", "1 / pot.tea").faults
    assert fault.problem == "ZeroDivisionError: division by zero"
    assert desk.runs() == 2
    assert desk.ahead.run_changed() == set()
    desk.brew(20)
    assert desk.ahead.run_changed() == {desk.folder / "a.md"}
    assert last(desk.run("a", "1 / pot.tea")) == "0.05"


def test_a_page_that_was_written_meanwhile_runs_as_it_is(desk: Desk) -> None:
    desk.run()
    desk.brew("green")
    desk.ahead.run_changed()
    assert last(desk.run("a", "pot.tea.upper()")) == "GREEN"


def test_texts_inside_a_page_and_pages_that_are_gone_do_not_run_ahead(desk: Desk) -> None:
    desk.run()
    desk.ahead.run(Asked(Page.parse("`{python} 1`"), None, 10, 2))
    (desk.folder / "a.md").unlink()
    desk.brew("green")
    assert desk.ahead.run_changed() == set()
    assert desk.runs() == 1


def test_what_pages_read_is_known(desk: Desk) -> None:
    for _ in range(2):  # as it ran, and as it is kept
        desk.ahead = Ahead()
        assert not desk.ahead.reads(desk.folder / "pot.py")
        desk.run()
        assert desk.ahead.reads(desk.folder / "pot.py")
        assert not desk.ahead.reads(desk.folder / "other.py")


def test_pages_run_before_they_are_asked_for(desk: Desk) -> None:
    asked = desk.write("a", "b")
    desk.go("a", "b")
    desk.begin(*asked)
    while not (desk.folder / "runs").exists() or desk.runs() < 2:
        time.sleep(0.01)
    assert [last(desk.ahead.run(one)) for one in asked] == ["4", "4"]
    assert desk.runs() == 2


def test_a_page_that_runs_is_waited_for_and_one_that_does_not_yet_runs_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    first, second = desk.write("a", "b")
    desk.begin(first, second)
    desk.go("b")
    assert last(desk.ahead.run(second)) == "4"
    assert desk.runs() == 1
    desk.go("a")
    assert last(desk.ahead.run(first)) == "4"
    assert desk.runs() == 2


def test_what_nobody_will_ask_for_does_not_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    first, second = desk.write("a", "b")
    desk.begin(first, second)
    changed = replace(second, page=Page.parse("`{python} 3 * 3`", second.page.path))
    assert last(desk.ahead.run(changed)) == "9"  # so the other one, too, may be asked for otherwise
    desk.go("a")
    assert last(desk.ahead.run(first)) == "4"
    desk.begin(second)
    desk.ahead.stop()
    desk.go("b")
    assert last(desk.ahead.run(second)) == "4"


def test_an_error_is_raised_where_the_page_is_asked_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    [asked] = desk.write("a")
    monkeypatch.setattr(Asked, "run", lambda _: 1 / 0)
    desk.begin(asked)
    with pytest.raises(ZeroDivisionError):
        desk.ahead.run(asked)
