import multiprocessing
import os
import select
import sys
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from nnbook.live.page.page import Page
from nnbook.live.run.process import Run, run_apart, work
from nnbook.live.run.runner import Outcome


def block(*lines: str) -> str:
    return "\n".join(['```python exec="on"', *lines, "```", ""])


def given(text: str, **settings: Any) -> list[list[str]]:
    run = run_apart(Page.parse(text, "page.md"), **settings)
    assert not [str(fault) for fault in run.faults]
    return [outcome.outputs for outcome in run.outcomes]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder from which a page can import."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_a_page_gives_what_it_gives_in_any_process() -> None:
    assert given("`{python} 1`\n\n```pycon\n>>> 2\n2\n```\n" + block("print(3)")) == [
        ["1", "1"],
        ["2\n"],
        ["3\n"],
    ]


def test_a_page_without_code_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "get_context", Mock(side_effect=AssertionError))
    assert run_apart(Page.parse("# Words")) == Run()


def test_nothing_of_a_page_reaches_the_next() -> None:
    page = block(
        "import json, os, random, sys",
        "print(hasattr(json, 'mark'), 'MARK' in os.environ, 'mark' in globals())",
        "json.mark = os.environ['MARK'] = mark = 'x'",
        "print(random.random() == random.Random(1).random())",
        "random.seed(1)",
    )
    assert given(page) == given(page) == [["False False False\nFalse\n"]]


def test_a_page_gives_the_same_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("MPLBACKEND", "agg")
    page = block(
        "import os",
        "print(os.environ['PYTHONHASHSEED'], os.environ['MPLBACKEND'], os.environ['MATPLOTLIBRC'])",
        "print(hash('a'))",
    )
    [[first]], [[second]] = given(page), given(page)
    assert first.startswith(f"0 svg {os.devnull}\n")
    assert first == second
    assert os.environ["MPLBACKEND"] == "agg"


def test_a_page_does_not_run_where_its_claims_would_be_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "flags", Mock(optimize=1))
    [fault] = run_apart(Page.parse("a\n\n" + block("assert 1 == 2"), "page.md")).faults
    assert str(fault).startswith("page.md:3: Python passes over assertions")
    assert run_apart(Page.parse("# Words")) == Run()


def test_the_program_that_builds_is_nothing_to_a_page() -> None:
    main, spec = sys.modules["__main__"], sys.modules["__main__"].__spec__
    assert given(block("import sys", "print('pytest' in sys.modules)")) == [["False\n"]]
    assert main.__spec__ is spec


def test_modules_that_are_not_installed_are_passed_over() -> None:
    assert given("`{python} 1`", heavy=["no_such_module"]) == [["1", "1"]]


def test_where_the_system_cannot_fork_a_page_runs_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    monkeypatch.delattr(os, "killpg", raising=False)
    assert given("`{python} 1`") == [["1", "1"]]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("`{python} 1`\n\n```pycon\n>>> 1\n1\n>>> while True:\n...     pass\n...\n```\n", 6),
        ("`{python} 1`\n\n" + block("x = 1", "", "while True: pass", "x = 2"), 6),
        ("`{python} 1`\n\n`{python} [0 for _ in iter(int, 1)]`", 3),
    ],
    ids=["example", "block", "value"],
)
def test_a_page_that_does_not_end_is_stopped_at_its_line(text: str, line: int) -> None:
    run = run_apart(Page.parse(text, "page.md"), seconds=1)
    assert run.outcomes[0] == Outcome(["1", "1"])
    [fault] = run.faults
    assert str(fault).startswith(f"page.md:{line}: it still runs\n")
    assert fault.expected == "the page to end by itself, once, within 1 seconds"
    assert fault.got
    assert not run.inputs


def test_the_time_is_that_of_the_whole_page() -> None:
    text = "```pycon\n>>> from time import sleep\n" + ">>> sleep(0.4)\n" * 4 + "```\n"
    [fault] = run_apart(Page.parse(text, "page.md"), seconds=1).faults
    assert fault.problem == "it still runs"


@pytest.mark.parametrize(
    "text",
    [
        "`{python} 1`\n\n```pycon\n>>> import os\n>>> os._exit(0)\n```\n",
        "`{python} 1`\n\n" + block("import os", "os._exit(0)"),
        "`{python} 1`\n\n" + block("import os", "raise KeyboardInterrupt"),
    ],
    ids=["example", "block", "interrupted"],
)
def test_a_page_that_ends_its_process_is_told_at_its_line(text: str) -> None:
    run = run_apart(Page.parse(text, "page.md"))
    [fault] = run.faults
    assert str(fault).startswith("page.md:5: the page ended its own process\n")
    assert fault.got


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="the system knows no groups of processes")
@pytest.mark.parametrize("end", ["time.sleep(60)", "pass"], ids=["stopped", "at_its_end"])
def test_what_a_page_started_ends_with_it(folder: Path, end: str) -> None:
    os.mkfifo(folder / "pipe")
    pipe = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    start = [
        "import subprocess, sys, time",
        "wait = [sys.executable, '-c', 'import time; time.sleep(60)']",
        "child = subprocess.Popen(wait, stdout=open('pipe', 'w'))",
    ]
    run = run_apart(Page.parse(block(*start) + block(end)), seconds=1)
    assert len(run.faults) == (end != "pass")
    # A pipe can be read, to its end, when nobody is left who could write.
    assert select.select([pipe], [], [], 10)[0] == [pipe]
    os.close(pipe)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_page_that_goes_on_in_two_processes_is_told() -> None:
    fork = block("import os", "if child := os.fork(): os.waitpid(child, 0)")
    end = block("if not child: os._exit(0)")
    run = run_apart(Page.parse("a\n\n" + fork + "\n`{python} 1`\n\n" + end, "page.md"))
    [fault] = run.faults
    assert str(fault).startswith("page.md:3: it went on in two processes\n")
    assert len(run.outcomes) == 1


def test_a_page_that_ends_its_process_after_its_last_part_is_told_too() -> None:
    text = block(
        "import os, sys",
        "class Module:",
        "    __file__ = property(lambda _: os._exit(0))",
        "sys.modules['odd'] = Module()",
    )
    [fault] = run_apart(Page.parse(text, "page.md")).faults
    assert str(fault).startswith("page.md:5: the page ended its own process\n")


def test_a_folder_that_python_lives_in_is_not_all_pythons_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(folder))
    monkeypatch.setattr(sys, "base_prefix", str(folder))
    monkeypatch.delattr(os, "setsid", raising=False)  # as on Windows
    assert (folder / "data.txt").as_posix() in worked(folder, monkeypatch)[1]


def worked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Any], dict[str, str]]:
    """Work on a page in this process, as if it read files; return what is sent, inputs apart."""
    (folder / "__pycache__").mkdir()
    names = ["data.txt", "module.py", "__pycache__/module.cpython-311.pyc", "__pycache__/data.txt"]
    for name in names:
        (folder / name).touch()
    hooks: list[Any] = []
    monkeypatch.setattr(sys, "addaudithook", hooks.append)
    sender = Mock()

    def send(_message: Any) -> None:
        for name in names:
            hooks[0]("open", (str(folder / name), "r", 0))
        hooks[0]("open", (3, "r", 0))
        hooks[0]("os.rename", (str(folder / "old.txt"), str(folder / "new.txt"), -1, -1))
        hooks[0]("import", ("absent",))
        hooks[0]("compile", ("no_file",))

    sender.send.side_effect = send
    work(Page.parse("\n`{python} 1`"), sender)
    *rest, inputs = [call.args[0] for call in sender.send.call_args_list]
    return rest, inputs


@pytest.mark.parametrize(
    ("code", "got"),
    [
        (
            [
                "import threading",
                "t = threading.Thread(target=lambda: 1 / 0)",
                "t.start()",
                "t.join()",
            ],
            "ZeroDivisionError: division by zero",
        ),
        (["async def f(): pass", "f()"], "RuntimeWarning: coroutine 'f' was never awaited"),
    ],
    ids=["thread", "coroutine"],
)
def test_an_error_that_python_only_prints_is_told(code: list[str], got: str) -> None:
    [fault] = run_apart(Page.parse("a\n\n" + block(*code), "page.md")).faults
    assert str(fault).startswith("page.md:3: it writes to standard error")
    assert got in fault.got


def test_a_page_at_work_sends_lines_outcomes_and_last_its_inputs(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "setsid", leave := Mock(), raising=False)
    rest, inputs = worked(folder, monkeypatch)
    leave.assert_called_once_with()
    assert rest == [2, Outcome(["1", "1"])]
    own = {Path(name).relative_to(folder).as_posix() for name in inputs if str(folder) in name}
    files = {"data.txt", "module.py", "__pycache__/data.txt"}
    assert own == {*files, "absent.py", "absent/__init__.py"}
    assert Path(__file__).as_posix() in inputs
