"""Every page says what it is, to readers, to search engines and where it is shared; and prints."""

import ast
import json
import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from textwrap import dedent

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from nnbook.live.page.page import Page as Source
from nnbook.live.page.parts import Block, Examples, Formula, Note, Text, Value
from tests.conftest import CHAPTERS, LABS, PAGES, ROOT, call
from tests.test_site import SEARCH, search

META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')

HABITS = [  # what sounds translated: as a pattern, where it stood, and what to say instead
    (r"\bwhoever\b", "whoever rounds gets 0.8", "if you round, you get 0.8"),
    (
        r"\b(slope|derivative|gradient)s? by\b(?! (hand|\w+ing)\b)",
        "the slope by each weight",
        "the slope with respect to each weight",
    ),
    (r", too(?! \w)", "and they run, too.", "and they run as well."),
    (r"\bby heart\b", "learning by heart", "memorizing"),
    (r"\bone half\b", "answers one half", "answers 0.5"),
    (r"\b(is|are) told\b", "is told as a fault", "is reported as an error"),
    (r"\b(became|becomes?) of\b", "what became of it", "what happened to it"),
    (r"\bis what \w+ is about\b", "How to is what learning is about.", "Learning means finding"),
    (r"\bputs? a question to\b", "Put a question to a network", "Ask a network a question"),
    (r"\bcom(es?|ing) about\b", "its answer comes about by layers", "it works out the answer"),
    (r"\bplaces along\b(?! the way)", "carries twelve places along", "keeps twelve places"),
    (r"\bwhat about more\b", "What about more of them?", "What if there are several?"),
    (r"\bmeanwhile\b", "ticks 3,000,000 times meanwhile", "in that time"),
    (r"\b(below|(less|lower) than) nothing\b", "less than nothing", "a negative response"),
    (r"\bminds\b", "minds an outlier less", "is less sensitive to outliers"),
    (r"(?<!,) but for\b", "agree but for rounding", "agree except for rounding"),
    (r"\bc[ao]mes? out even\b", "for pairs to come out even", "for every entry to have a partner"),
    (r"\bways to count\b", "There are several ways to count.", "several ways to measure it"),
    (r"\bwill( not)? do\b(?! \w)", "so they will not do", "so they don't work"),
    (r"\bspared\b", "can one of them be spared?", "can we remove one?"),
    (r"\btaken for\b", "is then taken for the digit", "is classified as the digit"),
    (r"\bdone (its|their) part\b", "They have done their part", "Their work is done"),
    (r"\bmay go\b", "and may go", "so we shut them down"),
    (r"\bput right\b", "each run, caught, and put right", "each one run, caught, and fixed"),
    (r"\bwould be no page\b", "and there would be no page", "would not be published"),
    (r"\ball the chance\b", "with all the chance that is in them", "noise included"),
    (r"\bcalibrat", "calibrated weights", "trained weights"),
    (r"\bover-fit", "over-fitting", "overfitting"),
    (r"\bback[ -]propagation\b", "back propagation", "backpropagation"),
    (r"\bwords after the colon\b", "skip the words after the colon", "a change of the code"),
]


def meta(html: str) -> dict[str, str]:
    return {name: unescape(content) for name, content in META.findall(html)}


def running_text(path: Path) -> str:
    """Return what a page or lab says, in one line: its text, and that of its figures and hints."""
    text = path.read_text(encoding="utf-8")
    page = {"cell_type": "markdown", "source": text}
    cells = json.loads(text)["cells"] if path.suffix == ".ipynb" else [page]
    said: list[str] = []
    for cell in cells:
        take = page_text if cell["cell_type"] == "markdown" else strings
        said.extend((*take("".join(cell["source"])), "\n"))
    return " ".join("".join(said).split())


def page_text(source: str) -> Iterator[str]:
    for part in Source.parse(source).parts:
        if isinstance(part, Text | Formula):
            yield part.source
        elif isinstance(part, Block):
            yield from strings(part.code)
        elif not isinstance(part, Examples | Note):
            yield part.code


def strings(code: str) -> Iterator[str]:
    """Yield each string of a program, with an ellipsis for what is computed in it."""
    waiting: list[ast.AST] = [ast.parse(code)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.JoinedStr):
            pieces = [p.value if isinstance(p, ast.Constant) else "…" for p in node.values]
            yield f"\n{''.join(map(str, pieces))}\n"
            waiting.extend(p for p in node.values if isinstance(p, ast.FormattedValue))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield f"\n{node.value}\n"
        else:
            waiting.extend(ast.iter_child_nodes(node))


NOT_RUNNING = re.compile(
    r"""
      \A---\n(?s:.*?)\n---\n       # what the builder reads
    | ^///\ caption\n(?s:.*?)^///$  # a caption
    | ^\?{3}.*\n(?:(?:[ ]{4}.*)?\n)*  # a fold
    | ^[ ]*\|.*$                    # a row of a table
    | ^\#+[ ].*$                    # a heading
    | `[^`\n]+`                     # code
    | \]\([^)]*\)                   # where a link leads
    """,
    re.MULTILINE | re.VERBOSE,
)


def words_of(source: str) -> list[str]:
    """Return the words of a page's running text, each live value as one."""
    said = "".join(
        part.source if isinstance(part, Text) else "1" if isinstance(part, Value) else ""
        for part in Source.parse(source).parts
    )
    return re.findall(r"\w[\w'.,-]*\b", NOT_RUNNING.sub("", said))


def habits(text: str) -> list[str]:
    """Return each habit in a text with the words around it, and what to say instead."""
    return [
        f"...{text[max(0, found.start() - 40) : found.end() + 20]}... say: {better}"
        for pattern, _, better in HABITS
        for found in re.finditer(pattern, text, re.IGNORECASE)
    ]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages, built with the settings of the book for an address, and with a place to edit."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text("# Start\n", encoding="utf-8")
    page = "---\ndescription: Small & red.\n---\n\n# A *red* page\n\nSome words.\n"
    (folder / "docs/page.md").write_text(page, encoding="utf-8")
    settings = f"""
        INHERIT: {ROOT}/mkdocs.yml
        theme: {{custom_dir: {ROOT}/overrides}}
        nav: [index.md, page.md]
        watch: []
        extra_css: []
        extra_javascript: []
        markdown_extensions: [pymdownx.superfences]
    """
    (folder / "mkdocs.yml").write_text(dedent(settings), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", "https://example.org/book/")
        patch.setenv("EDIT_URI", "https://example.org/code/edit/main/docs/")
        call("mkdocs", "build", "--config-file", str(folder / "mkdocs.yml"), cwd=ROOT)
    return folder / "site"


@pytest.fixture(scope="module")
def opened(address: str, browser: Browser) -> Page:
    """The first page of the book, ready to be searched from."""
    page = browser.new_page(reduced_motion="reduce")
    page.goto(f"{address}/", wait_until="networkidle")
    page.locator(SEARCH).focus()
    return page


def test_every_page_has_a_description_of_its_own(site: Path) -> None:
    told: dict[str, str] = {}
    for page in sorted(site.rglob("index.html")):
        about = meta(page.read_text(encoding="utf-8"))
        name = page.relative_to(site).as_posix()
        assert 40 < len(about["description"]) < 200, name
        assert about["description"] == about["og:description"], name
        assert about["og:title"], name
        assert told.setdefault(about["description"], name) == name


@pytest.mark.parametrize(
    "text",
    [
        "Two answers are too large, too small a step takes long, and it learns, too slowly.",
        "We find a slope by trying, or work out the derivative by hand.",
        "It is true for all of them, but for one the network is wrong.",
        "You will do it.",
        "Learning representations by back-propagating errors",
    ],
)
def test_what_only_looks_like_a_habit_is_none(text: str) -> None:
    assert habits(text) == []


@pytest.mark.parametrize(("pattern", "stood", "better"), HABITS)
def test_a_habit_is_known_from_what_is_better(pattern: str, stood: str, better: str) -> None:
    assert re.search(pattern, stood, re.IGNORECASE)
    assert habits(better) == []


PAGE = """\
# One half

It is
told {word}.

```pycon
>>> print("by heart")
by heart
```

```python exec="on"
show(title="A" " habit", description=f"{x} minds " f"{'It may go'}")
ask({1: "There are two, too."})
```
"""


def test_habits_are_found_in_what_is_read_and_not_in_what_runs(tmp_path: Path) -> None:
    page, lab = tmp_path / "page.md", tmp_path / "lab.ipynb"
    page.write_text(PAGE, encoding="utf-8")
    said = ["# One half It is told {word}.", "A habit", "… minds …", "There are two, too."]
    assert all(words in running_text(page) for words in said)
    assert [hit.split("say: ")[1] for hit in habits(running_text(page))] == [
        "and they run as well.",
        "answers 0.5",
        "is reported as an error",
        "is less sensitive to outliers",
        "so we shut them down",
    ]
    cells = [
        {"cell_type": "markdown", "source": ["Learning\n", "by heart, `by heart`."]},
        {"cell_type": "code", "source": ["whoever = show(\n", "    'Over-fitting')"]},
    ]
    lab.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert running_text(lab) == "Learning by heart, `by heart`. Over-fitting"
    assert len(habits(running_text(lab))) == 3


@pytest.mark.parametrize(
    "path", [*PAGES, *LABS], ids=lambda path: path.relative_to(ROOT / "docs").as_posix()
)
def test_a_page_has_no_habit_that_sounds_translated(path: Path) -> None:
    assert habits(running_text(path)) == []


LONG = """\
---
description: It is long.
---

# A title

Two **words** and `{python} 1 + 1` numbers: $x = 3$, [*a* link](page.md#there), it's `code`.

| a | table |
|---|---|
| `{python} 2` | cells |

```python exec="on"
print("what a block says")
```

??? success "Solution"

    Folded away.

    ```pycon
    >>> 1
    1
    ```

    Folded as well.

/// caption
A caption.
///

- The end.
"""


def test_the_running_text_is_what_is_read_in_one_go() -> None:
    expected = "Two words and 1 numbers a link it's The end"
    assert words_of(LONG) == expected.split()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_is_neither_short_nor_long(chapter: str) -> None:
    source = (ROOT / f"docs/{chapter}.md").read_text(encoding="utf-8")
    assert 800 <= len(words_of(source)) <= 2000


def test_a_page_tells_how_long_it_takes_to_read(site: Path) -> None:
    times = {
        page.parent.relative_to(site).as_posix(): int(found[1])
        for page in site.rglob("index.html")
        if (found := re.search(r"Reading time: (\d+) min", page.read_text(encoding="utf-8")))
    }
    assert len(times) == len(list(site.rglob("index.html")))
    assert 1 <= times["references"] <= times["chain_rule"] < 60


def test_pages_have_no_address_and_no_place_to_edit_before_these_are_known(site: Path) -> None:
    html = (site / "neuron/index.html").read_text(encoding="utf-8")
    assert 'rel="canonical"' not in html
    assert 'rel="edit"' not in html
    assert "og:image" not in meta(html)


def test_a_page_knows_its_address_its_picture_and_where_it_can_be_edited(published: Path) -> None:
    html = (published / "page/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://example.org/book/page/">' in html
    assert 'href="https://example.org/code/edit/main/docs/page.md"' in html
    about = meta(html)
    assert about["og:url"] == "https://example.org/book/page/"
    assert about["og:title"] == "A red page"
    assert about["og:description"] == about["description"] == "Small & red."
    picture = about["og:image"].removeprefix("https://example.org/book/")
    assert (ROOT / "docs" / picture).is_file()
    assert about["og:image:alt"]
    assert meta((published / "index.html").read_text(encoding="utf-8"))["og:type"] == "website"


def test_the_first_page_says_where_the_source_is(published: Path) -> None:
    start = (published / "index.html").read_text(encoding="utf-8")
    assert '<a href="https://example.org/code">https://example.org/code</a>' in start
    assert "<code>pip install git+https://example.org/code</code>" in start
    assert "pip install" not in (published / "page/index.html").read_text(encoding="utf-8")


def test_the_first_page_says_what_the_labs_need() -> None:
    start = " ".join((ROOT / "docs/index.md").read_text(encoding="utf-8").split())
    needs = {"sklearn": "pip install scikit-learn", "dask": "pip install 'dask[distributed]'"}
    for lab in LABS:
        title = re.search(r'"# ([^"\\]+)', lab.read_text(encoding="utf-8"))
        imports = re.findall(r'"(?:from|import) (\w+)', lab.read_text(encoding="utf-8"))
        assert title
        others = set(imports) - {"nnbook", "numpy", "IPython", "matplotlib", "those", "the"}
        for package in others - sys.stdlib_module_names:
            assert needs[package] in start
            assert f"*{title[1]}*" in start


def test_search_engines_find_the_pages(published: Path) -> None:
    assert "<loc>https://example.org/book/page/</loc>" in (published / "sitemap.xml").read_text()
    assert "Sitemap: https://example.org/book/sitemap.xml" in (published / "robots.txt").read_text()


def test_who_asks_for_a_page_that_is_not_there_finds_the_others(site: Path) -> None:
    html = (site / "404.html").read_text(encoding="utf-8")
    article = re.search(r"<article.*?</article>", html, re.DOTALL)
    assert article
    linked = {link.strip("/") for link in re.findall(r'href="([^"]+)"', article[0])}
    there = {page.parent.relative_to(site).as_posix() for page in site.rglob("index.html")}
    assert linked >= there - {"."}


def test_a_chapter_prints_whole_and_light(address: str, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(color_scheme="dark", reduced_motion="reduce")
    page.goto(f"{address}/neuron/")
    solution = page.locator("article details p").last
    last = " ".join((solution.text_content() or "").split())
    page.pdf(path=tmp_path / "neuron.pdf", format="A4", print_background=True)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for gone in (".md-header", ".md-sidebar--primary", ".md-footer", ".headerlink"):
        assert not page.locator(gone).first.is_visible(), gone
    page.close()
    parts = [part.extract_text() for part in PdfReader(tmp_path / "neuron.pdf").pages]
    text = " ".join(" ".join(parts).split())
    assert last
    assert last in text
    assert "Both cannot hold." in text
    assert "http" not in text


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("weighted sum", "glossary"),
        ("output_delta", "api/chain_rule"),
        ("sigmoid_prime", "whole_code"),
        ("numerical_gradient", "api/chain_rule"),
        ("confusion_matrix", "api/prediction"),
        ("softmax", "classes"),
        ("cross entropy", "cost"),
        ("chain rule", "chain_rule"),
        ("forward propagation", "forward"),
        ("learning rate", "gradient_descent"),
        ("eta", "notation"),
        ("η", "notation"),
        ("delta", "glossary"),
        ("δ", "notation"),
        ("∂", "notation"),
        ("σ", "notation"),
        ("dask", "labs/beyond_one_machine"),
    ],
)
def test_what_is_searched_for_is_among_the_first_three_pages(
    opened: Page, address: str, words: str, page: str
) -> None:
    links = (link.removeprefix(f"{address}/") for link in search(opened, words))
    pages = list(dict.fromkeys(re.split("[?#]", link)[0].strip("/") for link in links))
    assert page in pages[:3]
