"""The kinds of parts that a page is made of: text, and what runs in it."""

import ast
import doctest
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

DIRECTIVE = re.compile(r"[ \t]*#[ \t]*doctest:[^'\"]*$")  # in quotes it is none for doctest
SECTION = re.compile(r"^## ", re.MULTILINE)
REMARK = re.compile(r"[ \t]*(?:>>>[ \t]*|\.\.\.[ \t]*)?(?:#|$)")


@dataclass(frozen=True)
class Text:
    """Markdown that stays as it is."""

    source: str

    @property
    def begins_section(self) -> bool:
        """Whether a section begins in it, with which ends what was said of formulas."""
        return bool(SECTION.search(self.source))


@dataclass(frozen=True)
class Value:
    """A live value, ``{python} expression:format``, in backticks."""

    line: int
    field: str
    plain: bool

    @property
    def code(self) -> str:
        """The value as it stands on the page."""
        return f"`{{python}} {self.field}`"


@dataclass(frozen=True)
class Examples:
    """A ``pycon`` fence: examples with their expected output."""

    line: int
    prefix: str
    fence: str
    info: str
    code: str

    def examples(self) -> list[doctest.Example]:
        """Return the fence's examples, each with its line counted from the fence."""
        return doctest.DocTestParser().get_examples(self.code)

    def spans(self) -> list[tuple[doctest.Example, int, int]]:
        """Return each example, and the lines of `code` from and to which its output stands."""
        lines = self.code.split("\n")
        spans = []
        for example in self.examples():
            start = example.lineno + 1
            while lines[start].lstrip().startswith("..."):
                start += 1
            spans.append((example, start, start + example.want.count("\n")))
        return spans

    def strays(self) -> list[tuple[int, str]]:
        """Return each text that doctest passes over, with its first row, but no remarks."""
        rest: list[str | None] = [*self.code.split("\n")]
        for example, _, stop in self.spans():
            rest[example.lineno : stop] = [None] * (stop - example.lineno)
        found: list[tuple[int, list[str]]] = []
        below = -2
        for number, row in enumerate(rest):
            # An example that is a remark alone is none for doctest, and has no output.
            if row and row.strip() and not REMARK.match(row):
                if below != number - 1:
                    found.append((number, []))
                found[-1][1].append(row.strip())
                below = number
        return [(number, "\n".join(texts)) for number, texts in found]

    def with_outputs(self, outputs: Sequence[str]) -> str:
        """Return the fence's code as it is shown: with these outputs, without directives."""
        lines = self.code.split("\n")
        ran = [span for span in self.spans() if not span[0].options.get(doctest.SKIP)]
        for index, (example, start, stop) in reversed(list(enumerate(ran))):
            output = outputs[index] if index < len(outputs) else ""
            source = [DIRECTIVE.sub("", row) for row in lines[example.lineno : start]]
            lines[example.lineno : stop] = [*source, *rows(output, " " * example.indent)]
        return "\n".join(lines)


@dataclass(frozen=True)
class Block:
    """A fence with ``exec="on"``: what it prints stands in its place."""

    line: int
    prefix: str
    options: dict[str, str]
    code: str


@dataclass(frozen=True)
class Formula:
    """LaTeX between dollars, with live values in it."""

    line: int
    display: bool
    parts: tuple[Text | Value, ...]
    source: str = field(default="", compare=False)
    """The formula as it stands on the page."""
    indent: str = field(default="", compare=False)
    """What stands before the text in its first line."""
    broken: bool = False
    """Whether it has no end; `parts` are then the rest of its line."""


@dataclass(frozen=True)
class Note:
    """What an author says of formulas, in a comment that no reader sees."""

    line: int
    source: str


def rows(output: str, prefix: str) -> list[str]:
    """Return the lines of an output, which ends with a newline, each after `prefix`."""
    return [prefix + row for row in output.split("\n")[:-1]]


def as_expected(output: str) -> str:
    """Return an output as doctest wants it written."""
    return re.sub(r"^[ \t\r\f\v\x1c-\x1f]*\n", "<BLANKLINE>\n", output, flags=re.MULTILINE)


Part: TypeAlias = Text | Value | Examples | Block | Formula | Note
Program: TypeAlias = Value | Examples | Block


def code_at(part: Program, line: int) -> str:
    """Return the example or the statement of `part` at a line of its page; else its whole code."""
    found: list[str | None] = []
    if isinstance(part, Examples):
        examples = part.examples()
        found = [each.source for each in examples if part.line + 1 + each.lineno == line]
    elif isinstance(part, Block) and line > part.line:
        statements = ast.parse(part.code).body
        found = [
            ast.get_source_segment(part.code, each)
            for each in statements
            if part.line + each.lineno == line
        ]
    return next(filter(None, found), part.code)
