"""Puts what the parts of a page gave into the page's Markdown."""

import re
from collections import defaultdict
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from markdown import Markdown
from markdown.util import HTML_PLACEHOLDER
from markdown_exec import base_format, validator

from nnbook.live.html.formula import mathml
from nnbook.live.minus import with_minus
from nnbook.live.page.fault import Fault, PageError
from nnbook.live.page.page import Page
from nnbook.live.page.parts import Block, Examples, Formula, Note, Part, Program, Text, Value
from nnbook.live.page.prose import EXPECTED
from nnbook.live.prove.proof import PROVEN, Proof
from nnbook.live.run.outcome import Outcome
from nnbook.live.run.process import PageRun


@dataclass
class Inside:
    """A block whose output is converted: its page and line, what converts the page, its faults."""

    path: str
    line: int
    md: Markdown
    faults: list[Fault]


@dataclass(frozen=True)
class Written:
    """A formula as it was written, what stands before its line's text, and what is wrong."""

    source: str
    indent: str
    faults: list[Fault]


block_at: ContextVar[Inside | None] = ContextVar("block_at", default=None)
"""The block whose output is converted now."""

# Browsers would break a line between a formula and a bracket, a quote or a comma beside it.
STUCK = re.compile(rf"((?<!\])\(?\"?){HTML_PLACEHOLDER % '([0-9]+)'}([).,;:?\"]*)")
TITLE = re.compile(r"\s*(?:!!!|\?\?\?)")
"""How the line of an admonition begins, whose quotes are its title's, not the text's."""

LONG = 24
"""How many characters a formula in a line may have before a phone may be too narrow for it."""

TAG = re.compile(r"<[^>]*>")
POWER = re.compile(r"\A([+-]?[\d.,]+)e([+-]\d+)\Z")
NO_NUMBER = re.compile("[+-]?(?:nan|inf)")
NEGATIVE_CELL = re.compile(r"(?<=\| )-(?=[\d.]+ \|)")


class Renderer:
    """Renders a page with what it gave.

    Parameters
    ----------
    md
        The Markdown instance that converts the page; HTML goes into its stash.
    page
        The page.
    run
        What the page gave; None for the output of a block, which is a page that has no
        code of its own.
    classes
        The class of each letter that is a symbol in formulas.
    """

    def __init__(
        self,
        md: Markdown,
        page: Page,
        run: PageRun | None,
        *,
        classes: Mapping[str, str] | None = None,
    ) -> None:
        self.md = md
        self.page = page
        self.classes = classes
        self.inside = run is None
        self.lines: dict[int, int] = {}
        """The line of each live part, by the number under which its HTML is stashed."""
        self.formulas: dict[int, Written] = {}
        """What each formula was, by that number."""
        self.faults: list[Fault] = []
        """What is wrong with all else."""
        self.outcomes = iter(run.outcomes if run else [])
        self.proofs: defaultdict[int, list[Proof]] = defaultdict(list)
        """What became of the displayed formulas that begin in each line."""
        for proof in run.proofs if run else []:
            if proof.display:
                self.proofs[proof.line].append(proof)

    def text(self) -> str:
        """Return the page's Markdown with everything live in its place."""
        return STUCK.sub(self._unbroken, "".join(map(self._part, self.page.parts)))

    def _part(self, part: Part) -> str:
        match part:
            case Note() | Text():
                return self._text(part)
            case Formula():
                return self._formula(part)
            case _ if self.inside:
                return self._printed(part)
        # A page that was stopped has fewer outcomes than programs: the rest gave nothing.
        outcome = next(self.outcomes, Outcome())
        match part:
            case Examples():
                return self._examples(part, outcome)
            case Block():
                return self._block(part, outcome)
        return self._value(part, outcome)

    def _text(self, part: Note | Text) -> str:
        """Return a text as it is, and nothing in place of what no reader sees."""
        source = "" if isinstance(part, Note) else part.source
        return NEGATIVE_CELL.sub("−", source) if self.inside else source

    def _stash(self, html: str, line: int) -> str:
        self.lines[self.md.htmlStash.html_counter] = line
        return self.md.htmlStash.store(html)

    def _stash_formula(self, html: str, written: Written) -> str:
        self.formulas[self.md.htmlStash.html_counter] = written
        return self.md.htmlStash.store(html)

    def _alone(self, part: Examples | Block, html: str) -> str:
        """Return a paragraph of its own that Markdown will replace by `html`."""
        empty = part.prefix.rstrip()
        if not html:
            return empty
        return f"{empty}\n{part.prefix}{self._stash(html, part.line)}\n{empty}"

    def _value(self, part: Value, outcome: Outcome) -> str:
        if outcome.faults and part.plain:
            return escape(str(outcome.faults[0]).split("\n")[0])
        if outcome.faults:
            return self._stash(fault_in_line(outcome.faults[0]), part.line)
        text, full = outcome.outputs or ("", "")
        if part.plain:
            return escape(text)
        value, title, shown = escape(full), escape(part.field), escape(with_minus(text))
        html = f'<data class="live" value="{value}" title="{title}">{shown}</data>'
        return self._stash(html, part.line)

    def _formula(self, part: Formula) -> str:
        if part.broken:
            shown = "".join(piece.source for piece in part.parts if isinstance(piece, Text))
            problem = "not a live value or formula"
            fault = Fault(self.page.path, part.line, problem, shown, EXPECTED)
            written = Written(part.source, part.indent, [fault])
            return self._stash_formula(fault_in_line(fault), written)
        missing = Outcome(["", ""])
        outcomes = [
            next(self.outcomes, missing) for piece in part.parts if isinstance(piece, Value)
        ]
        faults = [fault for outcome in outcomes for fault in outcome.faults]
        html, wrong = "", []
        texts = (outcome.outputs[0] for outcome in outcomes)
        try:
            latex = "".join(
                in_formula(next(texts), self.page.path, piece)
                if isinstance(piece, Value)
                else piece.source
                for piece in part.parts
            )
            html = mathml(
                latex,
                display=part.display,
                path=self.page.path,
                line=part.line,
                classes=self.classes,
            )
        except PageError as error:
            wrong = error.faults
            faults += wrong
        html = fault_in_line(faults[0]) if faults else html
        if part.display and not faults:
            html = self._displayed(part, html)
        if outcomes:
            self.faults += wrong
            return self._stash(html, part.line)
        return self._stash_formula(html, Written(part.source, part.indent, wrong))

    def _displayed(self, part: Formula, html: str) -> str:
        """Return a formula in its box, with a mark beside it where it is proven."""
        box = f'<span class="formula">{html}</span>'
        here = self.proofs[part.line]
        proof = here.pop(0) if here else None
        if proof is None or proof.end != PROVEN:
            return box
        mark = f'<span class="proof" role="img" aria-label="proven" title="{escape(proof.words)}">'
        return f'<span class="proven">{box}{mark}</span></span>'

    def _unbroken(self, match: re.Match[str]) -> str:
        """Return a formula together with the marks that touch it, if it stands in a line.

        Where the line is too narrow, a long one scrolls.
        """
        before, number, after = match.groups()
        html = str(self.md.htmlStash.rawHtmlBlocks[int(number)])
        wide = " wide" if len(TAG.sub("", html)) > LONG else ""
        if not html.startswith("<math>") or not before + after + wide:
            return match[0]
        line = match.string[match.string.rfind("\n", 0, match.start()) + 1 :]
        if '"' in before + after and TITLE.match(line):
            return match[0]
        html = f'<span class="unbroken{wide}">{before}{html}{after}</span>'
        if int(number) in self.lines:
            return self._stash(html, self.lines[int(number)])
        written = self.formulas.pop(int(number))
        source = before + written.source + after
        return self._stash_formula(html, replace(written, source=source))

    def _examples(self, part: Examples, outcome: Outcome) -> str:
        faults = self._alone(part, fault_boxes(outcome.faults)) if outcome.faults else ""
        body = part.with_outputs(outcome.outputs)
        # An output that holds a fence itself needs a longer one around it.
        longest = max(map(len, re.findall(rf"{part.fence[0]}+", body)), default=0)
        fence = part.fence[0] * max(len(part.fence), longest + 1)
        rows = [fence + part.info, *body.rstrip("\n").split("\n"), fence]
        code = "\n".join((part.prefix + row).rstrip() for row in rows)
        return f"{faults}\n{code}" if faults else code

    def _block(self, part: Block, outcome: Outcome) -> str:
        if outcome.faults:
            return self._alone(part, fault_boxes(outcome.faults))
        options: dict[str, Any] = {}
        validator("python", {"exec": "on", **part.options}, options, {}, self.md)
        # The prefix keeps the ids of this block apart from all others, build after build.
        options["id_prefix"] = options["id_prefix"] or f"line-{part.line}-"
        output = "".join(outcome.outputs)
        here = block_at.set(Inside(self.page.path, part.line, self.md, self.faults))
        try:
            html = base_format(
                language="python",
                run=lambda *_, **__: output,
                code=part.code,
                md=self.md,
                **options,
            )
        except ValueError as error:
            problem, expected = "no such value of an option", "values that markdown-exec knows"
            wrong = Fault(self.page.path, part.line, problem, part.code, expected, str(error))
            self.faults.append(wrong)
            return self._alone(part, fault_boxes([wrong]))
        finally:
            block_at.reset(here)
        return self._alone(part, html)

    def _printed(self, part: Program) -> str:
        """Return a program that a block printed: an example is shown as it is, no more runs."""
        if isinstance(part, Examples):
            rows = [part.fence + part.info, *part.code.rstrip("\n").split("\n"), part.fence]
            return "\n".join((part.prefix + row).rstrip() for row in rows)
        problem, expected = "a block prints live code", "output that runs nothing"
        self.faults.append(Fault(self.page.path, part.line, problem, part.code, expected))
        return ""


def in_formula(text: str, path: str, value: Value) -> str:
    r"""Return the text of a value as LaTeX, which would take the e of 1e-05 for a letter.

    Raises
    ------
    PageError
        If the value is infinite, or no number.

    Examples
    --------
    >>> in_formula("1.5e-05", "page.md", Value(1, "x", plain=True))
    '1.5 \\cdot 10^{-5}'
    """
    if NO_NUMBER.fullmatch(text):
        problem, expected = "no number in a formula", "a number: LaTeX takes these for letters"
        raise PageError([Fault(path, value.line, problem, value.code, expected, text)])
    return POWER.sub(lambda found: rf"{found[1]} \cdot 10^{{{int(found[2])}}}", text)


def fault_in_line(fault: Fault) -> str:
    """Return a fault as HTML that may stand inside a line."""
    return f'<strong class="live-fault">{escape(str(fault).split("expected:")[0])}</strong>'


def fault_boxes(faults: list[Fault]) -> str:
    """Return faults as an HTML block, in the form of an admonition."""
    return "".join(
        f'<div class="live-fault admonition failure">'
        f'<p class="admonition-title">{escape(fault.path)}:{fault.line}</p>'
        f"<pre>{escape(str(fault))}</pre></div>"
        for fault in faults
    )
