from pathlib import Path

import pytest
from markdown import Markdown

from nnbook.live.html.snippets import Row, aligned, expanded

FILES = {
    "all.md": "a\nb\nc\n",
    "parts.md": "zero\n--8<-- [start:one]\nsame\n--8<-- [end:one]\n"
    "--8<-- [start:two]\n    deep\n    same\n--8<-- [end:two]\nend\n",
    "outer.md": "before\n\n  --8<-- 'all.md'\n\nafter\n",
    "escaped.md": "x\n;--8<-- 'all.md'\n--8<-- [start:gone]\ny ;--8<-- [start:kept]\nz\n",
    "round.md": "r\n--8<-- 'round.md'\ns\n",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


PAGES = {
    "none": ("a\n\nb", ["page.md:1 a", "page.md:2 ", "page.md:3 b"]),
    "whole": (
        "A\n--8<-- 'all.md'\nB",
        ["page.md:1 A", "all.md:1 a", "all.md:2 b", "all.md:3 c", "all.md:4 ", "page.md:3 B"],
    ),
    "rows": ("--8<-- 'all.md:2:3'\nB", ["all.md:2 b", "all.md:3 c", "page.md:2 B"]),
    "ranges": ("--8<-- 'all.md:1:1,3:3'", ["all.md:1 a", "all.md:3 c"]),
    "the second of two alike": (
        "--8<-- 'parts.md:two'\n--8<-- 'parts.md:one'",
        ["parts.md:6     deep", "parts.md:7     same", "parts.md:3 same"],
    ),
    "block": (
        "--8<--\nall.md:3:3\n\n; all.md\nparts.md:one\n--8<--\nB",
        ["all.md:3 c", "page.md:3 ", "parts.md:3 same", "page.md:7 B"],
    ),
    "nested": (
        "  --8<-- 'outer.md:1:3'",
        [
            "outer.md:1   before",
            "outer.md:2   ",
            *(f"all.md:{n}     {c}" for n, c in ((1, "a"), (2, "b"), (3, "c"), (4, ""))),
        ],
    ),
    "escaped": (
        "--8<-- 'escaped.md'\n;--8<-- 'x'",
        [
            "escaped.md:1 x",
            "escaped.md:2 --8<-- 'all.md'",
            "escaped.md:4 y --8<-- [start:kept]",
            "escaped.md:5 z",
            "escaped.md:6 ",
            "page.md:2 --8<-- 'x'",
        ],
    ),
    "in a circle": ("--8<-- 'round.md:1:3'", ["round.md:1 r", "round.md:3 s"]),
    "missing": ("--8<-- 'none.md'\nB", ["page.md:2 B"]),
}


def places(text: str, **settings: object) -> list[str]:
    md = Markdown(
        extensions=["pymdownx.snippets"], extension_configs={"pymdownx.snippets": settings}
    )
    lines = text.split("\n")
    rows = expanded(md, [Row(line, "page.md", n) for n, line in enumerate(lines, 1)])
    assert [str(row) for row in rows] == md.preprocessors["snippet"].run(lines)
    return [f"{row.path}:{row.number} {row}" for row in rows]


@pytest.mark.parametrize(("text", "expected"), PAGES.values(), ids=PAGES)
def test_each_line_is_known_by_its_file(text: str, expected: list[str]) -> None:
    assert places(text) == expected


def test_a_section_may_lose_its_indent() -> None:
    assert places("--8<-- 'parts.md:two'", dedent_subsections=True) == [
        "parts.md:6 deep",
        "parts.md:7 same",
    ]


def test_what_is_put_below_each_page_is_known_too() -> None:
    assert places("A", auto_append=["all.md"]) == [
        "page.md:1 A",
        "page.md:1 ",
        "page.md:1 ",
        "all.md:1 a",
        "all.md:2 b",
        "all.md:3 c",
        "all.md:4 ",
        "page.md:1 ",
    ]


def test_without_snippets_a_page_is_its_lines() -> None:
    rows = [Row("--8<-- 'all.md'", "page.md", 1)]
    assert expanded(Markdown(), rows) == rows


def test_a_page_of_which_nothing_is_left_has_a_place() -> None:
    md = Markdown(extensions=["pymdownx.snippets"])
    rows = expanded(md, [Row("--8<-- 'none.md'", "page.md", 4)])
    assert [(row.path, row.number) for row in rows] == [("page.md", 4)]


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ("abc", "abc", [0, 1, 2]),
        ("abc", "abcde", [0, 1, 2, 2, 2]),
        ("abc", "ab", [0, 1]),
        ("abcd", "xbyyd", [0, 1, 2, 2, 3]),
        ("abcd", "acd", [0, 2, 3]),
        ("abcd", "xxabcd", [0, 0, 0, 1, 2, 3]),
        ("abcd", "xabcdyy", [0, 0, 1, 2, 3, 3, 3]),
    ],
)
def test_lines_are_found_where_they_were(old: str, new: str, places: list[int]) -> None:
    assert aligned([*old], [*new]) == places
