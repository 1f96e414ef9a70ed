import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from nnbook.live.page.page import Page
from nnbook.live.run import asker
from nnbook.live.run.outcome import Outcome
from nnbook.live.run.process import PageRun, run_page
from tests.live.ends import nobody_is_left


def block(*lines: str) -> str:
    return "\n".join(['```python exec="on"', *lines, "```", ""])


def given(text: str, **settings: Any) -> list[list[str]]:
    run = run_page(Page.parse(text, "page.md"), **settings)
    assert not [str(fault) for fault in run.faults]
    return [outcome.outputs for outcome in run.outcomes]


def test_a_page_gives_what_it_gives_in_any_process() -> None:
    assert given("`{python} 1`\n\n```pycon\n>>> 2\n2\n```\n" + block("print(3)")) == [
        ["1", "1"],
        ["2\n"],
        ["3\n"],
    ]


def test_a_page_without_code_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asker, "find", Mock(side_effect=AssertionError))
    assert run_page(Page.parse("# Words")) == PageRun()


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
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    page = block(
        "import os",
        "print(os.environ['PYTHONHASHSEED'], os.environ['MPLBACKEND'], os.environ['MATPLOTLIBRC'])",
        "print(os.environ['OMP_NUM_THREADS'], os.environ['OPENBLAS_NUM_THREADS'])",
        "print(hash('a'))",
    )
    [[first]], [[second]] = given(page), given(page)
    assert first.startswith(f"0 svg {os.devnull}\n1 1\n")
    assert first == second
    assert os.environ["MPLBACKEND"] == "agg"


def test_a_page_does_not_run_where_its_claims_would_be_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "flags", Mock(optimize=1))
    [fault] = run_page(Page.parse("a\n\n" + block("assert 1 == 2"), "page.md")).faults
    assert str(fault).startswith("page.md:3: Python passes over assertions")
    assert run_page(Page.parse("# Words")) == PageRun()


def test_the_program_that_builds_is_nothing_to_a_page() -> None:
    main, spec = sys.modules["__main__"], sys.modules["__main__"].__spec__
    assert given(block("import sys", "print('pytest' in sys.modules)")) == [["False\n"]]
    assert main.__spec__ is spec


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (
            "`{python} 1`\n\n```pycon\n>>> 1\n1\n>>> while True:\n...     pass\n...\n```\n",
            6,
            "while True:\n    pass",
        ),
        (
            "`{python} 1`\n\n" + block("x = 1", "", "while True: pass", "x = 2"),
            6,
            "while True: pass",
        ),
        (
            "`{python} 1`\n\n`{python} [0 for _ in iter(int, 1)]`",
            3,
            "`{python} [0 for _ in iter(int, 1)]`",
        ),
    ],
    ids=["example", "block", "value"],
)
def test_a_page_that_does_not_end_is_stopped_at_its_line(text: str, line: int, code: str) -> None:
    run = run_page(Page.parse(text, "page.md"), seconds=1)
    assert run.outcomes[0] == Outcome(["1", "1"])
    [fault] = run.faults
    assert str(fault).startswith(f"page.md:{line}: it still runs\n")
    assert fault.expected == (
        "the page to end by itself, once, within 1 seconds"
        " (`seconds` in the settings of nnbook.live)"
    )
    assert fault.code.rstrip() == code
    assert fault.got
    assert not run.inputs


def test_the_time_is_that_of_the_whole_page() -> None:
    text = "```pycon\n>>> from time import sleep\n" + ">>> sleep(0.4)\n" * 4 + "```\n"
    [fault] = run_page(Page.parse(text, "page.md"), seconds=1).faults
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
    run = run_page(Page.parse(text, "page.md"))
    [fault] = run.faults
    assert str(fault).startswith("page.md:5: the page ended its own process\n")
    assert fault.got


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives us orphans")

STARTS = {
    "child": "subprocess.Popen(wait, stdout=pipe)",
    "session": "subprocess.Popen(wait, stdout=pipe, start_new_session=True)",
    "deaf": "subprocess.Popen(['nohup', *wait], stdout=pipe, stderr=pipe)",
    "daemon": (
        "if not os.fork():\n    os.setsid()\n    if not os.fork(): time.sleep(60)\n    os._exit(0)"
    ),
    "pool": "pool = multiprocessing.Pool(2)",
}
ENDS = {
    "right": "pass",
    "wrong": "raise ValueError",
    "late": "time.sleep(60)",
    "gone": "os._exit(0)",
    "keeper": "os.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)",
    "stopped": "os.kill(os.getppid(), signal.SIGSTOP)\ntime.sleep(60)",
}


def starting(folder: Path, start: str, end: str) -> tuple[Page, int]:
    """Return a page that starts something, and a pipe that this can write to while it lives."""
    os.mkfifo(folder / "pipe")
    pipe = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    lines = [
        "import multiprocessing, os, signal, subprocess, sys, time",
        "wait = [sys.executable, '-c', 'import time; time.sleep(60)']",
        "pipe = os.open('pipe', os.O_WRONLY)",
        "os.set_inheritable(pipe, True)",
        start,
        "started = os.write(pipe, b'x')",
    ]
    return Page.parse(block(*lines) + "\n" + block(end), "page.md"), pipe


@LINUX
@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("end", ENDS)
def test_what_a_page_started_ends_with_it(
    folder: Path, start: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asker, "PATIENCE", 1)
    page, pipe = starting(folder, start, ENDS[end])
    begin = time.monotonic()
    run = run_page(page, seconds=2 if end in {"late", "stopped"} else 10)
    assert nobody_is_left(pipe)
    assert len(run.faults) == (end != "right")
    assert time.monotonic() - begin < 40  # and not the minute that what it started would take
    assert given("`{python} 1`") == [["1", "1"]]


@LINUX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_a_page_ends_with_the_builder(folder: Path, start: str, number: int) -> None:
    _, pipe = starting(folder, start, "while True: pass")
    # A page that holds Python's own lock: nothing in its process could look after it.
    page = block(
        "import ctypes, multiprocessing, os, signal, subprocess, sys, time",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "wait = [sys.executable, '-c', 'import time; time.sleep(60)']",
        "pipe = os.open('pipe', os.O_WRONLY)",
        "os.set_inheritable(pipe, True)",
        start,
        "started = os.write(pipe, b'x')",
        "ctypes.PyDLL(None).sleep(60)",
    )
    (folder / "page.md").write_text(page, encoding="utf-8")
    builder = subprocess.Popen(
        [sys.executable, "-m", "nnbook.live", "page.md", "--seconds=60"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert select.select([pipe], [], [], 30)[0]
    assert os.read(pipe, 1) == b"x"
    builder.send_signal(number)
    builder.wait()
    assert nobody_is_left(pipe)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_page_that_goes_on_in_two_processes_is_told() -> None:
    fork = block("import os", "if child := os.fork(): os.waitpid(child, 0)")
    end = block("if not child: os._exit(0)")
    run = run_page(Page.parse("a\n\n" + fork + "\n`{python} 1`\n\n" + end, "page.md"))
    [fault] = run.faults
    assert str(fault).startswith("page.md:5: it went on in two processes\n    if child := os.fork")
    assert len(run.outcomes) <= 2  # the other one may have given that of the block


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_page_that_goes_on_in_another_process_is_told() -> None:
    text = block("import os", "if os.fork(): os._exit(0)", "print(1)")
    [fault] = run_page(Page.parse(text, "page.md")).faults
    assert fault.line == 3
    assert fault.problem in {"it went on in two processes", "the page ended its own process"}


def test_a_page_that_ends_its_process_after_its_last_part_is_told_too() -> None:
    text = block(
        "import os, sys",
        "class Module:",
        "    __file__ = property(lambda _: os._exit(0))",
        "sys.modules['odd'] = Module()",
    )
    [fault] = run_page(Page.parse(text, "page.md")).faults
    assert str(fault).startswith("page.md:5: the page ended its own process\n")


@pytest.mark.parametrize(
    ("code", "got", "lines"),
    [
        (
            [
                "import threading",
                "t = threading.Thread(target=lambda: 1 / 0)",
                "t.start()",
                "t.join()",
            ],
            "ZeroDivisionError: division by zero",
            {6, 7},
        ),
        (["async def f(): pass", "f()"], "RuntimeWarning: coroutine 'f' was never awaited", {5}),
    ],
    ids=["thread", "coroutine"],
)
def test_an_error_that_python_only_prints_is_told(
    code: list[str], got: str, lines: set[int]
) -> None:
    [fault] = run_page(Page.parse("a\n\n" + block(*code), "page.md")).faults
    assert fault.line in lines
    assert fault.problem == "it writes to standard error"
    assert got in fault.got


DAMAGE = {
    "len": "import builtins\nbuiltins.len = lambda x: 42",
    "str": "import builtins\nbuiltins.str = lambda *x: 'a'",
    "print, open": "import builtins\nbuiltins.print = builtins.open = None",
    "import": "import builtins\nbuiltins.__import__ = None",
    "deleted": "import builtins\ndel builtins.isinstance",
    "all of them": "import builtins\nvars(builtins).clear()",
    "stdout": "import sys\nsys.stdout = None",
    "stderr": "import sys\nsys.stderr = None",
    "closed": "import sys\nsys.stdout.close()",
    "closed errors": "import sys\nsys.stderr.close()",
    "files": "import os\nos.closerange(3, 100)",
    "pipe": (
        "import os\nfor i in range(3, 100):\n  try: n = os.write(i, b'x')\n  except OSError: pass"
    ),
    "pipe, lines": (
        "import os\nfor i in range(3, 100):\n  try: n = os.write(i, b'\\n[]\\n')\n"
        "  except OSError: pass"
    ),
    "pipe, reports": (
        'import os\nr = b\'{"outputs": [1], "faults": [[1]]}\\n\'\n'
        "for i in range(3, 100):\n  try: n = os.write(i, r)\n  except OSError: pass"
    ),
    "pickle, json": "import json, pickle\nfor m in json, pickle: vars(m).clear()",
    "recursion": "import sys\nsys.setrecursionlimit(len(__import__('inspect').stack()) + 3)",
    "exit": "import os\nos._exit = print\nos._exit = exit\nexit(0)",
    "threads": "import threading\nthreading.Thread = None\nthreading.Thread(target=print)",
    "signal": "import signal, time\nsignal.setitimer(signal.ITIMER_REAL, 0.01)\ntime.sleep(5)",
    "signals": (
        "import signal\nsignal.signal(signal.SIGALRM, lambda *_: 1 / 0)\n"
        "n = signal.setitimer(signal.ITIMER_REAL, 1e-3, 1e-4)\nwhile True: pass"
    ),
    "tracing": "import sys\nsys.settrace(lambda *_: 1 / 0)",
    "doctest": "import doctest\nvars(doctest).clear()",
    "engine": "import sys\nfor m in list(sys.modules.values()): vars(m).clear()",
    "segfault": "import ctypes\nctypes.string_at(0)",
}


@pytest.mark.parametrize("way", ["examples", "block"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_page_that_breaks_its_python_is_told_in_time(damage: str, way: str) -> None:
    code = DAMAGE[damage]
    text = block(code)
    if way == "examples":
        rows = code.replace("\n  ", "\n...   ").replace("\n", "\n>>> ").replace(">>> ...", "...")
        text = f"```pycon\n>>> {rows}\n```\n"
    begin = time.monotonic()
    run = run_page(Page.parse("a\n\n" + text + "\n```pycon\n>>> 1\n1\n```\n", "page.md"), seconds=5)
    assert time.monotonic() - begin < 8
    assert run.faults
    for fault in run.faults:
        assert 4 <= fault.line <= 4 + code.count("\n") + 4
        assert "Traceback" not in str(fault)
        assert "nnbook/live" not in str(fault)
    assert given("`{python} 1`") == [["1", "1"]]


PAST = {
    "number": ("import os\nn = os.write(1, b'hi')", "hi"),
    "errors": ("import os\nn = os.write(2, b'hi')", "hi"),
    "shell": ("import os\nn = os.system('echo hi')", "hi\n"),
    "child": ("import subprocess\nn = subprocess.run(['echo', 'hi'])", "hi\n"),
    "errors of a child": ("import os\nn = os.system('echo hi >&2')", "hi\n"),
    "C": ("import ctypes\nn = ctypes.CDLL(None).puts(b'hi')", "hi\n"),
    "terminal": ("import sys\nn = sys.__stdout__.write('hi')", "hi"),
    "fork": (
        "import multiprocessing\nn = multiprocessing.Pool(1).map(print, ['hi'])",
        "hi\n",
    ),
}


@pytest.mark.skipif(os.name != "posix", reason="the commands are those of POSIX")
@pytest.mark.parametrize("past", PAST)
def test_what_is_written_past_python_is_told(past: str) -> None:
    code, got = PAST[past]
    text = "a\n\n```pycon\n>>> " + code.replace("\n", "\n>>> ") + "\n>>> 1\n1\n```\n" + block(code)
    first, second = run_page(Page.parse(text, "page.md")).faults
    assert (first.line, second.line) == (5, 11)
    for fault in (first, second):
        assert fault.problem == "it writes to standard output past Python's print"
        assert "capture_output=True" in fault.expected
        assert fault.got == got
    assert first.code == code.split("\n")[1] + "\n"


@LINUX
@pytest.mark.usefixtures("folder")
def test_what_comes_after_the_last_line_is_told_too() -> None:
    code = "import os, time\nos.mkfifo('end')\nif not os.fork():"
    code += "\n  file = open('end')\n  os.write(1, b'late')\n  os._exit(0)"
    late = (
        "class Module:\n  @property\n  def __file__(self):\n    open('end', 'w').close()\n"
        "    time.sleep(0.5)\nimport sys\nsys.modules['odd'] = Module()"
    )
    run = run_page(Page.parse(block(code) + block(late), "page.md"))
    [fault] = run.faults
    assert (fault.line, fault.got) == (16, "late")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_pool_of_processes_works_as_in_a_terminal() -> None:
    text = block(
        "import multiprocessing, pickle",
        "def double(x): return 2 * x",
        "with multiprocessing.get_context('fork').Pool(2) as pool:",
        "    print(pool.map(double, [1, 2]))",
        "print(pickle.loads(pickle.dumps(double))(3))",
        "print(multiprocessing.parent_process(), multiprocessing.current_process().daemon)",
    )
    assert given(text) == [["[2, 4]\n6\nNone False\n"]]


@LINUX
@pytest.mark.parametrize(
    "code", ["x = bytearray(2 * 10**9)", "import numpy\nx = numpy.ones(250_000_000)"]
)
def test_a_page_that_takes_too_much_memory_is_told(code: str) -> None:
    text = "a\n\n" + block(code) + "`{python} 1`"
    run = run_page(Page.parse(text, "page.md"), memory=1)
    [fault] = run.faults
    assert (fault.line, fault.expected) == (
        4 + code.count("\n"),
        "at most 1 GiB of memory (`memory` in the settings of nnbook.live)",
    )
    assert "MemoryError" in fault.problem
    assert run.outcomes[1].outputs == ["1", "1"]


@LINUX
def test_a_page_that_keeps_all_its_memory_is_told() -> None:
    text = "```pycon\n>>> x = []\n>>> while True: x.append(bytes(500))\n```\n"
    [fault] = run_page(Page.parse(text, "page.md"), seconds=30, memory=0.3).faults
    assert fault.line == 3
    assert fault.expected.startswith("at most 0.3 GiB of memory")
    assert "MemoryError" in f"{fault.problem} {fault.got}"
