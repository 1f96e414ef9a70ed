import ctypes
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock, call

import pytest

from nnbook.live.run import keeper

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")


@pytest.fixture
def leave(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """What is called where this process would end."""
    monkeypatch.setattr(os, "_exit", leave := Mock())
    return leave


@pytest.fixture
def written(tmp_path: Path) -> Iterator[int]:
    with (tmp_path / "written").open("w+b", buffering=0) as file:
        yield file.fileno()


def child(text: bytes, _replies: int, _written: int) -> None:
    os.write(1, text)
    if text == b"wait":
        time.sleep(60)


def request(*called: Any, folder: str = ".") -> bytes:
    asked = pickle.dumps(
        (["no_such_module"], dict(os.environ), folder, sys.path, pickle.dumps(called))
    )
    return len(asked).to_bytes(keeper.SIZE, "big") + asked


def test_what_was_written_is_taken_once(written: int) -> None:
    assert keeper.take(written) == ""
    os.write(written, "naïve".encode() + b"\xff")
    assert keeper.take(written) == "naïve\N{REPLACEMENT CHARACTER}"
    os.write(written, b"again")
    assert [keeper.take(written), keeper.take(written)] == ["again", ""]
    os.write(written, b"x" * (keeper.SHOWN + 1))
    assert keeper.take(written) == "x" * keeper.SHOWN


def test_children_are_those_of_this_process_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, parent in [("7", os.getpid()), ("8", 1)]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "stat").write_text(f"{name} (a) b (c) S {parent} 0", encoding="utf-8")
    (tmp_path / "9" / "stat").mkdir(parents=True)  # cannot be read
    monkeypatch.setattr(keeper, "PROCESSES", tmp_path)
    assert keeper.children() == [7]
    monkeypatch.setattr(keeper, "PROCESSES", tmp_path / "absent")
    assert keeper.children() == []


@pytest.mark.skipif(sys.platform != "linux", reason="it is Linux that tells")
def test_a_child_is_found() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as started:
        assert started.pid in keeper.children()


def test_all_are_ended_round_by_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "killpg", group := Mock(side_effect=ProcessLookupError))
    monkeypatch.setattr(os, "kill", kill := Mock(side_effect=[None, ProcessLookupError, None]))
    monkeypatch.setattr(keeper, "children", Mock(side_effect=[[2, 3], [4], []]))
    monkeypatch.setattr(os, "waitpid", Mock(side_effect=[(2, 9), (4, 9), ChildProcessError]))
    keeper.end_all(1)
    assert group.call_args_list == [call(1, signal.SIGKILL)] * 3
    assert kill.call_args_list == [call(each, signal.SIGKILL) for each in (2, 3, 4)]


@pytest.mark.parametrize("stop", [False, True])
def test_pages_are_served_one_by_one(
    written: int, stop: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(page: int) -> None:
        if stop:
            os.kill(page, signal.SIGKILL)
            os.waitpid(page, 0)

    monkeypatch.setattr(keeper, "adopt_orphans", Mock())
    monkeypatch.setattr(keeper, "end_all", end)
    handler = signal.getsignal(signal.SIGCHLD)
    asks, asked = os.pipe()
    told, tells = os.pipe()
    word = bytes(keeper.SIZE)
    try:
        if stop:
            os.write(asked, request(child, b"wait") + word)
        else:
            os.write(asked, request(child, b"a") + request(child, b"b") + word)
            monkeypatch.setattr(keeper, "_wait", one_by_one(keeper._wait))
        os.close(asked)
        keeper.serve(asks, tells, written)
    finally:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, handler)
    os.close(tells)
    rows = [json.loads(row) for row in os.read(told, 1000).splitlines() if row]
    os.close(told)
    if stop:
        assert [row["ended"] for row in rows] == [None]
    else:
        assert rows == [{"ended": 0, "written": "a"}, {"ended": 0, "written": "b"}]
    os.close(asks)


def one_by_one(wait: Any) -> Any:
    """Let a page end before the next words are heard, which here are all there from the start."""
    nothing, _ = os.pipe()
    return lambda page, _requests, woken: wait(page, nothing, woken)


def test_others_that_end_are_not_taken_for_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    woken, wake = os.pipe()
    nothing, _ = os.pipe()
    os.write(wake, b"x")
    rounds = iter([(3, 0), (0, 0), (5, 0), (4, 9)])

    def ended(*_: int) -> tuple[int, int]:
        os.write(wake, b"x")
        return next(rounds)

    monkeypatch.setattr(os, "waitpid", ended)
    assert keeper._wait(4, nothing, woken) == -9


def test_what_is_heard_only_in_part_is_nothing() -> None:
    asks, asked = os.pipe()
    os.write(asked, bytes(keeper.SIZE) + request(child)[:20])
    os.close(asked)
    assert keeper._receive(asks) == b""
    assert keeper._receive(asks) == b""


@pytest.mark.parametrize("right", [True, False])
def test_a_page_ends_its_process_in_any_case(
    tmp_path: Path, written: int, leave: Mock, right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["builder"])
    monkeypatch.setattr(os, "dup2", ends := Mock())
    monkeypatch.setattr(os, "write", write := Mock())
    asked = request(*((child, b"hi") if right else ((1).__index__,)))
    keeper.be_page(asked[keeper.SIZE :], 5, written)
    assert ends.call_args_list == [call(written, 1), call(written, 2)]
    assert sys.argv == [""]
    if right:
        write.assert_called_once_with(1, b"hi")
    else:
        assert b"TypeError" in write.call_args.args[1]
        assert b"Traceback" not in write.call_args.args[1]
    leave.assert_called_once_with(int(not right))


def test_a_fork_is_a_page_of_its_own(written: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class EndedError(Exception):
        """Stands for the end of the process."""

    handler = signal.getsignal(signal.SIGCHLD)
    monkeypatch.setattr(os, "fork", lambda: 0)
    monkeypatch.setattr(os, "setsid", session := Mock())
    monkeypatch.setattr(keeper, "adopt_orphans", Mock())
    monkeypatch.setattr(keeper, "end_with", end := Mock())
    monkeypatch.setattr(keeper, "be_page", page := Mock(side_effect=EndedError))
    asks, asked = os.pipe()
    os.write(asked, whole := request(child))
    with pytest.raises(EndedError):
        keeper.serve(asks, 5, written)
    signal.signal(signal.SIGCHLD, handler)
    page.assert_called_once_with(whole[keeper.SIZE :], 5, written)
    end.assert_called_once_with(os.getpid())
    session.assert_called_once_with()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.close(asks)


def test_where_the_system_cannot_fork_the_process_is_the_page(
    written: int, leave: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "be_page", page := Mock())
    monkeypatch.setattr(threading, "Thread", thread := Mock())
    asks, asked = os.pipe()
    os.write(asked, (1).to_bytes(keeper.SIZE, "big") + b"x")
    keeper.run_once(asks, 5, written)
    page.assert_called_once_with(b"x", 5, written)
    os.close(asked)
    thread.call_args.kwargs["target"](*thread.call_args.kwargs["args"])
    leave.assert_called_once_with(1)


@pytest.mark.parametrize("forks", [True, False])
def test_the_program_keeps_its_ends_from_the_pages(
    forks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["keeper", json.dumps(sys.path)])
    monkeypatch.setattr(os, "dup", lambda number: 100 + number)
    monkeypatch.setattr(os, "dup2", ends := Mock())
    monkeypatch.setattr(keeper, "keep", lambda task: task())
    monkeypatch.setattr(keeper, "serve", serve := Mock())
    monkeypatch.setattr(keeper, "run_once", once := Mock())
    if not forks:
        monkeypatch.delattr(os, "fork")
    keeper.main()
    assert [each.args[1] for each in ends.call_args_list] == [0, 1]
    used, other = (serve, once) if forks else (once, serve)
    assert used.call_args.args[:2] == (100, 101)
    other.assert_not_called()


@pytest.mark.parametrize("follow", [True, False])
def test_a_kept_task_runs_in_a_fork(
    leave: Mock, follow: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: dict[int, Any] = {}
    monkeypatch.setattr(keeper, "_prctl", ask := Mock(return_value=True))
    monkeypatch.setattr(keeper, "end_all", end := Mock())
    monkeypatch.setattr(signal, "signal", heard.__setitem__)
    monkeypatch.setattr(os, "waitpid", lambda *_: (7, 3 << 8))
    monkeypatch.setattr(os, "fork", lambda: 7)
    keeper.keep(task := Mock(), follow=follow)
    task.assert_not_called()
    leave.assert_called_once_with(3)
    followed = call(keeper.PR_SET_PDEATHSIG, signal.SIGTERM)
    assert (followed in ask.call_args_list) == follow
    heard[signal.SIGTERM]()
    assert end.call_args_list == [call(7)] * 2
    assert leave.call_args_list[1] == call(1)
    monkeypatch.setattr(os, "fork", lambda: 0)
    monkeypatch.setattr(os, "getppid", os.getpid)
    keeper.keep(task)
    task.assert_called_once_with()
    assert ask.call_args == call(keeper.PR_SET_PDEATHSIG, signal.SIGKILL)


def test_elsewhere_a_kept_task_runs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    keeper.keep(task := Mock())
    task.assert_called_once_with()


def test_a_process_whose_parent_is_gone_ends(leave: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", libc := Mock())
    libc(None).prctl.return_value = 0
    keeper.end_with(os.getppid())
    leave.assert_not_called()
    keeper.end_with(os.getppid() + 1)
    leave.assert_called_once_with(1)
    libc(None).prctl.return_value = -1
    assert not keeper.adopt_orphans()
