import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from mkdocs.config.defaults import MkDocsConfig

from nnbook.live.site import publish
from tests.conftest import ROOT
from tests.live.tiny import Site

Configure: TypeAlias = Callable[..., MkDocsConfig]

PAGE = """<!doctype html>
<head>
  <meta charset="utf-8">
  <script>go()</script>

</head>
<article>

a</article>
</html>
"""


@pytest.fixture
def configure(tiny: Site) -> Configure:
    """Return a function that gives the settings of a book, whose site has a page."""
    tiny.write("docs/index.md", "# A")
    tiny.write("site/index.html", PAGE)

    def configuration(*, folder: bool = False, plugins: bool = True) -> MkDocsConfig:
        config = MkDocsConfig()
        config.load_dict(
            {
                "site_name": "tiny",
                "docs_dir": str(tiny.root / "docs"),
                "site_dir": str(tiny.root / "site"),
                "theme": {"name": "material", "features": ["navigation.instant", "toc.follow"]},
                "plugins": [{"material/offline": {"enabled": folder}}] if plugins else [],
            }
        )
        assert config.validate() == ([], [])
        return config

    return configuration


def publish_as(command: Literal["build", "serve"], config: MkDocsConfig) -> Path:
    publish.on_startup(command, dirty=False)
    publish.on_config(config)
    publish.on_post_build(config)
    return Path(config.site_dir)


def test_pages_and_hosts_tell_one_policy(configure: Configure) -> None:
    site = publish_as("build", configure())
    html = (site / "index.html").read_text()
    found = re.search('http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert found
    rules = f"{found[1]}; frame-ancestors 'none'"
    assert f"/*\n  Content-Security-Policy: {rules}\n" in (site / "_headers").read_text()
    assert f'Content-Security-Policy "{rules}"\n' in (site / ".htaccess").read_text()
    assert "</script>\n</head>\n<article>\n\na</article>\n</html>\n" in html


def test_nothing_is_published_while_somebody_writes(configure: Configure) -> None:
    site = publish_as("serve", configure())
    assert [path.name for path in site.iterdir()] == ["index.html"]
    assert (site / "index.html").read_text() == PAGE


def test_the_worker_knows_what_there_is_to_keep(configure: Configure, tiny: Site) -> None:
    worker = shutil.copy(ROOT / "docs/service-worker.js", tiny.root / "site")
    for name in (
        "a/index.html",
        "assets/a.js",
        "assets/javascripts/lunr/tinyseg.js",
        "assets/unlinked.css",
        "labs/lab.ipynb",
        "sitemap.xml",
    ):
        tiny.write(f"site/{name}", name)
    tiny.write("site/search/search_index.json", '{"docs": []}')

    def files() -> dict[str, str]:
        publish_as("build", configure())
        found = re.search(r"FILES = (\{.*?\n\})", Path(worker).read_text(), re.DOTALL)
        assert found
        told: dict[str, str] = json.loads(found[1])
        return told

    before = files()
    assert set(before) == {"", "a/", "assets/a.js", "search/search_index.json"}
    assert len(set(before.values())) == 4
    shutil.copy(ROOT / "docs/service-worker.js", worker)
    tiny.write("site/index.html", PAGE)
    tiny.write("site/a/index.html", "a/index.html")
    assert files() == before
    shutil.copy(ROOT / "docs/service-worker.js", worker)
    tiny.write("site/index.html", PAGE)
    tiny.write("site/a/index.html", "b")
    assert [path for path, value in files().items() if value != before[path]] == ["a/"]


def test_the_index_is_small(configure: Configure, tiny: Site) -> None:
    long = " ".join(["<p>word</p>"] * 99)
    entry = {"location": "", "title": "A", "text": long}
    path = tiny.write("site/search/search_index.json", json.dumps({"docs": [entry]}))
    publish_as("build", configure())
    assert len(json.loads(path.read_text())["docs"][0]["text"]) < len(long) / 3


def test_a_folder_needs_no_host(configure: Configure) -> None:
    config = configure(folder=True)
    site = publish_as("build", config)
    assert config.extra["polyfills"] == ["assets/file-worker.js"]
    assert config.theme["features"] == ["toc.follow"]
    assert "script-src 'self' file: " in (site / "index.html").read_text()
    assert [path.name for path in site.iterdir()] == ["index.html"]


def test_a_book_needs_no_plugin_to_be_published(configure: Configure) -> None:
    config = configure(plugins=False)
    site = publish_as("build", config)
    assert "polyfills" not in config.extra
    assert (site / "_headers").is_file()
