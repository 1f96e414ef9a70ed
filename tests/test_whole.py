"""The whole book as one file: every chapter, every solution, and no link that leads nowhere."""

import io
import re
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from nnbook.live.book.whole import chapters, make
from nnbook.live.book.xhtml import XHTML


def test_the_epub_is_whole_and_its_links_lead_somewhere(site: Path, tmp_path: Path) -> None:
    made = make(site, tmp_path, None)[0]
    assert made.name == "nnbook.epub"
    book = ZipFile(io.BytesIO(made.read_bytes()))
    pages = {
        name.removeprefix("book/"): ET.fromstring(book.read(name))
        for name in book.namelist()
        if name.endswith(".xhtml")
    }
    ids = {
        f"{name}#{element.get('id')}"
        for name, page in pages.items()
        for element in page.iter()
        if element.get("id")
    }
    solutions = 0
    for name, page in pages.items():
        for link in page.iter(f"{{{XHTML}}}a"):
            href = link.get("href", "")
            if not re.match(r"\w+:", href):
                target = href if not href.startswith("#") else name + href
                assert target in ids or target in pages, f"{name}: {href}"
        solutions += "".join(page.itertext()).count("Solution\n")
    assert solutions >= 40
    assert "var(" not in "".join(book.read(name).decode() for name in book.namelist())


def test_the_book_has_every_page_of_the_site(site: Path) -> None:
    there = {page.parent.relative_to(site).as_posix() for page in site.rglob("index.html")}
    assert {part.address.strip("/") or "." for part in chapters(site)} == there
