"""Makes a Markdown page a program: what a reader sees is what its code gave just now.

The package is a Python-Markdown extension (`nnbook.live`), a command line
(``python -m nnbook.live docs``) and a function for tests, `nnbook.live.html.check.check`.
All three find the same faults.
"""

from typing import TYPE_CHECKING, Any

from nnbook.live.page.fault import Fault, PageError
from nnbook.live.page.page import Page

if TYPE_CHECKING:
    from markdown import Extension

__all__ = ["Fault", "Page", "PageError", "makeExtension"]


def makeExtension(**settings: Any) -> "Extension":
    """Return the Markdown extension; without Markdown, pages can still be checked."""
    from nnbook.live.html.extension import LiveExtension  # noqa: PLC0415

    return LiveExtension(**settings)
