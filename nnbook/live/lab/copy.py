"""Copies a book so that its labs are pages of Markdown, for builders that know no notebooks."""

import posixpath
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from nnbook.live.lab.notebook import Lab, as_text, find_labs
from nnbook.live.lab.page import markdown
from nnbook.live.lab.run import SECONDS, LabRun, run_unless_kept
from nnbook.live.page.fault import PageError
from nnbook.live.write_whole import write_whole

LINK = re.compile(r"""(?<![^\s("'<])(?<!href=")([^\s()"'<>#]+)\.ipynb(?![^\s)"'>#])""")
"""What may name a notebook in Markdown, the target of a link, or in ``mkdocs.yml``."""


def copy_book(
    book: Path, copy: Path, *, docs: str = "docs", kept: Path, seconds: float = SECONDS
) -> list[Path]:
    """Run the labs of a book, and write a copy in which they are pages; return these.

    Parameters
    ----------
    book
        The folder with ``mkdocs.yml``, which is left as it is.
    copy
        A folder that is not there yet.
    docs
        The folder of the pages, as seen from the book.
    kept
        Where runs of labs are kept.
    seconds
        The time limit for each cell.

    Raises
    ------
    FileExistsError
        If the copy is there already.
    FileNotFoundError
        If the book has no ``mkdocs.yml``.
    PageError
        For all faults of the labs; nothing is written then.
    """
    config = (book / "mkdocs.yml").read_text(encoding="utf-8")
    if copy.exists():
        raise FileExistsError(f"{copy} is there already; expected a folder that is not")
    runs = {path: run_unless_kept(path, kept, seconds) for path in find_labs(book / docs)}
    if faults := [fault for run in runs.values() for fault in run.faults]:
        raise PageError(faults)
    names = {path.relative_to(book / docs).as_posix() for path in runs}
    shutil.copytree(book, copy, ignore=_passed(book / "site", copy))
    pages = [
        _write(path, run, copy / docs / path.relative_to(book / docs)) for path, run in runs.items()
    ]
    for path in sorted((copy / docs).rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        new = relinked(text, path.relative_to(copy / docs).parent.as_posix(), names)
        if new != text:
            write_whole(path, new)
    write_whole(copy / "mkdocs.yml", relinked(config, "", names))
    return pages


def _passed(*built: Path) -> Callable[[str, list[str]], Iterable[str]]:
    """Return what leaves out of a folder's names: hidden and compiled files, and what is built."""
    places = {path.resolve() for path in built}
    return lambda folder, names: [
        name
        for name in names
        if name.startswith((".", "__pycache__")) or Path(folder, name).resolve() in places
    ]


def _write(path: Path, run: LabRun, place: Path) -> Path:
    """Write the page of a lab beside its copy, which becomes what has run."""
    page = place.with_suffix(".md")
    write_whole(page, markdown(Lab(path, run.notebook), []))
    write_whole(place, as_text(run.notebook))
    return page


def relinked(text: str, folder: str, labs: set[str]) -> str:
    """Return a text of `folder` whose links to `labs` lead to pages of Markdown.

    Examples
    --------
    >>> relinked("[it](../labs/a.ipynb#b), [other](c.ipynb)", "api", {"labs/a.ipynb"})
    '[it](../labs/a.md#b), [other](c.ipynb)'
    """

    def page(match: re.Match[str]) -> str:
        known = posixpath.normpath(posixpath.join(folder, f"{match[1]}.ipynb")) in labs
        return f"{match[1]}.md" if known else match[0]

    return LINK.sub(page, text)
