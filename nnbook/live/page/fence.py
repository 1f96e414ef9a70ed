"""Reads the fences of a page: examples, blocks that run, and code that is only shown."""

import doctest
import re

from nnbook.live.page.fault import Faults
from nnbook.live.page.parts import Block, Examples, Text

FENCE = re.compile(r"(?P<prefix>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)")
LISTED_FENCE = re.compile(r"[ \t>]*(?:[-*+:]|\d+[.)]|\[\^[^]]+\]:)[ \t]+(?:`{3,}|~{3,})[^`]*$")
ON, OFF = {"on", "yes", "true", "1"}, {"off", "no", "false", "0"}
OPTION = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s}]+))")
# What markdown-exec takes for a block that runs, and PyMdown's highlighting for code that is shown.
OF_BLOCKS = {"html", "source", "result", "tabs", "id", "idprefix", "updatetoc", "title"}
OF_CODE = {"title", "title_mode", "linenums", "hl_lines"}
UNREADABLE = re.compile(r"line (?P<row>\d+) of the doc\w+ for <string> (?P<why>.*)", re.DOTALL)
"""What doctest says of examples that it cannot read."""


def refuse_listed(line: str, number: int, faults: Faults) -> None:
    """Refuse a fence that begins beside a marker: it would be shown, and never run."""
    if LISTED_FENCE.fullmatch(line):
        problem = "a fence beside the marker of a list or a note is not seen as one"
        faults.tell(number, problem, line.strip(), "the fence on a line of its own")


def read_fence(
    lines: list[str], opening: int, first: int, faults: Faults
) -> tuple[Text | Examples | Block, int]:
    """Return the fence that opens at index `opening`, and the index at which reading goes on.

    As for SuperFences, all lines of a fence begin as its first does, and so do both its marks.
    One that is no fence, since a line is outside of it, or that has no end, is text.
    """
    match = FENCE.fullmatch(lines[opening])
    assert match
    prefix, end = match["prefix"], match["prefix"] + match["fence"]
    for index, line in enumerate(lines[opening + 1 :], opening + 1):
        if line.rstrip() == end:
            return fenced(lines[opening : index + 1], first + opening, faults, opening)
        if not line.startswith(prefix) and line.rstrip() not in {"", prefix.rstrip()}:
            problem, expected = "this line is outside of its open fence", f"{prefix}{line.strip()}"
            faults.tell(first + index, problem, line, expected)
            stop = _after_its_end(lines, index, end)
            break
    else:
        problem, expected = "this fence is never closed", f"a line with {match['fence']}"
        faults.tell(first + opening, problem, lines[opening].strip(), expected, "end of page")
        stop = _next_opening(lines, opening + 1)
    return Text("\n".join(lines[opening:stop])), stop


def _after_its_end(lines: list[str], index: int, end: str) -> int:
    """Return where to go on after a line outside of its fence: its end may still come."""
    for at, line in enumerate(lines[index:], index):
        if line.rstrip() == end:
            return at + 1
        if _opens(line):
            break
    return index


def _next_opening(lines: list[str], start: int) -> int:
    return next((at for at in range(start, len(lines)) if _opens(lines[at])), len(lines))


def _opens(line: str) -> bool:
    match = FENCE.fullmatch(line)
    return bool(match and match["info"].strip())


def fenced(
    lines: list[str], line: int, faults: Faults, opening: int = 0
) -> tuple[Text | Examples | Block, int]:
    """Return the part that a whole fence is, and the index after it.

    Parameters
    ----------
    lines
        The fence, from its opening to its end.
    line, opening
        The number and the index of its opening.
    faults
        Takes what is wrong. Examples and blocks run all the same, if they can: what follows
        them needs them.
    """
    match = FENCE.fullmatch(lines[0])
    assert match
    prefix, info = match["prefix"], match["info"].strip()
    bare = prefix.rstrip()
    body = [row.removeprefix(prefix if row.startswith(prefix) else bare) for row in lines[1:-1]]
    code = "\n".join(body) + "\n"
    words = info.strip("{} ").split(maxsplit=1)
    language = words[0].lstrip(".").lower() if words else ""
    options = _options(info)
    stop = opening + len(lines)
    if language == "pycon":
        _refuse_unknown(options, OF_CODE, info, line, faults)
        _refuse_tabs(code, line, faults)
        part = Examples(line, prefix, match["fence"], info, code)
        return (part if _readable(part, faults) else Text("\n".join(lines))), stop
    quotes = language == "markdown"  # a page
    if not quotes and (inner := _refuse_nested(body, match["fence"], line, faults)):
        return Text("\n".join(lines[:inner])), opening + inner
    if not _runs(options, language, info, line, faults):
        _refuse_unknown(options, OF_CODE, info, line, faults)
        if not quotes:
            _refuse_examples(code, line, info, faults)
        return Text("\n".join(lines)), stop
    _refuse_unknown(options, OF_BLOCKS, info, line, faults)
    _refuse_tabs(code, line, faults)
    known = {name: options[name] for name in options if name in OF_BLOCKS}
    return Block(line, prefix, known, code), stop


def _options(info: str) -> dict[str, str]:
    """Return the options of a fence; the value of one that stands alone is empty."""
    alone = OPTION.sub("", info).strip("{} ").split()[1:]
    options = {name: a or b or c for name, a, b, c in OPTION.findall(info)}
    return options | {word: "" for word in alone if word[0] not in ".#"}


def _runs(options: dict[str, str], language: str, info: str, line: int, faults: Faults) -> bool:
    """Tell whether a fence is a block, and take the switches from its options that are none."""
    if "exec" in options and options["exec"].lower() not in ON:
        faults.tell(line, "exec is not on", info, 'exec="on", or no exec')
        del options["exec"]
    if not options.pop("exec", ""):
        return False
    for name in ("html", "updatetoc"):
        if options.get(name, "off").lower() not in ON | OFF:
            faults.tell(line, f"{name} is neither on nor off", info, f'{name}="on"')
            del options[name]
    if language not in {"python", "py"}:
        faults.tell(line, "only Python runs", info, "python", language)
        options.clear()
        return False
    return True


def _refuse_unknown(
    options: dict[str, str], known: set[str], info: str, line: int, faults: Faults
) -> None:
    """Refuse an option that would be passed over: with exec misspelled, nothing would run.

    In braces, PyMdown makes attributes of the code's HTML of all others; data is meant so.
    """
    for name, value in options.items():
        data = name.startswith("data-")
        if value and (name in known or (data and info.endswith("}"))):
            continue
        expected = f"any of {', '.join(sorted(known))}, with a value"
        if data:
            expected = f'in braces: {{ .{info.split(maxsplit=1)[0]} {name}="{value or 1}" }}'
        elif not value:
            expected += "; what must not run stands in a fence of python, without >>>"
        faults.tell(line, "no such option", name, expected)


def _refuse_nested(body: list[str], fence: str, line: int, faults: Faults) -> int:
    """Refuse a fence that begins in another: nobody closed that one, and it hides this one.

    Return the row of the inner one, counted from the outer, if reading can go on there.
    """
    for number, row in enumerate(body, 1):
        inner = FENCE.fullmatch(row)
        if inner and inner["info"].strip() and inner["fence"].startswith(fence):
            expected = (
                f"{fence} above it, to close the fence of line {line}; or a longer mark there"
            )
            faults.tell(line + number, "a fence begins in a fence", row, expected)
            return 0 if inner["prefix"] else number
    return 0


def _refuse_tabs(code: str, line: int, faults: Faults) -> None:
    """Refuse tabs in code that runs: Python-Markdown makes spaces of them before it does."""
    for number, row in enumerate(code.split("\n"), line + 1):
        if "\t" in row.rstrip():
            faults.tell(number, "a tab in code that runs", row, r"spaces, or \t")


def _refuse_examples(code: str, line: int, info: str, faults: Faults) -> None:
    """Refuse examples where code is only shown: nobody would check what they print."""
    if example := re.search("^>>> .*", code, re.MULTILINE):
        at = line + 1 + code.count("\n", 0, example.start())
        problem = "an example in a fence that does not run"
        faults.tell(at, problem, example[0], "a pycon fence", info)


def _readable(part: Examples, faults: Faults) -> bool:
    """Tell whether doctest can read the examples; refuse what it would pass over."""
    try:
        examples = part.examples()
    except ValueError as error:
        named = UNREADABLE.match(str(error))
        assert named
        number, problem = int(named["row"]), f"this example {named['why']}"
        shown = part.code.split("\n")[number - 1]
        faults.tell(part.line + number, problem, shown, "examples")
        return False
    for example in examples:
        if set(example.options) - {doctest.ELLIPSIS}:
            problem = "a directive that would hide what the example gives"
            expected = (
                "ELLIPSIS or none; what must not run stands in a fence of python, without >>>"
            )
            faults.tell(part.line + 1 + example.lineno, problem, example.source, expected)
    for row, text in part.strays():
        expected = "examples, each directly followed by its output; a remark begins with #"
        faults.tell(part.line + 1 + row, "text that no example prints", text, expected)
    return True
