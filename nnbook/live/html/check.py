"""Checks a page: for the command line, and for the tests of a book."""

from pathlib import Path
from typing import Any

from nnbook.live.page.fault import Fault, PageError
from nnbook.live.page.page import Page, path_name
from nnbook.live.run.ahead import Asked
from nnbook.live.run.cache import Cache
from nnbook.live.run.process import MEMORY, SECONDS
from nnbook.live.run.verdict import Checked, verdict


def check(
    path: Path,
    seconds: float | None = None,
    memory: float | None = None,
    cache: Path | None = None,
) -> Checked:
    """Check the page at `path`, as a build does.

    Where Markdown is not installed, formulas are not read, and snippets not put in.

    Parameters
    ----------
    path
        The Markdown file.
    seconds
        How long the page may run; None for what its builder's file says.
    memory
        How many GiB of memory each of its processes may take; None likewise.
    cache
        A folder that keeps what pages gave; None: the page runs.

    Raises
    ------
    PageError
        Where the file, or that of its builder, cannot be read.
    """
    try:
        from nnbook.live.html.builder import builder_of  # noqa: PLC0415
    except ImportError:
        return _plain(path, seconds or SECONDS, memory or MEMORY, cache)
    told = {"seconds": seconds, "memory": memory, "cache": cache and str(cache)}
    settings: dict[str, Any] = {name: setting for name, setting in told.items() if setting}
    builder = builder_of(path)
    try:
        live = builder.convert(path, **settings)
    except (OSError, UnicodeError) as error:
        raise _unreadable(path, error) from error
    except Exception as error:
        problem, expected = "this page cannot be converted", "extensions that take it"
        got = f"{type(error).__name__}: {error}"
        raise PageError([Fault(path_name(path), 1, problem, path.name, expected, got)]) from error
    return Checked(live.page, live.ran, live.faults, whole=True)


def _plain(path: Path, seconds: float, memory: float, cache: Path | None) -> Checked:
    try:
        page = Page.read(path)
    except (OSError, UnicodeError) as error:
        raise _unreadable(path, error) from error
    asked = Asked(page.bare(), Cache(cache) if cache else None, seconds, memory)
    run = asked.kept() or asked.run()
    return Checked(page, run, verdict(page, run), whole=False)


def _unreadable(path: Path, error: Exception) -> PageError:
    problem, expected = "this page cannot be read", "a text in UTF-8"
    return PageError([Fault(path_name(path), 1, problem, path.name, expected, str(error))])
