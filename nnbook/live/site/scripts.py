"""Puts the scripts at a page's end into one file: each would cost a request of its own.

It also changes two things in Material's script for which there is no setting. What the search
knows is fetched when somebody begins to search, as it is by itself only where a site is opened as
files. And what tells the browser that colors change, which then styles the whole page anew, waits
until they do. Where another version of the script has no such place, it stays as it is.
"""

import re
from pathlib import Path

from nnbook.live.write_whole import write_hashed

LINK = r'<script src="([^":]*?)(assets/[^"]+\.js)"></script>\s*'
GROUP = re.compile(rf"(?:{LINK}){{2,}}")
NAME = re.compile(LINK)
MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
SWITCHING = 'document.body.setAttribute("data-md-color-switching",""),'
CHANGED = {
    # whether the search begins with the page
    re.escape('location.protocol!=="file:"'): "!1",
    # that no color fades while they change, for which each element gets a style of its own
    r"(?<=\()" + re.escape(SWITCHING) + r"(?=(\w+)\.color\.)": (
        rf"\1.color.scheme!==document.body.dataset.mdColorScheme&&{SWITCHING}"
    ),
    # the color of the window, which live.css tells
    re.escape('{name:"color-scheme"}'): "{}",
}
"""What stands in Material's script, and what takes its place."""

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
    for place, change in CHANGED.items():
        js = re.sub(place, change, js)
    name = write_hashed(site / "assets/scripts.js", js)
    # It brings a page to life that can be read before.
    script = f'<script fetchpriority="low" src="{links[0][0]}assets/{name}"></script>\n'
    return html[: group.start()] + script + html[group.end() :]
