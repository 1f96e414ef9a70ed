"""Takes files that blocks have published out of their pages, and puts them beside these."""

import re
from base64 import b64decode
from pathlib import Path

from nnbook.live.write_whole import write_hashed

INSIDE = re.compile(r"data:[\w/+.-]+;name=([\w-]+)(\.[a-z0-9]+);base64,([A-Za-z0-9+/]*=*)")
"""What `nnbook.live.show.file.beside` returns."""


def put_beside(html: str, folder: Path) -> str:
    """Return a page that asks for its files, which are written into its `folder`."""

    def name_of(match: re.Match[str]) -> str:
        stem, suffix, data = match.groups()
        return write_hashed(folder / f"{stem}{suffix}", b64decode(data))

    return INSIDE.sub(name_of, html)
