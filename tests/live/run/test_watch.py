import builtins
import ctypes
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from nnbook.live.run.watch import Watch

resource = pytest.importorskip("resource")


def test_what_python_brings_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[int] = []
    watch, own = Watch(lines.append), len
    watch.start(3)
    monkeypatch.setattr(builtins, "len", lambda _: 42)
    monkeypatch.setattr(builtins, "_", 1, raising=False)
    watch.end()
    assert len is own
    [fault] = watch.faults("page.md", "code")
    assert (fault.line, fault.problem, fault.got) == (3, "it replaces what Python brings", "len")
    watch.end()
    assert watch.faults("page.md", "code") == []
    assert lines == [3]


def test_errors_are_told_once_with_the_line_of_the_first() -> None:
    watch = Watch()
    for line in (3, 4):
        watch.start(line)
        watch.told.write(f"{line}\n")
        watch.end()
    watch.end_part()
    watch.end_part()
    [fault] = watch.faults("page.md", "code")
    assert (fault.line, fault.got) == (3, "3\n4\n")


@pytest.mark.parametrize("name", ["posix", "nt"])
def test_what_is_kept_back_is_told(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctypes, "CDLL", library := Mock())
    monkeypatch.setattr(sys, "stdout", stdout := Mock())
    with (tmp_path / "written").open("w+b", buffering=0) as file:
        watch = Watch(written=file.fileno())
        watch.posix = name == "posix"
        watch.start(5)
        stdout.flush.side_effect = lambda: file.write(b"hi")
        watch.end()
    [fault] = watch.faults("page.md", "code")
    assert (fault.line, fault.got) == (5, "hi")
    assert library.called == (name == "posix")


def test_memory_is_limited_while_code_runs() -> None:
    before = resource.getrlimit(resource.RLIMIT_DATA)
    watch = Watch(memory=1000)
    watch.start(1)
    assert resource.getrlimit(resource.RLIMIT_DATA) == (1000 * 2**30, before[1])
    watch.end()
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    watch.end()
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


def test_a_limit_of_the_system_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (2**30, 2**30))
    monkeypatch.setattr(resource, "setrlimit", limit := Mock())
    watch = Watch(memory=2)
    watch.start(1)
    watch.end()
    assert [each.args[1] for each in limit.call_args_list] == [(2**30, 2**30)] * 2


def test_where_there_are_no_limits_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    watch = Watch(memory=1e-9)
    watch.start(1)
    watch.end()
    assert watch.expected(KeyError(1), "a") == "a"
    assert watch.expected(MemoryError(), "a") == (
        "at most 1e-09 GiB of memory (`memory` in the settings of nnbook.live)"
    )
    assert Watch().expected(MemoryError(), "a") == "a"
