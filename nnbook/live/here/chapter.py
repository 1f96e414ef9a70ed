"""Makes a notebook of a page that has run: a cell for each example, with what the build proved."""

import ast
import posixpath
import re
from base64 import b64encode
from collections.abc import Iterator
from html import unescape

from nnbook.live.html.render import NEGATIVE_CELL, in_formula
from nnbook.live.lab.notebook import RAISES, Notebook, bare
from nnbook.live.minus import with_minus
from nnbook.live.page.page import Page
from nnbook.live.page.parts import Block, Examples, Formula, Note, Part, Text, Value
from nnbook.live.run.outcome import Outcome
from nnbook.live.run.process import PageRun

FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
KIND = r"(?:(?P<kind>[\w ]+?)[ ]*)?"
TITLED = re.compile(rf'(?:!!!|\?\?\?\+?|===)[ ]+{KIND}(?:"(?P<title>[^"]*)")?')
"""What begins a note, a fold or a tab, whose text is indented below it."""

BOUND = re.compile(r"///.*")
CODE = re.compile(r"(```.*?```|`[^`]*`)", re.DOTALL)
ATTRIBUTES = re.compile(r"[ ]*\{:?[ ]*[.#][^{}\n]*\}")
LINK = re.compile(r"\]\((?!\w+:)([^()\s#]*?)(\.md|\.ipynb)?(#[^()\s]*)?\)")
SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
LINE = re.compile(r' d="[^"]*"')
FINE = re.compile(r"(?<=\.\d)\d+|(?<=[\dMLCQz])[ ]+(?=[MLCQz])|(?<=[MLCQ])[ ]+")
"""What nobody sees of a line: hundredths of a point, and spaces around its letters."""

SIZE = re.compile(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"')
NAME = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)
QUESTION = re.compile(r'<div class="ask".*?^</div>\n?', re.DOTALL | re.MULTILINE)
OPTION = re.compile(r"<li[^>]*>(.*)</li>")
NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'

PIXELS = 1.6
"""How many pixels of a page a point of a figure has."""

INSTALL = """\
try:
    import {module}
except ModuleNotFoundError:
    import subprocess, sys

    wheel = "{wheel}"
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", wheel], check=True)
"""


class Chapter:
    """A page on its way into a notebook.

    Parameters
    ----------
    page
        The page, with its path seen from the folder of the pages.
    run
        What it gave.
    base
        Where the site begins, a whole address or one that leads there from the notebook.
    """

    def __init__(self, page: Page, run: PageRun, base: str) -> None:
        self.page, self.base = page, base
        self.outcomes = iter(run.outcomes)
        self.cells: list[Notebook] = []
        self.text = ""
        self.pictures: dict[str, dict[str, str]] = {}
        self.inside = False
        self.ran = 0

    def notebook(self, module: str = "", wheel: str = "") -> Notebook:
        """Return it; the first cell installs `wheel` where there is no `module`."""
        if module:
            self._add("code", INSTALL.format(module=module, wheel=wheel), outputs=[])
        for part in self.page.parts:
            self._read(part)
        self._end_text()
        return bare(self.cells)

    def _add(self, kind: str, source: str, **more: object) -> None:
        cell = {"cell_type": kind, "id": f"cell-{len(self.cells) + 1}", "metadata": {}}
        if kind == "code":
            self.ran += 1
            more["execution_count"] = self.ran
        self.cells.append(cell | {"source": source.strip("\n")} | more)

    def _end_text(self) -> None:
        """Make a cell of the text up to here."""
        text = "\n".join(self._plain(FRONT.sub("", self.text)))
        if text.strip():
            more = {"attachments": self.pictures} if self.pictures else {}
            self._add("markdown", re.sub(r"\n{3,}", "\n\n", text), **more)
        self.text, self.pictures = "", {}

    def _plain(self, text: str) -> Iterator[str]:
        """Yield the rows of a text as any Markdown knows them: notes and folds are none there."""
        for row in text.split("\n"):
            titled = TITLED.fullmatch(row.strip())
            if row.strip() and not row.startswith("    "):
                self.inside = bool(titled)
            if titled:
                yield f"**{titled['title'] or (titled['kind'] or 'note').capitalize()}**\n"
            elif not BOUND.fullmatch(row.strip()):
                yield row.removeprefix("    ") if self.inside else row

    def _read(self, part: Part) -> None:
        match part:
            case Text():
                self.text += self._linked(part.source)
            case Formula():
                mark = "$$" if part.display else "$"
                self.text += mark + "".join(map(self._latex, part.parts)) + mark
            case Value():
                text = next(self.outcomes).outputs[0]
                self.text += text if part.plain else with_minus(text)
            case Block():
                self._block(part, "".join(next(self.outcomes).outputs))
            case Note():
                pass
            case _:
                self._end_text()
                self._examples(part, next(self.outcomes))

    def _linked(self, text: str) -> str:
        """Return a text whose links lead to the site, without attributes; code stays as it is."""
        pieces = CODE.split(text)
        pieces[::2] = [LINK.sub(self._link, ATTRIBUTES.sub("", piece)) for piece in pieces[::2]]
        return "".join(pieces)

    def _link(self, match: re.Match[str]) -> str:
        """Return the target of a link as it is seen from the notebook."""
        path, kind, place = match.groups()
        if not path:
            return f"]({self._address(self.page.path)}{place or ''})"
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.page.path), path))
        return f"]({self._address(path + '.md') if kind else self.base + path}{place or ''})"

    def _address(self, path: str) -> str:
        """Return the address of the page that a file becomes."""
        return self.base + re.sub(r"(^|(?<=/))index/$", "", path.removesuffix(".md") + "/")

    def _latex(self, part: Text | Value) -> str:
        if isinstance(part, Text):
            return part.source
        return in_formula(next(self.outcomes).outputs[0], self.page.path, part)

    def _block(self, part: Block, output: str) -> None:
        """Take what a block printed: figures as pictures, and of a question what can be chosen."""
        if part.options.get("result") == "text":
            self.text += f"\n```text\n{output.rstrip()}\n```\n"
            return
        if "data-state=" in output:
            address = self._address(self.page.path)
            self.text += f"\n*A figure to play with is on [the page]({address}).*\n"
            return
        figures = SVG.findall(output)
        for svg in figures:
            self._picture(svg)
        if not figures:
            text = self._linked(QUESTION.sub(_options, NEGATIVE_CELL.sub("−", output)))
            self.text += "\n".join(part.prefix + row if row else "" for row in text.split("\n"))

    def _picture(self, svg: str) -> None:
        """Take a figure along with the text around it."""
        name = f"figure-{len(self.cells)}-{len(self.pictures) + 1}.svg"
        about = NAME.search(svg)
        label = re.sub(r"[\[\]\n]", " ", unescape(about[1])) if about else "A figure"
        size = SIZE.search(svg)
        own = "" if "xmlns=" in svg.split(">", maxsplit=1)[0] else f" {NAMESPACE}"
        if size:
            width, height = (round(float(side) * PIXELS) for side in size.groups())
            own += f' width="{width}" height="{height}"'
        content = svg.replace("<svg", f"<svg{own}", 1)
        content = LINE.sub(lambda line: FINE.sub("", line[0]), content)
        self.pictures[name] = {"image/svg+xml": b64encode(content.encode()).decode()}
        self.text += f"\n![{label}](attachment:{name})\n"

    def _examples(self, part: Examples, outcome: Outcome) -> None:
        for example, text in zip(part.examples(), outcome.outputs, strict=True):
            outputs = [_output(example.source, text, self.ran + 1)] if text else []
            self._add("code", example.source, outputs=outputs)
            if outputs and outputs[0]["output_type"] == "error":
                self.cells[-1]["metadata"] = {"tags": [RAISES]}


def _options(question: re.Match[str]) -> str:
    """Return the answers that a question offers, as a list."""
    return "\n".join(f"- {option}" for option in OPTION.findall(question[0])) + "\n"


def _output(source: str, text: str, count: int) -> Notebook:
    """Return what an example gave as Jupyter has it: a value, what was printed, or an error."""
    if text.startswith("Traceback (most recent call last):\n"):
        name, _, message = text.rstrip("\n").split("    ...\n", 1)[1].partition(": ")
        error = {"ename": name, "evalue": message, "traceback": text.rstrip("\n").split("\n")}
        return {"output_type": "error"} | error
    last_one = ast.parse(source).body[-1]
    printed = not isinstance(last_one, ast.Expr) or ast.unparse(last_one).startswith("print(")
    if printed:
        return {"output_type": "stream", "name": "stdout", "text": text}
    data = {"text/plain": text.rstrip("\n")}
    return {
        "output_type": "execute_result",
        "execution_count": count,
        "data": data,
        "metadata": {},
    }
