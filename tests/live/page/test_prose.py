import pytest

from nnbook.live.page.fault import Fault, Faults
from nnbook.live.page.parts import Formula, Note, Text, Value
from nnbook.live.page.prose import prose


def read(text: str, first: int = 1) -> list[Text | Value | Formula | Note]:
    faults = Faults("page.md")
    parts = list(prose(text, first, faults))
    assert not faults
    return parts


def faults_of(text: str, first: int) -> list[Fault]:
    faults = Faults("page.md")
    list(prose(text, first, faults))
    return faults


def test_a_value_stands_between_texts() -> None:
    assert read("It is `{python}  x:.2f ` so.") == [
        Text("It is "),
        Value(1, "x:.2f", plain=False),
        Text(" so."),
    ]


def test_each_value_knows_its_line() -> None:
    text = "`{python} a`\n\n| `{python} b` |\n![`{python} c`](d.png)\n$$\nx\n`{python} e`\n$$"
    values = [part for piece in read(text, 10) for part in getattr(piece, "parts", [piece])]
    lines = {part.field: part.line for part in values if isinstance(part, Value)}
    assert lines == {"a": 10, "b": 12, "c": 13, "e": 16}


@pytest.mark.parametrize(
    "text",
    [
        '<img alt="`{python} x`">',
        '<a\ntitle="`{python} x`">',
        "![`{python} x`](a.png)",
        '[text](a.md "`{python} x`")',
        '![alt](a.png){: title="`{python} x`" }',
        '# Heading {title="`{python} x`"}',
        "# Heading {: .a title='`{python} x`' }",
        "# Heading {: title=`{python} x` .a }",
        "# Heading {: title='a' alt=\"{`{python} x`}\" }",
        '[a]: b.md "`{python} x`"',
        "> [a]: `{python} x`",
        "*[ML]: `{python} x` words",
    ],
    ids=[
        "tag",
        "tag_of_two_lines",
        "alt",
        "link_title",
        "attributes",
        "short_attributes",
        "single_quotes",
        "no_quotes",
        "second_attribute",
        "reference",
        "quoted_reference",
        "abbreviation",
    ],
)
def test_a_value_in_an_attribute_is_plain(text: str) -> None:
    [value] = [part for part in read(text) if isinstance(part, Value)]
    assert (value.field, value.plain) == ("x", True)


@pytest.mark.parametrize(
    "text",
    [
        "# A `{python} x`",
        "- `{python} x`",
        "| `{python} x` |",
        "[`{python} x`](a.md)",
        '=== "Tab `{python} x`"',
        "**`{python} x`**",
        "\\\\`{python} x`",
        "1 < 2 `{python} x` > 0",
        "{n = 3 and `{python} x`}",
        "[^a]: `{python} x`",
        "[a](b.md): `{python} x`",
        "so [a]: `{python} x`",
    ],
    ids=[
        "heading",
        "list",
        "table",
        "link",
        "tab",
        "bold",
        "backslash",
        "comparison",
        "set",
        "footnote",
        "colon",
        "brackets",
    ],
)
def test_a_value_elsewhere_carries_its_full_value(text: str) -> None:
    [value] = [part for part in read(text) if isinstance(part, Value)]
    assert (value.field, value.plain) == ("x", False)


@pytest.mark.parametrize(
    "text",
    [
        "`` `{python} x` ``",
        "``` `{python} x` and $y$ ```",
        "`$x$`",
        "`a\nb $x$`",
        "\\`{python} x`",
        "\\$x$",
        "<!-- `{python} x` and\n $y$ -->",
        "$5 and $6",
        "5$ and 6$",
        "US$x$",
        "$x$y",
        "$ x $",
        "$x\n\ny$",
        '<a title="$x$">',
        "![$x$](a.png)",
        "[a](b.md '$x$')",
        '# Heading {: title="$x$" }',
        "# Heading {: width=3 title='$x$' height=4 }",
        '[a]: b.md "$x$"',
        "*[ML]: $x$",
        r"see \[1\] and \[2\]",
        r"\[1\] and more",
        r"[a]\(b\)",
        r"f\(x\)",
        r"\\(x\\)",
        "\\(x\n\ny\\)",
        r"`\begin{equation}`",
    ],
)
def test_what_is_neither_value_nor_formula_stays(text: str) -> None:
    assert read(text) == [Text(text)]


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("$x$", Formula(1, display=False, parts=(Text("x"),))),
        (r"\(x\)", Formula(1, display=False, parts=(Text("x"),))),
        ("\\( (x\n+ y) \\)", Formula(1, display=False, parts=(Text(" (x\n+ y) "),))),
        ("\\[\nx [1]\n\\]", Formula(1, display=True, parts=(Text("\nx [1]\n"),))),
        (
            "\\begin{equation}\nx\n\\end{equation}",
            Formula(1, display=True, parts=(Text("\\begin{equation*}\nx\n\\end{equation*}"),)),
        ),
        (
            "\\begin{cases}x\\end{cases}",
            Formula(1, display=True, parts=(Text("\\begin{cases}x\\end{cases}"),)),
        ),
        ("$x\n+ y$", Formula(1, display=False, parts=(Text("x\n+ y"),))),
        ("$$\nx\n$$", Formula(1, display=True, parts=(Text("\nx\n"),))),
        ("$a \\$ b$", Formula(1, display=False, parts=(Text("a \\$ b"),))),
        ("$`{python} x`$", Formula(1, display=False, parts=(Value(1, "x", plain=True),))),
        (
            "$$\na = `{python} x`\n\\\\\nb = `{python} y`\n$$",
            Formula(
                1,
                display=True,
                parts=(
                    Text("\na = "),
                    Value(2, "x", plain=True),
                    Text("\n\\\\\nb = "),
                    Value(4, "y", plain=True),
                    Text("\n"),
                ),
            ),
        ),
    ],
)
def test_a_formula_stands_between_dollars(text: str, formula: Formula) -> None:
    assert read(text) == [formula]


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("> $$\n> x > 1\n>  + y\n> $$", "\n x > 1\n  + y\n "),
        ("a\n> > b $x\n> > + y$", "x\n + y"),
        (">  $x\n>> y$", "x\n> y"),
        (">  $x\ny$", "x\ny"),
        ("a > $x\n> y$", "x\n> y"),
    ],
)
def test_a_formula_in_a_quotation_is_without_the_marks_of_the_quotation(
    text: str, latex: str
) -> None:
    [formula] = [part for part in read(text) if isinstance(part, Formula)]
    assert formula.parts == (Text(latex),)


def test_a_formula_may_stand_beside_words_and_prices() -> None:
    assert read("($x$), $y$. Both cost $5.") == [
        Text("("),
        Formula(1, display=False, parts=(Text("x"),)),
        Text("), "),
        Formula(1, display=False, parts=(Text("y"),)),
        Text(". Both cost $5."),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("`{python}`", 7),
        ("`{python}x`", 7),
        ("`{python} x\ny`", 7),
        ("`{python} x", 7),
        ("\n\n`{python} x\n\ny`", 9),
        ("A ` tick.\nAnd `{python} x` there.", 8),
        ("A ` tick, `code`, and `{python} x` there.", 7),
        ("`a {python} x`", 7),
        ("``{python} x``", 7),
        ("`{Python} x`", 7),
        ("`{ python } x`", 7),
        ("`{py} x`", 7),
        ("`{py3} x`", 7),
        ("a {python} x", 7),
    ],
)
def test_a_value_that_is_none_is_refused_at_its_line(text: str, line: int) -> None:
    told = {(fault.path, fault.line, fault.problem) for fault in faults_of(text, 7)}
    assert told == {("page.md", line, "not a live value or formula")}


@pytest.mark.parametrize("text", ["a\n\n>>> 1 + 1\n3", "a\n\n    >>> 1 + 1\n    3\n    >>> 4"])
def test_an_example_outside_of_a_fence_is_refused_at_its_line(text: str) -> None:
    [fault] = faults_of(text, 7)
    assert (fault.line, fault.problem) == (9, "an example outside of a fence")
    assert fault.code == ">>> 1 + 1"


def test_all_that_is_wrong_is_told() -> None:
    text = "`{python}` and\n`{python}x`\n\n>>> 1\n2\n\n>>> 3\n\n$x$ `{python} y`"
    assert [fault.line for fault in faults_of(text, 1)] == [4, 7, 1, 2]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n$$\nx", 8),
        ("$$ x $$ $$", 7),
        ("$$$$", 7),
        ("a\n\n\\begin{align} x\n\nb", 9),
        ("\\begin{a} \\end{b}", 7),
    ],
)
def test_a_formula_without_an_end_is_broken(text: str, line: int) -> None:
    broken = [part for part in read(text, 7) if isinstance(part, Formula) and part.broken]
    assert broken[0].line == line
    assert "".join(part.source for part in read(text) if isinstance(part, Text | Formula)) == text


def test_what_stands_before_a_formula_stays() -> None:
    assert read("> a\n>\n>  \\[ x\n>  \\]\n") == [
        Text("> a\n>\n>  "),
        Formula(3, display=True, parts=(Text(" x\n  "),)),
        Text("\n"),
    ]


def test_what_an_author_says_of_formulas_is_no_text() -> None:
    said = "A\n\n<!-- prove: free z -->\n\n<!-- prove\na: 1\n-->\n<!-- no proof -->"
    notes = [part for part in read(said) if isinstance(part, Note)]
    assert notes == [Note(3, " free z "), Note(5, "\na: 1\n")]
