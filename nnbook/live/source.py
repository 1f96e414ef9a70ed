"""Finds the file that a page's text was read from, and the line on which it begins."""

from pathlib import Path

from nnbook.live.page import body_of, shown


def locate(text: str, folder: Path) -> tuple[str, int]:
    """Return the path of the page in `folder` that has this text, and the text's first line.

    Builders hand Python-Markdown a text without its path and its front matter: the text
    itself tells both. One that no page has is called ``<page>``, from line 1 on.
    """
    for path in sorted(folder.rglob("*.md")):
        body, line = body_of(path)
        if _key(body) == text.strip():
            # Builders drop blank lines in front.
            return shown(path), line + _blank(body) - _blank(text)
    return "<page>", 1


def _key(body: str) -> str:
    # Python-Markdown has already turned tabs into spaces, and emptied blank lines.
    return "\n".join(
        row.rstrip(" ") if row.isspace() else row for row in body.expandtabs(4).split("\n")
    ).strip()


def _blank(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")
