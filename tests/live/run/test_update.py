import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nnbook.live.page.fault import PageError
from nnbook.live.page.page import Page
from nnbook.live.run.process import PageRun
from nnbook.live.run.runner import run_parts
from nnbook.live.run.update import update
from nnbook.live.run.verdict import Checked, verdict


def ran(page: Page) -> PageRun:
    return PageRun(list(run_parts(page)))


def updated(path: Path) -> int:
    page = Page.read(path)
    run = ran(page)
    return update(Checked(page, run, verdict(page, run), whole=False))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "page.md"


MIXED = """---
title: >
    Title
---
# `{python} 1`  \n
- item

    ```pycon
    >>> for n in range(3):
    ...     n
    ...
    0
    7
    >>> n  # doctest: +ELLIPSIS
    ...
    >>> print("a\\n\\nb")
    wrong
    \n    >>> n

    >>> {}[1]
    Traceback (most recent call last):
      File "x", line 1
    ValueError: 1
    ```

> ~~~ pycon
> >>> None
> wrong
> >>> 1 / 3  # doctest: +ELLIPSIS
> 0.33...
>
>   >>> 1
>   2
> ~~~
> \n\tend"""

MENDED = """---
title: >
    Title
---
# `{python} 1`  \n
- item

    ```pycon
    >>> for n in range(3):
    ...     n
    ...
    0
    1
    2
    >>> n  # doctest: +ELLIPSIS
    ...
    2
    >>> print("a\\n\\nb")
    a
    <BLANKLINE>
    b
    \n    >>> n
    2

    >>> {}[1]
    Traceback (most recent call last):
        ...
    KeyError: 1
    ```

> ~~~ pycon
> >>> None
> >>> 1 / 3  # doctest: +ELLIPSIS
> 0.33...
>
>   >>> 1
>   1
> ~~~
> \n\tend"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("ending", ["", "\n", "\n\n\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_wrong_outputs_are_replaced_and_all_else_stays_to_the_byte(
    path: Path, newline: str, ending: str, mark: str
) -> None:
    path.write_bytes((mark + MIXED + ending).replace("\n", newline).encode())
    assert updated(path) == 7
    assert path.read_bytes() == (mark + MENDED + ending).replace("\n", newline).encode()
    assert updated(path) == 0


def test_a_right_page_is_not_written(path: Path) -> None:
    path.write_text(MENDED, encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert updated(path) == 0
    assert path.stat().st_mtime_ns == 1


def test_the_mode_of_the_file_stays(path: Path) -> None:
    path.write_text(MIXED, encoding="utf-8")
    path.chmod(0o604)
    updated(path)
    assert path.stat().st_mode & 0o777 == 0o604


@pytest.mark.parametrize(
    "grave",
    [
        "`{python} 1 / 0`",
        "```pycon\n>>> {}[1]\n```",
        "```pycon\n>>> print('>>> 1')\n```",
        '```python exec="on"\n1 / 0\n```',
    ],
    ids=["value", "example", "output_that_cannot_be_written", "block"],
)
def test_a_graver_fault_leaves_the_file_as_it_was(path: Path, grave: str) -> None:
    path.write_text(f"{MIXED}\n\n{grave}\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(PageError) as caught:
        updated(path)
    assert len(caught.value.faults) == 1
    assert path.read_bytes() == before


printed = st.text() | st.text(st.sampled_from("`~> .\n\t\r\f\x1c\x85\xa0…1<"), max_size=12)


@settings(deadline=None)
@given(st.lists(st.tuples(printed, printed), min_size=1, max_size=3), st.sampled_from(["", "> "]))
@example(outputs=[("\xa0", ""), ("a\n\x1c\n\nb", "")], prefix="")
def test_a_rewritten_page_is_right_or_the_page_is_left_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, outputs: list[tuple[str, str]], prefix: str
) -> None:
    path = tmp_path_factory.mktemp("page") / "page.md"
    lines = ["```pycon"]
    for text, wrong in outputs:
        lines += [f">>> print({text!a})", "-".join(["wrong", *wrong.split()]).replace("`", "-")]
    path.write_text("\n".join(prefix + line for line in [*lines, "```"]), encoding="utf-8")
    before = path.read_bytes()
    try:
        updated(path)
    except PageError:
        assert path.read_bytes() == before
    else:
        assert not ran(Page.read(path)).faults
        after = path.read_bytes()
        assert updated(path) == 0
        assert path.read_bytes() == after


def test_an_output_whose_lines_are_of_several_files_is_left(path: Path) -> None:
    path.write_text("```pycon\n>>> 1\n", encoding="utf-8")
    places = ((str(path), 1), (str(path), 2), ("other.md", 7), (str(path), 3))
    page = Page.parse("```pycon\n>>> 1\n2\n```", str(path), places=places)
    run = ran(page)
    with pytest.raises(PageError, match="the output is not the expected one"):
        update(Checked(page, run, verdict(page, run), whole=False))
    assert path.read_text(encoding="utf-8") == "```pycon\n>>> 1\n"
