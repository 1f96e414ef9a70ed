"""Reads the HTML of a page as a tree, which XML can be written from."""

import re
from copy import deepcopy
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

XHTML = "http://www.w3.org/1999/xhtml"
MATHML = "http://www.w3.org/1998/Math/MathML"
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
SPACES = {"math": MATHML, "svg": SVG}
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
BLOCKS = {"details", "div", "dl", "figure", "h1", "h2", "h3", "h4", "ol", "p", "pre", "table", "ul"}
"""What ends a paragraph before it, as browsers read HTML."""

ATTRIBUTE = re.compile(r"\s([^\s=/>\"']+)(?=[\s=/>])")


def parse(html: str) -> ET.Element:
    """Return the first element of well-nested HTML, with formulas and figures in it.

    Raises
    ------
    ValueError
        If an element is not closed where another one is.

    Examples
    --------
    >>> to_xml(parse('<p>A &amp; <br> <svg viewBox="0 0 1 1"></svg></p>'))
    '<p>A &amp; <br /> <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" /></p>'
    """
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.root[0]


def to_xml(element: ET.Element) -> str:
    """Return an element as XML, to stand where the namespace is that of XHTML."""
    plain = deepcopy(element)
    for part in plain.iter():
        # Readers of books are used to a namespace that is declared where it begins.
        part.tag = local(part)
        space = {"xmlns": SPACES[part.tag]} if part.tag in SPACES else {}
        named = {key.replace(f"{{{XLINK}}}", "xlink:"): part.attrib[key] for key in part.attrib}
        part.attrib = space | named
    return ET.tostring(plain, encoding="unicode")


def local(element: ET.Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


class _Parser(HTMLParser):
    """Builds the tree, with the case of names as written, which SVG needs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = ET.Element("root")
        self.open = [(self.root, XHTML)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text() or ""
        if tag in BLOCKS and local(self.open[-1][0]) == "p":
            self.open.pop()
        above, space = self.open[-1]
        space = SPACES.get(tag, space)
        written = {name.lower(): name for name in ATTRIBUTE.findall(raw)}
        name = raw[1 : len(tag) + 1]
        element = ET.SubElement(above, f"{{{space}}}{name}")
        for key, value in attrs:
            if key.startswith("xmlns"):
                continue
            cased = written.get(key, key).replace("xlink:", f"{{{XLINK}}}")
            element.set(cased, key if value is None else value)
        if tag not in VOID:
            self.open.append((element, space))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or (tag == "p" and local(self.open[-1][0]) != "p"):
            return
        element, _ = self.open.pop()
        if local(element).lower() != tag:
            line, _ = self.getpos()
            raise ValueError(f"line {line}: </{tag}> closes <{local(element)}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        above, _ = self.open[-1]
        if len(above):
            above[-1].tail = (above[-1].tail or "") + data
        else:
            above.text = (above.text or "") + data
