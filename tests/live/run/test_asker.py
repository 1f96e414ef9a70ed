import pickle
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from nnbook.live.page.page import Notation, Page
from nnbook.live.run import asker, keeper
from nnbook.live.run.asker import Asker
from nnbook.live.run.outcome import Outcome
from nnbook.live.run.process import run_page
from tests.live.run.test_process import block, given


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Asker]]:
    """Keepers of this test alone, with whom we ask them."""
    idle: list[Asker] = []
    monkeypatch.setattr(asker, "_idle", idle)
    yield idle
    for each in idle:
        each.close()


@pytest.mark.usefixtures("fresh")
def test_modules_that_are_not_installed_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asker, "HEAVY", ["no_such_module"])
    assert given("`{python} 1`") == [["1", "1"]]


def test_where_the_system_cannot_fork_a_page_runs_too(
    folder: Path, fresh: list[Asker], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import os\ndel os.fork, os.register_at_fork\n"
    (folder / "sitecustomize.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    for _ in range(2):
        assert given("`{python} 1`") == [["1", "1"]]
        assert not fresh
    for code in ("while True: pass", "import os; os._exit(1)"):
        assert len(run_page(Page.parse(block(code)), seconds=1).faults) == 1


@pytest.mark.usefixtures("fresh")
def test_no_file_is_left_where_python_writes_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (folder / "pot.py").touch()
    given("`{python} __import__('pot').__name__`")
    assert not (folder / "__pycache__").exists()


def test_a_keeper_that_has_ended_is_replaced(fresh: list[Asker]) -> None:
    for _ in range(2):
        assert given("`{python} 1`") == [["1", "1"]]
    [first] = fresh
    first.process.kill()
    first.process.wait()
    assert given("`{python} 1`") == [["1", "1"]]
    [second] = fresh
    assert second is not first


def test_a_keeper_that_has_modules_as_they_were_is_replaced(
    fresh: list[Asker], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asker, "PACKAGE", folder)
    module = folder / "module.py"
    module.write_text("a = 1", encoding="utf-8")
    (folder / ".#module.py").symlink_to("gone.py")
    kept = []
    for text in ("a = 1", "a = 12"):
        module.write_text(text, encoding="utf-8")
        for _ in range(2):
            assert given("`{python} 1`") == [["1", "1"]]
            kept += fresh
    assert kept[0] is kept[1] is not kept[2] is kept[3]


THERE = "`{python} 'matplotlib.pyplot' in __import__('sys').modules`"


def test_what_a_page_draws_with_is_there_for_those_that_follow(
    fresh: list[Asker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asker, "_later", set())
    assert given(THERE) == [["False", "False"]]
    given("`{python} __import__('matplotlib.pyplot').__name__`")
    assert given(THERE) == [["True", "True"]]
    assert len(fresh) == 1
    asker.import_later(["antigravity", None, []])
    assert asker._later == {"matplotlib.pyplot"}


@pytest.mark.parametrize(("notation", "proves"), [(None, False), (Notation(), True)])
def test_what_proves_formulas_is_imported_where_there_are_some(
    notation: Notation | None, proves: bool, fresh: list[Asker], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[bytes] = []
    fresh.append(Asker())
    monkeypatch.setattr(Asker, "_send", lambda _, words: sent.append(words))
    fresh[0].ask(replace(Page.parse("$1 = 1$"), notation=notation), memory=1)
    names = pickle.loads(sent[0][keeper.SIZE :])[0]
    assert (asker.PROVER in names) == proves
    assert {*asker.HEAVY} <= {*names}


def test_a_keeper_is_asked_by_the_process_that_started_it_alone(fresh: list[Asker]) -> None:
    given("`{python} 1`")
    [first] = fresh
    first.owner += 1
    given("`{python} 1`")
    assert first not in fresh
    assert first.process.poll() is None
    first.owner -= 1
    fresh.append(first)


def test_pages_may_run_at_the_same_time(fresh: list[Asker]) -> None:
    page = Page.parse(block("import time", "time.sleep(0.5)", "print(1)"))
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(run_page, [page, page]))
    assert [run.outcomes for run in runs] == [[Outcome(["1\n"])]] * 2
    assert len(fresh) == 2


def test_a_keeper_that_does_not_end_is_ended(
    fresh: list[Asker], monkeypatch: pytest.MonkeyPatch
) -> None:
    given("`{python} 1`")
    [kept] = fresh
    monkeypatch.setattr(asker, "PATIENCE", 0.1)
    kept.process.send_signal(signal.SIGSTOP)
    kept.close()
    assert kept.process.returncode == -signal.SIGKILL
    fresh.clear()


@pytest.mark.usefixtures("fresh")
def test_another_thread_may_take_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    class Taken(list[Asker]):
        def __bool__(self) -> bool:
            return True

    monkeypatch.setattr(asker, "_idle", Taken())
    assert given("`{python} 1`") == [["1", "1"]]
    asker._idle.pop().close()
