"""Puts a site's stylesheets into one file: each would cost a request before a word shows."""

import hashlib
import posixpath
import re
from pathlib import Path

from nnbook.live.files import write_whole

LINK = re.compile(r'<link rel="stylesheet" href="([^":]*?)(assets/[^"]+\.css)">\s*')
URL = re.compile(r"""url\((["']?)(?!data:|/|#|\w+:)([^"')]+)\1\)""")
NOTE = re.compile(r"@charset [^;]*;|/\*#.*?\*/", re.IGNORECASE)
REFERENCE = "assets/_mkdocstrings.css"
"""What only pages need that are made from docstrings; these link it themselves."""


def join_styles(html: str, site: Path) -> str:
    """Return a page that asks for one stylesheet where it asked for several.

    Parameters
    ----------
    html
        The page.
    site
        The folder of the site, into which the stylesheet is written.
    """
    links = LINK.findall(html)
    names = tuple(name for _, name in links if name != REFERENCE)
    if len(names) < 2:
        return html
    kept = [_joined(site, names)]
    if len(names) < len(links) and 'class="doc ' in html:
        kept.append(REFERENCE)
    new = "".join(f'<link rel="stylesheet" href="{links[0][0]}{name}">\n' for name in kept)
    first = html.index('<link rel="stylesheet"')
    return html[:first] + new + LINK.sub("", html[first:])


def _joined(site: Path, names: tuple[str, ...]) -> str:
    """Write the stylesheets `names` of `site` into one, and return its name."""
    css = "\n".join(
        moved((site / name).read_text(encoding="utf-8"), posixpath.dirname(name)) for name in names
    )
    name = f"assets/styles.{hashlib.sha256(css.encode()).hexdigest()[:8]}.css"
    write_whole(site / name, css)
    return name


def moved(css: str, folder: str) -> str:
    """Return a stylesheet of `folder` as it reads in the folder ``assets``.

    Examples
    --------
    >>> moved("a { src: url(../a.woff2) }", "assets/css")
    'a { src: url(a.woff2) }'
    """
    return URL.sub(
        lambda match: f"url({posixpath.relpath(posixpath.join(folder, match[2]), 'assets')})",
        NOTE.sub("", css),
    )
