"""Nothing before its time: names, terms and symbols wait for the chapter that introduces them.

The first page is a look ahead. In a chapter, a sentence looks ahead if it links the later one.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import lru_cache

import pytest

from nnbook.live.html.glossary import read
from nnbook.live.page.page import Page
from nnbook.live.page.parts import Block, Examples, Formula, Text
from tests.conftest import CONFIG, ROOT, in_nav
from tests.test_pages import strings

DOCS = ROOT / "docs"
CHAPTERS = [
    page
    for part in CONFIG["nav"]
    for title, inside in part.items()
    if title in CONFIG["extra"]["numbered"]
    for page in in_nav(inside)
]
HOME = {"digits": "index.md", "example": "index.md", "weights_file": "whole_code.md"}
"""The pages of modules that have none of their name."""

TERMS = read(DOCS / "glossary.md")
SYMBOLS = re.findall(
    r"^\| (?P<symbols>\$[^|]*) \|.*\| \[.*?\]\((?P<page>\w+\.md)\) \|$",
    (DOCS / "notation.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)

each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


def is_later(page: str, chapter: str) -> bool:
    """Tell whether a page stands behind a chapter; what is no chapter stands behind all."""
    if page == "index.md":
        return False
    return page not in CHAPTERS or CHAPTERS.index(page) > CHAPTERS.index(chapter)


def looks_ahead(text: str, chapter: str) -> bool:
    """Tell whether a text links a chapter that stands behind this one."""
    linked = re.findall(r"\]\((\w+\.md)", text)
    return any(page in CHAPTERS and is_later(page, chapter) for page in linked)


@lru_cache
def parts(chapter: str) -> tuple[object, ...]:
    return Page.parse((DOCS / chapter).read_text(encoding="utf-8")).parts


# Names


def imported(code: str) -> Iterator[tuple[str, str]]:
    """Yield each name that an example takes from the package, and the page of its module."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("nnbook."):
            for name in (alias.name for alias in node.names):
                thing = getattr(importlib.import_module(str(node.module)), name)
                owner = getattr(thing, "__module__", "") if node.module == "nnbook" else node.module
                module = str(owner).removeprefix("nnbook.")
                yield name, HOME.get(module, f"{module}.md")


@each_chapter
def test_a_chapters_code_uses_no_name_before_its_chapter(chapter: str) -> None:
    early, above = [], ""
    for part in parts(chapter):
        if isinstance(part, Text):
            above = part.source
        elif isinstance(part, Examples):
            early += [
                f"{chapter}:{part.line}: {name} of {page}"
                for example in part.examples()
                for name, page in imported(example.source)
                if is_later(page, chapter) and not looks_ahead(above, chapter)
            ]
    assert early == []


# Terms


def introduced() -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the forms of each term, and the first chapter to which its entry leads."""
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    for term in TERMS:
        entry = re.search(
            rf"^{re.escape(term.name)}(?: \{{.*)?\n:   .*?(?=\n\n\S|\Z)",
            text,
            re.MULTILINE | re.DOTALL,
        )
        assert entry, term.name
        see = re.search(r"\bSee\s+\[[^]]*\]\((\w+\.md)", entry[0])
        assert see, f"{term.name}: See [the chapter](that introduces it)"
        yield tuple(term.forms), see[1]


def sentences(chapter: str) -> Iterator[str]:
    """Yield what a chapter says, sentence by sentence, with its captions, hints and options."""
    said = []
    for part in parts(chapter):
        if isinstance(part, Text):
            said.append(part.source)
        elif isinstance(part, Block):
            told = (text.strip() for text in strings(part.code))
            said.append("\n\n".join(["", *(text for text in told if text.count(" ") > 2), ""]))
        else:
            said.append("\n\n" if isinstance(part, Examples) else "…")
    text = re.sub(r"\A---\n.*?\n---\n", "", "".join(said), flags=re.DOTALL)
    yield from re.split(r"(?<=[.?!:])\s+|\n\n", text)


def plain(sentence: str) -> str:
    """Return a sentence in one line, without addresses and code."""
    return " ".join(re.sub(r"\]\([^)]*\)|`[^`]*`", "", sentence).split())


@each_chapter
def test_a_chapter_uses_no_term_before_the_one_that_introduces_it(chapter: str) -> None:
    pages = {form.casefold(): page for forms, page in introduced() for form in forms}
    longest = sorted(map(re.escape, pages), key=len, reverse=True)
    term = re.compile(rf"(?<![\w-])({'|'.join(longest)})(?![\w-])", re.IGNORECASE)
    early = [
        f"{found[0]}, of {page}: {plain(sentence)[:120]}"
        for sentence in sentences(chapter)
        for found in term.finditer(plain(sentence))
        for page in [pages[found[0].casefold()]]
        if is_later(page, chapter) and not looks_ahead(sentence, chapter)
    ]
    assert early == []


# Symbols


def tokens(latex: str) -> str:
    r"""Return the tokens of a formula, without what ``\mathit`` and its like take out of them.

    >>> tokens(r"\dfrac{w_{10}}{\mathit{f(x)}} n_{out}")
    ' \\frac { w _ { 1 0 } } { } n _ \\out '
    """
    latex = re.sub(r"`\{python\}[^`]*`", "0", latex).replace(r"\dfrac", r"\frac")
    latex = re.sub(r"_\{(in|out)\}", r"_\\\1 ", latex)
    nested = r"(?:[^{}]|\{[^{}]*\})*"
    latex = re.sub(rf"\\(?:text|mathit|mathrm|operatorname|begin|end)\{{{nested}\}}", " ", latex)
    found = re.findall(r"\\[A-Za-z]+|[A-Za-z]|\S", latex)
    return f" {' '.join(found)} "


def key(symbol: str) -> str:
    r"""Return what is looked for to find a symbol: its name, without an index or an argument.

    >>> key("v_j"), key(r"w_1, \dots, w_{12}"), key(r"\Phi(z)"), key("f'")
    (' v _ ', ' w _ { 1 2 } ', ' \\Phi ', ' f ')
    """
    last = symbol.rsplit(r"\dots, ", maxsplit=1)[-1]
    bare = re.sub(r"(?<=_)[ij]$|\{n\}\{k\}$|\(z\)$|'$|(?<=\\partial [A-Za-z])\}$", "", last)
    return tokens(bare).replace(" { } ", " ")


def keys(symbols: str) -> list[str]:
    """Return what is looked for to find the symbols in a cell of the notation."""
    return [key(symbol) for symbol in re.findall(r"\$([^$]*)\$", symbols)]


def test_the_notation_says_where_each_symbol_comes_from() -> None:
    text = (DOCS / "notation.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^\| \$", text, re.MULTILINE)) == len(SYMBOLS) > 40
    assert {page for _, page in SYMBOLS} <= {*CHAPTERS, "activations.md"}


@each_chapter
def test_a_chapter_uses_no_symbol_before_its_row_in_the_notation(chapter: str) -> None:
    early = [
        f"{chapter}:{part.line}: {sought.strip()} of {page}"
        for symbols, page in SYMBOLS
        if is_later(page, chapter)
        for sought in keys(symbols)
        for part in parts(chapter)
        if isinstance(part, Formula) and sought in tokens(part.source)
    ]
    assert early == []


@pytest.mark.parametrize(("symbols", "page"), SYMBOLS)
def test_a_symbol_is_used_where_it_comes_from(symbols: str, page: str) -> None:
    there = [tokens(part.source) for part in parts(page) if isinstance(part, Formula)]
    assert any(sought in formula for formula in there for sought in keys(symbols)) or re.search(
        rf"^ *>>> .*\b{symbols.strip('$')}\b"
        if symbols[1:-1].isalpha()
        else re.escape(symbols[1:5]),
        (DOCS / page).read_text(encoding="utf-8"),
        re.MULTILINE,
    )
