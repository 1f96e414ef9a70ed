"""Reads the LaTeX of formulas into trees that can be evaluated."""

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, VisitError

if TYPE_CHECKING:
    from collections.abc import Iterator

GRAMMAR = r"""
chain: expr (REL expr)*
expr: SIGN? term (SIGN SIGN? (term | DOTS))*
term: factor ((OP | SLASH) SIGN? factor | factor)*
factor: atom suffix*
?suffix: SUB | LAYER | EXAMPLE | TOP | PRIME | FACTORIAL | POWER | "^" "{" expr "}" -> power
?atom: NUMBER | NAME | LIVE
     | "(" expr ("," expr)* ")" -> group
     | "{" expr "}" -> group
     | _ABS "{" expr "}" -> absolute
     | _SQRT "{" expr "}" -> root
     | _BAR "{" expr "}" -> negation
     | _FRAC "{" expr "}" "{" expr "}" -> fraction
     | _FRAC "{" _PARTIAL factor "}" "{" _PARTIAL factor "}" -> slope
     | _PARTIAL factor _OVER factor -> slope
     | _MATRIX row (_CR row)* _END_MATRIX -> matrix
     | _CASES case (_CR case)* _END_CASES -> cases
case: expr "&" expr (REL expr)?
row: cell ("&" cell)*
?cell: expr | DOTS
_MATRIX.3: "\\begin{bmatrix}"
_END_MATRIX.3: "\\end{bmatrix}"
_CASES.3: "\\begin{cases}"
_END_CASES.3: "\\end{cases}"
_CR.3: "\\cr"
_ABS.3: /\\abs(?![a-z])/
_SQRT.3: /\\sqrt(?![a-z])/
_BAR.3: /\\bar(?![a-z])/
_FRAC.3: /\\frac(?![a-z])/
_OVER.3: /\/\s*\\partial(?![a-z])/
_PARTIAL.3: /\\partial(?![a-z])/
REL.3: "=" | "<" | ">" | /\\(approx|leftarrow|leq?|geq?|neq?)(?![a-z])/
SIGN: "+" | "-"
SLASH: "/"
OP.3: /\\(cdot|odot|times)(?![a-z])/
DOTS.3: /\\[clv]?dots(?![a-z])/
NUMBER: /\d+(\.\d+)?/
NAME: /\\operatorname\{[^{}]*\}|\\[a-zA-Z]+|[A-Za-z]/
LIVE.3: /\\live\{\d+\}/
SUB: /_(\{([^{}]|\{[^{}]*\})*\}|[A-Za-z0-9]|\\[a-z]+)/
LAYER.2: /\^\{\[[^\]]*\](\s*\\top)?\}/
EXAMPLE.2: /\^\{\([^()]*\)\}/
TOP.2: /\^\\top(?![a-z])|\^\{\s*\\top\s*\}/
PRIME: "'"
FACTORIAL: "!"
POWER: /\^([0-9A-Za-z]|\\[a-z]+)/
%ignore /\s+/
"""

RELATION = re.compile(r"=|<|>|\\(?:approx|leftarrow|[lg]eq?|neq?)(?![a-z])")


class Unreadable(Exception):  # noqa: N818 - it says what the formula is
    """A formula that the grammar does not know."""


@dataclass(frozen=True, eq=False)
class Node:
    """A part of a formula: its kind, and its own parts."""

    kind: str
    parts: tuple[Any, ...] = ()

    def walk(self) -> "Iterator[Node]":
        """Yield this node and all below it."""
        yield self
        for part in self.parts:
            if isinstance(part, Node):
                yield from part.walk()

    def symbols(self) -> "Iterator[Symbol]":
        """Yield each symbol in it."""
        return (node for node in self.walk() if isinstance(node, Symbol))


@dataclass(frozen=True, eq=False)
class Symbol(Node):
    """A letter with all that hangs on it.

    Attributes
    ----------
    name
        The letter, or the command that shows it.
    sub, layer, example
        What stands below it, in square brackets, and in parentheses.
    primes
        How many derivatives it stands for.
    """

    kind: str = "symbol"
    name: str = ""
    sub: str = ""
    layer: str = ""
    example: str = ""
    primes: int = 0

    def __str__(self) -> str:
        """Return the symbol as LaTeX, written in one way only."""
        layer = f"^{{[{self.layer}]}}" if self.layer else ""
        example = f"^{{({self.example})}}" if self.example else ""
        return (
            f"{self.name}{layer}{example}{self.sub and f'_{{{self.sub}}}'}{chr(39) * self.primes}"
        )


Chain: TypeAlias = tuple[Any, ...]
"""Sides at the even places, relations between them."""


class _Build(Transformer[Token, Any]):
    """Makes nodes of what the parser has found."""

    def __default__(self, data: Any, children: list[Any], meta: Any) -> Node:
        return Node(str(data), tuple(children))

    def factor(self, children: list[Any]) -> Node:
        """Hang on an atom what stands behind it."""
        first, *marks = children
        head: Node = _atom(first) if isinstance(first, Token) else first
        for mark in marks:
            head = _marked(head, mark)
        return head


def _atom(token: Token) -> Node:
    if token.type == "NUMBER":
        return Node("number", (str(token),))
    if token.type == "LIVE":
        return Node("live", (int(token[6:-1]),))
    return Symbol(name=str(token))


BEHIND = {"TOP": "transposed", "FACTORIAL": "factorial"}


def _marked(head: Node, mark: Token | Node) -> Node:
    if isinstance(mark, Node):
        return Node("power", (head, mark.parts[0]))
    kind, text = mark.type, str(mark)
    if kind in BEHIND:
        return Node(BEHIND[kind], (head,))
    if kind == "POWER":
        power = text[1:]
        exponent = Node("number", (power,)) if power.isdigit() else Symbol(name=power)
        return Node("power", (head, exponent))
    return _on_symbol(head, kind, text)


def _on_symbol(head: Node, kind: str, text: str) -> Node:
    if not isinstance(head, Symbol):
        raise Unreadable(f"{text} belongs to no symbol")
    if kind == "SUB":
        return replace(head, sub=re.sub(r"\\(?:text|mathrm)(?![a-z])|[{}\s]", "", text[1:]))
    if kind == "PRIME":
        return replace(head, primes=head.primes + 1)
    if kind == "EXAMPLE":
        return replace(head, example=text[3:-2].replace(" ", ""))
    layer = replace(head, layer=text[3 : text.index("]")].replace(" ", ""))
    return Node("transposed", (layer,)) if r"\top" in text else layer


PARSER = Lark(GRAMMAR, start="chain", parser="lalr")

SPACES = re.compile(
    r"\\[,;:! ]|\\[Bb]igg?[lrm]?(?![a-z])|\\(?:left|right|displaystyle|q?quad)(?![a-z])|~"
)
BRACED = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*"


def _plain(latex: str) -> str:
    """Return LaTeX without what only sets sizes, spaces and slopes of letters."""
    latex = re.sub(r"\\[dt]frac(?![a-z])", r"\\frac", latex)
    latex = re.sub(r"\\text\{\s*(?:if|for|where|when)\s*\}", " ", latex)
    latex = re.sub(r"\\(?:mathrm|text)\{(\w+)\}(?![}\w])", r"\\operatorname{\1}", latex)
    latex = re.sub(r"\\mathit\{(\\delta|\\Delta)\}(?=_)", r"\\kron", latex)
    latex = re.sub(rf"\\mathit\{{({BRACED})\}}", r"{}\1", latex).replace("{}", "")
    latex = re.sub(
        r"\\frac\s*\{\s*d\s*(\\?\w+)\}\s*\{d\s*(\\?\w+)\}",
        r"\\frac{\\partial \1}{\\partial \2}",
        latex,
    )
    latex = re.sub(r"\\frac\s*(\d)\s*(\d)", r"\\frac{\1}{\2}", latex)
    latex = re.sub(r"\\lvert(?![a-z])(.*?)\\rvert(?![a-z])", r"\\abs{\1}", latex)
    latex = re.sub(r"\|([^|]*)\|", r"\\abs{\1}", latex)
    return SPACES.sub(" ", latex.replace("−", "-").replace(r"\lbrack", "[").replace(r"\,", " "))


def read(latex: str) -> Chain:
    r"""Return a chain of sides and relations.

    Raises
    ------
    Unreadable
        Where `latex` is none that the grammar knows.

    Examples
    --------
    >>> left, relation, right = read(r"w_{ji}^{[l]} = \frac{1}{2}")
    >>> str(left.parts[0].parts[0]), str(relation)
    ('w^{[l]}_{ji}', '=')
    """
    try:
        chain = _Build().transform(PARSER.parse(_plain(latex)))
    except VisitError as error:
        raise Unreadable(str(error.orig_exc)) from error
    except LarkError as error:
        found = str(error).split("\n", maxsplit=1)[0]
        raise Unreadable(f"the engine does not know this notation: {found}") from error
    return tuple(chain.parts)


@dataclass(frozen=True)
class Statement:
    """A chain of relations as it stands in a formula.

    Attributes
    ----------
    pieces
        Its texts, each with the number of the row, counted from the formula's first, in
        which it begins.
    """

    pieces: tuple[tuple[int, str], ...] = field(default=())

    @property
    def text(self) -> str:
        """The whole chain on one line."""
        return " ".join(" ".join(text.split()) for _, text in self.pieces)

    def row(self, relation: int) -> int:
        """Return the row in which a relation stands, counted from 0."""
        for row, text in self.pieces:
            relation -= count_relations(text)
            if relation < 0:
                return row
        return self.pieces[-1][0]


def count_relations(latex: str) -> int:
    """Return how many relations stand in a text, but in braces."""
    flat = _plain(latex)
    while flat != (flat := re.sub(r"\{[^{}]*\}", "", flat)):
        pass
    return len(RELATION.findall(flat))


INNER = re.compile(r"\\begin\{(bmatrix|cases)\}.*?\\end\{\1\}", re.DOTALL)
INDENT = r"\s*(?:\\q?quad(?![a-z])\s*)?"
GOES_ON = re.compile(rf"\s*&?{INDENT}(?:{RELATION.pattern})|\s*&{INDENT}[+-]")
ENDS = re.compile(r"\\\\|,\s*(?:\\qquad(?![a-z])|\\quad(?![a-z])|&)|:\s*&")


def statements(latex: str, *, display: bool) -> list[Statement]:
    r"""Split a formula at the ends of its statements.

    A row that begins with a relation goes on, and so does one whose second column begins with
    a sign.

    Examples
    --------
    >>> [one.text for one in statements(r"a &= b \\ &= c, & d &= e", display=True)]
    ['a = b = c', 'd = e']
    >>> [one.text for one in statements(r"a &= b \\ &+ c \\ -d &= e", display=True)]
    ['a = b + c', '-d = e']
    """
    latex = INNER.sub(lambda found: found[0].replace("\\\\", "\\cr").replace("&", "\\amp"), latex)
    latex = re.sub(r"\\(?:begin|end)\{(?:aligned|align\*?|gather\*?|equation\*?)\}", "", latex)
    found: list[Statement] = []
    start = 0
    ends = [(match.start(), match.end()) for match in ENDS.finditer(latex)] if display else []
    for end, after in [*ends, (len(latex), len(latex))]:
        goes_on = GOES_ON.match(latex[start:end])
        text = latex[start:end].replace("&", " ").replace("\\amp", "&")
        row = latex.count("\n", 0, start + len(text) - len(text.lstrip()))
        start = after
        text = re.sub(r"[\s.,:;]+$", "", text.strip())
        if goes_on and found:
            found[-1] = Statement((*found[-1].pieces, (row, text)))
        elif text:
            found.append(Statement(((row, text),)))
    return found


def bare(node: Node) -> Symbol | None:
    """Return the symbol that an expression consists of, or None."""
    while node.kind in {"expr", "term"} and len(node.parts) == 1:
        node = node.parts[0]
    return node if isinstance(node, Symbol) else None


def symbol(latex: str) -> Symbol:
    """Return the one symbol that a text is.

    Raises
    ------
    Unreadable
        Where it is something else.
    """
    chain = read(latex)
    one = bare(chain[0]) if len(chain) == 1 else None
    if one is None:
        raise Unreadable(f"{latex} is no symbol")
    return one
