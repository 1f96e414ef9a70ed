"""Takes files that blocks have published out of their pages, and puts them beside these."""

import hashlib
import re
from base64 import b64decode
from pathlib import Path

INSIDE = re.compile(r"data:[\w/+.-]+;name=([\w-]+)(\.[a-z0-9]+);base64,([A-Za-z0-9+/]*=*)")
"""What `nnbook.live.show.file.beside` returns."""


def put_beside(html: str, folder: Path) -> str:
    """Return a page that asks for its files, which are written into its `folder`.

    The digest in a name lets browsers keep the file as long as it is this one.
    """

    def name_of(match: re.Match[str]) -> str:
        stem, suffix, data = match.groups()
        content = b64decode(data)
        name = f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}{suffix}"
        (folder / name).write_bytes(content)
        return name

    return INSIDE.sub(name_of, html)
