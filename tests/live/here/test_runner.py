import builtins
import json
import sys

import numpy as np
import pytest

from nnbook.live.here import runner
from nnbook.live.here.runner import LIMIT, run


def told(*steps: dict[str, str]) -> list[tuple[int, str, str, bool]]:
    heard: list[tuple[int, str, str, bool]] = []
    run(json.dumps(steps), lambda *what: heard.append(what))
    return heard


def outputs(*codes: str) -> list[str]:
    return [output for _, _, output, _ in told(*({"code": code} for code in codes))]


def test_statements_are_told_one_by_one_as_in_a_terminal() -> None:
    code = "a = 2\n\n# a remark\nfor _ in range(a):\n    print('x')\n\na; a + 1"
    assert told({"code": code}) == [
        (0, "a = 2", "", False),
        (0, "# a remark\nfor _ in range(a):\n    print('x')", "x\nx\n", False),
        (0, "a; a + 1", "2\n3\n", False),
    ]


def test_steps_share_a_namespace_and_runs_do_not() -> None:
    assert outputs("a = 1", "a") == ["", "1\n"]
    assert "NameError: name 'a' is not defined" in outputs("a")[0]


def test_an_error_is_shown_as_in_the_book_and_the_rest_runs() -> None:
    assert told({"code": "print('x'); 1 / 0\n1"}) == [
        (
            0,
            "print('x'); 1 / 0",
            "x\nTraceback (most recent call last):\n    ...\nZeroDivisionError: division by zero\n",
            True,
        ),
        (0, "1", "1\n", False),
    ]


def test_a_mistake_in_syntax_is_shown_with_its_place() -> None:
    [(step, source, output, failed)] = told({"code": "a = 1\n1 +"})
    assert (step, source, failed) == (0, "a = 1\n1 +", True)
    assert 'File "<example 1>", line 2' in output
    assert output.endswith("SyntaxError: invalid syntax\n")


def test_what_is_written_to_standard_error_is_shown() -> None:
    assert outputs("import sys, warnings", "print('x', file=sys.stderr)")[1] == "x\n"
    assert "UserWarning: hot" in outputs("import warnings\nwarnings.warn('hot')")[1]


def test_a_function_has_its_source() -> None:
    code = "import inspect\ndef f():\n    return 1\n\nprint(inspect.getsource(f))"
    assert outputs(code)[2] == "def f():\n    return 1\n\n"


def test_a_value_is_a_replacement_field() -> None:
    steps = {"code": "y = 2 / 3"}, {"value": "y:.2f"}, {"value": "y!r:>20"}, {"value": "z"}
    assert [(output[:7], failed) for _, _, output, failed in told(*steps)[1:]] == [
        ("0.67", False),
        ("  0.666", False),
        ("Traceba", True),
    ]


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("def half(x): return x / 2", ""),
        ("def half(x): return x // 2", 'odd\nassert half(3) == 1.5, "odd"'),
        ("def half(x): return x", "a case does not hold\nassert half(4) == 2"),
        (
            "def half(): return 1",
            "TypeError: half() takes 0 positional arguments but 1 was given\ncheck(half)",
        ),
    ],
)
def test_a_check_says_which_case_does_not_hold(answer: str, wrong: str) -> None:
    check = 'def check(half):\n    assert half(4) == 2\n    assert half(3) == 1.5, "odd"'
    given = told({"code": check}, {"code": answer}, {"check": "check(half)"})[-1]
    assert given == (2, "check(half)", wrong, bool(wrong))


def test_too_much_output_is_an_error() -> None:
    [output] = outputs("while True: print('x' * 999)")
    assert output.endswith(f"RuntimeError: more than {LIMIT:,} characters were printed\n")
    assert len(output) < LIMIT + 200


def test_a_run_undoes_what_the_last_one_did_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builtins, "len", len)  # so that it is put back whatever comes
    monkeypatch.setattr(sys, "displayhook", sys.displayhook)
    with np.printoptions():
        outputs(
            "import builtins, sys, numpy",
            "numpy.set_printoptions(precision=1)",
            "7",
            "builtins.len = lambda x: 42",
            "sys.displayhook = lambda x: None",
        )
        code = "import numpy\nlen([])\nnumpy.array([0.125])\n_"
        assert outputs(code)[1:3] == ["0\n", "array([0.125])\n"]
        assert "NameError" in outputs("_")[0]


def test_it_runs_without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "NUMPY", None)
    assert outputs("1") == ["1\n"]
