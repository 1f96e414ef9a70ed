"""Finds the file that a page's text was read from, and the line on which it begins."""

from pathlib import Path

from nnbook.live.page import body_of, shown

# Builders hand Python-Markdown a page's text without its path and its front matter; the
# index of a folder tells both from the text itself.
_indexes: dict[Path, dict[str, Path]] = {}


def locate(text: str, folder: Path) -> tuple[str, int]:
    """Return the path of the page in `folder` that has this text, and the text's first line.

    A text that no page has comes from nowhere: it is called ``<page>``, from line 1 on.
    """
    key = text.strip()
    path = _indexes.get(folder, {}).get(key)
    if path is None or not path.exists():
        _indexes[folder] = {_key(body_of(page)[0]): page for page in sorted(folder.rglob("*.md"))}
        path = _indexes[folder].get(key)
    if path is None:
        return "<page>", 1
    body, line = body_of(path)
    # Builders drop blank lines in front.
    return shown(path), line + _blank(body) - _blank(text)


def _key(body: str) -> str:
    # Python-Markdown has already turned tabs into spaces, and emptied blank lines.
    return "\n".join(
        row.rstrip(" ") if row.isspace() else row for row in body.expandtabs(4).split("\n")
    ).strip()


def _blank(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")
