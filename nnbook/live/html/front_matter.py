"""Takes the front matter off a page, as builders do before its text is converted."""

import re

import yaml

DASHED = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
FIRST = re.compile(r"[ ]{0,3}[A-Za-z0-9_-]+:")
MORE = re.compile(r"[ ]{4}|\t")


def body_of(text: str) -> str:
    r"""Return a page's text without its front matter, which is YAML or rows of ``key: value``.

    It is as MkDocs takes it off, which need not be there: other builders run this engine, too.

    Examples
    --------
    >>> body_of("---\ntitle: Tea\n---\n\n# Tea")
    '# Tea'
    >>> body_of("title: Tea\n\n# Tea")
    '# Tea'
    """
    if dashed := DASHED.match(text):
        return text[dashed.end() :].lstrip("\n") if _is_mapping(dashed[1]) else text
    rows, count = text.split("\n"), 0
    while count < len(rows) and (FIRST.match(rows[count]) or (count and MORE.match(rows[count]))):
        count += 1
    if count < len(rows) and not rows[count].strip():
        count += 1
    return "\n".join(rows[count:]).lstrip("\n")


def _is_mapping(text: str) -> bool:
    try:
        return isinstance(yaml.safe_load(text), dict)
    except Exception:  # noqa: BLE001 - a date that is none raises ValueError, and so on
        return False
