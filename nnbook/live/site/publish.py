"""Makes a built site ready for readers: safe by a policy, quick to search, whole when offline.

It is a hook of MkDocs, beside `nnbook.live.site.plugin`, for books that want it.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig

from nnbook.live.site.policy import policy, under
from nnbook.live.site.search_index import slim_index
from nnbook.live.site.styles import join_styles
from nnbook.live.write_whole import write_whole

KEPT = {".css", ".html", ".js", ".json", ".png", ".svg", ".woff2"}
"""What a reader without a connection needs; of downloads there is no copy."""

UNUSED = re.compile(r"assets/javascripts/lunr/|preview|sitemap|service-worker\.js$")
"""Other languages, what only other sites show, what the service worker makes, and it."""

AROUND = re.compile(r"(<article.*</article>)", re.DOTALL)
"""What stands between the theme's own HTML, whose spaces would weigh as much as a figure."""

HEADERS = {
    "Content-Security-Policy": "{policy}; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_serving = False


def on_startup(command: Literal["build", "gh-deploy", "serve"], **_: object) -> None:
    """Remember whether somebody is writing: a book that changes must not be kept by browsers."""
    global _serving  # noqa: PLW0603 - MkDocs keeps a hook as a module
    _serving = command == "serve"


def on_config(config: MkDocsConfig) -> None:
    """Let a folder without a server be searched by a script of the book, not of another host.

    Material cannot swap its pages in place, and starts nothing on them if it is asked to.
    """
    if _is_folder(config):
        config.extra["polyfills"] = ["assets/file-worker.js"]
        features = config.theme["features"]
        config.theme["features"] = [name for name in features if name != "navigation.instant"]


def on_post_build(config: MkDocsConfig) -> None:
    """Write into the site what needs all of it."""
    if _serving:
        return
    site, folder = Path(config.site_dir), _is_folder(config)
    pages = {
        path: _light(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))
    }
    index = site / "search/search_index.json"
    if index.is_file():
        by_address = {_address(path, site): html for path, html in pages.items()}
        slimmed = slim_index(json.loads(index.read_text(encoding="utf-8")), by_address)
        write_whole(index, json.dumps(slimmed, ensure_ascii=False, separators=(",", ":")))
    rules = policy(pages.values(), folder=folder)
    pages = {
        path: under(rules, join_styles(html, site, ahead=not folder))
        for path, html in pages.items()
    }
    for path, html in pages.items():
        write_whole(path, html)
    if not folder:
        _write_headers(site, rules)
        _write_worker(site, "".join(pages.values()))


def _is_folder(config: MkDocsConfig) -> bool:
    """Tell whether the site will be opened as files; Material's plugin for that has the setting."""
    plugin = config.plugins.get("material/offline")
    return bool(plugin and plugin.config["enabled"])


def _address(path: Path, site: Path) -> str:
    """Return the address of a file, seen from the start of the site, as readers know it."""
    return re.sub(r"(^|/)index\.html$", r"\1", path.relative_to(site).as_posix())


def _light(html: str) -> str:
    """Leave out the blank lines of the theme."""
    parts = AROUND.split(html)
    parts[::2] = [re.sub(r"\s*\n\s*", "\n", part) for part in parts[::2]]
    return "".join(parts)


def _write_headers(site: Path, rules: str) -> None:
    """Write the headers as static hosts read them, and as Apache does."""
    headers = {name: value.format(policy=rules) for name, value in HEADERS.items()}
    rows = ["/*", *(f"  {name}: {value}" for name, value in headers.items())]
    rows += ["/service-worker.js", "  Cache-Control: no-cache"]
    write_whole(site / "_headers", "\n".join(rows) + "\n")
    rows = [f'Header always set {name} "{value}"' for name, value in headers.items()]
    apache = "\n".join(["<IfModule mod_headers.c>", *rows, "</IfModule>"])
    write_whole(site / ".htaccess", apache + "\n")


def _write_worker(site: Path, pages: str) -> None:
    """Tell the service worker, if the book has one, what to keep."""
    worker = site / "service-worker.js"
    if not worker.is_file():
        return
    files = {
        _address(path, site): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in sorted(site.rglob("*"))
        if path.suffix in KEPT
        and not UNUSED.search(path.relative_to(site).as_posix())
        and (path.suffix != ".css" or path.name in pages)
    }
    script = worker.read_text(encoding="utf-8")
    write_whole(worker, script.replace("FILES = {}", f"FILES = {json.dumps(files, indent=2)}"))
