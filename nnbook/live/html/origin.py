"""Finds the file that a page's text was read from, and the line on which it begins."""

from contextvars import ContextVar
from pathlib import Path

from nnbook.live.html import front_matter
from nnbook.live.html.snippets import Row, aligned
from nnbook.live.page.page import path_name

NO_PAGE = Path()
upcoming: ContextVar[Path | None] = ContextVar("upcoming", default=None)
"""Where a builder tells it: the page that is converted next; `NO_PAGE` for a text inside one."""

_places: dict[tuple[Path, str], Path] = {}
"""Which page of a folder had a text when all were last read."""


def locate(text: str, folder: Path) -> tuple[str, int]:
    """Return the path of the page in `folder` that has this text, and the text's first line.

    Builders hand Python-Markdown a text without its path and its front matter: `upcoming` or
    the text itself tells both. One that no page has is called ``<page>``, from line 1 on.
    """
    path = upcoming.get()
    if path is None:
        path = _search(text, folder)
    else:
        upcoming.set(NO_PAGE)  # docstrings, say, that the page shows
    if path == NO_PAGE:
        return "<page>", 1
    if path.suffix == ".ipynb" or not path.is_file():  # a lab or a part of it: no file of Markdown
        return path_name(path), 1
    body, line = body_of(path)
    # Builders drop blank lines in front.
    return path_name(path), line + _blank(body) - _blank(text)


def rows_of(text: str, folder: Path) -> list[Row]:
    """Return the lines of a page's text, each with its place; a plugin may have changed some."""
    path, first = locate(text, folder)
    lines = text.split("\n")
    at = list(range(len(lines)))
    if Path(path).suffix == ".md" and Path(path).is_file():
        body, line = body_of(Path(path))
        own = [""] * (line - first) + body.split("\n")[max(0, first - line) :]
        at = aligned([_normal(row) for row in own], [_normal(row) for row in lines])
    return [Row(row, path, first + index) for row, index in zip(lines, at, strict=True)]


def body_of(path: Path) -> tuple[str, int]:
    """Return the text of a Markdown file without its front matter, and its first line."""
    whole = path.read_text(encoding="utf-8-sig")  # as MkDocs does
    body = front_matter.body_of(whole)
    return body, 1 + whole.removesuffix(body).count("\n")


def _search(text: str, folder: Path) -> Path:
    place = folder, _normal(text)
    path = _places.get(place)
    if path is None or not path.is_file() or _text(path) != place[1]:
        # To read all pages for each page would take a book of n pages n times as long.
        _places.clear()
        pages = sorted(folder.rglob("*.md"), reverse=True)  # of two alike, the first counts
        _places.update(((folder, _text(page)), page) for page in pages)
    return _places.get(place, NO_PAGE)


def _text(path: Path) -> str:
    return _normal(body_of(path)[0])


def _normal(text: str) -> str:
    """Return a text as Python-Markdown makes it: no tabs, and nothing in blank lines."""
    return "\n".join("" if row.isspace() else row for row in text.expandtabs(4).split("\n")).strip()


def _blank(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")
