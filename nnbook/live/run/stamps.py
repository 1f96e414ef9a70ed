"""Tells when files were written: whoever asks again sees which have changed."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

Stamps = dict[Path, tuple[int, int]]
"""When each file was last written, in nanoseconds, and how long it is."""


def stamps(paths: Iterable[Path]) -> Stamps:
    """Return the stamps of the files among `paths`, without those that are gone by now."""
    found = {}
    for path in paths:
        with suppress(OSError):  # an editor's own files come and go, maybe at this moment
            if path.is_file():
                status = path.stat()
                found[path] = status.st_mtime_ns, status.st_size
    return found
