"""Tells the extension what only MkDocs knows: whether somebody is writing, or publishing."""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from watchdog.observers.polling import PollingObserver

from nnbook.live.html.origin import upcoming
from nnbook.live.page.fault import PageError
from nnbook.live.site.serving import Rebuild, Sources, sources
from nnbook.live.write_whole import write_whole

logger = logging.getLogger("nnbook.live")

LABS = Path(".cache/labs")
"""Where labs that have run are kept, seen from the working folder."""

COLORLESS = re.compile(r'<span class="(?:[nopw]|fm|sa|vm)">([^<]*)</span>')
"""Names, marks and spaces in code: the theme gives them no color, and code without their spans
weighs half as much."""

_command = "build"
_built: Sources = {}


class Templates(BytecodeCache):
    """Compiled templates, kept from one build of a server to the next."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill `bucket` with its template, if it has been compiled before."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the compiled template in `bucket`."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


_templates = Templates()


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember the command; refuse to leave old pages in place while numbers change."""
    global _command  # noqa: PLW0603 - MkDocs keeps a hook as a module
    _command = command
    if dirty:
        raise Abort("--dirty keeps pages whose numbers may have changed: build without it")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Show faults on the page while the author writes; anywhere else they end the build."""
    global _built  # noqa: PLW0603 - as above
    settings: dict[str, Any] = config.mdx_configs.setdefault("nnbook.live", {})
    settings["faults"] = "show" if _command == "serve" else "raise"
    settings["docs"] = config.docs_dir
    if _command == "serve":
        _built = sources(config)
    return config


def on_env(env: Environment, **_: Any) -> Environment:
    """Compile the theme's templates once: MkDocs would do it at every build."""
    env.bytecode_cache = _templates
    return env


def on_files(files: Files, **_: Any) -> Files:
    """Let MkDocs see how old the page of a lab is; mkdocs-jupyter names no such file."""
    for file in files:
        if _is_lab(file):
            vars(file)["is_modified"] = File.is_modified.__get__(file)
    return files


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    """Run a lab, and hand on what became of it as Markdown, like that of any page."""
    if not _is_lab(page.file):
        return None
    from nnbook.live.lab.notebook import as_text  # noqa: PLC0415 - a book without labs needs no Jupyter
    from nnbook.live.lab.page import markdown  # noqa: PLC0415
    from nnbook.live.lab.run import run_kept  # noqa: PLC0415

    path = Path(config.docs_dir, page.file.src_uri)
    run = run_kept(path, LABS)
    if run.faults and _command != "serve":
        raise PageError(run.faults)
    if run.faults:
        logger.error("%s", PageError(run.faults))
    executed = LABS / page.file.src_uri
    write_whole(executed, as_text(run.notebook))
    page.file.abs_src_path = str(executed.absolute())  # which mkdocs-jupyter puts into the site
    vars(page).pop("render")  # and its own conversion, which knows nothing of this book
    return markdown(path, run.notebook, run.faults)


def _is_lab(file: File) -> bool:
    """Tell whether `file` is a notebook that mkdocs-jupyter makes a page of."""
    return file.is_documentation_page() and file.src_uri.endswith(".ipynb")


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
    """Tell the extension which page comes: it would have to look for its text."""
    # A page that a plugin made has no file.
    upcoming.set(Path(config.docs_dir, page.file.src_uri) if page.file.abs_src_path else None)
    return markdown


def on_page_content(html: str, **_: Any) -> str:
    """Let the extension look for the next text itself, unless told; make code lighter."""
    upcoming.set(None)
    return COLORLESS.sub(r"\1", html)


def on_serve(
    server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None]
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
        server.builder = Rebuild(builder, config, _built)
    return server


def on_build_error(error: Exception) -> None:
    """End a build with the fault alone: MkDocs would print its own traceback around it."""
    if isinstance(error, PageError):
        raise Abort("Aborted: a page has a fault")
