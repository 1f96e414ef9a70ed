"""Leaves out of a stylesheet what no page of the site can show: most of a theme, for most books."""

import re
from collections.abc import Iterator
from functools import lru_cache

WORD = re.compile(r"[\w-]+")
CLASS = re.compile(r"\.([a-zA-Z_][\w-]*)")
ARGUMENTS = re.compile(r"\([^()]*\)")
STRING = r"""'[^']*'|"[^"]*"|url\([^)]*\)"""
PART = re.compile(rf"((?:{STRING}|[^{{}};'\"])*)([{{}};])")
VARIABLE = re.compile(rf"(--[\w-]+)\s*:(?:{STRING}|[^;{{}}'\"])*(?:;|(?=\}}))")
GROUPS = "@media", "@supports", "@container", "@layer"


def words_of(*texts: str) -> frozenset[str]:
    """Return all that could be the name of a class in pages and scripts.

    Examples
    --------
    >>> sorted(words_of('<p class="a-b">c</p>'))
    ['a-b', 'c', 'class', 'p']
    """
    return frozenset(word for text in texts for word in WORD.findall(text))


@lru_cache(maxsize=1)  # the pages of a site share their style
def used(css: str, words: frozenset[str]) -> str:
    """Return a stylesheet without rules whose classes no page has, and variables nobody names.

    Examples
    --------
    >>> css = ":root{--a:1;--b:2}.on,.off{width:var(--a)}@media print{.off{color:red}}"
    >>> used(css, frozenset({"on"}))
    ':root{--a:1;}.on{width:var(--a)}'
    """
    kept = "".join(_rules(PART.finditer(css), words))
    while (fewer := _named(kept, words)) != kept:
        kept = fewer
    return kept


def _named(css: str, words: frozenset[str]) -> str:
    """Return a stylesheet without the variables that neither it nor a script names."""
    names = {*re.findall(r"var\(\s*(--[\w-]+)", css), *words}
    return VARIABLE.sub(lambda found: found[0] if found[1] in names else "", css)


def _rules(parts: Iterator[re.Match[str]], words: frozenset[str]) -> Iterator[str]:
    """Yield the rules up to the end of the group that they stand in."""
    for part in parts:
        head, mark = part.groups()
        if mark == "}":
            return
        if mark == ";":
            yield part[0]
        elif head.strip().startswith(GROUPS):
            inside = "".join(_rules(parts, words))
            yield f"{head}{{{inside}}}" if inside.strip() else ""
        else:
            body = _body(parts)
            selectors = [one for one in _split(head) if _shown(one, words)]
            yield f"{','.join(selectors)}{{{body}}}" if selectors else ""


def _body(parts: Iterator[re.Match[str]]) -> str:
    """Return what stands up to the brace that closes a rule, with rules inside it."""
    text = ""
    for part in parts:
        if part[2] == "}":
            return text + part[1]
        text += part[0] if part[2] == ";" else f"{part[0]}{_body(parts)}}}"
    return text


def _split(head: str) -> list[str]:
    """Return the selectors of a list, in which commas stand within brackets, too."""
    selectors, depth = [""], 0
    for letter in head:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            selectors.append("")
        else:
            selectors[-1] += letter
    return selectors


def _shown(selector: str, words: frozenset[str]) -> bool:
    """Tell whether a page can have what a selector names; what is in brackets may be absent."""
    while (bare := ARGUMENTS.sub("", selector)) != selector:
        selector = bare
    return "\\" in selector or words.issuperset(CLASS.findall(selector))
