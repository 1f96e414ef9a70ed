import re
import subprocess
import sys
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown_exec import markdown_config

from nnbook.live.html.extension import begin
from nnbook.live.page.fault import PageError
from nnbook.live.page.page import Page
from nnbook.live.run.ahead import Ahead, Asked
from tests.live.conftest import Convert
from tests.live.tiny import EXTENSIONS

COUNT = 'open("runs.txt", "a").write("x")'


def block(*lines: str, options: str = "") -> str:
    return "\n".join([f'```python exec="on" {options}', *lines, "```", ""])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of a builder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    return tmp_path


def runs(folder: Path) -> int:
    """Return how often a page has run that counts its runs."""
    return len((folder / "runs.txt").read_text(encoding="utf-8"))


def test_pages_that_use_the_same_names_do_not_meet(convert: Convert) -> None:
    one, two = block("x = 1") + "\n`{python} x`", block("x = 2") + "\n`{python} x`"
    both = [convert(one), convert(two)]
    assert both == ["<p>{1}</p>", "<p>{2}</p>"]
    assert [convert(two), convert(one)] == both[::-1]
    with pytest.raises(PageError, match="name 'x' is not defined"):
        convert("`{python} x`")


def test_a_builder_hears_of_each_page_and_of_nothing_that_a_block_printed(
    convert: Convert,
) -> None:
    heard = []
    convert(block("print('*x*')") + "\n`{python} 1`", hear=lambda *what: heard.append(what))
    [(page, run)] = heard
    assert [outcome.outputs for outcome in run.outcomes] == [["*x*\n"], ["1", "1"]]
    assert len(page.programs()) == 2


def test_a_page_runs_once_however_often_its_output_is_converted(
    convert: Convert, folder: Path
) -> None:
    text = block(COUNT, "print('*a*')") + block("print('`b`')") + "`{python} 1`"
    html = convert(text)
    assert "<em>a</em>" in html
    assert "<code>b</code>" in html
    assert runs(folder) == 1


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ("", "<p><b>1</b> {math}</p>"),
        ('html="on"', "<p><b>1</b> $x$\n</p>"),
        ('result="text"', "<pre><code>&lt;b&gt;1&lt;/b&gt; $x$\n</code></pre>"),
        ('source="above"', "<pre><code>{code}\n</code></pre>\n<p><b>1</b> {math}</p>"),
        ('source="below"', "<p><b>1</b> {math}</p>\n<pre><code>{code}\n</code></pre>"),
    ],
)
def test_a_block_prints_markdown_html_text_or_its_source(
    convert: Convert, options: str, shown: str
) -> None:
    code = "print('<b>1</b> $x$')"
    html = convert(block(code, options=options))
    html = re.sub(r"</?span[^>]*>|<div class=\"highlight\">|</div>", "", html)
    math = "<math><mi>x</mi></math>"
    assert html == shown.format(code=escape(code).replace("&#x27;", "'"), math=math)


def test_a_dollar_may_be_escaped(convert: Convert) -> None:
    assert convert("\\$x$") == "<p>$x$</p>"


def test_a_page_with_a_fault_ends_the_build(convert: Convert, folder: Path) -> None:
    text = "---\na: 1\n---\n\n# A\n\n`{python} 1 / 0`\n"
    (folder / "docs" / "page.md").write_text(text, encoding="utf-8")
    with pytest.raises(PageError, match=r"^docs/page\.md:7: ZeroDivisionError"):
        convert(text.split("---\n")[2])


def test_an_author_sees_a_fault_on_the_page_and_the_rest_of_it(
    convert: Convert, caplog: pytest.LogCaptureFixture
) -> None:
    html = convert("before\n\n`{python} 1 / 0` `{python} 2`", faults="show")
    assert html.startswith('<p>before</p>\n<p><strong class="live-fault">&lt;page&gt;:3: Zero')
    assert html.endswith("</strong> {2}</p>")
    assert "<page>:3: ZeroDivisionError: division by zero" in caplog.text


def test_an_author_sees_that_a_formula_took_too_long(convert: Convert) -> None:
    html = convert("$x = `{python} [0 for _ in iter(int, 1)]`$", faults="show", seconds=0.2)
    assert html.startswith('<p><strong class="live-fault">&lt;page&gt;:1: it still runs')


def test_an_author_sees_why_a_page_cannot_be_read(
    convert: Convert, caplog: pytest.LogCaptureFixture
) -> None:
    html = convert("before\n\n```pycon\n>>> 1", faults="show")
    assert "&lt;page&gt;:3: this fence is never closed" in html
    assert "<page>:3: this fence is never closed" in caplog.text


PRINTED = {
    "live_code": ("print('a\\n\\n`{python} 1`')", "a block prints live code"),
    "no_formula": ("print('a\\n\\n$\\\\frac$')", "not a formula"),
    "open_fence": ("print('a\\n\\n```')", "this fence is never closed"),
}


@pytest.mark.parametrize("printed", PRINTED)
def test_a_fault_in_what_a_block_printed_is_that_of_the_block(
    convert: Convert, printed: str
) -> None:
    line, problem = PRINTED[printed]
    text = "a\n\n" + block("x = 1", line)
    with pytest.raises(PageError, match=f"^<page>:3: {problem}"):
        convert(text)


@pytest.mark.parametrize("printed", ["live_code", "open_fence"])
def test_an_author_sees_it_in_the_place_of_the_block(convert: Convert, printed: str) -> None:
    line, problem = PRINTED[printed]
    html = convert("before\n\n" + block("x = 1", line) + "\nafter", faults="show")
    assert html.startswith('<p>before</p>\n<div class="live-fault')
    assert f"&lt;page&gt;:3: {problem}" in html
    assert html.endswith("<p>after</p>")


def test_a_kept_page_does_not_run_again(convert: Convert, folder: Path) -> None:
    text = block(COUNT, "print(1)")
    first = convert(text, cache="kept")
    assert convert(text, cache="kept") == first == "<p>1</p>"
    assert runs(folder) == 1
    assert convert(text) == first
    assert runs(folder) == 2


def test_a_page_runs_again_when_it_changed(convert: Convert, folder: Path) -> None:
    assert convert(block(COUNT) + "`{python} 1`", cache="kept") == "<p>{1}</p>"
    assert convert(block(COUNT) + "`{python} 2`", cache="kept") == "<p>{2}</p>"
    assert runs(folder) == 2


@pytest.mark.parametrize(
    ("name", "before", "after", "code"),
    [
        ("module.py", "x = 1", "x = 12", "from module import x"),
        ("data.txt", "1", "12", "x = open('data.txt').read()"),
    ],
)
def test_a_page_runs_again_when_what_it_uses_changed(  # noqa: PLR0913, PLR0917
    convert: Convert,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    before: str,
    after: str,
    code: str,
) -> None:
    monkeypatch.syspath_prepend(str(folder))
    (folder / name).write_text(before, encoding="utf-8")
    text = block(COUNT, code) + "`{python} x`"
    assert convert(text, cache="kept") == convert(text, cache="kept") == "<p>{1}</p>"
    (folder / name).write_text(after, encoding="utf-8")
    assert convert(text, cache="kept") == convert(text, cache="kept") == "<p>{12}</p>"
    assert runs(folder) == 2


@pytest.mark.parametrize(
    "code", ["x = int(open('late.py').read()[-1])", "from late import x"], ids=["read", "imported"]
)
def test_a_page_runs_again_when_what_it_looked_for_has_come(
    convert: Convert, folder: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.syspath_prepend(str(folder))
    text = block(COUNT, f"try: {code}", "except (OSError, ImportError): x = 1") + "`{python} x`"
    assert convert(text, cache="kept") == convert(text, cache="kept") == "<p>{1}</p>"
    (folder / "late.py").write_text("x = 2", encoding="utf-8")
    assert convert(text, cache="kept") == "<p>{2}</p>"
    assert runs(folder) == 2


def test_a_page_runs_again_when_what_it_read_changed_while_it_ran(
    convert: Convert, folder: Path
) -> None:
    (folder / "data.txt").write_text("1", encoding="utf-8")
    text = block("x = open('data.txt').read()", "open('data.txt', 'w').write('2')")
    text += "`{python} x`"
    assert [convert(text, cache="kept") for _ in range(3)] == ["<p>{1}</p>", *["<p>{2}</p>"] * 2]


@pytest.mark.parametrize("fault", ["1 / 0", "import os; os._exit(0)"])
def test_a_page_with_a_fault_is_never_kept(convert: Convert, folder: Path, fault: str) -> None:
    text = block(COUNT, fault)
    for _ in range(2):
        convert(text, cache="kept", faults="show")
        with pytest.raises(PageError):
            convert(text, cache="kept")
    assert runs(folder) == 4
    assert not (folder / "kept").exists()


class Shortened(Treeprocessor):
    """Stands for the treeprocessor with which MkDocs resolves links."""

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            link.set("href", link.get("href", "").removesuffix(".md"))


@pytest.mark.usefixtures("convert")
def test_links_that_a_block_prints_are_resolved_as_those_of_the_page() -> None:
    markdown_config.save(EXTENSIONS, {})
    md = Markdown(extensions=EXTENSIONS)
    md.treeprocessors.register(Shortened(md), "relpath", 0)
    html = md.convert("[a](b.md)\n\n" + block("print('[c](d.md)')"))
    assert '<a href="b">a</a>' in html
    assert '<a href="d">c</a>' in html


def test_the_extension_needs_no_builder(folder: Path) -> None:
    (folder / "docs/a.md").write_text("---\ntitle: A\n---\n\n# A\n\n`{python} 1 / 0`\n", "utf-8")
    program = """
import sys
sys.modules |= dict.fromkeys(["mkdocs", "properdocs", "zensical"])  # importing None raises
from markdown import markdown
print(markdown("# A\\n\\n`{python} 2 * 2`", extensions=["nnbook.live"]))
markdown("# A\\n\\n`{python} 1 / 0`", extensions=["nnbook.live"])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    assert ">4</data></p>" in done.stdout, done.stderr
    assert "docs/a.md:7: ZeroDivisionError" in done.stderr


def test_a_page_with_other_words_does_not_run_again(convert: Convert, folder: Path) -> None:
    page = "Some words.\n\n" + block(COUNT, "print(1)")
    runs = folder / "runs.txt"
    for text, count in [
        (page, 1),
        (page.replace("Some", "Other"), 1),
        (page + "\nMore words.\n", 1),
        (page.replace("words.", "words\non more lines."), 2),
        (page.replace("print(1)", "print(2)"), 3),
    ]:
        html = convert(text, cache="kept")
        assert text.split("\n")[0] in html
        assert len(runs.read_text("utf-8")) == count
    assert "<p>2" in html


def test_without_the_extension_no_page_is_begun(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("`{python} 1`", encoding="utf-8")
    ahead = Ahead()
    begin(Markdown(), [tmp_path / "a.md"], ahead)
    assert ahead.begin([]) == []
    begin(Markdown(extensions=["nnbook.live"]), [tmp_path / "gone.md"], ahead)
    page = Asked(Page.parse("`{python} 1`", "a.md"), None, 10, 2)
    assert ahead.run(page).outcomes[0].outputs[0] == "1"
