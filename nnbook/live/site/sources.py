"""Tells what a site is made from, and when that was written."""

from contextlib import suppress
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

Sources = dict[Path, tuple[int, int]]
"""When each file of the book was last written, in nanoseconds, and how long it is."""


def sources(config: MkDocsConfig) -> Sources:
    """Return what the book is made from, as it is now; hidden and compiled files left out."""
    found = {}
    for root in map(Path, [config.docs_dir, config.config_file_path, *config.watch]):
        for path in [root, *root.rglob("*")]:
            # An editor's own files come and go, maybe at this moment.
            with suppress(OSError):
                if path.is_file() and path.suffix != ".pyc" and not path.name.startswith("."):
                    status = path.stat()
                    found[path] = status.st_mtime_ns, status.st_size
    return found
