"""Puts a notebook of each page with examples into a site, and a wheel for them beside these."""

import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

from nnbook.live.page.page import Page, path_name
from nnbook.live.page.parts import Examples
from nnbook.live.run.process import PageRun
from nnbook.live.write_whole import write_whole

FOLDER = "notebooks/"
FACTS = re.compile(r'(<p class="facts"[^>]*>.*?)(</p>)')

BUILD = """
import sys
from importlib import import_module

module, _, name = sys.argv[1].partition(":")
backend = getattr(import_module(module), name) if name else import_module(module)
print(backend.build_wheel(sys.argv[2]))
"""


class Notebooks:
    """What a builder has heard of its pages, and the notebooks that become of these.

    Parameters
    ----------
    docs
        The folder of the pages.
    """

    def __init__(self, docs: Path) -> None:
        self.docs = docs
        self.heard: dict[str, tuple[Page, PageRun]] = {}
        self.wanted: dict[str, str] = {}

    def hear(self, page: Page, run: PageRun) -> None:
        """Hear of a page, and of what it gave."""
        self.heard[page.path] = page, run

    def link(self, html: str, source: str, root: str) -> str:
        """Return the HTML of the page `source` with a link to its notebook, if it has examples.

        `root` leads from the page to the start of the site.
        """
        path = path_name(self.docs / source)
        page, run = self.heard.get(path, (None, None))
        if not page or not run or run.faults or not has_examples(page):
            return html
        name = source.removesuffix(".md").replace("/", "-") + ".ipynb"
        self.wanted[name] = source
        link = f'<a href="{root}{FOLDER}{name}" download>As a notebook</a>'
        if FACTS.search(html):
            return FACTS.sub(rf"\1 · {link}\2", html, count=1)
        note = f'<p class="facts" data-search-exclude>{link}</p>'
        return html.replace("</h1>", f"</h1>\n{note}", 1)

    def write(self, site: Path, url: str, package: str) -> None:
        """Write the notebooks into a site that will be found at `url`, if that is known.

        `package` is the folder of the package that their first cell installs, if any.
        """
        from nnbook.live.here.chapter import Chapter  # noqa: PLC0415 - pages need no Jupyter
        from nnbook.live.lab.notebook import as_text  # noqa: PLC0415

        if not self.wanted:
            return
        folder = site / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        module, wheel = build_wheel(Path(package), folder) if package else ("", "")
        base = f"{url.rstrip('/')}/" if url else "../"
        for name, source in self.wanted.items():
            page, run = self.heard[path_name(self.docs / source)]
            chapter = Chapter(replace(page, path=source), run, base)
            place = f"{base}{FOLDER}{wheel}" if url else wheel
            write_whole(folder / name, as_text(chapter.notebook(module, place)))


def has_examples(page: Page) -> bool:
    """Tell whether a page has examples."""
    return any(isinstance(part, Examples) for part in page.programs())


def build_wheel(package: Path, folder: Path) -> tuple[str, str]:
    """Build the wheel of a package into `folder`; return the names of its module and its file.

    It is built by what its ``pyproject.toml`` names, which has to be installed.
    """
    system = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))
    backend = system["build-system"]["build-backend"]
    command = [sys.executable, "-c", BUILD, backend, str(folder.absolute())]
    built = subprocess.run(  # noqa: S603 - the author's own package
        command, cwd=package, stdout=subprocess.PIPE, text=True, check=True
    )
    wheel = built.stdout.split()[-1]
    return wheel.split("-")[0], wheel
