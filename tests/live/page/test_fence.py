import doctest

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from markdown import Markdown

from nnbook.live.page.fault import Fault, Faults
from nnbook.live.page.fence import fenced, read_fence, refuse_listed
from nnbook.live.page.parts import Block, Examples, Text

ROWS = ["```pycon", ">>> 1", "1", ">>> 2", "2", "```"]


def read(text: str, line: int = 1) -> Text | Examples | Block:
    faults = Faults("page.md")
    part, _ = fenced(text.split("\n"), line, faults)
    assert not faults
    return part


def faults_of(text: str, line: int = 1) -> list[Fault]:
    faults = Faults("page.md")
    fenced(text.split("\n"), line, faults)
    return faults


def fault_of(text: str, line: int = 1) -> Fault:
    [fault] = faults_of(text, line)
    return fault


def ended(lines: list[str], opening: int = 0, first: int = 1) -> tuple[int, list[str]]:
    """Return the index at which reading goes on after a fence, and its faults."""
    faults = Faults("page.md")
    _, stop = read_fence(lines, opening, first, faults)
    return stop, [f"{fault.line}: {fault.problem}" for fault in faults]


@pytest.mark.parametrize("info", ["pycon", " Pycon ", "{.pycon}", '{ .pycon title="x" }'])
@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_a_pycon_fence_is_examples(info: str, fence: str) -> None:
    part = read(f"{fence}{info}\n>>> 1\n1\n{fence}", 7)
    assert part == Examples(7, "", fence, info.strip(), ">>> 1\n1\n")


@pytest.mark.parametrize("prefix", ["    ", "\t", "> ", "> > ", "      "])
@pytest.mark.parametrize("blank", ["", "{bare}", "{prefix}"])
def test_a_fence_is_read_without_what_stands_before_its_lines(prefix: str, blank: str) -> None:
    empty = blank.format(bare=prefix.rstrip(), prefix=prefix)
    before, after = ("\n".join(prefix + row for row in rows) for rows in (ROWS[:3], ROWS[3:]))
    part = read(f"{before}\n{empty}\n{after}")
    assert isinstance(part, Examples)
    assert (part.prefix, part.code) == (prefix, ">>> 1\n1\n\n>>> 2\n2\n")


@pytest.mark.parametrize("on", ["on", "yes", "true", "1", "On"])
@pytest.mark.parametrize("language", ["python", "py", "Python", "{.python"])
def test_a_python_fence_with_exec_is_a_block(language: str, on: str) -> None:
    end = " }" if language.startswith("{") else ""
    part = read(f"```{language} exec=\"{on}\" html='yes' result=text{end}\nprint(1)\n```", 3)
    assert part == Block(3, "", {"html": "yes", "result": "text"}, "print(1)\n")


@pytest.mark.parametrize("info", ["", "python", 'bash title="exec"', "text"])
def test_any_other_fence_is_text(info: str) -> None:
    assert read(f"```{info}\n1 >>> 2\n```") == Text(f"```{info}\n1 >>> 2\n```")


def test_a_page_may_quote_a_page() -> None:
    text = "````markdown\n```pycon\n>>> 1\n2\n```\n````"
    assert read(text) == Text(text)


@pytest.mark.parametrize("info", ["", "python", "pycon3", "text"])
def test_an_example_that_would_not_run_is_refused_at_its_line(info: str) -> None:
    fault = fault_of(f"    ```{info}\n    x = 1\n    >>> x\n    2\n    ```", 5)
    assert (fault.line, fault.problem) == (7, "an example in a fence that does not run")
    assert (fault.code, fault.expected, fault.got) == (">>> x", "a pycon fence", info)


@pytest.mark.parametrize("value", ["y", "", "onn", "t", "off"])
def test_a_fence_that_may_be_meant_to_run_is_refused(value: str) -> None:
    fault = fault_of(f'```python exec="{value}"\nx\n```', 5)
    assert (fault.line, fault.problem) == (5, "exec is not on")


def test_a_switch_that_is_neither_on_nor_off_is_refused() -> None:
    assert fault_of("```python exec\nx\n```").problem == "exec is not on"
    fault = fault_of('```python exec="on" html="onn"\nx\n```', 5)
    assert (fault.line, fault.problem) == (5, "html is neither on nor off")
    assert fault.expected == 'html="on"'


@pytest.mark.parametrize(
    ("info", "name"),
    [
        ('python exce="on"', "exce"),
        ('python Exec="on"', "Exec"),
        ("{.python exce=on}", "exce"),
        ('python exec="on" htlm="on"', "htlm"),
        ('python exec="on" source', "source"),
        ('pycon heading="x"', "heading"),
        ('pycon exec="on"', "exec"),
        ('text title=""', "title"),
        ("bash data-a=1", "data-a"),
    ],
)
def test_an_option_that_would_be_passed_over_is_refused(info: str, name: str) -> None:
    fault, *_ = faults_of(f"```{info}\nx\n```", 5)
    assert (fault.line, fault.problem, fault.code) == (5, "no such option", name)


@pytest.mark.parametrize("info", ["text", "", 'python exec="on"'])
@pytest.mark.parametrize("inner", ["```pycon", '> ```python exec="on"', "````text"])
def test_a_fence_that_begins_in_another_tells_that_the_other_is_open(info: str, inner: str) -> None:
    fault = fault_of(f"```{info}\nx\n{inner}\n1\n```", 5)
    assert (fault.line, fault.problem, fault.code) == (7, "a fence begins in a fence", inner)


def test_a_longer_fence_may_hold_another() -> None:
    text = "````text\n```pycon\n```\n````"
    assert read(text) == Text(text)


@pytest.mark.parametrize("info", ["pycon", 'python exec="on"'])
def test_a_tab_in_code_that_runs_is_refused(info: str) -> None:
    fault = fault_of(f"```{info}\n>>> 1\n>>> '\t'\n```", 5)
    assert (fault.line, fault.problem, fault.code) == (7, "a tab in code that runs", ">>> '\t'")
    assert read("```python\nx\ty\n```") == Text("```python\nx\ty\n```")


def test_what_is_only_shown_may_have_a_title_and_numbered_lines() -> None:
    info = '{.python #there .small title="A = B" linenums="1" hl_lines="2 3"}'
    assert read(f"```{info}\nx\n```") == Text(f"```{info}\nx\n```")


@pytest.mark.parametrize(("info", "got"), [('bash exec="on"', "bash"), ('exec="on"', 'exec="on"')])
def test_only_python_runs(info: str, got: str) -> None:
    fault = fault_of(f"```{info}\nls\n```", 5)
    assert (fault.line, fault.problem, fault.got) == (5, "only Python runs", got)


@pytest.mark.parametrize("prefix", ["", "    ", "\t", "> ", "> > ", ">     "])
def test_a_fence_ends_with_its_own_mark_in_its_own_place(prefix: str) -> None:
    lines = ["````pycon", ">>> 1", "```", "~~~~", "   ````", ">````", "````  ", "````"]
    assert ended([prefix + line for line in lines]) == (7, [])


@pytest.mark.parametrize(
    ("prefix", "line"), [("    ", "x"), ("    ", "  ```"), ("> ", "```"), ("> > ", "> ```")]
)
def test_a_line_outside_of_an_open_fence_is_refused(prefix: str, line: str) -> None:
    lines = [f"{prefix}```text", "", line, f"{prefix}```", "words"]
    assert ended(lines, first=7) == (4, ["9: this line is outside of its open fence"])
    lines[3:3] = [f"{prefix}```text"]
    assert ended(lines, first=7) == (2, ["9: this line is outside of its open fence"])


rows = st.sampled_from(["```", "    ```", "> ```", "", ">"]) | st.text(st.sampled_from("> `x"))
places = st.sampled_from(["", "  ", "    ", "> ", "> > ", ">     "])


@settings(deadline=None)
@given(places, st.lists(st.tuples(st.booleans(), rows), max_size=4))
def test_a_fence_ends_where_superfences_ends_it(prefix: str, body: list[tuple[bool, str]]) -> None:
    lines = [f"{prefix}```", *(prefix * inside + row for inside, row in body), f"{prefix}```"]
    lines = [line if line.strip() else "" for line in lines]  # Python-Markdown does so before
    stop, told = ended(lines)
    if told:
        reject()
    end = stop - 1
    md = Markdown(extensions=["pymdownx.superfences"])
    superfences = md.preprocessors["fenced_code_block"]
    assert superfences.run(lines[:end]) == lines[:end]
    assert superfences.run(lines[: end + 1]) == [prefix + md.htmlStash.get_placeholder(0)]


def test_an_open_fence_is_refused_at_its_line() -> None:
    faults = Faults("page.md")
    lines = ["text", "  ```pycon", "  >>> 1", "  1"]
    assert read_fence(lines, 1, 10, faults) == (Text("\n".join(lines[1:])), 4)
    [fault] = faults
    assert str(fault) == (
        "page.md:11: this fence is never closed\n    ```pycon\n"
        "expected:\n    a line with ```\ngot:\n    end of page"
    )


@pytest.mark.parametrize(
    "line", ["- ```pycon", "  * ~~~", "1. ```python", "> 2) ```", ":   ```text", "[^1]: ```"]
)
def test_a_fence_beside_a_marker_is_refused(line: str) -> None:
    faults = Faults("page.md")
    refuse_listed(line, 4, faults)
    assert str(faults[0]).startswith("page.md:4: a fence beside the marker")


@pytest.mark.parametrize("line", ["- a", "-```", "    ```pycon", "- `x`", "1. ```x``` is code"])
def test_other_lines_are_none_beside_a_list_marker(line: str) -> None:
    faults = Faults("page.md")
    refuse_listed(line, 4, faults)
    assert not faults


@pytest.mark.parametrize(
    ("code", "line", "code_told"),
    [
        ("stray\n>>> 1\n1", 21, "stray"),
        ("\n\nstray", 23, "stray"),
        (">>> 1\n1\n\nstray\n\n>>> 2", 24, "stray"),
        (">>> for n in []:\n...     n\n...\n\n\nstray", 26, "stray"),
        (">>> 1\n1\n\n2\n3", 24, "2\n3"),
    ],
)
def test_text_that_no_example_prints_is_refused_at_its_line(
    code: str, line: int, code_told: str
) -> None:
    fault = fault_of(f"    ```pycon\n    {code.replace(chr(10), chr(10) + '    ')}\n    ```", 20)
    assert (fault.line, fault.problem) == (line, "text that no example prints")
    assert fault.code == code_told


@pytest.mark.parametrize("directive", ["+SKIP", "+NORMALIZE_WHITESPACE", "-ELLIPSIS, +SKIP"])
def test_a_directive_that_would_weaken_an_example_is_refused(directive: str) -> None:
    fault = fault_of(f"```pycon\n>>> 1\n1\n>>> 2  # doctest: {directive}\n2\n```", 10)
    assert (fault.line, fault.problem) == (13, "a directive that would hide what the example gives")
    assert "a fence of python, without >>>" in fault.expected
    assert fault.code.startswith("2  # doctest:")


def test_the_directive_ellipsis_is_allowed() -> None:
    part = read("```pycon\n>>> 1 / 3  # doctest: +ELLIPSIS\n0.33...\n```")
    assert isinstance(part, Examples)
    assert part.examples()[0].options == {doctest.ELLIPSIS: True}


@pytest.mark.parametrize(
    ("code", "row", "problem"),
    [
        (">>>1", 1, "lacks blank after >>>: '>>>1'"),
        ("  >>> 1\n 1", 2, "has inconsistent leading whitespace: '1'"),
        (">>> for n in []:\n...pass", 2, "lacks blank after ...: '...pass'"),
        (">>> 0\n0\n>>> 1 # doctest: +NONE", 3, "has an invalid option: '+NONE'"),
    ],
)
def test_what_doctest_cannot_read_is_refused(code: str, row: int, problem: str) -> None:
    fault = fault_of(f"```pycon\n{code}\n```", 8)
    assert (fault.line, fault.expected) == (8 + row, "examples")
    assert fault.problem == f"this example {problem}"
    assert fault.code == code.split("\n")[row - 1]


@pytest.mark.parametrize(
    "code",
    [
        "# first\n>>> 1\n1\n\n# second\n  # third\n\n>>> 2\n2\n\n# end",
        ">>> # alone\n>>> 1\n1",
        ">>> # alone\n>>> 1\n1\n>>> # end",
        ">>> 1\n1\n>>>\n",
    ],
)
def test_remarks_may_stand_between_examples(code: str) -> None:
    part = read(f"```pycon\n{code}\n```")
    assert isinstance(part, Examples)
    outputs = [f"{example.source.strip()}\n" for example in part.examples()]
    assert part.with_outputs(outputs) == code + "\n"


def test_an_output_of_a_remark_is_refused() -> None:
    fault = fault_of("```pycon\n>>> # nothing here\n5\n```")
    assert (fault.line, fault.problem, fault.code) == (3, "text that no example prints", "5")


def test_attributes_of_data_are_taken_in_braces() -> None:
    part = read('```{ .pycon data-id="5" }\n>>> 1\n1\n```')
    assert isinstance(part, Examples)
    fault = fault_of('```pycon data-id="5"\n>>> 1\n1\n```')
    assert fault.expected == 'in braces: { .pycon data-id="5" }'


def test_a_fence_that_must_not_run_is_told_how_to_be_written() -> None:
    fault = fault_of("```pycon notest\n>>> 1\n1\n```")
    assert (fault.problem, fault.code) == ("no such option", "notest")
    assert fault.expected.endswith("what must not run stands in a fence of python, without >>>")


def test_all_faults_of_a_fence_are_told_and_it_runs_all_the_same() -> None:
    faults = Faults("page.md")
    rows = "```pycon a=1\n>>> x = '\t'\n\nstray\n\n>>> x  # doctest: +SKIP\n7\n\nb\n```"
    part, stop = fenced(rows.split("\n"), 1, faults)
    assert [fault.line for fault in faults] == [1, 2, 6, 4, 9]
    assert isinstance(part, Examples)
    assert stop == 10
    assert part.with_outputs([""]) == rows.partition("\n")[2].removesuffix("```")
    assert len(faults_of('```python exec="on" a=1 html="x"\n\t1\n```')) == 3
    part, _ = fenced(['```python exec="on" a=1 html="x"', "1", "```"], 1, faults)
    assert part == Block(1, "", {}, "1\n")


def test_after_a_nested_fence_reading_goes_on_there() -> None:
    lines = ["```text", "x", "```pycon", ">>> 1", "1", "```"]
    one = ["3: a fence begins in a fence"]
    assert ended(lines) == (2, one)
    lines = ["```text", "x", "> ```pycon", ">>> 1", "1", "```"]
    assert ended(lines) == (6, [*one, "4: an example in a fence that does not run"])


def test_after_an_open_fence_reading_goes_on_at_the_next() -> None:
    lines = ["  ```text", "  x", "  ~~~~pycon", "  >>> 1", "  1", "  ~~~~"]
    assert ended(lines) == (2, ["1: this fence is never closed"])


lines = st.lists(st.text(st.sampled_from("ab >`.$1"), max_size=6), max_size=5)


@settings(deadline=None)
@given(lines, places)
def test_code_does_not_depend_on_where_its_fence_stands(body: list[str], prefix: str) -> None:
    text = "\n".join(prefix + row for row in ['`````py exec="on"', *body, "`````"])
    assert read(text) == Block(1, prefix, {}, "\n".join(body) + "\n")
