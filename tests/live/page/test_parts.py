from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.live.page.parts import Examples, Value, as_expected, rows

CODE = """>>> x = 1
>>> x
1

>>> for n in range(2):
...     n
...
0
1
>>> print()
<BLANKLINE>
"""


def fence(code: str) -> Examples:
    return Examples(1, "", "```", "pycon", code)


def test_a_value_says_how_it_stands_on_the_page() -> None:
    assert Value(1, "x:.2f", plain=False).code == "`{python} x:.2f`"


def test_an_output_stands_between_its_code_and_what_follows() -> None:
    lines = CODE.split("\n")
    found = [(example.source, lines[start:stop]) for example, start, stop in fence(CODE).spans()]
    assert found == [
        ("x = 1\n", []),
        ("x\n", ["1"]),
        ("for n in range(2):\n    n\n", ["0", "1"]),
        ("print()\n", ["<BLANKLINE>"]),
    ]


def test_other_outputs_take_the_place_of_the_expected_ones() -> None:
    assert (
        fence(">>> 1\n2\n\n>>> 3\n4\n5\n").with_outputs(["1\n", "3\n"]) == ">>> 1\n1\n\n>>> 3\n3\n"
    )


def test_an_example_without_an_outcome_has_no_output() -> None:
    assert fence(">>> 1\n1\n>>> 2\n2\n").with_outputs(["1\n"]) == ">>> 1\n1\n>>> 2\n"


def test_directives_are_not_shown() -> None:
    code = (
        ">>> 1 / 3  # doctest: +ELLIPSIS\n0.3...\n>>> for n in []:  #doctest:+ELLIPSIS\n...     n\n"
    )
    assert fence(code).with_outputs(["0.33\n", ""]) == (
        ">>> 1 / 3\n0.33\n>>> for n in []:\n...     n\n"
    )


def test_outputs_are_indented_as_their_examples() -> None:
    assert fence("  >>> 1\n").with_outputs(["1\n2\n"]) == "  >>> 1\n  1\n  2\n"
    loop = "  >>> for n in range(2):\n  ...     n\n"
    assert fence(loop).with_outputs(["0\n1\n"]) == loop + "  0\n  1\n"


def test_only_a_newline_ends_a_line_of_output() -> None:
    assert rows("a\x0cb\u2028c\rd\n\ne\n", "> ") == ["> a\x0cb\u2028c\rd", "> ", "> e"]


def test_blank_lines_are_written_as_doctest_wants_them() -> None:
    assert as_expected("a\n\n \t\nb\n") == "a\n<BLANKLINE>\n<BLANKLINE>\nb\n"
    assert as_expected("\xa0\n\x1f\n") == "\xa0\n<BLANKLINE>\n"
    assert as_expected("") == ""


output = st.lists(st.sampled_from(["1", "a b", "<BLANKLINE>", "  x"]), max_size=3)
source = st.sampled_from([["x = 1"], ["x", "+ 1"], ["def f():", "    return 1", ""]])


@settings(deadline=None)
@given(st.lists(st.tuples(source, output, st.booleans()), min_size=1))
def test_expected_outputs_put_in_their_place_change_nothing(
    examples: list[tuple[list[str], list[str], bool]],
) -> None:
    lines: list[str] = []
    for code, out, blank in examples:
        lines += [">>> " + code[0], *(f"... {row}".rstrip() for row in code[1:]), *out]
        lines += [""] * blank
    part = fence("\n".join(lines) + "\n")
    assert part.with_outputs([example.want for example in part.examples()]) == part.code
