import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nnbook.live.lab.notebook import Lab, Notebook, as_text, read
from nnbook.live.lab.page import markdown
from nnbook.live.lab.run import find_kept, run_lab, run_unless_kept
from nnbook.live.page.fault import Fault
from tests.live.ends import nobody_is_left
from tests.live.labs import code, lab, text


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a module, from which a book is built."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "pot.py").write_text("tea = 1\n", encoding="utf-8")
    return tmp_path


def test_cells_run_in_order_in_the_labs_own_folder() -> None:
    Path("labs").mkdir()
    Path("labs/data.txt").write_text("5", encoding="utf-8")
    path = lab(
        Path("labs/a.ipynb"),
        text("# A"),
        code("import pot\nn = pot.tea + int(open('data.txt').read())"),
        code("print('a')\nprint('b', flush=True)\nprint('c')\nn"),
        code("import os\nos.environ['MPLBACKEND'], os.environ['OMP_NUM_THREADS']"),
    )
    run = run_lab(path)
    assert run.faults == []
    assert {"pot.py", "labs/data.txt"} <= run.inputs.keys()
    assert all(Path(name).is_file() for name, was in run.inputs.items() if was)
    [_, first, second, third] = run.notebook["cells"]
    assert first["outputs"] == []
    assert [output.get("text") for output in second["outputs"]] == ["a\nb\nc\n", None]
    assert second["outputs"][1]["data"] == {"text/plain": "6"}
    assert third["outputs"][0]["data"] == {
        "text/plain": "('module://matplotlib_inline.backend_inline', '1')"
    }
    assert [cell["execution_count"] for cell in (first, second, third)] == [1, 2, 3]


def test_a_lab_without_code_needs_no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnbook.live.lab.run._kernel", None)
    path = lab(Path("a.ipynb"), text("# A"))
    assert run_lab(path).faults == []
    path = lab(Path("a.ipynb"), text("`{python} 1`"))
    assert [fault.path for fault in run_lab(path).faults] == ["a.ipynb, cell 1"]


RAISES = "the cell to end without an error"
FAULTS = {
    "assertion": (
        "x = 1\nassert x == 2, 'not two'",
        Fault("", 2, "AssertionError: not two", "", RAISES, "AssertionError: not two"),
    ),
    "deeper": (
        "import json\n\n\njson.loads('{')",
        Fault("", 4, "JSONDecodeError: Expecting property name", "", RAISES, "JSONDecodeError"),
    ),
    "no_message": ("raise ValueError", Fault("", 1, "ValueError", "", RAISES, "ValueError")),
    "no_python": (
        "x = 1\nx = = 2",
        Fault("", 2, "SyntaxError: invalid", "", RAISES, "SyntaxError"),
    ),
    "exits": (
        "import sys\nsys.exit(0)",
        Fault("", 1, "SystemExit: 0", "", RAISES, "SystemExit: 0"),
    ),
    "ends_the_kernel": (
        "import os\nos._exit(0)",
        Fault("", 1, "the cell ended its own kernel", "", RAISES, "the cell ended"),
    ),
}


@pytest.mark.parametrize(("source", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_broken_cell_is_told(source: str, expected: Fault) -> None:
    path = lab(Path("labs/a.ipynb"), text("# A"), code("0"), code(source), text("End"))
    [fault] = run_lab(path).faults
    assert fault.path == "labs/a.ipynb, cell 3"
    assert fault.code == source
    assert fault.problem.startswith(expected.problem)
    assert (fault.line, fault.expected) == (expected.line, expected.expected)
    assert fault.got.startswith(expected.got)


def test_an_assertion_of_a_lab_counts_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    [fault] = run_lab(lab(Path("a.ipynb"), code("assert 1 == 2"))).faults
    assert fault.problem == "AssertionError"


def test_a_cell_that_never_ends_is_stopped() -> None:
    path = lab(Path("a.ipynb"), code("0"), code("while True: pass"))
    [fault] = run_lab(path, seconds=1).faults
    assert str(fault) == (
        "a.ipynb, cell 2:1: it still runs\n    while True: pass\n"
        "expected:\n    the cell to end within 1 seconds\ngot:\n    it still runs"
    )


def test_a_lab_leaves_no_temporary_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    path = lab(Path("a.ipynb"), code("import tempfile\ntempfile.mkdtemp()"))
    run = run_lab(path)
    assert run.faults == []
    assert str(place) in run.notebook["cells"][0]["outputs"][0]["data"]["text/plain"]
    assert [*place.iterdir()] == []


ASKED = """
import os

def told(*_):
    os.write(2, b"asked to end")

get_ipython().kernel.control_handlers["shutdown_request"] = told
"""


def test_a_kernel_is_ended_and_not_asked_to_end(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_lab(lab(Path("a.ipynb"), code(ASKED))).faults == []
    assert capfd.readouterr() == ("", "")


def test_a_lab_may_call_something_else_print() -> None:
    run = run_lab(lab(Path("a.ipynb"), code("import pot\nprint = list\nprint('a')")))
    assert run.faults == []
    assert "pot.py" in run.inputs


def test_a_lab_after_which_nothing_can_be_printed_is_told() -> None:
    path = lab(Path("a.ipynb"), code("import io, sys\nsys.stdout = io.StringIO()"), text("End"))
    [fault] = run_lab(path).faults
    assert str(fault).startswith("a.ipynb:1: nothing can be printed at its end\n")


def test_what_a_page_cannot_show_is_a_fault() -> None:
    path = lab(Path("a.ipynb"), code("import sys\nprint('oh', file=sys.stderr)"))
    assert "cell 1:1: it writes to standard error" in str(run_lab(path).faults[0])


def test_a_changed_module_or_notebook_makes_a_lab_run_again(folder: Path) -> None:
    kept = folder / "kept"
    path = lab(Path("labs/a.ipynb"), code("import pot\npot.tea"))
    first = run_unless_kept(path, kept)
    [file] = kept.iterdir()
    marked = json.loads(file.read_text(encoding="utf-8"))
    marked["notebook"]["metadata"]["kept"] = True
    file.write_text(json.dumps(marked), encoding="utf-8")
    assert run_unless_kept(path, kept).notebook["metadata"].pop("kept")
    # Python tells a module's editions within a second apart by their length.
    Path("pot.py").write_text("tea = 1 + 1\n", encoding="utf-8")
    second = run_unless_kept(path, kept)
    outputs = [run.notebook["cells"][0]["outputs"][0]["data"] for run in (first, second)]
    assert outputs == [{"text/plain": "1"}, {"text/plain": "2"}]
    assert as_text(run_unless_kept(path, kept).notebook) == as_text(second.notebook)
    lab(path, code("import pot\npot.tea + 1"))
    third = run_unless_kept(path, kept)
    assert third.notebook["cells"][0]["outputs"][0]["data"] == {"text/plain": "3"}
    del marked["notebook"]
    file.write_text(json.dumps(marked), encoding="utf-8")
    assert run_unless_kept(path, kept).notebook == third.notebook


def test_a_module_that_changes_during_the_run_makes_a_lab_run_again(folder: Path) -> None:
    edit = code("import pot\nopen('../pot.py', 'w').write('tea = 1 + 1\\n')\npot.tea")
    path = lab(Path("labs/a.ipynb"), edit)
    runs = [run_unless_kept(path, folder / "kept") for _ in range(2)]
    outputs = [run.notebook["cells"][0]["outputs"][0]["data"] for run in runs]
    assert outputs == [{"text/plain": "1"}, {"text/plain": "2"}]


def test_a_lab_is_kept_under_the_text_that_ran(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lab(Path("a.ipynb"), code("1"))

    def read_and_edit(path: Path) -> Notebook:
        found = read(path)
        lab(path, code(found["cells"][0]["source"] + "0"))
        return found

    with monkeypatch.context() as patch:
        patch.setattr("nnbook.live.lab.notebook.read", read_and_edit)
        ran = run_unless_kept(path, folder / "kept").notebook["cells"][0]["source"]
    assert find_kept(path, folder / "kept") is None
    lab(path, code(ran))
    assert find_kept(path, folder / "kept")


def test_a_broken_lab_is_not_kept(folder: Path) -> None:
    path = lab(Path("a.ipynb"), code("1 / 0"))
    assert run_unless_kept(path, folder / "kept").faults
    assert not (folder / "kept").exists()


def test_a_file_that_is_no_notebook_is_a_fault(folder: Path) -> None:
    Path("a.ipynb").write_text("{", encoding="utf-8")
    run = run_unless_kept(Path("a.ipynb"), folder / "kept")
    assert "a.ipynb:1: this is no notebook" in str(run.faults[0])
    assert run.notebook["cells"] == []


START = """
import ctypes, os, time
pipe = os.open("pipe", os.O_WRONLY)
if not os.fork():
    os.setsid()
    if not os.fork():
        time.sleep(60)
    os._exit(0)
n = os.write(pipe, b"x")
"""
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives us orphans")


@LINUX
@pytest.mark.parametrize("end", ["", "1 / 0", "time.sleep(60)", "os._exit(1)"])
def test_what_a_lab_started_ends_with_it(folder: Path, end: str) -> None:
    os.mkfifo(folder / "pipe")
    pipe = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    run = run_lab(lab(Path("a.ipynb"), code(START.strip()), code(end or "0")), seconds=5)
    assert nobody_is_left(pipe)
    assert len(run.faults) == bool(end)


@LINUX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_lab_ends_with_the_builder(folder: Path, number: int) -> None:
    os.mkfifo(folder / "pipe")
    pipe = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    # A cell that holds Python's own lock: nothing in its process could look after it.
    lab(Path("a.ipynb"), code(START.strip() + "\nctypes.PyDLL(None).sleep(60)"))
    builder = subprocess.Popen(
        [sys.executable, "-m", "nnbook.live", "a.ipynb"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert select.select([pipe], [], [], 30)[0]
    assert os.read(pipe, 1) == b"x"
    builder.send_signal(number)
    builder.wait()
    assert nobody_is_left(pipe)


def test_an_error_that_is_announced_is_shown_and_the_lab_goes_on() -> None:
    cells = code("x = 1\n1 / 0", "raises-exception"), code("x")
    run = run_lab(lab(Path("a.ipynb"), *cells))
    assert run.faults == []
    [first, second] = run.notebook["cells"]
    assert first["outputs"][0]["ename"] == "ZeroDivisionError"
    assert second["outputs"][0]["data"] == {"text/plain": "1"}


def test_an_error_that_is_announced_must_come() -> None:
    cells = code("0", "raises-exception"), code("1", "raises-exception"), code("1 / 0")
    faults = run_lab(lab(Path("a.ipynb"), *cells)).faults
    assert [(fault.path, fault.problem) for fault in faults] == [
        ("a.ipynb, cell 1", "no error is raised"),
        ("a.ipynb, cell 2", "no error is raised"),
        ("a.ipynb, cell 3", "ZeroDivisionError: division by zero"),
    ]
    ends = code("import os; os._exit(0)", "raises-exception")
    faults = run_lab(lab(Path("a.ipynb"), ends, code("1"))).faults
    assert faults[-1].problem == "the cell ended its own kernel"


DRAWS = "from matplotlib import pyplot as plt\nfig, ax = plt.subplots()\nax.set_title('Tea')\n"
ALT = "#| fig-alt: A line that rises.\n#| fig-cap: Rising.\n"
SHOWN = {
    "shown": ALT + DRAWS + "ax.plot([1, 2])\nplt.show()",
    "the figure last": ALT + DRAWS + "_ = ax.plot([1, 2])\nfig",
    "displayed": ALT + DRAWS + "_ = ax.plot([1, 2])\ndisplay(fig)",
    "lines last": ALT + DRAWS + "ax.plot([1, 2])",
    "axes last": ALT + DRAWS + "ax.plot([1, 2])\nax",
    "a list of axes last": ALT + DRAWS + "[ax, ax]",
}


@pytest.mark.parametrize("source", SHOWN.values(), ids=SHOWN)
def test_a_figure_is_shown_once_with_its_description(source: str) -> None:
    run = run_lab(lab(Path("a.ipynb"), code(source)))
    assert run.faults == []
    [output] = run.notebook["cells"][0]["outputs"]
    html = output["data"]["text/html"]
    assert "image/png" not in output["data"]
    assert ">Tea</title>" in html
    assert ">A line that rises.</desc>" in html
    assert "<figcaption><p>Rising.</p></figcaption>" in html


@pytest.mark.parametrize("source", [DRAWS + "plt.show()", DRAWS + "fig", DRAWS + "ax.plot([1])"])
def test_a_figure_without_a_description_is_told_how_to_be_shown(source: str) -> None:
    [fault] = run_lab(lab(Path("a.ipynb"), code(source))).faults
    assert str(fault).startswith("a.ipynb, cell 1:1: an output that no page can show\n")
    assert "#| fig-alt: …" in fault.expected
    assert "picture(ax, title=…, description=…)" in fault.expected


def test_formulas_that_a_cell_gives_are_shown() -> None:
    source = "from IPython.display import Latex, Math\ndisplay(Math(r'\\frac{1}{2}'))\nLatex('$x$')"
    run = run_lab(lab(Path("a.ipynb"), code(source)))
    assert run.faults == []
    shown = markdown(Lab(Path("a.ipynb"), run.notebook), [])
    assert "$\\displaystyle \\frac{1}{2}$\n\n$x$" in shown
    assert "object>" not in shown
