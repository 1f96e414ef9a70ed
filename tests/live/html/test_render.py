import re

import pytest
from markdown import Markdown

from nnbook.live.html.render import Renderer, block_at, fault_boxes, fault_in_line
from nnbook.live.page.fault import Fault
from nnbook.live.page.page import Page
from nnbook.live.prove.proof import Proof
from nnbook.live.run.outcome import Outcome
from nnbook.live.run.process import PageRun

FAULT = Fault("page.md", 3, "wrong <b>", "x", "1", "2")


def rendering(text: str, *outcomes: Outcome, inside: bool = False) -> tuple[str, list[Fault]]:
    """Return the Markdown of a page that gave this, with its HTML in its place, and its faults."""
    md = Markdown(extensions=["pymdownx.superfences", "nnbook.live"])
    run = None if inside else PageRun(list(outcomes))
    renderer = Renderer(md, Page.parse(text, "page.md"), run)
    rendered = renderer.text()
    for number, html in enumerate(md.htmlStash.rawHtmlBlocks):
        rendered = rendered.replace(md.htmlStash.get_placeholder(number), str(html))
    wrong = [fault for written in renderer.formulas.values() for fault in written.faults]
    return rendered, [*renderer.page.faults, *renderer.faults, *wrong]


def render(text: str, *outcomes: Outcome, inside: bool = False) -> str:
    return rendering(text, *outcomes, inside=inside)[0]


def test_what_does_not_run_stays_as_it_is() -> None:
    text = "# A\n\n```python\n1\n```\n\n- b\n"
    assert render(text) == text


@pytest.mark.parametrize("prefix", ["", "    "])  # as in a footnote, which two blank lines end
def test_examples_that_pass_stand_where_they_stood(prefix: str) -> None:
    rows = ["a", "", "```pycon", ">>> 1", "1", "```", "", "b"]
    text = "\n".join((prefix + row).rstrip() for row in rows)
    assert render(text, Outcome(["1\n"])) == text


def test_a_value_in_prose_carries_its_full_value_and_where_it_came_from() -> None:
    assert render('It is `{python} f("<")`.', Outcome(["a<b", 'a<b"c'])) == (
        'It is <data class="live" value="a&lt;b&quot;c" title="f(&quot;&lt;&quot;)">a&lt;b</data>.'
    )


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("-1.5", "−1.5"),
        ("[-.5, 2-1]", "[−.5, 2-1]"),
        ("2026-11-23", "2026-11-23"),
        ("1e-05", "1e-05"),
        ("--fast", "--fast"),
    ],
)
def test_a_negative_number_in_prose_has_a_minus_sign(given: str, shown: str) -> None:
    value = render("`{python} x`", Outcome([given, given]))
    assert value == f'<data class="live" value="{given}" title="x">{shown}</data>'


def test_a_negative_number_in_a_printed_table_has_a_minus_sign() -> None:
    rows = "| a | b |\n|---|---|\n| -1 | -2.5 |\n| -x | 3 |\n"
    assert render(rows, inside=True) == rows.replace("-1", "−1").replace("-2", "−2")
    assert render(rows) == rows


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("![`{python} x`](a.png)", "![1 &lt; 2](a.png)"),
        ('<i title="`{python} x`">', '<i title="1 &lt; 2">'),
    ],
)
def test_a_value_in_an_attribute_is_plain_text(text: str, rendered: str) -> None:
    assert render(text, Outcome(["1 < 2", "1 < 2"])) == rendered


def test_a_value_in_a_formula_is_latex() -> None:
    assert render("$x < `{python} y`$", Outcome([r"\pi", "3"])) == (
        "<math><mi>x</mi><mo>&lt;</mo><mi>π</mi></math>"
    )


def test_a_very_small_number_in_a_formula_has_a_power_of_ten() -> None:
    powers = render(
        "$`{python} x` > `{python} y`$", Outcome(["1.5e-05", ""]), Outcome(["-2e+11", ""])
    )
    assert powers == render(r"$1.5 \cdot 10^{-5} > -2 \cdot 10^{11}$")


@pytest.mark.parametrize("given", ["nan", "inf", "-inf"])
def test_what_is_no_number_is_refused_in_a_formula(given: str) -> None:
    text, outcomes = "a\n\n$`{python} x` < `{python} y`$ `{python} z`", [Outcome([given, ""])]
    outcomes += [Outcome(["1", ""]), Outcome(["2", "2"])]
    shown, [fault] = rendering(text, *outcomes)
    assert (fault.line, fault.problem, fault.got) == (3, "no number in a formula", given)
    assert "page.md:3: no number in a formula" in shown
    assert '<data class="live" value="2" title="z">2</data>' in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a ($x$). b", "a {(M).} b"),
        ("a $x$, $x$; b", "a {M,} {M;} b"),
        ("a $x$ (b $x$)", "a M (b {M)}"),
        ('a "$x$ b $x$", ("$x$ c")', 'a {"M} b {M",} {("M} c")'),
        ('a\n\n!!! note "$x$ b"\n    c', 'a\n\n!!! note "M b"\n    c'),
        ("a $x$ b `{python} x`, c", "a M b V, c"),
        ("$$x$$.", "D."),
    ],
)
def test_a_formula_stays_together_with_the_marks_beside_it(text: str, shown: str) -> None:
    rendered = render(text, Outcome(["1", "1"]))
    for html, short in [
        ("<math><mi>x</mi></math>", "M"),
        ('<span class="formula"><math display="block"><mi>x</mi></math></span>', "D"),
        ('<data class="live" value="1" title="x">1</data>', "V"),
        ('<span class="unbroken">', "{"),
        ("</span>", "}"),
    ]:
        rendered = rendered.replace(html, short)
    assert rendered == shown


def test_a_displayed_formula_that_is_proven_has_a_mark_that_says_how() -> None:
    md = Markdown(extensions=["nnbook.live"])
    ends = [("$x$", "proven", False), ("a", "proven", True), ("b", "not proven", True)]
    proofs = [Proof(1, *one[:1], display=one[2], end=one[1], words="a < b") for one in ends]
    text = "$x$ $$a$$ $$b$$ $$c$$"
    Renderer(md, Page.parse(text), PageRun(proofs=proofs)).text()
    stashed = map(str, md.htmlStash.rawHtmlBlocks)
    _, proven, *others = [re.sub("<math.*</math>", "M", html) for html in stashed]
    assert proven == (
        '<span class="proven"><span class="formula">M</span><span class="proof" role="img" '
        'aria-label="proven" title="a &lt; b"></span></span>'
    )
    assert others == 2 * ['<span class="formula">M</span>']


@pytest.mark.parametrize(("n", "classes"), [(1, "unbroken"), (13, "unbroken wide")])
def test_a_long_formula_in_a_line_may_scroll(n: int, classes: str) -> None:
    assert render(f"a ${' + '.join('x' * n)}$.").startswith(f'a <span class="{classes}"><math>')


def test_examples_show_the_live_outputs_and_no_directive() -> None:
    text = "```pycon\n>>> print()\n<BLANKLINE>\n>>> 1 / 3  # doctest: +ELLIPSIS\n0.3...\n```"
    assert render(text, Outcome(["\n", "0.33\n"])).strip() == (
        "```pycon\n>>> print()\n\n>>> 1 / 3\n0.33\n```"
    )


def test_words_like_a_directive_are_shown() -> None:
    text = '```pycon\n>>> print("a # doctest: +SKIP b")\na # doctest: +SKIP b\n```'
    assert render(text, Outcome(["a # doctest: +SKIP b\n"])).strip() == text


def test_examples_keep_their_place_and_settings() -> None:
    text = '- a\n\n    ~~~~{.pycon title="b"}\n    >>> 1\n    1\n    ~~~~\n'
    assert render(text, Outcome(["1\n"])).split() == text.split()
    assert '\n    ~~~~{.pycon title="b"}\n    >>> 1\n    1\n    ~~~~\n' in render(
        text, Outcome(["1\n"])
    )


def test_an_output_with_a_fence_in_it_gets_a_longer_one_around_it() -> None:
    rendered = render("```pycon\n>>> x\n1\n```", Outcome(["````\n"]))
    assert rendered.strip() == "`````pycon\n>>> x\n````\n`````"


def test_a_block_gives_way_to_what_it_printed() -> None:
    assert render('a\n\n> ```py exec="on"\n> x\n> ```\n', Outcome(["**b**\n"])) == (
        "a\n\n>\n> <p><strong>b</strong></p>\n>\n"
    )


def test_a_block_that_printed_nothing_leaves_nothing() -> None:
    assert render('a\n\n```py exec="on"\nx\n```\nb', Outcome([""])) == "a\n\n\nb"


def test_a_block_may_print_html() -> None:
    rendered = render('```py exec="on" html="on"\nx\n```', Outcome(["<b>1</b> &amp; *2*"]))
    assert rendered.strip() == "<b>1</b> &amp; *2*"


def test_ids_of_a_block_begin_with_its_line() -> None:
    text = '```py exec="on"\nx\n```\n\n```py exec="on"\nx\n```'
    first, second = Outcome(["# A"]), Outcome(["# A"])
    md = Markdown(extensions=["toc", "pymdownx.superfences", "nnbook.live"])
    Renderer(md, Page.parse(text), PageRun([first, second])).text()
    ids = [html.split('"')[1] for html in map(str, md.htmlStash.rawHtmlBlocks)]
    assert ids == ["line-1-a", "line-5-a"]


def test_an_own_id_prefix_is_kept() -> None:
    text = '```py exec="on" idprefix="own-"\nx\n```'
    md = Markdown(extensions=["toc", "pymdownx.superfences", "nnbook.live"])
    Renderer(md, Page.parse(text), PageRun([Outcome(["# A"])])).text()
    assert str(md.htmlStash.rawHtmlBlocks[0]).startswith('<h1 id="own-a">')


@pytest.mark.parametrize(
    ("option", "problem"),
    [
        ('session="a"', "no such option\n    session"),
        ('workdir="a" html="on"', "no such option\n    workdir"),
        ('source="abvoe"', "no such value of an option\n    x"),
        ('source="tabbed-left" tabs="one"', "no such value of an option\n    x"),
    ],
)
def test_an_option_that_is_none_is_a_fault(option: str, problem: str) -> None:
    _, [fault] = rendering(f'a\n\n```py exec="on" {option}\nx\n```', Outcome(["1"]))
    assert str(fault).startswith(f"page.md:3: {problem}\nexpected:")
    assert block_at.get() is None


def test_a_printed_example_is_shown_and_does_not_run() -> None:
    text = "> ```pycon\n> >>> 1\n> 2\n>\n> >>> 3\n> ```"
    assert render(text, inside=True) == text


@pytest.mark.parametrize(
    "text", ["`{python} 1`", '```py exec="on"\nx\n```', "<i a='`{python} 1`'>"]
)
def test_printed_live_code_is_refused(text: str) -> None:
    _, [fault] = rendering(text, inside=True)
    assert fault.problem == "a block prints live code"


def test_a_printed_formula_is_a_formula() -> None:
    assert render("$x$", inside=True) == "<math><mi>x</mi></math>"


def test_latex_that_is_none_is_a_fault() -> None:
    _, [fault, other] = rendering("a\n\n$\\frac{1}$ $\\frac{`{python} x`}$", Outcome(["2", "2"]))
    assert {fault.problem, other.problem} == {"not a formula"}
    assert fault.line == other.line == 3


def test_latex_that_is_none_is_shown_where_it_stands() -> None:
    assert render("a $\\frac{1}$ b").startswith(
        'a <strong class="live-fault">page.md:1: not a formula\n    \\frac{1}\n</strong> b'
    )


FAULTY = Outcome([""], [FAULT])
BLOCK = fault_boxes([FAULT])
INLINE = fault_in_line(FAULT)


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("a `{python} x` b", f"a {INLINE} b"),
        ("![`{python} x`](a)", "![page.md:3: wrong &lt;b&gt;](a)"),
        ("$`{python} x`$", INLINE),
        ("```pycon\n>>> x\n1\n```", f"\n{BLOCK}\n\n```pycon\n>>> x\n```"),
        ('- a\n\n    ```py exec="on"\n    x\n    ```', f"- a\n\n\n    {BLOCK}\n"),
    ],
    ids=["prose", "attribute", "formula", "examples", "block"],
)
def test_a_fault_is_shown_where_it_happened(text: str, rendered: str) -> None:
    assert render(text, FAULTY) == rendered


def test_a_fault_is_shown_as_text() -> None:
    assert INLINE == '<strong class="live-fault">page.md:3: wrong &lt;b&gt;\n    x\n</strong>'
    assert BLOCK == (
        '<div class="live-fault admonition failure"><p class="admonition-title">page.md:3</p>'
        "<pre>page.md:3: wrong &lt;b&gt;\n    x\nexpected:\n    1\ngot:\n    2</pre></div>"
    )


def test_what_a_stopped_page_did_not_reach_gave_nothing() -> None:
    text = "`{python} x`\n$1`{python} x`$\n```pycon\n>>> x\n1\n```\n```py exec='on'\nx\n```\n"
    rendered = render(text)
    assert ">>> x\n```" in rendered
    assert '<data class="live" value="" title="x"></data>\n<math><mn>1</mn></math>' in rendered
