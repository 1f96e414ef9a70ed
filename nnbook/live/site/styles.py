"""Puts a site's stylesheets into one file: each would cost a request before a word shows."""

import posixpath
import re
from pathlib import Path

from nnbook.live.site.unused import used
from nnbook.live.write_whole import write_hashed

LINK = re.compile(r'<link rel="stylesheet" href="([^":]*?)(assets/[^"]+\.css)">\s*')
URL = re.compile(r"""url\((["']?)(?!data:|/|#|\w+:)([^"')]+)\1\)""")
FONT = re.compile(r"""url\(["']?([^"')]+\.woff2)""")
NOTE = re.compile(r"@charset [^;]*;|/\*.*?\*/\s*", re.IGNORECASE | re.DOTALL)
FACE = re.compile(r"@font-face\s*\{[^}]*url\([^}]*\}")
FORMULAS = "fonts/stix-two-math.woff2"
MENDING = Path(__file__).with_name("assets").joinpath("missing.js").read_text(encoding="utf-8")
REFERENCE = "assets/_mkdocstrings.css"
"""What only pages need that are made from docstrings; these link it themselves."""


def join_styles(
    html: str, site: Path, words: frozenset[str] | None = None, *, ahead: bool = True
) -> str:
    """Return a page that asks for one stylesheet where it asked for several.

    Parameters
    ----------
    html
        The page.
    site
        The folder of the site, into which the stylesheet is written.
    words
        What can be the name of a class, if rules for others are to be left out.
    ahead
        Whether a page asks for its fonts at once, before a letter needs them: words would move
        when they come. That of the formulas comes with pages that have some. Browsers refuse this
        to pages that are opened as files.
    """
    links = LINK.findall(html)
    names = [name for _, name in links if name != REFERENCE]
    if len(names) < 2:
        return html
    css = "\n".join(
        moved((site / name).read_text(encoding="utf-8"), posixpath.dirname(name)) for name in names
    )
    if words is not None:
        css = used(css, words)
    name = write_hashed(site / "assets/styles.css", css)
    base = links[0][0]
    new = [f'<link rel="stylesheet" href="{base}assets/{name}">']
    if len(names) < len(links) and 'class="doc ' in html:
        new.append(f'<link rel="stylesheet" href="{base}{REFERENCE}">')
    if ahead:
        new += [
            f'<link rel="preload" href="{base}assets/{font}" as="font" crossorigin>'
            for font in FONT.findall(css)
            if font != FORMULAS or "<math" in html
        ]
    first = html.index('<link rel="stylesheet"')
    return html[:first] + "\n".join(new) + "\n" + LINK.sub("", html[first:])


def in_page(html: str, site: Path) -> str:
    """Return a page that holds its styles itself, and whose links find the start of the site.

    A host shows it at any address, from which neither can be found without a script or the
    site's address. It does without the fonts.
    """
    if not LINK.search(html):
        return html
    css = "".join((site / name).read_text(encoding="utf-8") for _, name in LINK.findall(html))
    html = LINK.sub("", re.sub(r'<link rel="preload"[^>]*>\s*', "", html))
    style = f"<style data-live>{FACE.sub('', css)}</style>"
    return html.replace("</head>", f"{style}\n<script>{MENDING}</script>\n</head>", 1)


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
