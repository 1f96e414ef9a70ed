"""Reads the prose of a page: live values and formulas, each knowing where it stands."""

import re
from collections.abc import Iterator

from nnbook.live.page.fault import Faults
from nnbook.live.page.parts import Formula, Note, Text, Value

LIVE = r"(?<!`)`\{python\}[ ]+[^`\n]+`(?!`)"
SET = rf"""=\s*(?:"(?:{LIVE}|[^"`\n])*"|'(?:{LIVE}|[^'`\n])*'|{LIVE})"""

# What prose is made of. The first alternative that fits wins, so that a dollar in code
# is no formula, and a value inside a tag, a link or an attribute is known to be there.
PROSE = re.compile(
    rf"""
      <!--[ ]*prove:? (?P<note> .*? ) -->
    | (?P<skip> \\`\{{python\}} | \\[\\`$] | <!--.*?--> )
    | (?P<value> {LIVE} )
    | (?P<code> (?<!`)(?P<ticks>`+)(?!`)
          (?P<literal>(?:(?!\n[ \t>]*\n).)+?) (?<!`)(?P=ticks)(?!`) )
    | \$\$ (?P<display> (?:\\.|{LIVE}|[^$`\\])+? ) \$\$
    | (?<![\w$]) \$ (?=[^\s$]) (?P<inline>
          (?:\\.|{LIVE}|[^$`\\\n]|\n(?![ \t>]*(?:\n|$)))+? ) (?<!\s) \$ (?![\w$])
    | (?<![\w\]\\]) \\\( (?P<round> (?:\\[^)]|{LIVE}|[^`\\\n]|\n(?![ \t>]*(?:\n|$)))+? ) \\\)
    | (?m:^)(?P<indent>[ \t>]*)
          \\\[ (?P<square> (?:\\[^]]|{LIVE}|[^`\\])+? ) \\\] (?=[ \t]*(?:\n|$))
    | (?P<latex> \\begin\{{(?P<name>[a-z]+\*?)\}} (?:\\.|{LIVE}|[^`\\])+? \\end\{{(?P=name)\}} )
    | (?P<plain>
          </?[A-Za-z](?:{LIVE}|[^<>`])*>               # an HTML tag
        | !\[(?:{LIVE}|[^\]`])*(?=\])                  # the alternative text of an image
        | \]\((?:{LIVE}|[^)`\n])*\)                    # the target and title of a link
        | \{{:?[^{{}}`\n]*{SET}(?:{SET}|[^{{}}`\n])*+\}}       # an attribute list
        | (?m:^)[ \t>]*(?:\*|(?=\[[^^]))\[[^]`\n]*\][ ]?:(?:{LIVE}|[^`\n])*
                                        # what an abbreviation or a reference stands for
      )
    | (?P<open> \$\$ | \\begin\{{[a-z]+\*?\}} )
    | (?P<broken> `?\{{python\}} )
    """,
    re.VERBOSE | re.DOTALL,
)

NUMBERED = re.compile(r"(\\(?:begin|end)\{(?:equation|align|gather|multline))\}")
"""The marks of formulas that LaTeX would number."""

EXPECTED = "`{python} expression:format` on one line, or $$ formula $$"

# A value with its mark misspelled, or hidden: a single backtick further up ends where it begins.
MISSED = re.compile(r"(?<!`)\{\s*py\w*\s*\}", re.IGNORECASE)
BARE_EXAMPLES = re.compile(r"^[ \t>]*(>>> .*)(?:\n(?![ \t>]*$).*)*", re.MULTILINE)


def prose(text: str, first: int, faults: Faults) -> Iterator[Text | Value | Formula | Note]:
    """Split prose at its live values and formulas; `faults` takes what is neither."""
    for example in BARE_EXAMPLES.finditer(text):
        line = first + text.count("\n", 0, example.start())
        problem, expected = "an example outside of a fence", "a pycon fence around it"
        faults.tell(line, problem, example[1], expected)
    end = 0
    for match in PROSE.finditer(text):
        line = first + text.count("\n", 0, match.start())
        if match["broken"] or MISSED.search(match["literal"] or ""):
            faults.tell(line, "not a live value or formula", _row(text, match.start()), EXPECTED)
            continue
        if match["skip"] or match["code"] or (match["plain"] and "`{python}" not in match[0]):
            continue
        start = match.end("indent") if match["square"] else match.start()
        if start > end:
            yield Text(text[end:start])
        end = match.end()
        if match["note"] is not None:
            yield Note(line, match["note"])
        elif match["value"]:
            yield _value(match[0], line, plain=False)
        elif match["plain"]:
            yield from _plain(match[0], line)
        else:
            yield _formula(match, start, line)
    if end < len(text):
        yield Text(text[end:])


def _row(text: str, start: int) -> str:
    return text[start:].split("\n", maxsplit=1)[0]


def _formula(match: re.Match[str], start: int, line: int) -> Formula:
    text = match.string
    indent = re.findall(r"^[ \t>]*", text[:start], re.MULTILINE)[-1]
    source = text[start : match.end()]
    if match["open"]:
        rest = (Text(_row(text, start)),)
        return Formula(line, bool(match["display"]), rest, source, indent, broken=True)
    inline = match["inline"] or match["round"]
    latex = inline or match["display"] or match["square"] or NUMBERED.sub(r"\1*}", match[0])
    # In a quotation, each line of the formula begins with what marks the quotation.
    latex = re.sub(rf"\n(?:[ \t]*>){{0,{indent.count('>')}}}", "\n", latex)
    return Formula(line, not inline, tuple(_plain(latex, line)), source, indent)


def _plain(text: str, line: int) -> Iterator[Text | Value]:
    """Split text in which live values stand as plain text."""
    end = 0
    for match in re.finditer(LIVE, text):
        if match.start() > end:
            yield Text(text[end : match.start()])
        end = match.end()
        yield _value(match[0], line + text.count("\n", 0, match.start()), plain=True)
    if end < len(text):
        yield Text(text[end:])


def _value(code: str, line: int, *, plain: bool) -> Value:
    return Value(line, code.strip("`").removeprefix("{python}").strip(), plain)
