"""Knows what a site carries of this engine, scripts, styles and fonts, and how pages ask for it."""

import re
from collections.abc import Mapping
from pathlib import Path

from nnbook.live import show
from nnbook.live.here.carried import offer

STYLE, SCRIPT = "assets/live.css", "assets/live.js"
"""What every page asks for; scripts of figures lie beside them, in ``assets/explore``."""

WORKER, FILE_WORKER = "service-worker.js", "assets/file-worker.js"

SHOWN = Path(show.__file__).with_name("assets")
OWN = Path(__file__).with_name("assets")

THEME = re.compile(r'<link rel="stylesheet" href="[^"]*assets/stylesheets/[^"]*">\s*')
ASKED = re.compile(r"assets/(?:live|styles\.\w+)\.css|<style data-live>")
RUNS = re.compile(r"assets/(?:live|scripts\.\w+)\.js")
END = re.compile(r"</body>", re.IGNORECASE)


def carried(
    *, published: bool, folder: bool = False, python: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """Return the files, by their places in the site.

    Parameters
    ----------
    published
        Whether the site can be kept on readers' devices.
    folder
        Whether it will be opened as files, without a server.
    python
        What examples run by in the page, if they do.
    """
    files = {
        f"assets/{path.relative_to(SHOWN).as_posix()}": path.read_bytes()
        for path in sorted(SHOWN.rglob("*"))
        if path.is_file()
    }
    if python and not folder:
        files.update(python)
        files[STYLE] += offer("css")
        files[SCRIPT] += offer("js")
    if published and folder:
        files[FILE_WORKER] = (OWN / "file-worker.js").read_bytes()
    elif published:
        files[WORKER] = (OWN / "service-worker.js").read_bytes()
        files[SCRIPT] += (OWN / "keep.js").read_bytes()
    return files


def with_links(html: str, base: str) -> str:
    """Return a page that asks for the style and the script, after those of its theme.

    `base` leads from the page to the start of the site.

    Examples
    --------
    >>> print(with_links("<head></head><body></body>", "../"))
    <head><link rel="stylesheet" href="../assets/live.css">
    </head><body><script src="../assets/live.js"></script>
    </body>
    """
    if not ASKED.search(html):
        head, end, rest = html.partition("</head>")
        at = max((link.end() for link in THEME.finditer(head)), default=len(head))
        link = f'<link rel="stylesheet" href="{base}{STYLE}">\n'
        html = f"{head[:at]}{link}{head[at:]}{end}{rest}"
    if not RUNS.search(html):
        script = f'<script src="{base}{SCRIPT}"></script>\n'
        html = END.sub(lambda match: script + match[0], html, count=1)
    return html
