"""Builds no more than the saved pages while an author writes, where nothing else has changed.

MkDocs has no public way to that: this module, and it alone, reaches into its server and its
builder. ProperDocs has the same ones.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import click
from mkdocs.commands import serve
from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from watchdog.observers.polling import PollingObserver

from nnbook.live.run.stamps import Stamps
from nnbook.live.site.afterwards import Afterwards
from nnbook.live.site.sources import sources

INCLUDES = re.compile(r"\s*(?:;?-+8<-+|\{[!%])")
"""What begins a line by which a page shows another file."""

DOCUMENTED = re.compile(r"\s*:::\s*(\S+)")
"""By what a page shows the docstrings of a module, or of something in it."""


class Rebuild:
    """What a server does when a file has changed, or when something has run since.

    Where only pages, labs and modules that pages import were saved, it builds no more than it
    must: MkDocs calls that a dirty build. A module asks for the pages that include other files
    and for the labs that are old now, at once; its pages run anew afterwards, and are built
    where they give something else. All is built where any other file or the glossary was saved,
    where a file came or went, and where the last build failed.

    Parameters
    ----------
    builder
        Builds the book with ``mkdocs.commands.serve.build``, as MkDocs' own server does.
    config
        The configuration the server started with.
    built
        What `sources` gave before the first build read any of it.
    afterwards
        Runs what a build does not wait for.
    begin
        Hears which pages were saved, a moment before they are built, and few others.
    """

    def __init__(
        self,
        builder: Callable[[], None],
        config: MkDocsConfig,
        built: Stamps,
        afterwards: Afterwards,
        begin: Callable[[set[Path]], None],
    ) -> None:
        self.builder = builder
        self.config = config
        self.built = built
        self.afterwards = afterwards
        self.begin = begin
        glossary = config.mdx_configs.get("nnbook.live", {}).get("glossary", "")
        self.glossary = Path(config.docs_dir, glossary)  # which all pages link to

    def __call__(self) -> None:
        """Build what has changed since the last build began."""
        before, now = self.built, sources(self.config)
        self.built = {}
        self.afterwards.begin(now)
        ran = self.afterwards.take()
        saved = {path for path in now if now[path] != before.get(path)}
        pages = set(filter(self._is_page, saved))
        modules = saved - pages
        try:
            if now.keys() != before.keys() or not all(map(self._is_module, modules)):
                self.builder()
                self.built = now
                return
            if modules:
                self.afterwards.run_pages()
                ran |= self.afterwards.old_labs()
                texts = {path for path in filter(self._is_page, now) if path.suffix == ".md"}
                pages |= {path for path in texts if _shows(path, modules)}
            pages |= {path for path in now if path.resolve() in ran}
            if pages:
                self.begin(pages & saved)
                with self._only(pages):
                    self.builder()
            self.built = now
        finally:
            self.afterwards.go_on()

    def _is_page(self, path: Path) -> bool:
        ours = path.is_relative_to(self.config.docs_dir)
        return ours and path.suffix in {".md", ".ipynb"} and path != self.glossary

    def _is_module(self, path: Path) -> bool:
        """Tell whether a file is known by the runs of pages, and otherwise only by its text."""
        return path.suffix == ".py" and self.afterwards.ahead.reads(path)

    @contextmanager
    def _only(self, pages: set[Path]) -> Iterator[None]:
        """Let the builder build only `pages`, and keep what search knew of the rest."""
        site = self.config.site_dir
        for path in pages:
            # MkDocs compares times, and would take a page saved during a build for built.
            # A lab becomes a page where one of Markdown would.
            source = path.relative_to(self.config.docs_dir).with_suffix(".md").as_posix()
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
            fresh = {_page_of(entry) for entry in new["docs"]}
            new["docs"] += [entry for entry in known["docs"] if _page_of(entry) not in fresh]
            index.write_text(json.dumps(new, separators=(",", ":")), "utf-8")


def watch_closely(
    server: LiveReloadServer, config: MkDocsConfig, rebuild: Rebuild
) -> LiveReloadServer:
    """Look for changes ten times a second, where MkDocs would look twice; build the changed."""
    watched = list(server._watched_paths)  # noqa: SLF001 - with --watch-theme there are more
    for path in watched:
        server.unwatch(path)
    server.observer = PollingObserver(timeout=0.1)
    server.build_delay = 0.02
    for path in watched:
        server.watch(path)
    if set(watched) <= {config.docs_dir, config.config_file_path}:
        server.builder = rebuild

    def build() -> None:
        with server._rebuild_cond:  # noqa: SLF001 - as after a change
            server._want_rebuild = True  # noqa: SLF001
            server._rebuild_cond.notify_all()  # noqa: SLF001

    rebuild.afterwards.start(build)
    return server


def follows() -> bool:
    """Tell whether the command that runs will build again: with ``--no-livereload`` it will not."""
    context = click.get_current_context(silent=True)
    return bool(context is None or context.params.get("livereload", True))


def _shows(page: Path, modules: set[Path]) -> bool:
    """Tell whether a page shows more than its own text and what it gives: one of `modules`."""
    rows = page.read_text("utf-8-sig").splitlines()
    documented = [found[1].split(".") for found in map(DOCUMENTED.match, rows) if found]
    return any(map(INCLUDES.match, rows)) or any(
        _is_in(names, module) for names in documented for module in modules
    )


def _is_in(names: list[str], module: Path) -> bool:
    """Tell whether what has these names, one in the other, is a module, or in it, or around it."""
    path = [name for name in module.with_suffix("").parts if name != "__init__"]
    starts = range(len(path) - len(names) + 1)
    around = any(path[start : start + len(names)] == names for start in starts)
    return around or any(path[-count:] == names[:count] for count in range(1, len(names)))


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
