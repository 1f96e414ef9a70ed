"""A tiny site in a folder of its own, and what became of it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, TypeAlias
from urllib.request import urlopen

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


PageWith: TypeAlias = Callable[..., str]
"""Waits until a page of a served site, the first one unless told, holds a text; returns all."""


# Whoever runs tests in the background may have told them, and what they start, to pass over Ctrl+C.
SERVE = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("mkdocs", run_name="__main__", alter_sys=True)
"""


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
        plugged: bool = True,
        **settings: Any,
    ) -> None:
        """Write ``mkdocs.yml``, `live` being the settings of nnbook.live."""
        own = {"pymdownx.tabbed": {"alternate_style": True}, "nnbook.live": live or {}}
        config = {
            "site_name": "tiny",
            "theme": {"name": theme},
            "plugins": ["live"] if plugged else [],
            "markdown_extensions": [{name: own.get(name, {})} for name in EXTENSIONS],
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

    @contextmanager
    def serve(self) -> Iterator[PageWith]:
        """Serve the site with MkDocs, and end that as an author does."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        command = [sys.executable, "-c", SERVE, "serve", "--livereload", "-a", address]
        log = self.root / "log.txt"
        with log.open("w", encoding="utf-8") as output:
            server = subprocess.Popen(
                command, cwd=self.root, env=self.env, stdout=output, stderr=subprocess.STDOUT
            )

        def page_with(text: str, page: str = "") -> str:
            html = ""
            end = time.monotonic() + 60
            while text not in html:
                assert server.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < end, html + log.read_text(encoding="utf-8")
                try:
                    with urlopen(f"http://{address}/{page}", timeout=10) as answer:
                        html = answer.read().decode()
                except OSError:  # not there yet, or still at work
                    time.sleep(0.1)
            return html

        try:
            yield page_with
            server.send_signal(signal.SIGINT)
            server.wait(60)
        finally:
            server.kill()
            server.wait()
