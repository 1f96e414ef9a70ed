"""Writes files whole or not at all."""

import hashlib
import os
import shutil
from pathlib import Path
from threading import get_ident


def write_whole(path: Path, content: str | bytes) -> None:
    """Write `content` to `path`, so that at every moment the old or the new one is there."""
    path = path.resolve()  # or a link would be replaced, and what it leads to stay old
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}")
    try:
        fresh.write_bytes(content.encode() if isinstance(content, str) else content)
        if path.exists():
            shutil.copymode(path, fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def write_hashed(path: Path, content: str | bytes) -> str:
    """Write `content` beside `path`, and return its name, in which a digest stands.

    Browsers may keep such a file: with other content, it would have another name.
    """
    content = content.encode() if isinstance(content, str) else content
    name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:8]}{path.suffix}"
    write_whole(path.with_name(name), content)
    return name
