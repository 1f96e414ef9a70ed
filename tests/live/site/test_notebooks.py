import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from nnbook.live.page.page import Page, path_name
from nnbook.live.run.process import PageRun
from nnbook.live.run.runner import run_parts
from nnbook.live.site.notebooks import Notebooks, build_wheel

EXAMPLE = "# A\n\n[b](b.md)\n\n```pycon\n>>> 1\n1\n```\n"
FACTS = '<h1>A</h1>\n<p class="facts" data-search-exclude>Reading time: 1 min'
LINK = '<a href="../notebooks/inner-a.ipynb" download>As a notebook</a>'


@pytest.fixture
def notebooks(tmp_path: Path) -> Notebooks:
    return Notebooks(tmp_path / "docs")


def hear(notebooks: Notebooks, text: str = EXAMPLE, name: str = "inner/a.md") -> None:
    page = Page.parse(text, path_name(notebooks.docs / name))
    notebooks.hear(page, PageRun(list(run_parts(page))))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package named tea, which flit packs."""
    (tmp_path / "tea.py").write_text('"""Tea."""\n__version__ = "1.0"\n', encoding="utf-8")
    system = '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n'
    about = '[project]\nname = "tea"\ndynamic = ["version", "description"]\n'
    about += 'requires-python = ">=3.11"\n'
    (tmp_path / "pyproject.toml").write_text(system + about, encoding="utf-8")
    return tmp_path


def test_a_page_with_examples_offers_its_notebook(notebooks: Notebooks) -> None:
    hear(notebooks)
    html = notebooks.link(f"{FACTS}</p>", "inner/a.md", "../")
    assert html == f"{FACTS} · {LINK}</p>"
    html = notebooks.link("<h1>A</h1>", "inner/a.md", "../")
    assert html == f'<h1>A</h1>\n<p class="facts" data-search-exclude>{LINK}</p>'


def test_other_pages_offer_none(notebooks: Notebooks, tmp_path: Path) -> None:
    hear(notebooks, "# B\n\n`{python} 1`", "b.md")
    hear(notebooks, "```pycon\n>>> 1\n2\n```", "wrong.md")
    for name in ("b.md", "wrong.md", "unheard.md"):
        assert notebooks.link("<h1>B</h1>", name, "") == "<h1>B</h1>"
    notebooks.write(tmp_path / "site", "", "")
    assert not (tmp_path / "site").exists()


def test_notebooks_and_the_wheel_that_they_install_stand_side_by_side(
    notebooks: Notebooks, package: Path
) -> None:
    hear(notebooks)
    notebooks.link("", "inner/a.md", "../")
    notebooks.write(package / "site", "", str(package))
    folder = package / "site/notebooks"
    assert {path.name for path in folder.iterdir()} == {
        "inner-a.ipynb",
        "tea-1.0-py3-none-any.whl",
    }
    cells = json.loads((folder / "inner-a.ipynb").read_text(encoding="utf-8"))["cells"]
    assert '    wheel = "tea-1.0-py3-none-any.whl"\n' in cells[0]["source"]
    assert cells[1]["source"][-1] == "[b](../inner/b/)"


def test_where_the_site_has_an_address_they_lead_there(notebooks: Notebooks, package: Path) -> None:
    hear(notebooks)
    notebooks.link("", "inner/a.md", "../")
    site = "https://example.org"
    notebooks.write(package / "site", site, str(package))
    text = (package / "site/notebooks/inner-a.ipynb").read_text(encoding="utf-8")
    assert f"{site}/notebooks/tea-1.0-py3-none-any.whl" in text
    assert f"({site}/inner/b/)" in text


def test_without_a_package_they_install_nothing(notebooks: Notebooks, tmp_path: Path) -> None:
    hear(notebooks)
    notebooks.link("", "inner/a.md", "../")
    notebooks.write(tmp_path / "site", "", "")
    text = (tmp_path / "site/notebooks/inner-a.ipynb").read_text(encoding="utf-8")
    assert "pip" not in text


def test_a_wheel_is_built_by_what_the_package_names(package: Path) -> None:
    module, wheel = build_wheel(package, package)
    assert (module, wheel) == ("tea", "tea-1.0-py3-none-any.whl")
    with ZipFile(package / wheel) as archive:
        assert "tea.py" in archive.namelist()
