"""What the guide tells authors is enough: a package made in an empty folder gets live docs."""

import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, expect

from tests.conftest import ROOT, served
from tests.live.labs import code, lab, text
from tests.live.tiny import Site

GUIDE = (ROOT / "nnbook/live/README.md").read_text(encoding="utf-8")
SETTINGS = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)

FIGURE = re.compile(
    r'^(```python exec="on" html="on"\nfrom matplotlib.*?^```)$', re.MULTILINE | re.DOTALL
)

MODULE = '''"""Makes tea."""


def cups(liters: float) -> float:
    """Return how many cups of a quarter of a liter there are.

    >>> cups(1)
    4.0
    """
    return liters / 0.25
'''
TEST = "from tea import cups\n\n\ndef test_cups():\n    assert cups(0.5) == 2\n"
HOME = """# Tea

```pycon
>>> from tea import cups
>>> cups(2)
8.0
```

Two liters are `{python} cups(2):g` cups, and $\\frac{1}{0.25} = `{python} cups(1):g`$.
"""
QUESTION = """# A question

How many cups are three liters?

```python exec="on"
from nnbook.live.show.question import ask
from tea import cups

ask(cups(3), digits=0, wrong={"You *divided* by four.": 3 / 4})
```

??? success "Answer"

    It is `{python} cups(3):g`.
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A package with a test, three pages and a lab, set up by the guide's lines alone."""
    site = Site(tmp_path_factory.mktemp("tea"))
    site.env["PYTHONPATH"] = f"{site.root}:{ROOT}"
    figure = FIGURE.search(GUIDE)
    assert figure
    site.write("tea.py", MODULE)
    site.write("test_tea.py", TEST)
    site.write("docs/index.md", HOME)
    site.write("docs/question.md", QUESTION)
    site.write("docs/figure.md", f"# A figure\n\n{figure[1]}\n")
    words = text("# A lab\n\nIt makes [tea](../index.md), $x^2$.")
    lab(site.root / "docs/labs/more.ipynb", words, code("from tea import cups\ncups(7)"))
    setup, labs = SETTINGS
    site.write("mkdocs.yml", re.sub(r"^plugins: .*\n", labs, setup, flags=re.MULTILINE))
    return site


@pytest.fixture(scope="module")
def built(package: Site) -> Path:
    result = package.build("--strict")
    assert result.status == 0, result.output
    return result.site


def test_the_set_up_takes_ten_lines() -> None:
    assert len(SETTINGS[0].splitlines()) <= 10
    assert yaml.safe_load(SETTINGS[0])["plugins"] == ["search", "live"]
    assert yaml.safe_load(SETTINGS[1])["plugins"][:2] == ["search", "live"]


def test_the_package_is_right(package: Site) -> None:
    result = package.run("pytest", "-q", "--doctest-modules", "-p", "no:cacheprovider", ".")
    assert "2 passed" in result.output, result.output


def test_its_pages_show_what_ran(built: Path) -> None:
    home = (built / "index.html").read_text(encoding="utf-8")
    assert '<data class="live" value="8.0" title="cups(2):g">8</data> cups' in home
    assert "<mfrac>" in home
    assert 'href="assets/live.css"' in home
    assert 'src="assets/live.js"' in home
    assert "<title" in (built / "figure/index.html").read_text(encoding="utf-8")
    more = (built / "labs/more/index.html").read_text(encoding="utf-8")
    assert "28.0" in more
    assert 'href="../../"' in more
    assert (built / "labs/more/more.ipynb").is_file()


def test_a_wrong_output_ends_its_build(package: Site, built: Path) -> None:
    assert built.is_dir()
    page = package.write("docs/index.md", HOME.replace("8.0", "9.0"))
    result = package.build("--strict", "--site-dir", "other")
    page.write_text(HOME, encoding="utf-8")
    assert result.status == 1
    assert "docs/index.md:5: the output is not the expected one" in result.output


def test_its_question_answers(built: Path, browser: Browser) -> None:
    page = browser.new_page()
    with served(built) as address:
        page.goto(f"{address}/question/")
        field = page.get_by_label("Your answer, a whole number:")
        for typed, verdict in ("0.75", "Not yet. You divided by four."), ("12", "Right."):
            field.fill(typed)
            page.get_by_role("button", name="Check").click()
            expect(page.locator(".ask-verdict")).to_contain_text(verdict)
        expect(page.locator("details.success")).to_contain_text("It is 12.")
    page.close()
