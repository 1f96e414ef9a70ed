"""Reads the fences of a page: examples, blocks that run, and code that is only shown."""

import doctest
import re

from nnbook.live.page.fault import Fault, PageError
from nnbook.live.page.parts import Block, Examples, Text

FENCE = re.compile(r"(?P<prefix>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)")
LISTED_FENCE = re.compile(r"[ \t>]*(?:[-*+:]|\d+[.)]|\[\^[^]]+\]:)[ \t]+(?:`{3,}|~{3,})[^`]*$")
ON, OFF = {"on", "yes", "true", "1"}, {"off", "no", "false", "0"}
OPTION = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s}]+))")
# What markdown-exec takes for a block that runs, and PyMdown's highlighting for code that is shown.
OF_BLOCKS = {"html", "source", "result", "tabs", "id", "idprefix", "updatetoc", "title"}
OF_CODE = {"title", "title_mode", "linenums", "hl_lines"}


def refuse_listed(line: str, path: str, number: int) -> None:
    """Refuse a fence that begins beside a marker: it would be shown, and never run."""
    if LISTED_FENCE.fullmatch(line):
        problem = "a fence beside the marker of a list or a note is not seen as one"
        raise PageError(
            [Fault(path, number, problem, line.strip(), "the fence on a line of its own")]
        )


def closing(lines: list[str], opening: int, path: str, first: int) -> int:
    """Return the index of the line that closes the fence opened at index `opening`.

    As for SuperFences, all lines of a fence begin as its first does, and so do both its marks.
    """
    match = FENCE.fullmatch(lines[opening])
    assert match
    prefix, end = match["prefix"], match["prefix"] + match["fence"]
    for index, line in enumerate(lines[opening + 1 :], opening + 1):
        if line.rstrip() == end:
            return index
        if not line.startswith(prefix) and line.rstrip() not in {"", prefix.rstrip()}:
            problem, expected = "this line is outside of its open fence", f"{prefix}{line.strip()}"
            raise PageError([Fault(path, first + index, problem, line, expected)])
    problem, expected = "this fence is never closed", f"a line with {match['fence']}"
    raise PageError(
        [Fault(path, first + opening, problem, lines[opening].strip(), expected, "end of page")]
    )


def fenced(lines: list[str], path: str, line: int) -> Text | Examples | Block:
    """Return the part that a whole fence is; `line` is the line of its opening."""
    match = FENCE.fullmatch(lines[0])
    assert match
    prefix, info = match["prefix"], match["info"].strip()
    bare = prefix.rstrip()
    body = [row.removeprefix(prefix if row.startswith(prefix) else bare) for row in lines[1:-1]]
    code = "\n".join(body) + "\n"
    words = info.strip("{} ").split(maxsplit=1)
    language = words[0].lstrip(".").lower() if words else ""
    options = _options(info)
    if language == "pycon":
        _refuse_unknown(options, OF_CODE, path, line)
        part = Examples(line, prefix, match["fence"], info, code)
        _refuse_tabs(code, path, line)
        _refuse_unchecked(part, path)
        return part
    if language != "markdown":  # which quotes a page
        _refuse_nested(body, match["fence"], path, line)
    if options.get("exec", "on").lower() not in ON:
        raise PageError([Fault(path, line, "exec is not on", info, 'exec="on", or no exec')])
    for name in ("html", "updatetoc"):
        if options.get(name, "off").lower() not in ON | OFF:
            problem, expected = f"{name} is neither on nor off", f'{name}="on"'
            raise PageError([Fault(path, line, problem, info, expected)])
    if options.pop("exec", ""):
        if language not in {"python", "py"}:
            raise PageError([Fault(path, line, "only Python runs", info, "python", language)])
        _refuse_unknown(options, OF_BLOCKS, path, line)
        _refuse_tabs(code, path, line)
        return Block(line, prefix, options, code)
    _refuse_unknown(options, OF_CODE, path, line)
    if language != "markdown":
        _refuse_examples(code, path, line, info)
    return Text("\n".join(lines))


def _options(info: str) -> dict[str, str]:
    """Return the options of a fence; the value of one that stands alone is empty."""
    alone = OPTION.sub("", info).strip("{} ").split()[1:]
    options = {name: a or b or c for name, a, b, c in OPTION.findall(info)}
    return options | {word: "" for word in alone if word[0] not in ".#"}


def _refuse_unknown(options: dict[str, str], known: set[str], path: str, line: int) -> None:
    """Refuse an option that would be passed over: with exec misspelled, nothing would run."""
    for name, value in options.items():
        if name not in known or not value:
            expected = f"any of {', '.join(sorted(known))}, with a value"
            raise PageError([Fault(path, line, "no such option", name, expected)])


def _refuse_nested(body: list[str], fence: str, path: str, line: int) -> None:
    """Refuse a fence that begins in another: nobody closed that one, and it hides this one."""
    for number, row in enumerate(body, line + 1):
        inner = FENCE.fullmatch(row)
        if inner and inner["info"].strip() and inner["fence"].startswith(fence):
            expected = (
                f"{fence} above it, to close the fence of line {line}; or a longer mark there"
            )
            raise PageError([Fault(path, number, "a fence begins in a fence", row, expected)])


def _refuse_tabs(code: str, path: str, line: int) -> None:
    """Refuse tabs in code that runs: Python-Markdown makes spaces of them before it does."""
    for number, row in enumerate(code.split("\n"), line + 1):
        if "\t" in row.rstrip():
            raise PageError([Fault(path, number, "a tab in code that runs", row, r"spaces, or \t")])


def _refuse_examples(code: str, path: str, line: int, info: str) -> None:
    """Refuse examples where code is only shown: nobody would check what they print."""
    if example := re.search("^>>> .*", code, re.MULTILINE):
        at = line + 1 + code.count("\n", 0, example.start())
        problem = "an example in a fence that does not run"
        raise PageError([Fault(path, at, problem, example[0], "a pycon fence", info)])


def _refuse_unchecked(part: Examples, path: str) -> None:
    """Refuse what doctest would pass over: text that no example prints, skipped examples."""
    try:
        pieces = doctest.DocTestParser().parse(part.code)
    except ValueError as error:
        raise PageError([Fault(path, part.line, str(error), part.code, "examples")]) from error
    spans = iter(part.spans())
    seen = 0
    for piece in pieces:
        if isinstance(piece, doctest.Example):
            _, _, seen = next(spans)
            if set(piece.options) - {doctest.ELLIPSIS}:
                at = part.line + 1 + piece.lineno
                problem, expected = "no such directive on a page", "ELLIPSIS or none"
                raise PageError([Fault(path, at, problem, piece.source, expected)])
        elif stray := piece.strip():
            at = part.line + 1 + seen + piece[: piece.index(stray)].count("\n")
            expected = "examples, each directly followed by its output"
            raise PageError([Fault(path, at, "text that no example prints", stray, expected)])
