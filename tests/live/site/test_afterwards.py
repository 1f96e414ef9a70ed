import json
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest

from nnbook.live.lab import apart
from nnbook.live.lab.notebook import read
from nnbook.live.lab.run import run_unless_kept
from nnbook.live.run.ahead import Ahead
from nnbook.live.run.stamps import Stamps
from nnbook.live.site.afterwards import NEW, OLD, Afterwards
from tests.live.labs import code, lab, text


class Run:
    """A run of a lab, which ends when the test says so."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.returncode = 0
        self.over = Event()
        self.told = self.wrong = ""

    def communicate(self) -> tuple[str, str]:
        assert self.over.wait(30)
        return self.told, self.wrong

    def terminate(self) -> None:
        self.end(-15)

    def end(self, status: int = 0, *, faults: tuple[list[object], ...] = ()) -> None:
        self.told = json.dumps({"notebook": read(self.path), "faults": faults})
        self.wrong, self.returncode = "Traceback: no kernel", status
        self.over.set()


class Desk:
    """What is run afterwards, and what a test knows of it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kept = folder / "kept"
        self.afterwards = Afterwards(self.kept, Ahead())
        self.begun: SimpleQueue[Run] = SimpleQueue()
        self.told: SimpleQueue[set[Path]] = SimpleQueue()
        monkeypatch.setattr(apart, "start", self._start)

    def _start(self, path: Path, folder: Path) -> Run:
        assert folder == self.kept
        self.begun.put(run := Run(path))
        return run

    def start(self) -> None:
        self.afterwards.start(lambda: self.told.put(self.afterwards.take()))

    def build(self, sources: Stamps) -> None:
        """Build the book from `sources`."""
        self.afterwards.begin(sources)
        self.afterwards.go_on()

    def run(self) -> Run:
        """Wait until the next lab runs."""
        return self.begun.get(timeout=30)

    def built(self) -> set[Path]:
        """Wait until something can be built; return it."""
        return self.told.get(timeout=30)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def path(folder: Path) -> Path:
    return lab(folder / "a.ipynb", text("# A"), code("2 * 2"))


@pytest.fixture
def desk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(folder, monkeypatch)


def sources(*names: str, at: int = 1) -> Stamps:
    return {Path(name): (at, 1) for name in names}


FAULT: list[object] = ["a.ipynb, cell 2", 1, "wrong", "2 * 2", "5", "4", False]


def test_a_lab_that_never_ran_shows_its_code_and_runs(desk: Desk, path: Path) -> None:
    run, news = desk.afterwards.lab(path)
    assert (run.notebook, run.faults, news) == (read(path), [], NEW)
    assert desk.afterwards.old_labs() == {path}
    desk.start()
    desk.run().end()
    assert desk.built() == {path}
    assert desk.afterwards.lab(path)[1] == ""
    assert desk.afterwards.old_labs() == set()
    assert desk.afterwards.take() == set()


def test_a_lab_that_changed_shows_its_old_outputs_below_its_new_code(
    desk: Desk, path: Path
) -> None:
    old = run_unless_kept(path, desk.kept).notebook["cells"][1]["outputs"]
    assert desk.afterwards.lab(path)[1] == ""
    lab(path, text("# A"), code("2 + 2"), code("3"))
    run, news = desk.afterwards.lab(path)
    assert news == OLD
    assert [cell["source"] for cell in run.notebook["cells"]] == ["# A", "2 + 2", "3"]
    assert [cell.get("outputs") for cell in run.notebook["cells"]] == [None, old, []]


def test_a_lab_shows_its_faults_until_something_changes(desk: Desk, path: Path) -> None:
    desk.build(sources("one.py", "a.md"))
    desk.afterwards.lab(path)
    desk.start()
    desk.run().end(faults=(FAULT,))
    assert desk.built() == {path}
    desk.build(sources("one.py") | sources("a.md", at=2))
    run, news = desk.afterwards.lab(path)
    assert [str(fault).split("\n")[0] for fault in run.faults] == ["a.ipynb, cell 2:1: wrong"]
    assert news == ""
    desk.build(sources("one.py", "a.md", at=2))
    assert desk.afterwards.old_labs() == {path}
    assert desk.afterwards.lab(path)[1] == NEW
    desk.afterwards.go_on()
    desk.run().end()
    assert desk.built() == {path}


def test_nothing_begins_while_the_book_is_built(desk: Desk, path: Path) -> None:
    desk.start()
    desk.afterwards.begin(sources("one.py"))
    desk.afterwards.lab(path)
    desk.afterwards.run_pages()
    assert desk.begun.empty()
    desk.afterwards.go_on()
    desk.run().end()
    assert desk.built() == {path}


def test_what_is_no_notebook_has_its_fault_at_once(desk: Desk, folder: Path) -> None:
    (folder / "a.ipynb").write_text("{", encoding="utf-8")
    run, news = desk.afterwards.lab(folder / "a.ipynb")
    assert [fault.problem for fault in run.faults] == ["this is no notebook"]
    assert news == ""


def test_a_lab_that_cannot_be_run_says_so(desk: Desk, path: Path) -> None:
    desk.afterwards.lab(path)
    desk.start()
    desk.run().end(1)
    assert desk.built() == {path}
    [fault] = desk.afterwards.lab(path)[0].faults
    assert (fault.path, fault.problem, fault.got) == (
        "a.ipynb",
        "this lab cannot be run",
        "Traceback: no kernel",
    )


def test_labs_run_one_after_another(desk: Desk, folder: Path, path: Path) -> None:
    other = lab(folder / "b.ipynb", text("# B"))
    for each in (path, other, path):
        desk.afterwards.lab(each)
    desk.start()
    first = desk.run()
    assert desk.afterwards.lab(path)[1] == NEW
    assert desk.begun.empty()
    first.end()
    second = desk.run()
    assert (first.path, second.path) == (path, other)
    second.end()
    assert [desk.built(), desk.built()] == [{path}, {other}]
    assert desk.begun.empty()


@pytest.mark.parametrize("name", ["one.py", "b.ipynb"])
def test_a_lab_begins_anew_where_code_changes_meanwhile(desk: Desk, path: Path, name: str) -> None:
    desk.build(sources(name))
    desk.afterwards.lab(path)
    desk.start()
    first = desk.run()
    desk.build(sources(name, at=2))
    assert first.returncode == -15
    assert desk.afterwards.lab(path)[1] == NEW
    desk.run().end()
    assert desk.built() == {path}
    assert desk.begun.empty()


@pytest.mark.parametrize("name", ["a.md", "labs/drawn.csv"])
def test_a_lab_goes_on_where_it_is_not_code_that_changes(desk: Desk, path: Path, name: str) -> None:
    desk.build(sources(name))
    desk.afterwards.lab(path)
    desk.start()
    first = desk.run()
    desk.build(sources(name, at=2))
    first.end()
    assert desk.built() == {path}


def test_pages_come_before_labs(
    desk: Desk, path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = SimpleQueue[set[Path]]()
    monkeypatch.setattr(desk.afterwards.ahead, "run_changed", lambda: pages.get(timeout=30))
    desk.afterwards.lab(path)
    desk.afterwards.run_pages()
    desk.start()
    assert desk.begun.empty()
    pages.put({folder / "a.md"})
    assert desk.built() == {folder / "a.md"}
    run = desk.run()
    desk.afterwards.run_pages()
    pages.put(set())  # nothing to build
    run.end()
    assert desk.built() == {path}


def test_at_the_end_nothing_runs_any_more(desk: Desk, path: Path) -> None:
    desk.afterwards.lab(path)
    desk.start()
    run = desk.run()
    desk.afterwards.end()
    assert run.returncode == -15
    assert desk.told.empty()
    desk.afterwards.end()
