import doctest
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import pytest

from nnbook.live.page.page import Page
from nnbook.live.page.parts import Examples
from tests.live.tiny import PageWith, Result, Site

LESSON = """---
title: Lesson
---

# Heading `{python} 1 + 1`

```python exec="on"
open("runs.txt", "a").write("x")
```

In a paragraph `{python} n` of *no* value`{python} ""`, **bold `{python} n:>3`**.

```pycon
>>> n += 1
>>> n
2
>>> n / 3  # doctest: +ELLIPSIS
0.66...
>>> print("a\\n\\n<b>")
a
<BLANKLINE>
<b>
>>> {}["key"]
Traceback (most recent call last):
    ...
KeyError: 'key'
```

In a paragraph `{python} n`.

- In a list `{python} n`

    ```pycon
    >>> n += 1
    >>> n
    3
    ```

    In a list `{python} n`.

=== "Tab `{python} n`"

    In a tab `{python} n`.

    ```pycon
    >>> n += 1
    ```

    In a tab `{python} n`.

=== "Second tab `{python} n`"

    Words.

!!! note "Admonition `{python} n`"

    In an admonition `{python} n`.

    ```pycon
    >>> n += 1
    ```

    In an admonition `{python} n`.

| Table `{python} n` | $n = `{python} n`$ |
|---|---|
| `{python} n | 8` | x |

```pycon
>>> n += 1
```

| Table `{python} n` | $n = `{python} n`$ |
|---|---|
| `{python} n | 8` | x |

$$
n =
`{python} n`
$$

> ```pycon
> >>> n += 1
> ```
>
> $$
> n =
> `{python} n`
> $$

![Alternative `{python} n`](a.png){: title="Attribute `{python} n`" }
[link](other.md "Title `{python} n`")

```python exec="on"
print("**printed** $n^2$ [link](other.md#other-1)")
print("\\n".join(["", "| printed |", "|---|", f"| {n} |"]))
```

```python exec="on" html="on"
print(f"<i title='{n}'>*html*</i>")
```

```python exec="on" result="text"
print(f"<text> {n}")
```

```python exec="on" source="above"
print(f"below its source {n}")
```

`` `{python} n` `` and `$n$` are code, \\$n$ is no formula.

<!-- `{python} 1 / 0` -->
"""

OTHER = """# Other `{python} 1`

```pycon
>>> n = 20
>>> n
20
```

Here `{python} n`.
"""

PAGES = {
    "index": LESSON.replace("# Heading", "```pycon\n>>> n = 1\n```\n\n# Heading", 1),
    "other": OTHER,
    "same": OTHER.replace("20", "30"),
    "zlast": OTHER.replace("# Other", "# Last"),
}


@dataclass(frozen=True)
class Faulty:
    """A page with a fault, and what must be said of it."""

    page: str
    line: int
    problem: str
    code: str
    expected: str
    got: str
    options: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)


DIVIDED = "ZeroDivisionError: division by zero"
UNDEFINED = "NameError: name 'y' is not defined"
WARNED = "RuntimeWarning: overflow encountered in exp"
RUNS = "it still runs"
ENDED = "the page ended its own process"
IN_TIME = (
    "the page to end by itself, once, within 1 seconds (`seconds` in the settings of nnbook.live)"
)
FRONT = "---\ntitle: A\n---\n"
ONE_SECOND = {"live": {"seconds": 1}}

FAULTS = {
    "an example that raises": Faulty(
        page=FRONT + "\n# A\n\n```pycon\n>>> x = 1\n>>> x / 0\n1\n```\n",
        line=9,
        problem=DIVIDED,
        code="x / 0",
        expected="1",
        got=DIVIDED,
    ),
    "another output": Faulty(
        page=FRONT + '=== "Tab"\n\n    ```pycon\n    >>> 1 + 1\n    3\n    ```\n',
        line=7,
        problem="the output is not the expected one",
        code="1 + 1",
        expected="3",
        got="2",
    ),
    "an example that exits": Faulty(
        page="!!! note\n\n    ```pycon\n    >>> import sys; sys.exit(0)\n    ```\n",
        line=4,
        problem="SystemExit: 0",
        code="import sys; sys.exit(0)",
        expected="nothing",
        got="SystemExit: 0",
    ),
    "a block that exits": Faulty(
        page='- a\n\n    ```python exec="on"\n    import sys\n\n    sys.exit(0)\n    ```\n',
        line=6,
        problem="SystemExit: 0",
        code="import sys\n\n    sys.exit(0)",
        expected="the block to end without an error",
        got="SystemExit: 0",
    ),
    "an example that never ends": Faulty(
        page="```pycon\n>>> 1\n1\n>>> while True: pass\n```\n",
        line=4,
        problem=RUNS,
        code="while True: pass",
        expected=IN_TIME,
        got=RUNS,
        settings=ONE_SECOND,
    ),
    "a block that never ends": Faulty(
        page='a\n\n```python exec="on"\nx = 1\nwhile True: pass\n```\n',
        line=5,
        problem=RUNS,
        code="while True: pass",
        expected=IN_TIME,
        got=RUNS,
        settings=ONE_SECOND,
    ),
    "an example that ends the process": Faulty(
        page=FRONT + "```pycon\n>>> import os\n>>> os._exit(0)\n```\n",
        line=6,
        problem=ENDED,
        code="os._exit(0)",
        expected="the page to end by itself",
        got="exit status 0",
    ),
    "a name in a formula that is none": Faulty(
        page=FRONT + "\n# A\n\n$$\n1\n+ `{python} y`\n$$\n",
        line=9,
        problem=UNDEFINED,
        code="`{python} y`",
        expected="a value",
        got=UNDEFINED,
    ),
    "a name in prose that is none": Faulty(
        page=FRONT + "\n\n# A\n\nwords\n`{python} y` words\n",
        line=9,
        problem=UNDEFINED,
        code="`{python} y`",
        expected="a value",
        got=UNDEFINED,
    ),
    "a warning": Faulty(
        page="```pycon\n>>> import numpy as np\n>>> np.exp(np.float64(1000))\n```\n",
        line=3,
        problem=WARNED,
        code="np.exp(np.float64(1000))",
        expected="nothing",
        got=WARNED,
    ),
    "latex that is none": Faulty(
        page="# A\n\n- b\n\n    $$\n    x +\n    \\frac{1}\n    $$\n",
        line=5,
        problem="not a formula",
        code="x +\n    \\frac{1}",
        expected="LaTeX",
        got="",
    ),
    "an open fence": Faulty(
        page=FRONT + "\n- a\n\n    ```pycon\n    >>> 1\n    1\n",
        line=7,
        problem="this fence is never closed",
        code="```pycon",
        expected="a line with ```",
        got="end of page",
    ),
    "stray text": Faulty(
        page="- a\n\n    ```pycon\n    >>> 1\n    1\n\n    stray\n    ```\n",
        line=7,
        problem="text that no example prints",
        code="stray",
        expected="examples, each directly followed by its output",
        got="nothing",
    ),
    "a skipped example": Faulty(
        page="```pycon\n>>> 1\n1\n>>> 2 # doctest: +SKIP\n3\n```\n",
        line=4,
        problem="a directive that would hide what the example gives",
        code="2 # doctest: +SKIP",
        expected="ELLIPSIS or none; what must not run stands in a fence of python, without >>>",
        got="nothing",
    ),
    "an open formula": Faulty(
        page=FRONT + "# A\n\n$$ x\n\nwords\n",
        line=6,
        problem="not a live value or formula",
        code="$$ x",
        expected="`{python} expression:format` on one line, or $$ formula $$",
        got="nothing",
    ),
    "an option that is none": Faulty(
        page='a\n\n```python exec="on" session="a"\n1\n```\n',
        line=3,
        problem="no such option",
        code="session",
        expected="any of html, id, idprefix, result, source,",
        got="nothing",
    ),
    "a block that prints live code": Faulty(
        page='a\n\n```python exec="on"\nprint("\\n\\n`{python} 1`")\n```\n',
        line=3,
        problem="a block prints live code",
        code="`{python} 1`",
        expected="output that runs nothing",
        got="nothing",
    ),
}


def divided(*options: str, **settings: Any) -> Faulty:
    """Return one and the same fault, built with these options and settings."""
    page = "# A\n\n```pycon\n>>> 1 / 0\n```\n"
    return Faulty(page, 4, DIVIDED, "1 / 0", "nothing", DIVIDED, options, settings)


FAULTS |= {
    "in a lax build": divided(strict=False),
    "in a quiet build": divided("-q"),
    "in a quiet lax build": divided("-q", strict=False),
    "without the plugin": divided(plugged=False),
    "in a quiet lax build without the plugin": divided("-q", plugged=False, strict=False),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_the_build_and_nothing_is_published(tiny: Site, name: str) -> None:
    faulty = FAULTS[name]
    tiny.configure(**faulty.settings)
    tiny.write("docs/index.md", faulty.page)
    result = tiny.build(*faulty.options)
    assert result.status != 0
    assert (
        f"docs/index.md:{faulty.line}: {faulty.problem}\n    {faulty.code}\n"
        f"expected:\n    {faulty.expected}"
    ) in result.output
    assert f"\ngot:\n    {faulty.got}" in result.output
    assert not (result.site / "index.html").exists()


def test_pages_whose_numbers_may_be_old_are_not_kept(tiny: Site) -> None:
    tiny.configure()
    tiny.write("docs/index.md", "# A\n")
    result = tiny.build("--dirty")
    assert result.status != 0
    assert "--dirty keeps pages whose numbers may have changed" in result.output
    assert not result.files()


def write_pages(site: Site) -> None:
    for name, text in PAGES.items():
        site.write(f"docs/{name}.md", text)
    site.write("docs/a.png", "")


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site of good pages that counts its runs."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.configure({"cache": "kept"})
    write_pages(site)
    return site


@pytest.fixture(scope="module")
def built(lessons: Site) -> Result:
    result = lessons.build()
    assert result.status == 0, result.output
    return result


PLACES = {
    "heading": '<h1 id="heading-2">Heading {2}</h1>',
    "paragraph_before": "<p>In a paragraph {1} of <em>no</em> value{}, <strong>bold {  1}</strong>",
    "paragraph_after": "<p>In a paragraph {2}.</p>",
    "list_before": "<li>\n<p>In a list {2}</p>",
    "list_after": "<p>In a list {3}.</p>\n</li>",
    "tab_title": ">Tab {3}</label>",
    "tab_before": "<p>In a tab {3}.</p>",
    "tab_after": "<p>In a tab {4}.</p>",
    "next_tab_title": ">Second tab {4}</label>",
    "admonition_title": '<p class="admonition-title">Admonition {4}</p>',
    "admonition_before": "<p>In an admonition {4}.</p>",
    "admonition_after": "<p>In an admonition {5}.</p>",
    "table_before": "<th>Table {5}</th>",
    "table_after": "<th>Table {6}</th>",
    "cell_before": "<td>{13}</td>",
    "cell_after": "<td>{14}</td>",
    "formula_in_table_before": "<math><mi>n</mi><mo>=</mo><mn>5</mn></math></th>",
    "formula_in_table_after": "<math><mi>n</mi><mo>=</mo><mn>6</mn></math></th>",
    "formula_before": '<math display="block"><mi>n</mi><mo>=</mo><mn>6</mn></math></span>',
    "formula_after_in_a_quotation": '<math display="block"><mi>n</mi><mo>=</mo><mn>7</mn></math>',
    "alternative_text": 'alt="Alternative 7"',
    "attribute": 'title="Attribute 7"',
    "link_title": '<a href="other/" title="Title 7">link</a>',
    "printed_markdown": "<strong>printed</strong> <math><msup><mi>n</mi><mn>2</mn></msup></math>",
    "printed_link": '<a href="other/#other-1">link</a>',
    "printed_table": "<td>7</td>",
    "printed_html": "<i title='7'>*html*</i>",
    "printed_text": "<code>&lt;text&gt; 7\n</code>",
    "printed_below_its_source": "<p>below its source 7</p>",
    "code": "<code>`{python} n`</code> and <code>$n$</code> are code, $n$ is no formula.",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_value_is_that_of_its_place(built: Result, place: str) -> None:
    assert PLACES[place] in built.html()


def test_an_output_is_that_of_this_run(built: Result) -> None:
    assert (
        '>>> n += 1 >>> n 2 >>> n / 3 0.6666666666666666 >>> print("a\\n\\n<b>") a <b> '
        ">>> {}[\"key\"] Traceback (most recent call last): ... KeyError: 'key'"
    ) in built.words()


def test_a_live_number_carries_its_full_value(built: Result) -> None:
    html = (built.site / "index.html").read_text(encoding="utf-8")
    assert '<data class="live" value="1" title="n:&gt;3">  1</data>' in html


def test_a_page_is_called_by_its_heading_with_the_value_in_it(built: Result) -> None:
    html = (built.site / "other" / "index.html").read_text(encoding="utf-8")
    assert "<title>Other 1 - tiny</title>" in html
    assert '<a href="#other-1" class="nav-link">Other 1</a>' in html


def test_pages_built_in_either_order_keep_their_names_apart(built: Result) -> None:
    pages = ("other", "same", "zlast")
    found = [built.words(f"{page}/index.html").split("Here ")[1] for page in pages]
    assert [words.split(".")[0] for words in found] == ["{20}", "{30}", "{20}"]


@pytest.mark.parametrize("name", PAGES)
def test_what_readers_paste_passes_stock_doctest(name: str) -> None:
    fences = [part for part in Page.parse(PAGES[name]).programs() if isinstance(part, Examples)]
    text = "\n".join(fence.code for fence in fences)
    test = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    report = StringIO()
    results = doctest.DocTestRunner().run(test, out=report.write)
    assert (results.failed, report.getvalue()) == (0, "")
    assert results.attempted == sum(len(fence.examples()) for fence in fences) > 0


def test_builds_are_the_same_to_the_byte_and_kept_pages_do_not_run_again(
    lessons: Site, built: Result
) -> None:
    def runs() -> int:
        return len((lessons.root / "runs.txt").read_text(encoding="utf-8"))

    files = built.files()
    assert runs() == 1
    assert lessons.build().files() == files
    assert runs() == 1
    shutil.rmtree(lessons.root / "kept")
    assert lessons.build().files() == files
    assert runs() == 2


def test_zensical_shows_the_same(tiny: Site) -> None:
    tiny.configure(theme="material", plugins=["live", {"markdown-exec": {"languages": []}}])
    write_pages(tiny)
    built = tiny.build()
    assert built.status == 0, built.output
    words = {page: built.words(page) for page in built.files() if page.endswith("index.html")}
    assert len(words) == len(PAGES)
    shutil.rmtree(built.site)
    again = tiny.run("zensical", "build", "--clean")
    assert again.status == 0, again.output
    assert {page: again.words(page) for page in words} == words


def test_zensical_ends_with_a_fault_too(tiny: Site) -> None:
    tiny.configure(theme="material")
    tiny.write("docs/index.md", FRONT + "# A\n\n`{python} 1 / 0`\n")
    result = tiny.run("zensical", "build", "--clean")
    assert result.status != 0
    assert f"docs/index.md:6: {DIVIDED}\n    `{{python}} 1 / 0`\nexpected:" in result.output
    assert not (result.site / "index.html").exists()


@pytest.fixture
def served(tiny: Site) -> Iterator[PageWith]:
    """Serve the site; give a function that waits until its page holds a text."""
    tiny.configure({"cache": "kept"}, watch=["pack"])
    tiny.write("pack/__init__.py", "number = 1\n")
    tiny.write("docs/index.md", "# A\n\nbefore\n\n```pycon\n>>> 1 / 0\n```\n\nafter\n")
    with tiny.serve() as page_with:
        yield page_with


def test_an_author_sees_faults_and_new_numbers_without_a_restart(
    tiny: Site, served: PageWith
) -> None:
    html = served(f"docs/index.md:6: {DIVIDED}")
    assert html.index("<p>before</p>") < html.index(DIVIDED) < html.index("<p>after</p>")

    page = "# A\n\nNow `{python} __import__('pack').number`.\n"
    tiny.write("docs/index.md", page)
    assert "live-fault" not in served(">1</data>")

    tiny.write("pack/__init__.py", "number = 23\n")
    served(">23</data>")

    tiny.write("docs/index.md", f"{page}\n```pycon\n>>> 1\n")
    assert ">23</data>" in served("docs/index.md:5: this fence is never closed")

    tiny.write("docs/index.md", f"{page}\nMended.\n")
    assert "live-fault" not in served("<p>Mended.</p>")
