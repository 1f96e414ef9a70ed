"""Tells at the top of each page how long it takes to read, and when it was last changed.

It is a hook of MkDocs, beside `nnbook.live.site.plugin`, for books that want it.
"""

import re
import subprocess
from functools import cache
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from nnbook.live.site.search_index import text_of

PACE = 200
"""How many words are read in a minute."""

DRAWN = re.compile(r"<svg.*?</svg>", re.DOTALL)


def on_config(config: MkDocsConfig) -> None:
    """Look anew for what has changed."""
    del config
    changes.cache_clear()


def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Put the facts below the title of the page."""
    facts = [f"Reading time: {minutes(html)} min"]
    if page.file.abs_src_path and (day := _last_change(page, Path(config.docs_dir))):
        page.update_date = day  # which the sitemap tells
        facts.append(f'Last change: <time datetime="{day}">{day}</time>')
    note = f'<p class="facts" data-search-exclude>{" · ".join(facts)}</p>'
    return html.replace("</h1>", f"</h1>\n{note}", 1)


def minutes(html: str) -> int:
    """Return how many minutes it takes to read a page, code and figures left out.

    Examples
    --------
    >>> minutes("<p>" + 1000 * "word " + "</p>")
    5
    """
    return max(1, round(len(text_of(DRAWN.sub(" ", html)).split()) / PACE))


def _last_change(page: Page, docs: Path) -> str | None:
    return changes(docs).get(page.file.src_uri)


@cache
def changes(docs: Path) -> dict[str, str]:
    """Return the day of the last change of each file below `docs`, as Git knows it.

    There is none where there is no Git, or where its history has been cut off: all files would
    seem to be as old as what is left of it.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> changes(Path(mkdtemp()))
    {}
    """
    if _git(docs, "rev-parse", "--is-shallow-repository").strip() != "false":
        return {}
    log = _git(docs, "log", "--format=//%cs", "--name-only", "--relative", "--", ".")
    days: dict[str, str] = {}
    for commit in log.split("//")[1:]:
        day, *names = filter(None, commit.split("\n"))
        for name in names:
            days.setdefault(name, day)
    return days


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "core.quotePath=false", *arguments]
    try:
        return subprocess.run(  # noqa: S603 - arguments of our own
            command, cwd=folder, capture_output=True, encoding="utf-8", check=False
        ).stdout
    except FileNotFoundError:
        return ""
