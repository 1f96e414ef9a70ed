"""Makes a page of a lab that has run: Markdown, with what its cells gave in its place."""

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from nnbook.live.html.formula import mathml
from nnbook.live.html.render import shown_faults
from nnbook.live.lab.notebook import FOLDED, SOLUTION, Notebook, is_code
from nnbook.live.page.fault import Fault, PageError
from nnbook.live.page.page import Page, shown
from nnbook.live.page.parts import Formula, Text

KINDS = ("text/markdown", "text/html", "text/plain")
"""What a page can show of an output, the best first."""

ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")
TITLE = re.compile(r"# .*")


def place(path: Path, number: int) -> str:
    """Return how messages name a cell of the lab at `path`; `number` counts from 1.

    Examples
    --------
    >>> place(Path("docs/labs/tea.ipynb"), 3)
    'docs/labs/tea.ipynb, cell 3'
    """
    return f"{shown(path)}, cell {number}"


def markdown(path: Path, notebook: Notebook, faults: list[Fault], news: str = "") -> str:
    """Return the page's Markdown, with `faults` below its title.

    Between them stands a link to what has run, or `news` of what has not.
    """
    pieces = [piece for cell in notebook["cells"] for piece in _pieces(cell)]
    title = pieces.pop(0) if pieces and TITLE.fullmatch(pieces[0]) else f"# {path.stem}"
    link = f'<a href="{escape(path.name)}" download>Download it</a>'
    note = f"This page is a notebook, and ran when the page was made. {link} as it ran."
    if news:
        note = f'<p class="live-old" role="status" data-search-exclude>{escape(news)}</p>'
    about = notebook["metadata"].get("description", "")
    front = f"---\ndescription: {json.dumps(about)}\n---\n" if about else ""
    return front + "\n\n".join([title, note, _raw(shown_faults(faults)), *pieces, ""])


def faults_of(path: Path, notebook: Notebook) -> list[Fault]:
    """Return what a page cannot show of a lab that has run."""
    faults = []
    for number, cell in enumerate(notebook["cells"], 1):
        where = place(path, number)
        for text in _texts(cell):
            faults += _faults_of_text(text, where)
        for output in cell.get("outputs", []):
            faults += _faults_of_output(output, where, cell["source"])
    return faults


def _texts(cell: Notebook) -> Iterator[str]:
    """Yield the Markdown that a cell is or that it displayed."""
    if cell["cell_type"] == "markdown":
        yield cell["source"]
    for output in cell.get("outputs", []):
        yield output.get("data", {}).get("text/markdown", "")


def _faults_of_text(text: str, where: str) -> list[Fault]:
    try:
        page = Page.parse(text, where)
        for part in page.parts:
            if isinstance(part, Formula):
                latex = "".join(piece.source for piece in part.parts if isinstance(piece, Text))
                mathml(latex, display=part.display, path=where, line=part.line)
    except PageError as error:
        return error.faults
    problem, expected = "the text of a lab runs nothing", "code in a code cell"
    return [Fault(where, part.line, problem, part.code, expected) for part in page.programs()]


def _faults_of_output(output: Notebook, where: str, code: str) -> list[Fault]:
    text = output.get("text", "")
    if output["output_type"] == "stream" and output["name"] == "stderr":
        return [Fault(where, 1, "it writes to standard error", code, "nothing there", text)]
    data = output.get("data", {"text/plain": text})
    kind = _kind(data)
    if not kind:
        expected, got = f"one of {', '.join(KINDS)}", ", ".join(sorted(data))
        return [Fault(where, 1, "an output that no page can show", code, expected, got)]
    if found := ADDRESS.search(data[kind]):
        expected = "an output that is the same in every run"
        return [Fault(where, 1, "an output with an address in it", code, expected, found[0])]
    return []


def _kind(data: Notebook) -> str:
    return next((kind for kind in KINDS if kind in data), "")


def _pieces(cell: Notebook) -> Iterator[str]:
    """Yield the paragraphs, fences and blocks of HTML that a cell becomes."""
    source = cell["source"].strip("\n")
    if cell["cell_type"] == "markdown":
        first, _, rest = source.partition("\n")
        yield from [first, rest] if TITLE.fullmatch(first) else [source]
    elif is_code(cell):
        tags = cell["metadata"].get("tags", [])
        code = _fence(source, "python")
        if FOLDED in tags:
            code = _folded(code, "lab-code", "Code")
        pieces = [code, *map(_output, cell["outputs"])]
        if SOLUTION in tags:
            pieces = [_folded("\n\n".join(pieces), "success", "Solution")]
        yield from pieces


def _folded(text: str, kind: str, title: str) -> str:
    opening = f'<details class="{kind}" markdown="1">\n<summary>{title}</summary>'
    return f"{opening}\n\n{text}\n\n</details>"


def _output(output: Notebook) -> str:
    data = output.get("data", {"text/plain": output.get("text", "")})
    kind = _kind(data)
    if kind == "text/markdown":
        return str(data[kind])
    if kind == "text/html":
        return _raw(f'<div class="lab-output">{data[kind]}</div>')
    return _fence(data.get(kind, ""), "{ .text .no-copy .lab-output }")


def _fence(text: str, info: str) -> str:
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence} {info}\n{text.rstrip()}\n{fence}"


def _raw(html: str) -> str:
    """Return HTML in which neither formulas nor code nor blank lines are looked for."""
    return re.sub(r"[$`\\]|\n", lambda found: f"&#{ord(found[0])};", html)
