"""Makes a page of a lab that has run: Markdown, with what its cells gave in its place."""

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from nnbook.live.html.builder import builder_of
from nnbook.live.html.render import fault_boxes
from nnbook.live.lab.figures import without_options
from nnbook.live.lab.notebook import FOLDED, SOLUTION, Lab, Notebook, is_code
from nnbook.live.page.fault import Fault
from nnbook.live.page.page import Page
from nnbook.live.page.parts import Formula, Text

KINDS = ("text/markdown", "text/html", "text/latex", "text/plain")
"""What a page can show of an output, the best first."""

TRACEBACK = "Traceback (most recent call last):\n    ...\n"
SPECIAL = re.compile(r"[\\`*_\[\]<>&#$|~]")
"""What Markdown would take for its own in a text that is none."""
COMMAND = re.compile(r"\\.*|[{}].*")
DESCRIBED = (
    "a figure described by a remark `#| fig-alt: …` above the cell's code, or by "
    "picture(ax, title=…, description=…); another picture as HTML('<img src=… alt=…>')"
)

ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")
TITLE = re.compile(r"# .*")


def markdown(lab: Lab, faults: list[Fault], news: str = "") -> str:
    """Return the page's Markdown, with `faults` below its title.

    Between them stands a link to what has run, or `news` of what has not.
    """
    pieces = [piece for cell in lab.notebook["cells"] for piece in _pieces(cell)]
    title = pieces.pop(0) if pieces and TITLE.fullmatch(pieces[0]) else f"# {lab.path.stem}"
    link = f'<a href="{escape(lab.path.name)}" download>Download it</a>'
    note = f"This page is a notebook, and ran when the page was made. {link} as it ran."
    if news:
        note = f'<p class="live-old" role="status" data-search-exclude>{escape(news)}</p>'
    about = lab.notebook["metadata"].get("description", "")
    front = f"---\ndescription: {json.dumps(about)}\n---\n" if about else ""
    return front + "\n\n".join([title, note, _raw(fault_boxes(faults)), *pieces, ""])


def faults_of(lab: Lab) -> list[Fault]:
    """Return what a page cannot show of a lab that has run."""
    faults = []
    for number, cell in enumerate(lab.notebook["cells"], 1):
        where = lab.cell_name(number)
        for text in _texts(cell):
            faults += _faults_of_text(text, lab.path, where)
        for output in cell.get("outputs", []):
            faults += _faults_of_output(output, where, cell["source"])
    return faults


def _texts(cell: Notebook) -> Iterator[str]:
    """Yield the Markdown that a cell is or that it displayed."""
    if cell["cell_type"] == "markdown":
        yield cell["source"]
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        yield _markdown_of(data) if _kind(data) in {"text/markdown", "text/latex"} else ""


def _faults_of_text(text: str, path: Path, where: str) -> list[Fault]:
    page = Page.parse(text, where)
    if programs := page.programs():
        problem, expected = "the text of a lab runs nothing", "code in a code cell"
        return [Fault(where, part.line, problem, part.code, expected) for part in programs]
    # What looks like a formula may be code.
    formulas = any(isinstance(part, Formula) for part in page.parts)
    return builder_of(path).convert(Path(where), text).faults if formulas else [*page.faults]


def _faults_of_output(output: Notebook, where: str, code: str) -> list[Fault]:
    if output["output_type"] == "stream" and output["name"] == "stderr":
        text = output["text"]
        return [Fault(where, 1, "it writes to standard error", code, "nothing there", text)]
    data = _data(output)
    kind = _kind(data)
    if not kind:
        picture = any(name.startswith("image/") for name in data)
        expected = DESCRIBED if picture else f"one of {', '.join(KINDS)}"
        got = ", ".join(sorted(data))
        return [Fault(where, 1, "an output that no page can show", code, expected, got)]
    if kind == "text/latex" and (found := COMMAND.search("".join(_around_formulas(data[kind])))):
        problem, expected = "LaTeX that is no formula", "formulas, and words between them"
        return [Fault(where, 1, problem, code, expected, found[0])]
    if found := ADDRESS.search(data[kind]):
        expected = "an output that is the same in every run"
        return [Fault(where, 1, "an output with an address in it", code, expected, found[0])]
    return []


def _data(output: Notebook) -> Notebook:
    """Return an output by its kinds."""
    if output["output_type"] == "error":
        return {"text/plain": f"{TRACEBACK}{output['ename']}: {output['evalue']}".rstrip(": ")}
    data: Notebook = output.get("data") or {"text/plain": output.get("text", "")}
    return data


def _kind(data: Notebook) -> str:
    """Return the best kind that a page can show; none where its words stand for something else."""
    best = next((kind for kind in KINDS if kind in data), "")
    return "" if best == "text/plain" and len(data) > 1 else best


def _markdown_of(data: Notebook) -> str:
    """Return what was displayed as Markdown; of LaTeX, its formulas stand in plain words."""
    if "text/markdown" in data:
        return str(data["text/markdown"])
    return "".join(
        part.source if isinstance(part, Formula) else SPECIAL.sub(r"\\\g<0>", part.source)
        for part in _latex(data["text/latex"])
    )


def _latex(text: str) -> list[Formula | Text]:
    return [part for part in Page.parse(text).parts if isinstance(part, Formula | Text)]


def _around_formulas(latex: str) -> Iterator[str]:
    for part in _latex(latex):
        if isinstance(part, Text):
            yield part.source


def _pieces(cell: Notebook) -> Iterator[str]:
    """Yield the paragraphs, fences and blocks of HTML that a cell becomes."""
    source = cell["source"].strip("\n")
    if cell["cell_type"] == "markdown":
        first, _, rest = source.partition("\n")
        yield from [first, rest] if TITLE.fullmatch(first) else [source]
    elif is_code(cell):
        tags = cell["metadata"].get("tags", [])
        code = _fence(without_options(source), "python")
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
    data = _data(output)
    kind = _kind(data)
    if kind in {"text/markdown", "text/latex"}:
        return _markdown_of(data)
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
