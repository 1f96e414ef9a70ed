from pathlib import Path

import pytest
from markdown import Markdown
from markdown.preprocessors import NormalizeWhitespace

from nnbook.live.html import origin
from nnbook.live.html.origin import body_of, locate, upcoming


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs" / "inner").mkdir(parents=True)
    return Path("docs")


def normalized(text: str) -> str:
    """Return a text as Python-Markdown hands it to its later preprocessors."""
    return "\n".join(NormalizeWhitespace(Markdown()).run(text.split("\n")))


@pytest.mark.parametrize(
    ("front", "body", "line"),
    [
        ("", "# A\n", 1),
        ("---\ntitle: A\n---\n", "# A\n\nb", 4),
        ("---\ntitle: A\n---\n\n\n", "# A\n", 6),
        ("\n\n", "# A\n", 3),
        ("---\ntitle: A\n---\n", "\ta\tb\n  \n\nc  \n \t\n", 4),
    ],
    ids=["none", "front_matter", "blank_lines_after_it", "blank_lines", "tabs_and_spaces"],
)
def test_a_text_is_found_where_it_begins(docs: Path, front: str, body: str, line: int) -> None:
    (docs / "inner" / "page.md").write_text(front + body, encoding="utf-8")
    (docs / "other.md").write_text("# Other\n", encoding="utf-8")
    assert locate(normalized(body), docs) == ("docs/inner/page.md", line)


def test_blank_lines_that_a_builder_keeps_are_counted_once(docs: Path) -> None:
    (docs / "page.md").write_text("---\na: 1\n---\n\n\n# A\n", encoding="utf-8")
    assert locate("\n\n# A\n", docs) == ("docs/page.md", 4)
    assert locate("# A\n", docs) == ("docs/page.md", 6)


def test_a_text_of_no_page_has_no_path(docs: Path) -> None:
    assert locate("# A\n", docs) == ("<page>", 1)
    assert locate("# A\n", docs / "nowhere") == ("<page>", 1)


def test_a_text_is_found_where_it_stands_now(docs: Path) -> None:
    (docs / "a.md").write_text("# A\n", encoding="utf-8")
    assert locate("# A\n", docs) == ("docs/a.md", 1)
    (docs / "a.md").write_text("# B\n", encoding="utf-8")
    (docs / "z.md").write_text("---\nx: 1\n---\n# A\n", encoding="utf-8")
    assert locate("# A\n", docs) == ("docs/z.md", 4)
    assert locate("# B\n", docs) == ("docs/a.md", 1)


def test_all_pages_are_read_once_a_build(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        (docs / f"{number}.md").write_text(f"# {number}\n", encoding="utf-8")
    read = []

    def noted(path: Path) -> tuple[str, int]:
        read.append(path)
        return body_of(path)

    monkeypatch.setattr(origin, "body_of", noted)
    for number in range(10):
        assert locate(f"# {number}\n", docs) == (f"docs/{number}.md", 1)
    assert len(read) <= 3 * 10


def test_a_text_is_not_found_where_it_stood(docs: Path) -> None:
    file = docs / "a.md"
    file.write_text("# A\n", encoding="utf-8")
    assert locate("# A\n", docs) == ("docs/a.md", 1)
    file.unlink()
    assert locate("# A\n", docs) == ("<page>", 1)


def test_of_two_pages_alike_the_first_is_named(docs: Path) -> None:
    for name in ("b", "a", "c"):
        (docs / f"{name}.md").write_text("# A\n", encoding="utf-8")
    assert locate("# A\n", docs) == ("docs/a.md", 1)


def test_a_page_that_a_builder_names_is_not_looked_for(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origin, "_search", pytest.fail)
    (docs / "page.md").write_text("---\na: 1\n---\n\n# A\n", encoding="utf-8")
    token = upcoming.set(docs / "page.md")
    assert locate("# A\n", docs) == ("docs/page.md", 5)
    assert locate("# A\n", docs) == ("<page>", 1)  # a text inside of it
    assert locate("what a docstring says", docs) == ("<page>", 1)
    upcoming.reset(token)


def test_a_lab_has_become_markdown_on_the_way(docs: Path) -> None:
    upcoming.set(docs / "lab.ipynb")
    assert locate("# A\n", docs) == ("docs/lab.ipynb", 1)
    upcoming.set(None)


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("# A\n", "# A\n", 1),
        ("---\ntitle: A\n---\n# A\n", "# A\n", 4),
        ("---\ntitle: A\n...  \n\n# A", "# A", 5),
        ("---\r\ntitle: A\r\n---\r\n# A\r\n", "# A\n", 4),
        ("---\ntitle: A\n---\n", "", 4),
        ("title: A\nb: c\n\n# A\n", "# A\n", 4),
        ("# A\n---\nb\n---\n", "# A\n---\nb\n---\n", 1),
        ("---\n---\n\n# A\n---\nb\n", "---\n---\n\n# A\n---\nb\n", 1),
        ("---\n# A\n---\nb\n", "---\n# A\n---\nb\n", 1),
        ("---\ntitle: A\n---", "---\ntitle: A\n---", 1),
        ("\ufeff---\ntitle: A\n---\n# A\n", "# A\n", 4),
    ],
    ids=[
        "none",
        "dashes",
        "dots",
        "windows",
        "alone",
        "no_dashes",
        "rules",
        "empty",
        "comment",
        "open",
        "byte_order_mark",
    ],
)
def test_the_body_begins_after_the_front_matter(
    tmp_path: Path, text: str, body: str, line: int
) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(text.encode())
    assert body_of(path) == (body, line)
