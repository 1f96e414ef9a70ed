"""The kinds of parts that a page is made of: text, and what runs in it."""

import doctest
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Text:
    """Markdown that stays as it is."""

    source: str


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

    def with_outputs(self, outputs: Sequence[str | None]) -> str:
        """Return the fence's code with other outputs.

        An output of None keeps the expected one; where there is none, nothing is put.
        """
        lines = self.code.splitlines(keepends=True)
        done = 0
        rewritten = ""
        for index, example in enumerate(self.examples()):
            code = example.lineno + 1
            while code < len(lines) and lines[code].lstrip().startswith("..."):
                code += 1
            output = outputs[index] if index < len(outputs) else ""
            rewritten += "".join(lines[done:code]) + (example.want if output is None else output)
            done = code + example.want.count("\n")
        return rewritten + "".join(lines[done:])


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


Part: TypeAlias = Text | Value | Examples | Block | Formula
Program: TypeAlias = Value | Examples | Block
