import json
import re
from pathlib import Path

import pytest

from nnbook.live.site.publish import publish
from tests.live.tiny import Site

URL = "https://example.org/book"

PAGE = """<!doctype html>
<head>
  <meta charset="utf-8">
  <link rel="canonical" href="/">
  <link rel="stylesheet" href="{base}assets/stylesheets/main.css">
  <link rel="stylesheet" href="{base}assets/own.css">
  <script>go()</script>

</head>
<body>
<article>

<h1>A</h1> <a href="{base}b/">b</a>
<pre><span class="n">x</span> <span class="mi">1</span></pre>
</article>
</body>
</html>
"""
TERM = '<h1>A</h1><dl><dt id="c">C</dt><dd>It.</dd></dl>'
MAP = "<urlset><url><loc>/</loc></url><url><loc>/b/</loc></url></urlset>"


@pytest.fixture
def site(tiny: Site) -> Path:
    """A site as Zensical writes it: two pages, and one for what is missing."""
    for name, base in [("index.html", ""), ("b/index.html", "../"), ("404.html", "/")]:
        tiny.write(f"site/{name}", PAGE.replace("{base}", base))
    tiny.write("site/assets/stylesheets/main.css", "a {color: red}")
    tiny.write("site/assets/own.css", "a {color: blue}")
    tiny.write("site/sitemap.xml", MAP)
    return tiny.root / "site"


def read(site: Path, name: str = "index.html") -> str:
    return (site / name).read_text(encoding="utf-8")


def files(site: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_pages_and_hosts_tell_one_policy(site: Path) -> None:
    publish(site)
    html = read(site)
    found = re.findall('http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert len(found) == 1
    rules = f"{found[0]}; frame-ancestors 'none'"
    assert f"/*\n  Content-Security-Policy: {rules}\n" in read(site, "_headers")
    assert f'Content-Security-Policy "{rules}"\n' in read(site, ".htaccess")


def test_pages_are_light(site: Path) -> None:
    publish(site)
    assert "</article>\n</body>" not in read(site).replace("</article>\n<script", "")
    assert "\n\n" not in read(site).split("<article>")[0]
    assert '<pre>x <span class="mi">1</span></pre>' in read(site)


@pytest.mark.parametrize("url", ["", URL])
@pytest.mark.parametrize(
    ("index", "entries"), [("search/search_index.json", "docs"), ("search.json", "items")]
)
def test_a_second_time_changes_nothing(
    site: Path, tiny: Site, url: str, index: str, entries: str
) -> None:
    entry = {"location": "b/", "title": "B", "text": "<p>One word.</p><pre>x</pre>" * 50}
    tiny.write(f"site/{index}", json.dumps({entries: [entry]}))
    tiny.write("site/b/index.html", PAGE.replace("<h1>A</h1>", TERM))
    publish(site, url, pace=200)
    before = files(site)
    publish(site, url, pace=200)
    assert files(site) == before


def test_every_page_asks_for_the_style_and_the_script_once(site: Path) -> None:
    publish(site)
    for name, base in [("index.html", ""), ("b/index.html", "../")]:
        html = read(site, name)
        [sheet] = re.findall(r'<link rel="stylesheet" href="([^"]*)">', html)
        assert html.count(f'<script src="{base}assets/live.js"></script>') == 1
        css = read(site, (Path(name).parent / sheet).as_posix())
        assert css.index("red") < css.index(".live-figure") < css.index("blue")
    assert (site / "assets/explore/shared.js").is_file()


def test_a_page_knows_its_address_where_there_is_one(site: Path) -> None:
    publish(site)
    assert "canonical" not in read(site)
    assert read(site, "robots.txt") == "User-agent: *\nAllow: /\n"
    publish(site, URL)
    assert read(site).count(f'<link rel="canonical" href="{URL}/">') == 1
    assert f'<link rel="canonical" href="{URL}/b/">' in read(site, "b/index.html")
    assert f"<loc>{URL}/</loc></url><url><loc>{URL}/b/</loc>" in read(site, "sitemap.xml")
    assert read(site, "robots.txt").endswith(f"\nSitemap: {URL}/sitemap.xml\n")


def test_an_authors_own_robots_stay(site: Path, tiny: Site) -> None:
    tiny.write("site/robots.txt", "User-agent: *\nDisallow: /\n")
    publish(site, URL)
    assert read(site, "robots.txt") == "User-agent: *\nDisallow: /\n"


def test_the_page_for_what_is_missing_needs_no_address(site: Path) -> None:
    publish(site)
    html = read(site, "404.html")
    assert 'rel="stylesheet"' not in html
    assert "<style data-live>" in html
    assert "@font-face" not in html
    policy = re.search(r"; style-src ([^;]*);", html)
    assert policy
    assert "'sha256-" in policy[1]
    assert "<style data-live>" not in read(site)


def test_the_page_for_what_is_missing_is_found_by_its_address(site: Path) -> None:
    publish(site, URL)
    assert 'rel="stylesheet" href="/assets/styles.' in read(site, "404.html")
    assert "<style data-live>" not in read(site, "404.html")


def test_a_page_tells_how_long_it_takes_to_read_if_none_did(site: Path, tiny: Site) -> None:
    publish(site, pace=200)
    assert '</h1>\n<p class="facts" data-search-exclude>Reading time: 1 min</p>' in read(site)
    tiny.write("site/index.html", PAGE.replace("</h1>", '</h1><p class="facts">Now</p>'))
    publish(site, pace=200)
    assert "Reading time" not in read(site)


def test_the_worker_knows_what_there_is_to_keep(site: Path, tiny: Site) -> None:
    for name in (
        "assets/a.js",
        "assets/javascripts/lunr/tinyseg.js",
        "assets/unlinked.css",
        "labs/lab.ipynb",
    ):
        tiny.write(f"site/{name}", name)
    tiny.write("site/search/search_index.json", '{"docs": []}')

    def told() -> dict[str, str]:
        publish(site)
        found = re.search(r"FILES = (\{.*?\n\})", read(site, "service-worker.js"), re.DOTALL)
        assert found
        kept: dict[str, str] = json.loads(found[1])
        return kept

    before = told()
    own = {"assets/live.js", "assets/explore/shared.js", "assets/fonts/stix-two-math.woff2"}
    pages = {"", "b/", "404.html", "assets/a.js", "search/search_index.json"}
    [sheet] = {path for path in before if path.endswith(".css")}
    assert set(before) == own | pages | {sheet}
    assert len(set(before.values())) == len(before)
    assert told() == before
    tiny.write("site/b/index.html", PAGE.replace("{base}", "../").replace("<h1>A", "<h1>B"))
    assert [path for path, value in told().items() if value != before[path]] == ["b/"]


def test_what_runs_in_the_page_is_kept_when_it_is_used(site: Path) -> None:
    python = {"assets/python/run.js": b"run()", "assets/python/python.zip": b"zip"}
    publish(site, python=python)
    worker = read(site, "service-worker.js")
    lists = dict(re.findall(r"(\w+) = (\{.*?\n\});", worker, re.DOTALL))
    assert json.loads(lists["LATER"]).keys() == python.keys()
    assert not json.loads(lists["FILES"]).keys() & python.keys()
    before = files(site)
    publish(site, python=python)
    assert files(site) == before


def test_only_what_hosts_send_lets_webassembly_run(site: Path) -> None:
    publish(site, python={"assets/python/run.js": b"run()"})
    for name in ("_headers", ".htaccess"):
        assert re.search("script-src [^;]* 'wasm-unsafe-eval'; ", read(site, name)), name
    assert "wasm-unsafe-eval" not in read(site)
    publish(site)
    assert "wasm-unsafe-eval" not in read(site, "_headers")


def test_the_index_is_small(site: Path, tiny: Site) -> None:
    long = " ".join(["<p>word</p>"] * 99)
    entry = {"location": "", "title": "A", "text": long}
    path = tiny.write("site/search/search_index.json", json.dumps({"docs": [entry]}))
    publish(site)
    assert len(json.loads(path.read_text())["docs"][0]["text"]) < len(long) / 3


def test_what_zensicals_search_shows_are_sentences(site: Path, tiny: Site) -> None:
    page = {"location": "b/", "title": "B", "level": "1", "path": ["B"], "tags": []}
    words = page | {"text": "<p>One &amp; two.</p><pre>x = 1</pre>"}
    path = tiny.write("site/search.json", json.dumps({"config": {}, "items": [words]}))
    tiny.write("site/b/index.html", PAGE.replace("<h1>A</h1>", TERM))
    publish(site)
    found = json.loads(path.read_text(encoding="utf-8"))["items"]
    term = page | {"location": "b/#c", "title": "C", "text": "<p>It. (C)</p>"}
    assert found == [page | {"text": "<p>One &amp; two.</p>"}, term]
    assert "style-src 'self' 'unsafe-inline';" in read(site)


def test_a_folder_needs_no_host(site: Path) -> None:
    publish(site, folder=True)
    assert "script-src 'self' file: " in read(site)
    assert (site / "assets/file-worker.js").is_file()
    for name in ("_headers", ".htaccess", "service-worker.js"):
        assert not (site / name).exists()
    assert "serviceWorker" not in read(site, "assets/live.js")


def test_a_site_without_a_theme_is_published_too(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("<html><head></head><body>A</body></html>", encoding="utf-8")
    publish(tmp_path)
    link = '<link rel="stylesheet" href="assets/live.css">\n</head>'
    assert link in page.read_text(encoding="utf-8")
