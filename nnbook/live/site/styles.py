"""Puts a site's stylesheets into one file: each would cost a request before a word shows."""

import hashlib
import posixpath
import re
from pathlib import Path

from nnbook.live.write_whole import write_whole

LINK = re.compile(r'<link rel="stylesheet" href="([^":]*?)(assets/[^"]+\.css)">\s*')
URL = re.compile(r"""url\((["']?)(?!data:|/|#|\w+:)([^"')]+)\1\)""")
FONT = re.compile(r"""url\(["']?([^"')]+\.woff2)""")
NOTE = re.compile(r"@charset [^;]*;|/\*.*?\*/\s*", re.IGNORECASE | re.DOTALL)
REFERENCE = "assets/_mkdocstrings.css"
"""What only pages need that are made from docstrings; these link it themselves."""


def join_styles(html: str, site: Path, *, ahead: bool = True) -> str:
    """Return a page that asks for one stylesheet where it asked for several.

    Parameters
    ----------
    html
        The page.
    site
        The folder of the site, into which the stylesheet is written.
    ahead
        Whether a page with formulas asks for their font at once, before a letter needs it:
        words would move when it comes. Browsers refuse this to pages that are opened as files.
    """
    links = LINK.findall(html)
    names = [name for _, name in links if name != REFERENCE]
    if len(names) < 2:
        return html
    css = "\n".join(
        moved((site / name).read_text(encoding="utf-8"), posixpath.dirname(name)) for name in names
    )
    name = f"assets/styles.{hashlib.sha256(css.encode()).hexdigest()[:8]}.css"
    write_whole(site / name, css)
    base = links[0][0]
    new = [f'<link rel="stylesheet" href="{base}{name}">']
    if len(names) < len(links) and 'class="doc ' in html:
        new.append(f'<link rel="stylesheet" href="{base}{REFERENCE}">')
    if ahead and "<math" in html:
        new += [
            f'<link rel="preload" href="{base}assets/{font}" as="font" crossorigin>'
            for font in FONT.findall(css)
        ]
    first = html.index('<link rel="stylesheet"')
    return html[:first] + "\n".join(new) + "\n" + LINK.sub("", html[first:])


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
