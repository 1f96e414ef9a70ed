"""Makes one book of a built site, to print and to carry along: `python -m nnbook.live.book.whole`.

It takes the pages in the order in which each names the next, and leaves out what only a screen
can do.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from posixpath import join, normpath
from shutil import which
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

from pypdf import PdfReader

from nnbook.live.book.epub import epub
from nnbook.live.book.xhtml import MATHML, XHTML, XLINK, local, parse, to_xml

ARTICLE = re.compile(r"<article.*?</article>", re.DOTALL)
NEXT = re.compile(r'<link rel="next" href="([^"]*)">')
SITE = re.compile(r'<meta property="og:site_name" content="([^"]*)">')
ABOUT = re.compile(r'<meta name="description" content="([^"]*)">')
COLOR = re.compile(r"(--live-\w+): (#\w+);")
SYMBOL = re.compile(r"\.(\w+) \{\s*--live-symbol: var\((--live-\w+)\);")
VARIABLE = re.compile(r"var\((--live-\w+)[^)]*\)")
SHEET = re.compile(r'<link rel="stylesheet" href="([^":]+)">')
FACE = re.compile(r"@font-face\s*\{[^}]*\}")
SOURCE = re.compile(r"""url\(["']?(?!\w+:)([^"')]+)["']?\)""")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
POINTERS = {"href", f"{{{XLINK}}}href"}
STYLES = {"displaystyle", "scriptlevel"}
LISTS = {"aria-labelledby", "aria-describedby"}
SCREEN = {
    "headerlink",
    "facts",
    "ask",
    "linenos",
    "proof",
    "md-content__button",
    "mkdocstrings-source",
}
"""Classes of what is left out: links to where they stand, numbers of lines, answers to be typed,
marks of what is proven, and the source of each function, which a chapter of its own prints in one
piece."""

PAGE = re.compile(r'<span class="page" title="([^"]*)">[^<]*</span>')
UNKNOWN = 100
"""What stands for the number of a page until the page is known."""

STYLE = """
body { color: #1f1d1a; font-family: "STIX Two Text", serif; line-height: 1.4; }
h1, h2, h3, h4, .summary { break-after: avoid; line-height: 1.2; }
h1, .chapter { break-before: page; }
.chapter { break-after: avoid; color: #6b665d; font-style: italic; margin-bottom: 0; }
.chapter + h1 { break-before: avoid; margin-top: 0; }
pre { background: #f4efe4; font-size: 0.8em; padding: 0.5em; white-space: pre-wrap;
  overflow-wrap: anywhere; }
code { font-family: monospace; font-size: 0.85em; }
pre code { font-size: 1em; }
a { color: inherit; text-decoration-thickness: 1px; }
svg { height: auto; max-width: 100%; }
figure { break-inside: avoid; margin: 1em 0; }
figcaption { color: #6b665d; font-size: 0.9em; }
table { border-bottom: 1.5px solid; border-collapse: collapse; border-top: 1.5px solid;
  margin: 1em 0; }
td, th { padding: 0.2em 0.6em; text-align: left; vertical-align: top; }
thead td, thead th { border-bottom: 1px solid; vertical-align: bottom; }
.admonition, .details { border-bottom: 1px solid #ddd6c8; border-top: 1px solid #ddd6c8;
  margin: 1em 0; padding: 0.2em 0; }
.details + .details { border-top: 0; margin-top: -1em; }
.admonition-title, .summary { color: #6b665d; font-style: italic; }
dt { font-weight: bold; }
"""

PRINTED = """
@page { margin: 2cm; size: A4; @bottom-center { content: counter(page); } }
@page :first { @bottom-center { content: none; } }
body { font-size: 11pt; }
math { font-family: "STIX Two Math", math; }
figure svg { max-height: 8cm; }
.title { font-size: 2em; font-weight: bold; margin-top: 4cm; }
nav ol { columns: 2; list-style: none; padding: 0; }
nav li { display: flex; justify-content: space-between; }
nav a { text-decoration: none; }
p:has(> .doc-section-title) { break-after: avoid; }
section .page { color: #6b665d; font-size: 0.8em; }
section .page::before { content: " (p. "; }
section .page::after { content: ")"; }
"""


@dataclass(frozen=True)
class Chapter:
    """A page of the site, at its `address` there, as a tree."""

    address: str
    title: str
    article: ET.Element
    number: str = ""
    """What stands above the title in a paragraph of the class ``chapter``, if anything."""

    @property
    def name(self) -> str:
        """A name that can stand in the name of a file and in an id."""
        return re.sub(r"\W+", "-", self.address).strip("-") or "start"

    @property
    def heading(self) -> str:
        """What the contents call it."""
        return f"{self.number}: {self.title}" if self.number else self.title


def chapters(site: Path) -> list[Chapter]:
    """Return the pages of a site, from its start, each followed by what it calls the next."""
    found: list[Chapter] = []
    address: str | None = ""
    while address is not None:
        html = (site / address / "index.html").read_text(encoding="utf-8")
        article = ARTICLE.search(html)
        assert article
        tree = parse(article[0])
        tree.tag = f"{{{XHTML}}}section"
        tree.attrib.clear()
        clean(tree)
        title = tree.find(f".//{{{XHTML}}}h1")
        assert title is not None
        number = tree.findtext(f".//{{{XHTML}}}p[@class='chapter']", "")
        found.append(Chapter(address, "".join(title.itertext()).strip(), tree, number))
        following = NEXT.search(html)
        address = _target(address, following[1]) if following else None
    return found


def _target(address: str, href: str) -> str:
    """Return where a link leads, seen from the start of the site."""
    path = normpath(join(address, href))
    return "" if path == "." else path + "/" * href.endswith("/")


def clean(tree: ET.Element) -> None:
    """Leave out of a page what only a screen can do, and unfold the rest.

    Examples
    --------
    >>> page = parse('<div><h1>A<a class="headerlink">#</a></h1><details>B</details></div>')
    >>> clean(page)
    >>> to_xml(page)
    '<div><h1>A</h1><div class="details">B</div></div>'
    """
    for above in tree.iter():
        for element in list(above):
            classes = set(element.get("class", "").split())
            if classes & SCREEN and not ("ask" in classes and _offers(element)):
                _remove(above, element)
    for code in tree.iter(f"{{{XHTML}}}code"):
        text = "".join(code.itertext())
        code[:] = []
        code.text = text
    for element in list(tree.iter()):
        _adapt(element)


def _adapt(element: ET.Element) -> None:
    """Make of an element what every reader of books knows."""
    for name in [name for name in element.attrib if name.startswith("data-")]:
        del element.attrib[name]
    name = local(element)
    if name in ("details", "summary") or "-" in name:
        element.tag = f"{{{XHTML}}}div"
        element.attrib.pop("open", None)
        element.set("class", " ".join(filter(None, [name, element.get("class")])))
    styles = {key: element.attrib.pop(key) for key in STYLES & element.attrib.keys()}
    if styles:  # the MathML of books has them on <mstyle> alone
        inner = ET.Element(element.tag, element.attrib)
        inner.text, inner[:] = element.text, element[:]
        element.tag, element.text, element[:] = f"{{{MATHML}}}mstyle", None, [inner]
        element.attrib = styles


def _offers(question: ET.Element) -> bool:
    """Tell whether a question has answers to choose from, without which it is none."""
    for hint in [part for part in question if part.get("hidden")]:
        _remove(question, hint)
    return len(question) > 0


def _remove(above: ET.Element, element: ET.Element) -> None:
    """Take an element away, but not the text behind it."""
    at = list(above).index(element)
    if at:
        above[at - 1].tail = (above[at - 1].tail or "") + (element.tail or "")
    else:
        above.text = (above.text or "") + (element.tail or "")
    above.remove(element)


def relink(chapter: Chapter, places: dict[str, str], prefix: Callable[[str], str]) -> None:
    """Let the links of a chapter lead to where the book has what they lead to.

    Parameters
    ----------
    chapter
        The chapter, whose tree is changed.
    places
        By the address of each page: where the book has it.
    prefix
        What the id of an element becomes in the chapter at an address.
    """
    for element in chapter.article.iter():
        if "id" in element.attrib:
            element.set("id", prefix(chapter.address) + element.attrib["id"])
        for name, value in list(element.attrib.items()):
            if name in POINTERS and not re.match(r"\w+:", value):
                _point(element, name, chapter.address, places, prefix)
            elif name in LISTS:
                ids = (prefix(chapter.address) + part for part in value.split())
                element.set(name, " ".join(ids))
            elif "url(#" in value:
                own = rf"url(#{prefix(chapter.address)}\1)"
                element.set(name, REFERENCE.sub(own, value))


def _point(
    element: ET.Element,
    name: str,
    address: str,
    places: dict[str, str],
    prefix: Callable[[str], str],
) -> None:
    path, _, anchor = element.attrib[name].partition("#")
    target = _target(address, path) if path else address
    if target not in places:
        del element.attrib[name]  # a file that the book does not carry
        element.attrib.pop("download", None)
        element.tag = f"{{{XHTML}}}span"
    elif anchor:
        page = places[target].partition("#")[0] if path or address not in places else ""
        element.set(name, f"{page}#{prefix(target)}{anchor}")
    else:
        element.set(name, places[target])


def refer(chapter: Chapter, own: str) -> None:
    """Leave room for a page's number behind each link to another chapter, but those of terms."""
    for above in list(chapter.article.iter()):
        for element in list(above):
            target = element.get("href", "")
            terms = "term" in element.get("class", "").split()
            if target.startswith("#") and not target.startswith(own) and not terms:
                page = ET.Element(f"{{{XHTML}}}span", {"class": "page", "title": target[1:]})
                page.text, page.tail, element.tail = str(UNKNOWN), element.tail, ""
                above.insert(list(above).index(element) + 1, page)


def style(css: str) -> str:
    """Return the style of the book: its own, with the colors of the site's by day.

    Examples
    --------
    >>> site = ":root { --live-c0: #00f; } .input { --live-symbol: var(--live-c0); }"
    >>> style(site).splitlines()[-2:]
    ['math .input,', '.term.input { color: #00f; }']
    """
    colors = _colors(css)
    rules = [
        f"math .{name},\n.term.{name} {{ color: {colors[color]}; }}"
        for name, color in SYMBOL.findall(css)
    ]
    return STYLE + "\n".join(rules) + "\n"


def sheets(site: Path) -> dict[Path, str]:
    """Return the stylesheets that the first page of a site asks for, by their files."""
    start = (site / "index.html").read_text(encoding="utf-8")
    files = (site / name for name in SHEET.findall(start))
    return {file: file.read_text(encoding="utf-8") for file in files}


def faces(site: Path) -> str:
    """Return what these say of fonts, with the whole addresses of their files."""
    return "".join(
        SOURCE.sub(rf'url("{file.parent.absolute().as_uri()}/\1")', face)
        for file, css in sheets(site).items()
        for face in FACE.findall(css)
    )


def _colors(css: str) -> dict[str, str]:
    """Return the colors of the symbols by day, which come first."""
    colors = {"--live-paper": "#ffffff"}
    for name, color in COLOR.findall(css):
        colors.setdefault(name, color)
    return colors


def settle(xml: str, css: str) -> str:
    """Put colors where figures name them: not every reader of books knows variables."""
    colors = _colors(css)
    return VARIABLE.sub(lambda match: colors[match[1]], xml)


def one_page(site: Path, title: str, about: str) -> str:
    """Return the whole book as one page of XHTML, to be printed."""
    book = chapters(site)
    places = {chapter.address: f"#{chapter.name}" for chapter in book}
    for chapter in book:
        relink(chapter, places, lambda address: f"{places[address][1:]}--")
        chapter.article.set("id", chapter.name)
        refer(chapter, f"#{chapter.name}--")
    css = "\n".join(sheets(site).values())
    rows = (
        f'<li><a href="#{part.name}">{escape(part.heading)}</a>'
        f'<span class="page" title="{part.name}">{UNKNOWN}</span></li>'
        for part in book
    )
    parts = "\n".join(settle(to_xml(chapter.article), css) for chapter in book)
    return (
        f'<!DOCTYPE html><html xmlns="{XHTML}" xmlns:xlink="{XLINK}" xml:lang="en" lang="en">'
        f"<head><title>{escape(title)}</title>"
        f"<style>{faces(site)}{style(css)}{PRINTED}</style></head><body>"
        f'<p class="title">{escape(title)}</p><p>{escape(about)}</p>'
        f"<nav><ol>{''.join(rows)}</ol></nav>{parts}</body></html>"
    )


def find_browser() -> str | None:
    """Return where a browser is that prints pages, the quickest first; None where there is none."""
    names = ("chromium-headless-shell", "chromium", "google-chrome")
    return next((path for name in names if (path := which(name))), None)


def print_pdf(xhtml: str, path: Path, browser: str) -> None:
    """Let a browser print a page into the file at `path`."""
    with TemporaryDirectory() as folder:
        # Read as HTML, an empty <code/> would not be closed, and all behind it be code.
        page = Path(folder, "book.xhtml")
        page.write_text(xhtml, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/kept"]
        options += ["--no-pdf-header-footer", "--generate-pdf-document-outline"]
        command = [browser, *options, f"--print-to-pdf={path.absolute()}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=300)  # noqa: S603


def print_numbered(xhtml: str, path: Path, browser: str) -> None:
    """Let a browser print a book whose references tell the pages that they lead to.

    It cannot count them itself, so the book is printed until the numbers are those of its pages.
    """
    numbers: dict[str, int] = {}
    for _ in range(4):
        print_pdf(tell(xhtml, numbers), path, browser)
        before, numbers = numbers, pages_of(path)
        if numbers == before:
            break


def tell(xhtml: str, numbers: Mapping[str, int]) -> str:
    """Return a book whose references tell the numbers of the pages that they lead to.

    Examples
    --------
    >>> tell('<span class="page" title="cost">100</span>', {"cost": 7})
    '<span class="page">7</span>'
    """
    return PAGE.sub(
        lambda page: f'<span class="page">{numbers.get(page[1], UNKNOWN)}</span>', xhtml
    )


def pages_of(path: Path) -> dict[str, int]:
    """Return on which page each place of a PDF is that something leads to, by its id."""
    pdf = PdfReader(path)
    places = pdf.named_destinations
    found = {name: pdf.get_destination_page_number(place) for name, place in places.items()}
    return {name.removeprefix("/"): page + 1 for name, page in found.items() if page is not None}


def make(site: Path, folder: Path, browser: str | None) -> list[Path]:
    """Write the whole book into `folder`, as EPUB and, with a browser, as PDF."""
    start = (site / "index.html").read_text(encoding="utf-8")
    name, about = (unescape(found[1]) for known in (SITE, ABOUT) if (found := known.search(start)))
    folder.mkdir(parents=True, exist_ok=True)
    book = chapters(site)
    places = {chapter.address: f"{chapter.name}.xhtml" for chapter in book}
    for chapter in book:
        relink(chapter, places, lambda _: "")
    css = "\n".join(sheets(site).values())
    parts = [(part.name, part.heading, settle(to_xml(part.article), css)) for part in book]
    changed = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    made = [folder / f"{name}.epub"]
    made[0].write_bytes(epub(book[0].title, about, style(css), parts, changed))
    if browser:
        made.append(folder / f"{name}.pdf")
        print_numbered(one_page(site, book[0].title, about), made[1], browser)
    return made


def main(site: str, folder: str) -> None:
    """Write the book that was built into `site` into `folder`, and tell what was written."""
    browser = find_browser()
    for path in make(Path(site), Path(folder), browser):
        print(path)
    if not browser:
        print("no PDF: install Chromium", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
