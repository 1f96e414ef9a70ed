"""Builds tiny books with labs in them."""

import json
import os
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, get_files
from mkdocs.structure.pages import Page

from nnbook.live.html.origin import upcoming
from nnbook.live.lab.run import run_unless_kept
from nnbook.live.page.fault import PageError
from nnbook.live.site.afterwards import NEW, OLD
from nnbook.live.site.plugin import LivePlugin
from tests.live.ends import nobody_is_left
from tests.live.labs import code, lab, text
from tests.live.tiny import Site

JUPYTER = {"include": ["labs/*.ipynb"], "ignore": ["*.md"], "include_source": True, "cache": False}
SHOWS = 'print("tea <b>")\nfrom IPython.display import HTML\nHTML("<i>$hot$</i>")'


@pytest.fixture
def book(tiny: Site) -> Site:
    """A book with a page and a lab that counts its runs, and links to each other."""
    plugins = ["live", {"mkdocs-jupyter": JUPYTER}]
    tiny.configure(plugins=plugins, theme="material")
    tiny.write("docs/index.md", "# Home\n\n[the lab](labs/a.ipynb#more)\n")
    tiny.write("pot.py", "tea = 1\n")
    words = text("# A lab\n\nThe [home](../index.md), $a^2$.\n\n## More")
    counts = code("import os\nos.write(os.open('../../runs', 1089), b'x')\nimport pot\npot.tea")
    lab(tiny.root / "docs/labs/a.ipynb", words, counts, code(SHOWS), description="Tea.")
    return tiny


def runs(book: Site) -> int:
    return len((book.root / "runs").read_text(encoding="utf-8"))


def test_a_lab_becomes_a_page_like_all_others(book: Site) -> None:
    result = book.build()
    assert result.status == 0, result.output
    html = result.html("labs/a/index.html")
    assert '<a href="../../">home</a>' in html
    assert "<msup>" in html
    assert '<h2 id="more">More' in html
    assert "<code>1\n</code>" in html
    assert "tea &lt;b&gt;" in html
    assert '<div class="lab-output"><i>&#36;hot&#36;</i></div>' in html
    assert "import pot" not in html  # its words are marked
    assert '<a href="a.ipynb" download>' in html
    assert 'content="Tea."' in (result.site / "labs/a/index.html").read_text(encoding="utf-8")
    assert 'href="labs/a/#more"' in result.html()
    ran = json.loads((result.site / "labs/a/a.ipynb").read_text(encoding="utf-8"))
    assert ran["cells"][1]["outputs"][0]["data"] == {"text/plain": ["1"]}


def test_a_lab_runs_once_until_what_it_comes_from_changes(book: Site) -> None:
    first = book.build().files()
    assert runs(book) == 1
    assert book.build().files() == first
    assert runs(book) == 1
    book.write("pot.py", "tea = 1 + 1\n")  # of another length: Python looks at that and the second
    changed = book.build()
    assert runs(book) == 2
    assert "<code>2\n</code>" in changed.html("labs/a/index.html")
    assert "<code>1\n</code>" not in changed.html("labs/a/index.html")
    book.write("pot.py", "tea = 1\n")
    assert book.build().files() == first


@pytest.mark.parametrize("option", ["--strict", "--no-strict"])
def test_a_broken_lab_ends_the_build_with_its_name_and_cell(book: Site, option: str) -> None:
    lab(book.root / "docs/labs/a.ipynb", text("# A"), code("x = 1\nassert x == 2, 'not two'"))
    result = book.build(option)
    assert result.status == 1
    assert "docs/labs/a.ipynb, cell 2:2: AssertionError: not two\n    x = 1\n" in result.output
    assert "Traceback" not in result.output
    assert not (result.site / "labs/a/index.html").exists()


def test_a_dead_link_in_a_lab_ends_the_build(book: Site) -> None:
    lab(book.root / "docs/labs/a.ipynb", text("# A\n\n[dead](../nowhere.md)\n\n## More"))
    result = book.build()
    assert result.status == 1
    assert "nowhere.md" in result.output


@pytest.fixture
def config(book: Site, monkeypatch: pytest.MonkeyPatch) -> MkDocsConfig:
    """The configuration of the book, in whose folder we are."""
    monkeypatch.chdir(book.root)
    monkeypatch.syspath_prepend(str(book.root))
    config = load_config(str(book.root / "mkdocs.yml"))
    config.plugins.on_pre_build(config=config)
    return config


@pytest.fixture
def plugin(config: MkDocsConfig) -> LivePlugin:
    """The plugin of the book, while somebody writes."""
    plugin = config.plugins["live"]
    assert isinstance(plugin, LivePlugin)
    plugin.on_startup(command="serve", dirty=False)
    return plugin


@pytest.fixture
def files(config: MkDocsConfig) -> Files:
    return config.plugins.on_files(get_files(config), config=config)


def lab_page(files: Files, config: MkDocsConfig) -> Page:
    file = files.get_file_from_path("labs/a.ipynb")
    assert file
    return config.plugins.on_pre_page(Page("A", file, config), config=config, files=files)


def test_while_somebody_writes_a_fault_stands_on_the_page(
    book: Site, config: MkDocsConfig, files: Files, plugin: LivePlugin
) -> None:
    lab(book.root / "docs/labs/a.ipynb", text("# A"), code("print(7)"), code("1 / 0"))
    plugin.afterwards = None  # as without livereload
    markdown = plugin.on_page_read_source(page=lab_page(files, config), config=config)
    assert markdown
    assert "labs/a.ipynb, cell 3:1" in markdown
    assert "\n7\n" in markdown
    plugin.on_startup(command="build", dirty=False)
    with pytest.raises(PageError, match="cell 3:1: ZeroDivisionError"):
        plugin.on_page_read_source(page=lab_page(files, config), config=config)


def test_only_labs_are_run(config: MkDocsConfig, files: Files, plugin: LivePlugin) -> None:
    file = files.get_file_from_path("index.md")
    assert file
    assert plugin.on_page_read_source(page=Page("Home", file, config), config=config) is None


def test_mkdocs_knows_whether_the_page_of_a_lab_is_old(
    book: Site, config: MkDocsConfig, files: Files
) -> None:
    file = lab_page(files, config).file
    assert file.is_modified()
    built = book.write("site/labs/a/index.html", "")
    assert not file.is_modified()
    path = book.root / "docs/labs/a.ipynb"
    later = built.stat().st_mtime + 1
    os.utime(path, (later, later))
    assert file.is_modified()


def test_the_extension_is_told_the_lab(
    book: Site, config: MkDocsConfig, files: Files, plugin: LivePlugin
) -> None:
    plugin.on_page_markdown("# A", page=lab_page(files, config), config=config)
    assert upcoming.get() == Path(book.root, "docs/labs/a.ipynb")
    upcoming.set(None)


def test_a_lab_is_shown_as_it_ran(
    book: Site, config: MkDocsConfig, files: Files, plugin: LivePlugin
) -> None:
    page = lab_page(files, config)
    plugin.on_startup(command="build", dirty=False)
    markdown = plugin.on_page_read_source(page=page, config=config)
    assert markdown
    assert "live-fault" not in markdown
    assert "live-old" not in markdown
    ran = book.root / ".cache/labs/labs/a.ipynb"
    assert page.file.abs_src_path == str(ran)


def test_while_somebody_writes_a_lab_is_shown_as_it_is_known(
    book: Site, config: MkDocsConfig, files: Files, plugin: LivePlugin
) -> None:
    known = run_unless_kept(book.root / "docs/labs/a.ipynb", book.root / "kept")
    plugin.on_startup(command="serve", dirty=False)
    plugin.afterwards = SimpleNamespace(lab=lambda _path: (known, "old"))  # type: ignore[assignment]
    markdown = plugin.on_page_read_source(page=lab_page(files, config), config=config)
    assert markdown
    assert "old" in markdown


class Gates:
    """Where a lab waits for the test: first until it is watched, then until it may go on."""

    CODE = "alive = open('../../alive', 'w')\nopen('../../gate').read()"

    def __init__(self, root: Path) -> None:
        self.alive, self.gate = root / "alive", root / "gate"
        os.mkfifo(self.alive)
        os.mkfifo(self.gate)

    def watch(self) -> int:
        """Wait for the lab; return a pipe that tells when nothing of it is left."""
        return os.open(self.alive, os.O_RDONLY)

    def let_through(self) -> None:
        """Wait for the lab, and let it go on."""
        left = self.watch()
        self.gate.write_text("", encoding="utf-8")
        os.close(left)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
def test_while_somebody_writes_labs_come_after_pages(book: Site) -> None:
    book.configure(
        plugins=["live", {"mkdocs-jupyter": JUPYTER}], watch=["pot.py"], theme="material"
    )
    book.write("docs/index.md", "# Home\n\n`{python} __import__('pot').tea`\n")
    divides = "import pot\n1 / (5 - pot.tea)"
    lab(book.root / "docs/labs/a.ipynb", text("# A lab"), code(Gates.CODE), code(divides))
    gates = Gates(book.root)
    with book.serve() as page_with:
        assert "1 / (5" in re.sub("<[^>]*>", "", page_with(NEW, "labs/a/"))
        gates.let_through()
        assert "live-old" not in page_with("<code>0.25\n</code>", "labs/a/")

        book.write("pot.py", "tea = 1 + 2\n")
        page_with(">3</data>")  # while the lab waits
        assert "<code>0.25\n</code>" in page_with(OLD, "labs/a/")
        gates.let_through()
        assert "live-old" not in page_with("<code>0.5\n</code>", "labs/a/")

        book.write("pot.py", "tea = 5\n")
        page_with(OLD, "labs/a/")
        gates.let_through()
        html = page_with("labs/a.ipynb, cell 3:2: ZeroDivisionError", "labs/a/")
        assert "live-old" not in html

        book.write("pot.py", "tea = 4\n")
        page_with(OLD, "labs/a/")
        first = gates.watch()
        book.write("pot.py", "tea = 4 + 5\n")
        assert nobody_is_left(first)
        second = gates.watch()
    assert nobody_is_left(second)
