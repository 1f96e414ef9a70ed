import os
from pathlib import Path

import pytest
from markdown import Markdown

from nnbook.live.html.glossary import Term, read, slug

GLOSSARY = """# Glossary

big dog {: .animal forms="big dog, big dogs" }
:   It barks.

dog {: #any .animal .small forms="dog, dogs" }
:   A dog.

Ant-Hill

:   No attributes.

cat {: forms="" }
:   Not a dog.

mini-cat
:   A small one.
"""

EXTENSIONS = [
    "admonition",
    "attr_list",
    "def_list",
    "tables",
    "toc",
    "pymdownx.blocks.caption",
    "pymdownx.details",
    "nnbook.live",
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of a builder, with a glossary."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs/deep").mkdir(parents=True)
    (tmp_path / "docs/glossary.md").write_text(GLOSSARY, encoding="utf-8")
    return tmp_path


def convert(text: str, name: str = "page.md", glossary: str = "glossary.md") -> str:
    """Return the HTML of a page, each linked term as ``[text](target)``."""
    Path("docs", name).write_text(text, encoding="utf-8")
    settings = {"glossary": glossary, "unlinked": ["index.md", "api"]}
    md = Markdown(extensions=EXTENSIONS, extension_configs={"nnbook.live": settings})
    return md.convert(text)


def linked(text: str) -> str:
    """Return a page of one paragraph, each linked term as ``[text]``, other links open."""
    html = convert(text).removeprefix("<p>").removesuffix("</p>")
    for name in ("big-dog", "dog", "ant-hill", "cat", "mini-cat"):
        for role in ("", " animal", " animal small"):
            html = html.replace(f'<a class="term{role}" href="glossary.md#{name}">', "[")
    return html.replace("</a>", "]")


def test_the_glossary_is_read() -> None:
    assert read(Path("docs/glossary.md")) == [
        Term("big dog", "big-dog", "animal", ("big dog", "big dogs")),
        Term("dog", "dog", "animal small", ("dog", "dogs")),
        Term("Ant-Hill", "ant-hill", "", ("Ant-Hill",)),
        Term("cat", "cat", "", ()),
        Term("mini-cat", "mini-cat", "", ("mini-cat",)),
    ]


def test_the_glossary_is_read_anew_when_it_changed() -> None:
    path = Path("docs/glossary.md")
    assert read(path) is read(path)
    path.write_text("cow\n:   It moos.\n", encoding="utf-8")
    os.utime(path, ns=(0, 0))
    assert [term.name for term in read(path)] == ["cow"]


def test_the_glossary_itself_gets_ids_and_no_links() -> None:
    html = convert(GLOSSARY, "glossary.md")
    assert '<dt class="animal" data-forms="big dog, big dogs" id="big-dog">big dog</dt>' in html
    assert '<dt class="animal small" data-forms="dog, dogs" id="dog">dog</dt>' in html
    assert '<dt id="ant-hill">Ant-Hill</dt>' in html
    assert "<a" not in html
    assert " forms=" not in html


def test_a_link_carries_the_role() -> None:
    html = '<p>A <a class="term animal" href="glossary.md#big-dog">big dog</a>.</p>'
    assert convert("A big dog.") == html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dogs and a dog, an ant-hill.", "[Dogs] and a dog, an [ant-hill]."),
        ("dog", "[dog]"),
        ("big\ndogs, a big dog, and dogs", "[big\ndogs], a big dog, and [dogs]"),
        ("bulldog, dog_1, hot-dog, dogma, mini-cat", "bulldog, dog_1, hot-dog, dogma, [mini-cat]"),
        ("**Dog**s, *dogs*", "<strong>[Dog]</strong>s, <em>dogs</em>"),
        ("a *b* dog *c* ant-hill", "a <em>b</em> [dog] <em>c</em> [ant-hill]"),
        ("a cat, a **cat**, a **cat**", "a cat, a <strong>[cat]</strong>, a <strong>cat</strong>"),
        ("a **cat dog** cat", "a <strong>cat [dog]</strong> cat"),
        ("`dog` and dog", "<code>dog</code> and [dog]"),
        ("[dog](#a), dog", '<a href="#a">dog], [dog]'),
        ("Dog and [cat](glossary.md#dog)", 'Dog and <a href="glossary.md#dog">cat]'),
    ],
)
def test_the_first_use_of_a_term_is_linked(text: str, shown: str) -> None:
    assert linked(text) == shown


def test_of_two_terms_that_begin_alike_the_longer_is_linked() -> None:
    glossary = "dog\n:   It barks.\n\ndog house\n:   It lives there.\n"
    Path("docs/glossary.md").write_text(glossary, encoding="utf-8")
    assert 'href="glossary.md#dog-house">dog house</a>' in convert("a dog house")


@pytest.mark.parametrize(
    "text",
    [
        "# Dog\n\n",
        "    dog\n\n",
        "| dog |\n|---|\n| dog |\n\n",
        '!!! note "Dog"\n\n    x\n\n',
        "!!! abstract\n\n    dog\n\n",
        '??? note "Dog"\n\n    x\n\n',
        "x\n\n/// caption\ndog\n///\n\n",
        "$dog$\n\n",
        "![dog](a.png)\n\n",
        '```python exec="on"\nprint("dog")\n```\n\n',
    ],
)
def test_what_is_no_running_prose_is_passed_over(text: str) -> None:
    html = convert(f"{text}Dog")
    assert html.count("glossary.md#dog") == 1
    assert html.endswith(">Dog</a></p>")


@pytest.mark.parametrize("text", ["- a dog", '!!! note "A"\n\n    a dog', "> a dog", "a\n:   dog"])
def test_running_prose_may_stand_deep(text: str) -> None:
    assert 'href="glossary.md#dog">dog</a>' in convert(text)


def test_a_page_of_a_folder_is_linked_from_there() -> None:
    assert 'href="../glossary.md#dog"' in convert("dog", "deep/page.md")


@pytest.mark.parametrize("name", ["index.md", "api/page.md"])
def test_some_pages_get_no_links(name: str) -> None:
    Path("docs/api").mkdir()
    assert convert("dog", name) == "<p>dog</p>"


def test_a_text_of_no_page_and_a_book_without_a_glossary_get_none() -> None:
    md = Markdown(
        extensions=EXTENSIONS,
        extension_configs={"nnbook.live": {"glossary": "glossary.md"}},
    )
    assert md.convert("dog") == "<p>dog</p>"
    assert convert("dog", glossary="") == "<p>dog</p>"


def test_a_glossary_may_be_empty() -> None:
    Path("docs/glossary.md").write_text("# Glossary\n", encoding="utf-8")
    assert convert("dog") == "<p>dog</p>"


def test_an_id_is_made_of_the_name() -> None:
    assert slug("A b-c") == "a-b-c"
