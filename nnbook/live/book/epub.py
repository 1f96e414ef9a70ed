"""Packs chapters into an EPUB, the format of readers of books: XHTML pages in a ZIP file."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="book/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""

PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{id}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>en</dc:language>
<dc:description>{about}</dc:description>
<meta property="dcterms:modified">{modified}</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="css" href="book.css" media-type="text/css"/>
{items}
</manifest>
<spine>
<itemref idref="nav"/>
{order}
</spine>
</package>
"""

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
xmlns:xlink="http://www.w3.org/1999/xlink" xml:lang="en" lang="en">
<head><title>{title}</title><link rel="stylesheet" href="book.css" type="text/css"/></head>
<body>{body}</body>
</html>
"""


def epub(
    title: str, about: str, css: str, chapters: Sequence[tuple[str, str, str]], changed: int
) -> bytes:
    """Return a book as an EPUB, the same bytes for the same book.

    Parameters
    ----------
    title, about
        Its title, and what it is about.
    css
        The style of its pages.
    chapters
        Of each chapter its name, which becomes that of a file, its title, and its XHTML.
    changed
        When it was last changed, in seconds since 1970.

    Examples
    --------
    >>> book = epub("A", "On A.", "", [("one", "One", "<p>1</p>")], 0)
    >>> ZipFile(io.BytesIO(book)).namelist()[-1]
    'book/one.xhtml'
    """
    moment = datetime.fromtimestamp(changed, UTC)
    package = PACKAGE.format(
        id=uuid5(NAMESPACE_URL, title).urn,
        title=escape(title),
        about=escape(about),
        modified=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        items="\n".join(_item(name, body) for name, _, body in chapters),
        order="\n".join(f'<itemref idref="c-{name}"/>' for name, _, _ in chapters),
    )
    rows = "".join(
        f'<li><a href="{name}.xhtml">{escape(heading)}</a></li>' for name, heading, _ in chapters
    )
    contents = f'<nav epub:type="toc"><h1>{escape(title)}</h1><ol>{rows}</ol></nav>'
    files = {
        "META-INF/container.xml": CONTAINER,
        "book/book.opf": package,
        "book/nav.xhtml": PAGE.format(title=escape(title), body=contents),
        "book/book.css": css,
    }
    for name, heading, body in chapters:
        files[f"book/{name}.xhtml"] = PAGE.format(title=escape(heading), body=body)
    return _zip(files)


def _item(name: str, body: str) -> str:
    """Return the line that lists a chapter, and what a reader must know to show it."""
    uses = " ".join(kind for kind, tag in (("mathml", "<math"), ("svg", "<svg")) if tag in body)
    properties = f' properties="{uses}"' if uses else ""
    return (
        f'<item id="c-{name}" href="{name}.xhtml" media-type="application/xhtml+xml"{properties}/>'
    )


def _zip(files: dict[str, str]) -> bytes:
    """Return the files in a ZIP file, in which what it is stands first."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as book:
        book.writestr(ZipInfo("mimetype"), "application/epub+zip", ZIP_STORED)
        for name, text in files.items():
            book.writestr(ZipInfo(name), text, ZIP_DEFLATED)
    return packed.getvalue()
