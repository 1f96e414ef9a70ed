"""Puts the scripts at a page's end into one file: each would cost a request of its own."""

import re
from pathlib import Path

from nnbook.live.write_whole import write_hashed

LINK = r'<script src="([^":]*?)(assets/[^"]+\.js)"></script>\s*'
GROUP = re.compile(rf"(?:{LINK}){{2,}}")
NAME = re.compile(LINK)
MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
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
    js = "\n;".join(texts)
    name = write_hashed(site / "assets/scripts.js", js)
    script = f'<script src="{links[0][0]}assets/{name}"></script>\n'
    return html[: group.start()] + script + html[group.end() :]
