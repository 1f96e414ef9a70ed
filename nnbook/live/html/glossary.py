"""Links the terms of a glossary where a page first uses them."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree as ET

from markdown import Markdown
from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.extensions.toc import slugify
from markdown.treeprocessors import Treeprocessor

# A term is a line with a definition below it, perhaps with attributes at its end.
ENTRY = re.compile(r"^(\S.*?)(?:[ ]*\{:?([^{}\n]*)\})?[ ]*\n\n?:[ ]{3}", re.MULTILINE)

# Where words are not running prose, or stand in a link already.
PASSED = {"a", "code", "figcaption", "label", "math", "pre", "summary", "svg", "table"}
PASSED |= {f"h{level}" for level in range(1, 7)}
PASSED_CLASSES = {"abstract", "admonition-title"}


@dataclass(frozen=True)
class Term:
    """A term of the glossary.

    Attributes
    ----------
    name, slug, role
        What it is called, its id on the glossary's page, and its classes there.
    forms
        The words that are linked to it; its name is, too, where it stands in bold.
    """

    name: str
    slug: str
    role: str
    forms: tuple[str, ...]


def slug(name: str) -> str:
    """Return the id of a term on the glossary's page.

    Examples
    --------
    >>> slug("weighted sum")
    'weighted-sum'
    """
    return slugify(name, "-")


def read(path: Path) -> list[Term]:
    """Return the terms of the glossary at `path`, read anew only after a change."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read(path: Path, _changed: int) -> list[Term]:
    terms = []
    for name, listed in ENTRY.findall(path.read_text(encoding="utf-8-sig")):
        attributes = get_attrs_and_remainder(listed)[0]
        role = " ".join(value for key, value in attributes if key == ".")
        forms = (form.strip() for form in dict(attributes).get("forms", name).split(","))
        terms.append(Term(name, slug(name), role, tuple(filter(None, forms))))
    return terms


@lru_cache(maxsize=4)
def _finder(forms: frozenset[str]) -> re.Pattern[str]:
    """Return what finds any of `forms`, the longest where several begin."""
    longest = sorted(forms, key=lambda form: (-len(form), form))
    spaced = (re.escape(form).replace(r"\ ", r"\s+") for form in longest)
    either = "|".join(spaced) or "(?!)"
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)


def _key(words: str) -> str:
    return " ".join(words.lower().split())


class TermProcessor(Treeprocessor):
    """Links the first use of each term on a page; gives the glossary's terms their ids.

    Parameters
    ----------
    md
        The Markdown instance that converts the page.
    docs
        The folder of the pages.
    glossary
        The page in it that defines the terms, in definition lists.
    unlinked
        Pages and folders in it that get no links.
    path
        Gives the path of the page that is converted; an empty one for a part of a page.
    """

    def __init__(
        self, md: Markdown, docs: Path, glossary: str, unlinked: list[str], path: Callable[[], str]
    ) -> None:
        super().__init__(md)
        self.glossary = docs.resolve() / glossary
        self.unlinked = [docs.resolve() / page for page in unlinked]
        self.path = path

    def run(self, root: ET.Element) -> None:
        """Change the tree of the page."""
        page = Path(self.path()).resolve()
        if page == self.glossary:
            for entry in root.iter("dt"):
                if forms := entry.attrib.pop("forms", None):
                    entry.attrib["data-forms"] = forms  # for the search
                entry.attrib["id"] = slug("".join(entry.itertext()))
        elif page.is_file() and not any(map(page.is_relative_to, self.unlinked)):
            href = Path(os.path.relpath(self.glossary, page.parent)).as_posix()
            _Linker(read(self.glossary), href).link(root)


class _Linker:
    """Links the terms of one page, each once."""

    def __init__(self, terms: list[Term], href: str) -> None:
        self.href = href
        self.terms = {_key(form): term for term in terms for form in term.forms}
        self.bold = {_key(term.name): term for term in terms} | self.terms
        self.linked: set[str] = set()

    def link(self, root: ET.Element) -> None:
        """Link the terms below `root`, but those that the page links by itself."""
        ours = (link.get("href", "").partition("#") for link in root.iter("a"))
        self.linked |= {anchor for target, _, anchor in ours if target == self.href}
        self._walk(root, self.terms)

    def _walk(self, element: ET.Element, terms: dict[str, Term]) -> None:
        """Link the terms in the text of `element` and below it."""
        element.text, children = self._parts(element.text or "", terms)
        for child in list(element):
            passed = child.tag in PASSED or PASSED_CLASSES & {*child.get("class", "").split()}
            if not passed:
                whole = child.tag == "strong" and _key("".join(child.itertext())) in self.bold
                self._walk(child, self.bold if whole else terms)
            child.tail, links = self._parts(child.tail or "", terms)
            children += [child, *links]
        element[:] = children

    def _parts(self, text: str, terms: dict[str, Term]) -> tuple[str, list[ET.Element]]:
        """Return what stands before the first link in `text`, and the links with their tails."""
        texts: list[str] = []
        links: list[ET.Element] = []
        end = 0
        for match in _finder(frozenset(terms)).finditer(text):
            term = terms[_key(match[0])]
            if term.slug not in self.linked:
                self.linked.add(term.slug)
                attributes = {"class": f"term {term.role}".strip()}
                links.append(ET.Element("a", attributes, href=f"{self.href}#{term.slug}"))
                links[-1].text = match[0]
                texts.append(text[end : match.start()])
                end = match.end()
        texts.append(text[end:])
        for link, tail in zip(links, texts[1:], strict=True):
            link.tail = tail
        return texts[0], links
