"""Makes a finished site ready for readers: safe by a policy, quick to search, whole when offline.

It works on the folder alone, whichever builder has written it, and a second time it changes
nothing: ``python -m nnbook.live publish site``.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from nnbook.live.here.carried import PLACE
from nnbook.live.site.beside import put_beside
from nnbook.live.site.carried import WORKER, carried, with_links
from nnbook.live.site.facts import with_facts
from nnbook.live.site.policy import policy, under, with_python
from nnbook.live.site.scripts import join_scripts
from nnbook.live.site.search_index import slim_index
from nnbook.live.site.styles import in_page, join_styles
from nnbook.live.site.unused import words_of
from nnbook.live.write_whole import write_whole

KEPT = {".css", ".html", ".js", ".json", ".png", ".svg", ".woff2"}
"""What a reader without a connection needs; of downloads there is no copy."""

UNUSED = re.compile(r"assets/javascripts/lunr/|preview|sitemap|service-worker\.js$")
"""Other languages, what only other sites show, what the service worker makes, and it."""

INDEXES = "search/search_index.json", "search.json"
"""Where builders put what the search knows."""

MISSING = "404.html"
"""What hosts show for any address that leads nowhere."""

AROUND = re.compile(r"(<article.*</article>)", re.DOTALL)
"""What stands between the theme's own HTML, whose spaces would weigh as much as a figure."""

COLORLESS = re.compile(r'<span class="(?:[nopw]|fm|sa|vm)">([^<]*)</span>')
"""Names, marks and spaces in code: themes give them no color, and code without their spans
weighs half as much."""

CANONICAL = re.compile(r'\s*<link rel="canonical" href="[^"]*">')
LOCATION = re.compile(r"<loc>/?(?=[^<:]*</loc>)")

ROBOTS = re.compile(r"User-agent: \*\nAllow: /\n(?:Sitemap: \S*\n)?")
"""What was written here before; an author's own text stays."""

HEADERS = {
    "Content-Security-Policy": "{policy}; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def publish(
    site: Path,
    url: str = "",
    *,
    folder: bool = False,
    pace: int | None = None,
    python: Mapping[str, bytes] | None = None,
) -> None:
    """Write into a finished site what needs all of it.

    Parameters
    ----------
    site
        The folder that a builder has written.
    url
        Where readers will find it; without, pages have no address of their own.
    folder
        Whether it will be opened as files, without a server.
    pace
        How many words are read in a minute, to tell how long that takes where no page does.
    python
        What examples run by in the page, if they do.
    """
    url = f"{url.rstrip('/')}/" if url else ""
    for name, content in carried(published=True, folder=folder, python=python).items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(content)
    pages = {}
    for path in sorted(site.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        address = _address(path, site)
        html = _light(with_links(html, _base(address)))
        if not folder:  # browsers let no script read a file of a folder
            html = put_beside(html, path.parent)
        if pace and 'class="facts"' not in html:
            html = AROUND.sub(lambda match: with_facts(match[0], pace), html)
        pages[path] = html if address == MISSING else _canonical(html, url, address)
    for index in (site / name for name in INDEXES):
        if index.is_file():
            by_address = {_address(path, site): html for path, html in pages.items()}
            slimmed = slim_index(json.loads(index.read_text(encoding="utf-8")), by_address)
            write_whole(index, json.dumps(slimmed, ensure_ascii=False, separators=(",", ":")))
    pages = _joined(pages, site, folder=folder)
    missing = site / MISSING
    if missing in pages and not url and not folder:
        pages[missing] = _light(in_page(pages[missing], site))
    # Zensical's search comes with a script that writes its style.
    styled = (site / INDEXES[1]).is_file()
    rules = policy(pages.values(), folder=folder, styled=styled)
    for path, html in pages.items():
        write_whole(path, under(rules, html))
    _write_map(site, url)
    if not folder:
        _write_headers(site, with_python(rules) if python else rules)
        _write_worker(site, "".join(pages.values()))


def _joined(pages: dict[Path, str], site: Path, *, folder: bool) -> dict[Path, str]:
    """Return pages that ask for one style and one script each; a folder's are not far away."""
    scripts = (path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.js")))
    words = words_of(*pages.values(), *scripts)
    pages = {path: join_styles(html, site, words, ahead=not folder) for path, html in pages.items()}
    if folder:
        return pages
    alive = any("data-state=" in html for html in pages.values())
    return {path: join_scripts(html, site, figures=alive) for path, html in pages.items()}


def _address(path: Path, site: Path) -> str:
    """Return the address of a file, seen from the start of the site, as readers know it."""
    return re.sub(r"(^|/)index\.html$", r"\1", path.relative_to(site).as_posix())


def _base(address: str) -> str:
    """Return what leads from a page to the start of the site; from any address, the host's."""
    return "/" if address == MISSING else "../" * address.count("/")


def _light(html: str) -> str:
    """Leave out what nobody sees: blank lines of the theme, and marks in code without a color."""
    parts = AROUND.split(html)
    parts[::2] = [re.sub(r"\s*\n\s*", "\n", part) for part in parts[::2]]
    parts[1::2] = [COLORLESS.sub(r"\1", part) for part in parts[1::2]]
    return "".join(parts)


def _canonical(html: str, url: str, address: str) -> str:
    """Return a page that tells its own address where it is known, and no other."""
    html = CANONICAL.sub("", html)
    link = f'<link rel="canonical" href="{url}{address}">\n' if url else ""
    return html.replace("</head>", f"{link}</head>", 1)


def _write_map(site: Path, url: str) -> None:
    """Tell search engines where the pages are: each map has whole addresses, or is of no use."""
    sitemap, robots = site / "sitemap.xml", site / "robots.txt"
    rows = ["User-agent: *", "Allow: /"]
    if url and sitemap.is_file():
        text = sitemap.read_text(encoding="utf-8")
        write_whole(sitemap, LOCATION.sub(f"<loc>{url}", text))
        rows.append(f"Sitemap: {url}sitemap.xml")
    if not robots.is_file() or ROBOTS.fullmatch(robots.read_text(encoding="utf-8")):
        write_whole(robots, "\n".join(rows) + "\n")


def _write_headers(site: Path, rules: str) -> None:
    """Write the headers as static hosts read them, and as Apache does."""
    headers = {name: value.format(policy=rules) for name, value in HEADERS.items()}
    rows = ["/*", *(f"  {name}: {value}" for name, value in headers.items())]
    rows += [f"/{WORKER}", "  Cache-Control: no-cache"]
    write_whole(site / "_headers", "\n".join(rows) + "\n")
    rows = [f'Header always set {name} "{value}"' for name, value in headers.items()]
    apache = "\n".join(["<IfModule mod_headers.c>", *rows, "</IfModule>"])
    write_whole(site / ".htaccess", apache + "\n")


def _write_worker(site: Path, pages: str) -> None:
    """Tell the service worker what to keep at once, and what when it is first used."""
    worker = site / WORKER
    names = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*"))}
    later = {name: _digest(path) for name, path in names.items() if name.startswith(PLACE)}
    files = {
        _address(path, site): _digest(path)
        for name, path in names.items()
        if path.suffix in KEPT
        and not name.startswith(PLACE)
        and not UNUSED.search(name)
        and (path.suffix != ".css" or path.name in pages)
    }
    script = worker.read_text(encoding="utf-8")
    for name, listed in (("FILES", files), ("LATER", later)):
        script = script.replace(f"{name} = {{}}", f"{name} = {json.dumps(listed, indent=2)}")
    write_whole(worker, script)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
