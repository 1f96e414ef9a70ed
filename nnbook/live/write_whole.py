"""Writes files whole or not at all."""

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
