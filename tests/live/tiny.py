"""A tiny site in a folder of its own, and what became of it."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from nnbook.live.site import plugin
from tests.conftest import ROOT

EXTENSIONS = [
    "admonition",
    "attr_list",
    "md_in_html",
    "tables",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "nnbook.live",
]

DATA = re.compile(r'<data class="live" value="[^"]*" title="[^"]*">(.*?)</data>')


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    status: int
    output: str
    site: Path

    def html(self, page: str = "index.html") -> str:
        """Return the HTML of a page's own part, each live value as ``{value}``."""
        whole = (self.site / page).read_text(encoding="utf-8")
        part = re.search(
            r"(?:role=\"main\">|<article)(.*?)(?:<footer|</article>)", whole, re.DOTALL
        )
        assert part
        return DATA.sub(r"{\1}", part[1])

    def words(self, page: str = "index.html") -> str:
        """Return the text of a page's own part."""
        return " ".join(unescape(re.sub(r"<[^>]*>", "", self.html(page))).split())

    def files(self) -> dict[str, bytes]:
        """Return the content of each file of the site."""
        return {
            path.relative_to(self.site).as_posix(): path.read_bytes()
            for path in self.site.rglob("*")
            if path.is_file()
        }


class Site:
    """A folder with ``mkdocs.yml`` and ``docs``; modules in it can be imported by its pages."""

    def __init__(self, root: Path) -> None:
        self.root = root
        # No page of a tiny site draws, and an empty Matplotlib is preloaded in no time.
        self.write("empty/matplotlib/pyplot.py", "")
        self.write("empty/matplotlib/__init__.py", "")
        self.env = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, [root, root / "empty", ROOT])),
            "NO_MKDOCS_2_WARNING": "1",
            "SOURCE_DATE_EPOCH": "1700000000",
        }

    def write(self, path: str, text: str) -> Path:
        """Write a file of the site."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def configure(
        self,
        live: dict[str, Any] | None = None,
        *,
        theme: str = "mkdocs",
        hooked: bool = True,
        **settings: Any,
    ) -> None:
        """Write ``mkdocs.yml``, `live` being the settings of nnbook.live."""
        own = {"pymdownx.tabbed": {"alternate_style": True}, "nnbook.live": live or {}}
        config = {
            "site_name": "tiny",
            "theme": {"name": theme},
            "plugins": [{"markdown-exec": {"languages": []}}],
            "markdown_extensions": [{name: own.get(name, {})} for name in EXTENSIONS],
            "hooks": [plugin.__file__] if hooked else [],
            "strict": True,
            **settings,
        }
        self.write("mkdocs.yml", json.dumps(config))  # which is YAML

    def run(self, *command: str) -> Result:
        """Run a Python module as a command in the site's folder."""
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        return Result(done.returncode, done.stdout, self.root / "site")

    def build(self, *options: str) -> Result:
        """Build the site with MkDocs."""
        return self.run("mkdocs", "build", *options)
