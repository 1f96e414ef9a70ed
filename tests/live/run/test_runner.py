import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.live.page.fault import Fault
from nnbook.live.page.page import Page
from nnbook.live.run.outcome import Outcome
from nnbook.live.run.runner import run_parts
from nnbook.live.run.watch import Watch


def outcomes(text: str, line: int = 1) -> list[Outcome]:
    return list(run_parts(Page.parse(text, "page.md", line)))


def outputs(text: str) -> list[list[str]]:
    found = outcomes(text)
    assert not [str(fault) for outcome in found for fault in outcome.faults]
    return [outcome.outputs for outcome in found]


def fault_of(text: str) -> Fault:
    [fault] = [fault for outcome in outcomes(text) for fault in outcome.faults]
    return fault


def pycon(*lines: str) -> str:
    return "\n".join(["```pycon", *lines, "```"])


def block(*lines: str) -> str:
    return "\n".join(['```python exec="on"', *lines, "```"])


def test_all_parts_share_one_namespace_and_see_it_as_it_is_at_their_place() -> None:
    text = "\n".join(
        [
            block("w = 1"),
            "`{python} w`",
            pycon(">>> w += 1", ">>> w", "2"),
            "$`{python} w`$",
            block("print(w, __name__)"),
        ]
    )
    assert outputs(text) == [[""], ["1", "1"], ["", "2\n"], ["2", "2"], ["2 __main__\n"]]


def test_a_fresh_page_knows_nothing_of_the_last() -> None:
    outputs(block("w = 1"))
    assert fault_of("`{python} w`").problem == "NameError: name 'w' is not defined"


def test_each_start_is_told_before_it_runs() -> None:
    told: list[int] = []
    text = "\n".join([pycon(">>> 1", "1", ">>> 2", "2"), "`{python} 3`", block("4", "", "5")])
    steps = run_parts(Page.parse(text, "page.md", 10), Watch(told.append))
    next(steps)
    assert told == [10, 11, 13]
    next(steps)
    assert told == [10, 11, 13, 16]
    next(steps)
    assert told == [10, 11, 13, 16, 17, 18, 20]


def test_an_output_is_that_of_this_run() -> None:
    assert outputs(pycon(">>> 1 / 3  # doctest: +ELLIPSIS", "0.33...")) == [
        ["0.3333333333333333\n"]
    ]


def test_the_underscore_is_the_last_result_as_in_a_terminal() -> None:
    assert outputs(pycon(">>> 3 * 4", "12", ">>> _ + 1", "13")) == [["12\n", "13\n"]]


def test_another_output_is_a_fault_at_its_line() -> None:
    fault = fault_of("a\n\n" + pycon(">>> 1", "1", ">>> for i in (1, 2):", "...     i", "...", "1"))
    assert (fault.path, fault.line, fault.mendable) == ("page.md", 6, True)
    assert fault.problem == "the output is not the expected one"
    assert (fault.code, fault.expected, fault.got) == (
        "for i in (1, 2):\n    i\n",
        "1\n",
        "1\n2\n",
    )


def test_what_follows_a_fault_still_runs() -> None:
    found = outcomes(pycon(">>> 1", "2", ">>> x = 3") + "\n`{python} y` `{python} x`")
    assert [len(outcome.faults) for outcome in found] == [1, 1, 0]
    assert found[2].outputs == ["3", "3"]


def test_what_came_instead_of_the_expected_output_is_kept_in_its_place() -> None:
    [outcome] = outcomes(pycon(">>> 1", "2", ">>> 1 / 0", "0", ">>> 3", "3"))
    assert outcome.outputs == ["1\n", f"{EXPECTED}ZeroDivisionError: division by zero\n", "3\n"]


EXPECTED = "Traceback (most recent call last):\n    ...\n"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("{}[1]", "KeyError: 1"),
        ("raise ValueError('a\\nb')", "ValueError: a\nb"),
        ("raise ValueError(1) from KeyError(2)", "ValueError: 1"),
        ("raise ExceptionGroup('a', [KeyError(2)])", "ExceptionGroup: a (1 sub-exception)"),
        ("1 +", "SyntaxError: invalid syntax"),
        ("import json; json.loads('')", "json.decoder.JSONDecodeError: Expecting value: line 1"),
        ("print('before'); {}[1]", "KeyError: 1"),
    ],
)
def test_an_expected_exception_is_shown_without_its_frames(code: str, message: str) -> None:
    ending = " column 1 (char 0)" if "json" in code else ""
    text = pycon(f">>> {code}", EXPECTED.rstrip(), message + ending)
    before = "before\n" if "before" in code else ""
    assert outputs(text) == [[f"{before}{EXPECTED}{message}{ending}\n"]]


def test_an_exception_while_another_one_is_handled_is_shown_alone() -> None:
    text = pycon(
        ">>> try:",
        "...     {}[1]",
        "... except KeyError:",
        "...     raise ValueError(2)",
        "...",
        EXPECTED.rstrip(),
        "ValueError: 2",
    )
    assert outputs(text) == [[EXPECTED + "ValueError: 2\n"]]


def test_a_traceback_can_be_printed_through_functions_of_other_fences() -> None:
    text = "\n".join(
        [
            pycon(">>> import traceback", ">>> def f():", "...     raise ValueError(1)", "..."),
            pycon(
                ">>> try:",
                "...     f()",
                "... except ValueError:",
                "...     print(traceback.format_exc().splitlines()[-1])",
                "ValueError: 1",
            ),
        ]
    )
    assert outputs(text) == [["", ""], ["ValueError: 1\n"]]


@pytest.mark.parametrize(
    ("code", "want", "got"),
    [
        ("raise ValueError(1)", EXPECTED + "KeyError: 1\n", EXPECTED + "ValueError: 1\n"),
        ("4", EXPECTED + "KeyError: 1\n", "4\n"),
        ("print('a\\n\\nb')", "a", "a\n\nb\n"),
        ("None", "1", ""),
    ],
)
def test_an_output_that_could_be_expected_is_mendable(code: str, want: str, got: str) -> None:
    fault = fault_of(pycon(f">>> {code}", want.rstrip()))
    assert (fault.got, fault.mendable) == (got, True)


@pytest.mark.parametrize(
    "code",
    [
        "print('```')",
        "print('```\\n`{python} 1`\\n```')",
        "print('>>> 1')",
        "print('a\\n>>> 1')",
        "print('... 1')",
        "print('a\\tb')",
        "print('a\\rb')",
        "print('before'); raise ValueError(1)",
        "print('Traceback (most recent call last):\\n  x\\nValueError: 1')",
    ],
)
def test_an_output_that_doctest_or_markdown_would_misread_is_not_mendable(code: str) -> None:
    fault = fault_of(pycon(f">>> {code}", EXPECTED.rstrip(), "KeyError: 1"))
    assert not fault.mendable
    assert fault.problem.startswith("a page cannot show this output: it has a tab, a prompt,")


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("import warnings; warnings.warn('old', FutureWarning)", "FutureWarning: old"),
        ("import numpy; numpy.exp(numpy.float64(1e4))", "RuntimeWarning: overflow encountered"),
        ("1 +", "SyntaxError: invalid syntax"),
        ("'\\d'", "SyntaxError: "),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_an_exception_or_warning_is_a_fault(code: str, problem: str) -> None:
    example = fault_of(pycon(">>> 0", "0", f">>> {code}", "1"))
    assert (example.line, example.expected, example.mendable) == (4, "1\n", False)
    in_block = fault_of(block("x = 0", "", code))
    assert (in_block.line, in_block.expected) == (4, "the block to end without an error")
    for fault in (example, in_block):
        assert fault.problem.startswith(problem)
        assert problem in fault.got


def test_an_example_that_raises_shows_its_exception() -> None:
    [outcome] = outcomes(pycon(">>> {}[1]"))
    assert outcome.outputs == [EXPECTED + "KeyError: 1\n"]


def test_a_block_gives_what_it_printed() -> None:
    text = block("import sys", "print(1, 2, sep='-')", "sys.stdout.write('3')", "4")
    assert outputs(text) == [["1-2\n3"]]


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        ("ValueError('first\\nsecond\\n')", "ValueError: first"),
        ("SyntaxError('first\\nsecond')", "SyntaxError: first"),
        ("ExceptionGroup('two', [KeyError(1)])", "ExceptionGroup: two (1 sub-exception)"),
    ],
)
@pytest.mark.parametrize("note", [[], ["error.add_note('more')"]], ids=["plain", "with_note"])
def test_the_problem_is_the_first_line_of_an_exception(
    error: str, problem: str, note: list[str]
) -> None:
    lines = [f"error = {error}", *note, "raise error"]
    assert fault_of(block(*lines)).problem == problem
    assert fault_of(pycon(*[f">>> {line}" for line in lines])).problem == problem


def test_a_block_that_fails_names_its_innermost_line() -> None:
    found = outcomes("\n" + block("def f():", "    return 1 / 0", "", "print(1)", "f()"), 20)
    [fault] = found[0].faults
    assert (fault.line, fault.got) == (23, "ZeroDivisionError: division by zero\n")
    assert found[0].outputs == ["1\n"]


@pytest.mark.parametrize(
    "text",
    [
        pycon(">>> import sys", ">>> n = sys.stderr.write('oh')"),
        block("import sys", "sys.stderr.write('oh')"),
        "`{python} __import__('sys').stderr.write('oh')`",
    ],
    ids=["example", "block", "value"],
)
def test_what_is_written_to_standard_error_is_a_fault(text: str) -> None:
    fault = fault_of("a\n\n" + text)
    line = 5 if "import sys" in text else 3
    assert (fault.line, fault.problem) == (line, "it writes to standard error")
    assert (fault.got, fault.mendable) == ("oh", False)


@pytest.mark.parametrize("name", ["stdout", "stderr"])
@pytest.mark.parametrize("way", ["example", "block", "value"])
def test_a_part_leaves_the_streams_as_they_were(name: str, way: str) -> None:
    imported = f"__import__('sys'), '{name}', __import__('io').StringIO()"
    text = {
        "example": pycon(">>> import io, sys", f">>> sys.{name} = io.StringIO()"),
        "block": block("import io, sys", f"sys.{name} = io.StringIO()"),
        "value": f"`{{python}} setattr({imported}) or 1`",
    }
    fault = fault_of("a\n\n" + text[way])
    assert (fault.line, fault.problem) == (
        3 if way == "value" else 5,
        f"it leaves another sys.{name}",
    )
    assert fault.expected == f"the sys.{name} of its beginning"
    assert fault.got.startswith("<_io.StringIO")


def test_a_stream_may_be_another_meanwhile() -> None:
    text = pycon(
        ">>> import io, sys",
        ">>> out, sys.stdout = sys.stdout, io.StringIO()",
        ">>> print(1)",
        ">>> text, sys.stdout = sys.stdout.getvalue(), out",
        ">>> text",
        "'1\\n'",
    )
    assert outputs(text)[0][-1] == "'1\\n'\n"


def test_what_a_logger_writes_is_a_fault_wherever_the_logger_was_made() -> None:
    made = block(
        "import logging", "log = logging.Logger('a')", "log.addHandler(logging.StreamHandler())"
    )
    found = outcomes(f"{made}\n`{{python}} log.error('oh') or 1`\n`{{python}} 1`")
    assert [[fault.got for fault in outcome.faults] for outcome in found] == [[], ["oh\n"], []]


def test_a_value_that_fails_in_the_code_of_a_block_names_the_value() -> None:
    fault = fault_of(block("def f():", "    return 1 / 0") + "\n\n`{python} f()`")
    assert (fault.line, fault.code) == (6, "`{python} f()`")


@pytest.mark.parametrize(
    "field",
    ["y", "1 / 0", "__import__('sys').exit(0)", "1:q", "1 +", "", "1} {2", "x!z", "1=", '"""'],
)
def test_a_value_that_has_none_is_a_fault(field: str) -> None:
    # What no page could hold as a value is a fault of parsing; here the runner alone is asked.
    fault = fault_of(f"a\n\n`{{python}} {field or '#'}`")
    assert (fault.line, fault.expected) == (3, "a value")
    assert fault.problem


@pytest.mark.parametrize(
    "text",
    [
        pycon(">>> raise KeyboardInterrupt"),
        block("raise KeyboardInterrupt"),
        "`{python} [][next(iter(()), None) or exec('raise KeyboardInterrupt')]`",
    ],
    ids=["example", "block", "value"],
)
def test_a_person_can_interrupt_a_page(text: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        outcomes(text)


def test_a_value_is_formatted_and_kept_in_full() -> None:
    assert outputs("`{python} 2 / 3:.2f`") == [["0.67", "0.6666666666666666"]]


scalars = st.one_of(
    st.integers(-1000, 1000), st.floats(allow_nan=False, width=32), st.text("ab'é<", max_size=4)
)
specs = st.sampled_from(["", ":>12", ":{width}", "!r", "!s:>{width}", "!a:^9", ":{width}.{digits}"])


@settings(deadline=None)
@given(scalars, specs)
def test_a_value_is_what_an_f_string_gives(value: float | str, spec: str) -> None:
    code = f"{value!r}{spec}"
    names = {"width": 12, "digits": 3, "inf": float("inf")}
    given_names = block("width, digits, inf = 12, 3, float('inf')")
    try:
        wanted = eval(f'f"""{{{code}}}"""', names)
    except ValueError:  # an integer has no digits after the point
        assert fault_of(f"{given_names}\n`{{python}} {code}`").problem.startswith("ValueError")
    else:
        assert outputs(f"{given_names}\n`{{python}} {code}`")[1] == [wanted, str(value)]


@pytest.mark.parametrize(
    ("field", "got"), [("[3, 1].sort()", "None"), ("print('hm') or 1", "hm\n"), ("None", "None")]
)
def test_a_value_is_not_none_and_prints_nothing(field: str, got: str) -> None:
    fault = fault_of(f"a\n\n`{{python}} {field}`")
    assert (fault.line, fault.problem, fault.got) == (3, "no value", got)


@pytest.mark.parametrize("row", ["# then", "  # then"])
def test_a_remark_directly_below_an_example_is_told_and_not_written_over(row: str) -> None:
    fault = fault_of(pycon(">>> x = 1", row, ">>> x", "1"))
    assert fault.problem.startswith("a remark below an example is its expected output")
    assert (fault.line, fault.mendable) == (2, False)
    assert outputs(pycon(">>> x = 1", "", row, "", ">>> x", "1")) == [["", "1\n"]]


def test_an_output_may_look_like_a_remark() -> None:
    assert outputs(pycon(">>> print('# A')", "# A")) == [["# A\n"]]
    fault = fault_of(pycon(">>> print('# A\\nb')", "# A", "c"))
    assert (fault.problem, fault.mendable) == ("the output is not the expected one", True)


def test_a_mistake_in_syntax_is_shown_as_the_page_has_it() -> None:
    fault = fault_of("a\n\n" + block("x = 1", "if x:", "y = 2"))
    assert 'File "page.md", line 6\n    y = 2\n' in fault.got


def test_a_value_that_only_the_compiler_refuses_is_told_at_its_line() -> None:
    fault = fault_of("a\n\n`{python} (yield)`")
    assert (fault.line, fault.problem) == (3, "SyntaxError: 'yield' outside function")
