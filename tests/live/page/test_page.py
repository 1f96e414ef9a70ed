from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nnbook.live.page.page import Page, path_name
from nnbook.live.page.parts import Block, Examples, Formula, Part, Text, Value

PAGE = """# `{python} a`

- item

    ```pycon
    >>> b
    ```

    $$
    `{python} c`
    $$

```python
d
```
```python exec="on"
e
```
`{python} f`"""


def source_of(part: Part) -> str:
    """Return a part without live code as it was written."""
    if isinstance(part, Formula):
        return part.source
    assert isinstance(part, Text)
    return part.source


def test_programs_run_from_the_first_line_to_the_last() -> None:
    programs = Page.parse(PAGE, line=3).programs()
    assert [(type(part), part.line) for part in programs] == [
        (Value, 3),
        (Examples, 7),
        (Value, 12),
        (Block, 18),
        (Value, 21),
    ]
    assert not Page.parse("# Words\n\n$x$").programs()


WORDS = "# Cups\n\nThere are `{python} 2`.\n\nSo $n = 2$ holds.\n"


@pytest.mark.parametrize("other", [WORDS.replace("So", "Hence"), WORDS + "\nMore words.\n"])
def test_a_run_depends_on_no_word(other: str) -> None:
    assert Page.parse(other) != Page.parse(WORDS)
    assert Page.parse(other).bare() == Page.parse(WORDS).bare()


@pytest.mark.parametrize(
    "other",
    [
        WORDS.replace("{python} 2", "{python} 3"),
        WORDS.replace("n = 2", "n = 3"),
        WORDS.replace("# Cups", "# Cups\n"),
        WORDS.replace("So", "## So"),
        WORDS.replace("\n\nSo", "<!-- prove: skip: it is a guess -->\n\nSo"),
    ],
)
def test_a_run_depends_on_code_formulas_lines_and_sections(other: str) -> None:
    assert Page.parse(other).bare() != Page.parse(WORDS).bare()


def test_what_a_run_depends_on_has_all_programs() -> None:
    page = Page.parse(PAGE)
    assert page.bare().programs() == page.programs()
    assert page.bare().bare() == page.bare()


def test_code_that_is_only_shown_stays_as_it_is() -> None:
    assert Text("```python\nd\n```") in Page.parse(PAGE).parts


def test_a_fault_of_parsing_names_page_and_line() -> None:
    [fault] = Page.parse("\n\n- ```pycon\n", "a.md", 10).faults
    assert str(fault).startswith("a.md:12: a fence beside the marker")
    [fault] = Page.parse("\n```pycon\n", "a.md", 10).faults
    assert str(fault).startswith("a.md:11: this fence is never closed")


def test_a_page_is_read_to_its_end_whatever_is_wrong_with_it() -> None:
    text = (
        "- ```pycon\n\n`{python}`\n\n```pycon a=1\n>>> x = 1\n```\n\n    ```text\n"
        'b\n\n```python exec="on"\ny = 1\n```\n\n`{python} x`\n\n```pycon\n>>> 1\n'
    )
    page = Page.parse(text)
    assert [fault.line for fault in page.faults] == [1, 3, 5, 10, 18]
    assert [type(part) for part in page.programs()] == [Examples, Block, Value]


line = st.sampled_from(
    ["```", "```python", "~~~", "    ```", "> ```", "$$", "- a", "$x$ b", "a $b", "`c`", "", " "]
)
line |= st.text(st.sampled_from('ab`$~\\ \t[]()!<-{}:="1.'), max_size=12)


@settings(deadline=None)
@given(st.lists(line).map("\n".join))
@example("```\n\n~~~b\nx\n")
@example("$x$\n```\n$y$\n```\n\n$$\nz\n$$\n")
def test_a_page_is_its_parts(text: str) -> None:
    page = Page.parse(text)
    assert "".join(map(source_of, page.parts)) == text


def test_a_file_is_read_with_its_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "page.md"
    path.write_text("---\na: 1\n---\n\n`{python} x`\n", encoding="utf-8")
    page = Page.read(path)
    assert (page.path, [part.line for part in page.programs()]) == ("page.md", [5])


@pytest.mark.parametrize(
    "start", ["---\n---\n", "---\n# A\n---\n", "\ufeff---\na: 1\n---\n", "a: 1\n"]
)
def test_nothing_of_a_file_is_passed_over(tmp_path: Path, start: str) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"{start}\n`{{python}} x`\n---\n\n`{{python}} y`\n", encoding="utf-8")
    assert [part.code for part in Page.read(path).programs()] == ["`{python} x`", "`{python} y`"]


def test_paths_are_shown_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert path_name(Path("docs") / ".." / "page.md") == "page.md"
    assert path_name(tmp_path / "there" / "page.md") == (tmp_path / "there" / "page.md").as_posix()
