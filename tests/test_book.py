"""Proves the book: every page runs, holds when pasted, and says nothing that is not live."""

import ast
import doctest
import gzip
import inspect
import json
import re
from codeop import compile_command
from collections import Counter
from collections.abc import Callable
from functools import cache
from html import unescape
from io import StringIO
from pathlib import Path
from textwrap import dedent
from urllib.parse import unquote, urlsplit

import pytest

import nnbook
from nnbook import Value, activation, chain_rule, cost, gradient_descent
from nnbook.live.html.check import check
from nnbook.live.lab.notebook import find_labs
from nnbook.live.page.fault import PageError
from nnbook.live.page.page import Page
from nnbook.live.page.parts import Examples, Formula, Text
from nnbook.live.site.publish import COLORLESS
from tests.benchmarks.bench import leave_text
from tests.conftest import CHAPTERS, LABS, PAGES, ROOT, call, copy_book

NUMBER = re.compile(r"\d+\.\d+")
TERM = re.compile(r'<a class="term[^>]*>')

NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]
LAB_PAGES = {path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in LABS}

SHOWN: dict[str, list[Callable[..., object]]] = {  # what a chapter's page prints, in its order
    "neuron": [nnbook.weighted_sum, nnbook.neuron],
    "activation": [activation.sigmoid, activation.sigmoid_prime],
    "network": [nnbook.Layer.__init__],
    "forward": [nnbook.forward],
    "vectorization": [nnbook.layer_sums_by_loop, nnbook.layer_sums],
    "cost": [cost.half_squared_sum, cost.half_squared_sum_prime],
    "chain_rule": [nnbook.backward],
    "gradient_descent": [nnbook.gradient_step, gradient_descent.batches, nnbook.train],
    "classes": [cost.binary_cross_entropy_of_sums, chain_rule.output_delta],
    "prediction": [
        nnbook.predict,
        nnbook.accuracy,
        nnbook.split,
        nnbook.confusion_matrix,
        nnbook.one_hot,
    ],
    "whole_code": [nnbook.save, nnbook.load],
    "autodiff": [
        Value.__init__,
        Value.__add__,
        Value.__sub__,
        Value.__mul__,
        Value.__truediv__,
        Value.__pow__,
        Value.exp,
        Value.log,
        Value.activate,
        Value.order,
        Value.backward,
    ],
}
PHONE = 358
"""How many pixels a phone of 390 leaves for what stands in a text."""

UNTIDY = [".dot(", "unchecked", "order=", "out=", "partial", "noqa"]
"""What no page explains, and so no listing may hold."""

# The tests of the modules cover them; to measure here, too, would only take time.
pytestmark = pytest.mark.no_cover

each_page = pytest.mark.parametrize("path", [*PAGES, ROOT / "README.md"], ids=lambda p: p.stem)


def fences(path: Path) -> list[Examples]:
    return [part for part in Page.read(path).programs() if isinstance(part, Examples)]


def prompted(fence: Examples) -> list[str]:
    """Return the code of each example as a reader copies it, without its prompts."""
    codes: list[str] = []
    for row in fence.code.split("\n"):
        if row.startswith(">>> "):
            codes.append(row[4:])
        elif row.startswith("..."):
            codes[-1] += "\n" + row[4:]
    return codes


@cache
def articles(site: Path) -> dict[str, str]:
    """Return the HTML of each page's article, by the page's folder."""
    found = {}
    for page in site.rglob("index.html"):
        article = re.search(r"<article.*?</article>", page.read_text(encoding="utf-8"), re.DOTALL)
        assert article
        found[page.parent.relative_to(site).as_posix()] = article[0]
    return found


def lasting(article: str) -> str:
    """Return an article without what only MkDocs can tell about it."""
    return re.sub(r'<p class="facts".*?</p>', "", article)


def words(html: str) -> str:
    """Return what can be read or heard of HTML: its text and the attributes that hold text."""
    html = COLORLESS.sub(r"\1", html)  # these spans are left out of what is published
    kept = re.findall(r'\b(?:title|alt|value|aria-label)="([^"]*)"', html)
    return " ".join([re.sub(r"<[^>]*>", " ", html), *kept])


@each_page
def test_page_runs(path: Path, page_runs: Path) -> None:
    faults = check(path, cache=page_runs).faults
    assert not faults, str(PageError(faults))


@pytest.mark.no_cover  # all of it is run by others, and would take half as long again
@each_page
def test_examples_pass_stock_doctest(path: Path) -> None:
    text = "\n".join(fence.code for fence in fences(path))
    test = doctest.DocTestParser().get_doctest(text, {}, path.stem, str(path), 0)
    report = StringIO()
    doctest.DocTestRunner().run(test, out=report.write)
    assert not report.getvalue()


@each_page
def test_a_pasted_example_needs_no_further_key(path: Path) -> None:
    for fence in fences(path):
        for example, code in zip(fence.examples(), prompted(fence), strict=True):
            where = f"{path}:{fence.line + 1 + example.lineno}"
            complete = compile_command(code, symbol="single") is not None
            assert complete, f"{where}: a terminal waits for more: end this with a line of '...'"


@each_page
def test_shown_code_fits_the_page(path: Path) -> None:
    for fence in fences(path):
        assert [row for row in fence.code.split("\n") if len(row) > 88] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_no_result_is_typed(path: Path) -> None:
    flat = [
        piece
        for part in Page.read(path).parts
        for piece in (part.parts if isinstance(part, Formula) else [part])
    ]
    prose = "".join(piece.source for piece in flat if isinstance(piece, Text))
    prose = re.sub(r"\A---\n.*?\n---\n", "", prose, flags=re.DOTALL)  # what no reader sees
    prose = re.sub(r"arXiv:\S+|10\.\d{4,}/\S+", "", prose)  # the number of a paper
    assert not re.findall(r"\d\.\d\d+", prose)


def test_every_chapter_has_what_a_chapter_has() -> None:
    exercises = 0
    for path in (ROOT / f"docs/{name}.md" for name in CHAPTERS):
        text = path.read_text(encoding="utf-8")
        for needed in ("What you will learn", "## The idea", "## What to remember", "## Exercises"):
            assert needed in text, path
        tasks = re.findall(r"^\*\*(\d+)\. ", text.partition("## Exercises")[2], re.MULTILINE)
        assert tasks == [str(number) for number in range(1, len(tasks) + 1)], path
        assert text.count('??? success "Solution') == len(tasks) > 3, path
        if (ROOT / f"nnbook/{path.stem}.py").exists():
            assert f"](api/{path.stem}.md)" in text, f"{path}: no link to the source of the module"
        exercises += len(tasks)
    assert exercises >= 40


def listed(article: str) -> list[str]:
    """Return the listings of an article: its boxes of code without prompts."""
    boxes = re.findall(r"<pre\b.*?</pre>", article, re.DOTALL)
    codes = [unescape(re.sub(r"<[^>]*>", "", box)) for box in boxes]
    return [code for code in codes if re.match(r"@|def |class ", code)]


def without_docstring(function: ast.stmt) -> str:
    """Return what Python reads in a function, but for its docstring."""
    assert isinstance(function, ast.FunctionDef)
    del function.body[: ast.get_docstring(function) is not None]
    return ast.dump(function)


@pytest.mark.parametrize("chapter", SHOWN)
def test_a_chapter_prints_the_functions_that_run(site: Path, chapter: str) -> None:
    listings = [node for code in listed(articles(site)[chapter]) for node in ast.parse(code).body]
    sources = [ast.parse(dedent(inspect.getsource(runs))).body[0] for runs in SHOWN[chapter]]
    assert list(map(without_docstring, listings)) == list(map(without_docstring, sources))


@pytest.mark.parametrize("chapter", SHOWN)
def test_a_listing_needs_no_excuse(site: Path, chapter: str) -> None:
    untidy = UNTIDY if chapter == "activation" else [*UNTIDY, "errstate"]
    for code in listed(articles(site)[chapter]):
        assert [word for word in untidy if word in code] == [], code


def test_every_reference_is_cited_somewhere() -> None:
    anchors = re.findall(r"{: #(\S+) }", (ROOT / "docs/references.md").read_text(encoding="utf-8"))
    pages = [*PAGES, *(ROOT / "docs").rglob("*.ipynb")]
    book = "".join(path.read_text(encoding="utf-8") for path in pages)
    assert anchors
    assert [anchor for anchor in anchors if f"references.md#{anchor})" not in book] == []


def test_no_number_outlives_the_constant_it_came_from(site: Path, tmp_path: Path) -> None:
    book = copy_book(tmp_path)
    lab = "labs/truth_table"
    for path in find_labs(book / "docs"):  # one of them is enough, and they take a minute
        if path.stem != Path(lab).name:
            leave_text(path)
    example = book / "nnbook" / "example.py"
    source = example.read_text(encoding="utf-8")
    changed = source.replace("W2 = np.array([[0.3,", "W2 = np.array([[0.4,")
    assert changed != source
    example.write_text(changed, encoding="utf-8")
    assert "rewritten" in call("nnbook.live", *NAMES, "--update", cwd=book).stdout
    call("mkdocs", "build", cwd=book)

    code = " ".join(code for path in PAGES for fence in fences(path) for code in prompted(fence))
    gone = printed(site.parent) - printed(book) - set(NUMBER.findall(code))
    assert "0.7711" in gone
    for page, article in articles(book / "site").items():
        if page not in LAB_PAGES:
            assert not gone & set(NUMBER.findall(words(article))), page
    # A lab has many numbers of its own, but all that it prints is new if it ran again.
    notebook = f"{lab}/truth_table.ipynb"
    assert (book / "site" / notebook).read_bytes() != (site / notebook).read_bytes()


def printed(book: Path) -> set[str]:
    """Return all numbers that the pages of a built book printed: its build has kept them."""
    kept = [path.read_text(encoding="utf-8") for path in (book / ".cache/live").iterdir()]
    outputs = [
        output for run in map(json.loads, kept) for part in run["outputs"] for output in part
    ]
    return set(NUMBER.findall(words(" ".join(outputs))))


def test_a_flipped_sign_is_found_with_page_and_line(tmp_path: Path) -> None:
    book = copy_book(tmp_path)
    module = book / "nnbook" / "activation.py"
    source = module.read_text(encoding="utf-8")
    module.write_text(source.replace("return a * (1 - a)", "return a * (1 + a)"), encoding="utf-8")
    result = call("nnbook.live", "docs/activation.md", cwd=book, check=False)
    assert result.returncode == 1
    named = re.findall(
        r"^docs/activation\.md:(\d+): the output is not", result.stderr, re.MULTILINE
    )
    rows = (book / "docs/activation.md").read_text(encoding="utf-8").split("\n")
    assert [row for row in (rows[int(line) - 1] for line in named) if "sigmoid_prime(" in row]


def test_a_drawing_needs_no_more_than_the_width_of_a_phone(site: Path) -> None:
    """But two that stand side by side, and those of the labs, whose lines have long names."""
    for page, article in articles(site).items():
        least = map(int, re.findall(r"--least: (\d+)px", article))
        wide = [width for width in least if width > PHONE]
        assert page in LAB_PAGES or wide == ([459] if page == "network" else []), page


def test_no_mark_of_markdown_is_left_for_the_reader(site: Path) -> None:
    for page, article in articles(site).items():
        prose = re.sub(r"<(pre|code|script)\b.*?</\1>|<[^>]*>", " ", article, flags=re.DOTALL)
        assert not re.findall(r".*(?:\$|\*\*|`|\{python\}|\]\[|///).*", prose), page


def test_no_box_of_code_has_swallowed_what_stands_in_it(site: Path) -> None:
    """It does so with all that is indented by four spaces, and belongs to no list or note."""
    for page, article in articles(site).items():
        for box in re.findall(r"<pre\b.*?</pre>", article, re.DOTALL):
            assert not re.findall(r"<(?!/?(?:pre|code|span|a)\b).*|(?:```|~~~).*", box), page


def test_every_caption_ends() -> None:
    for path in PAGES:
        marks = re.findall(r"^ *(///.*)", path.read_text("utf-8"), re.MULTILINE)
        assert marks == ["/// caption", "///"] * (len(marks) // 2), path


def test_every_figure_that_comes_alive_has_its_script(site: Path) -> None:
    for page, article in articles(site).items():
        for name in re.findall(r"<explore-(\w+)", article):
            assert (site / f"assets/explore/{name}.js").is_file(), page


def test_the_site_asks_no_other_host(site: Path) -> None:
    for page in site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert not re.findall(
            r'<(?:script|link|img|iframe|source)[^>]*(?:src|href)="(?:https?:)?//[^"]*', html
        )
    for style in site.rglob("*.css"):
        assert not re.findall(r"url\([\"']?(?:https?:)?//[^)]*", style.read_text(encoding="utf-8"))


def test_every_link_leads_somewhere(site: Path) -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    ids = {path: set(re.findall(r'\bid="([^"]+)"', html)) for path, html in pages.items()}
    for page, html in pages.items():
        for link in set(re.findall(r'<(?:a|link)\b[^>]*\bhref="([^"]*)"', html)):
            address = urlsplit(unescape(link))
            if address.scheme:
                continue
            base = site if address.path.startswith("/") else page.parent
            target = (base / unquote(address.path).lstrip("/")).resolve() if address.path else page
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), f"{page}: {link}"
            assert not address.fragment or unquote(address.fragment) in ids[target], (
                f"{page}: {link}"
            )


def test_the_reference_shows_types_as_they_are_written(site: Path) -> None:
    pages = {page: page.read_text(encoding="utf-8") for page in (site / "api").rglob("*.html")}
    assert any("array_like of shape (n,)" in html for html in pages.values())
    for page, html in pages.items():
        # What can be read as Python is taken apart and put together otherwise.
        assert not re.search(r"<code>\((?!\))|, shape\(", html), page


def test_every_figure_is_small_and_described(site: Path) -> None:
    drawn = [path for path in PAGES if "show(" in path.read_text(encoding="utf-8")]
    assert drawn
    for path in drawn:
        article = articles(site)["." if path.stem == "index" else path.stem]
        figures = re.findall(r"<svg[^>]*role=\"img\".*?</svg>", article, re.DOTALL)
        assert figures, path
        for figure in figures:
            assert re.search(r"<title[^>]*>[^<]+</title><desc[^>]*>[^<]+</desc>", figure)
            assert len(gzip.compress(figure.encode())) < 10_000


def test_no_id_stands_twice_on_a_page(site: Path) -> None:
    for page, article in articles(site).items():
        twice = [
            name for name, n in Counter(re.findall(r'\bid="([^"]+)"', article)).items() if n > 1
        ]
        assert not twice, page
