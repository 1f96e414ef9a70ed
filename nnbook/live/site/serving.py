"""Builds no more than the saved pages while an author writes, where nothing else has changed."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

from mkdocs.commands import serve
from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

Sources = dict[Path, tuple[int, int]]
"""When each file of the book was last written, in nanoseconds, and how long it is."""


class Rebuild:
    """What a server does when a file has changed.

    Where only pages were saved, it builds these and no others: MkDocs calls that a dirty
    build. All is built where any other file or the glossary was saved, where a file came or
    went, and where the last build failed.

    Parameters
    ----------
    builder
        Builds the book with ``mkdocs.commands.serve.build``, as MkDocs' own server does.
    config
        The configuration the server started with.
    built
        What `sources` gave before the first build read any of it.
    """

    def __init__(self, builder: Callable[[], None], config: MkDocsConfig, built: Sources) -> None:
        self.builder = builder
        self.config = config
        self.built = built
        glossary = config.mdx_configs.get("nnbook.live", {}).get("glossary", "")
        self.glossary = Path(config.docs_dir, glossary)  # which all pages link to

    def __call__(self) -> None:
        """Build what has changed since the last build began."""
        before, now = self.built, sources(self.config)
        saved = {path for path in now if now[path] != before.get(path)}
        self.built = {}
        if now.keys() != before.keys() or not all(map(self._is_page, saved)):
            self.builder()
        elif saved:
            with self._only(saved):
                self.builder()
        self.built = now

    def _is_page(self, path: Path) -> bool:
        ours = path.is_relative_to(self.config.docs_dir)
        return ours and path.suffix == ".md" and path != self.glossary

    @contextmanager
    def _only(self, saved: set[Path]) -> Iterator[None]:
        """Let the builder build only what was saved, and keep what search knew of the rest."""
        site = self.config.site_dir
        for path in saved:
            # MkDocs compares times, and would take a page saved during a build for built.
            source = path.relative_to(self.config.docs_dir).as_posix()
            file = File(source, self.config.docs_dir, site, self.config.use_directory_urls)
            Path(file.abs_dest_path).unlink(missing_ok=True)
        index = Path(site, "search/search_index.json")
        known = json.loads(index.read_text("utf-8")) if index.exists() else {"docs": []}
        with (
            patch.object(serve, "build", _build_dirty),
            # The theme's files are in the site, and MkDocs would list thousands of icons.
            patch.object(Files, "add_files_from_theme"),
        ):
            yield
        if index.exists():
            new = json.loads(index.read_text("utf-8"))
            pages = {_page_of(entry) for entry in new["docs"]}
            new["docs"] += [entry for entry in known["docs"] if _page_of(entry) not in pages]
            index.write_text(json.dumps(new, separators=(",", ":")), "utf-8")


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


def _build_dirty(config: MkDocsConfig, *, serve_url: str | None, **_: bool) -> None:
    log = logging.getLogger("mkdocs.commands.build")
    log.addFilter(_other_than_warning)
    try:
        build(config, serve_url=serve_url, dirty=True)
    finally:
        log.removeFilter(_other_than_warning)


def _other_than_warning(record: logging.LogRecord) -> bool:
    """Keep back the warning that navigation may be wrong: its titles stand in mkdocs.yml."""
    return "'dirty' build" not in record.getMessage()


def _page_of(entry: dict[str, str]) -> str:
    return entry["location"].split("#")[0]
