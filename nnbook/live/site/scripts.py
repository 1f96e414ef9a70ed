"""Puts the scripts at a page's end into one file: each would cost a request of its own.

It also lets Material's script fetch what the search knows when somebody begins to search, as it
does by itself only where a site is opened as files; there is no setting for that. Where another
version of the script has no such place, it stays as it is.
"""

import re
from pathlib import Path

from nnbook.live.write_whole import write_hashed

LINK = r'<script src="([^":]*?)(assets/[^"]+\.js)"></script>\s*'
GROUP = re.compile(rf"(?:{LINK}){{2,}}")
NAME = re.compile(LINK)
MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
EAGER, LAZY = 'location.protocol!=="file:"', "!1"
"""Whether the search begins with the page, as Material's script has it, and as we do."""

FIGURES = "assets/explore/shared.js"
"""What every figure that comes alive begins with."""


def join_scripts(html: str, site: Path, *, figures: bool) -> str:
    """Return a page that asks for one script where it asked for several in a row.

    Parameters
    ----------
    html
        The page.
    site
        The folder of the site, into which the script is written.
    figures
        Whether the site has figures that come alive, which share a script.
    """
    group = GROUP.search(html)
    if not group:
        return html
    links = NAME.findall(group[0])
    # The figures' comes first: the others look for it when they run.
    names = [FIGURES] * figures + [name for _, name in links]
    texts = (MAP.sub("", (site / name).read_text(encoding="utf-8")) for name in names)
    js = "\n;".join(texts).replace(EAGER, LAZY)
    name = write_hashed(site / "assets/scripts.js", js)
    script = f'<script src="{links[0][0]}assets/{name}"></script>\n'
    return html[: group.start()] + script + html[group.end() :]
