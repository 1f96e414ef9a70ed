"""Tells the extension what only a builder knows, and makes what it has built ready for readers.

It is the plugin ``live`` of MkDocs and of ProperDocs, which answers to the same names.
"""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from markdown import Markdown
from markdown_exec import markdown_config
from mkdocs.config.base import Config
from mkdocs.config.config_options import ListOfItems, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from nnbook.live.here import carried as here
from nnbook.live.here.runtime import RUNTIME, RuntimeChangedError
from nnbook.live.html.extension import begin
from nnbook.live.html.origin import upcoming
from nnbook.live.page.fault import PageError
from nnbook.live.run.ahead import Ahead
from nnbook.live.site import jupyter
from nnbook.live.site.afterwards import Afterwards
from nnbook.live.site.carried import FILE_WORKER, SCRIPT, STYLE, carried
from nnbook.live.site.facts import PACE, changes, with_facts
from nnbook.live.site.notebooks import Notebooks
from nnbook.live.site.publish import publish
from nnbook.live.site.serving import Rebuild, follows, watch_closely
from nnbook.live.site.sources import sources
from nnbook.live.write_whole import write_whole

if TYPE_CHECKING:
    from nnbook.live.run.stamps import Stamps

logger = logging.getLogger("nnbook.live")

LAST = -100
"""The priority of what must find the work of all other plugins done."""


class LiveSettings(Config):  # type: ignore[no-untyped-call]
    """What stands below ``live`` in ``plugins``."""

    facts = Type(bool, default=False)
    """Whether a page tells how long it takes to read, and when it was last changed."""
    pace = Type(int, default=PACE)
    """How many words are read in a minute."""
    labs = Type(str, default=".cache/labs")
    """Where labs that have run are kept, seen from the working folder."""
    publish = Type(bool, default=False)
    """Whether a build is made ready for readers, as ``python -m nnbook.live publish`` does it."""
    notebooks = Type(bool, default=False)
    """Whether each page with examples can be downloaded as a notebook."""
    package = Type(str, default="")
    """The folder of the package that the notebooks install, seen from the working folder."""
    run_here = Type(bool, default=False)
    """Whether readers can change and run examples in the page."""
    modules = ListOfItems(Type(str), default=[])
    """The modules and packages that examples can import there, besides NumPy."""
    runtime = Type(str, default=RUNTIME)
    """Where the Python is kept that runs there, seen from the working folder."""


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


class LivePlugin(BasePlugin[LiveSettings]):  # type: ignore[no-untyped-call]
    """The plugin; the builder keeps one instance for all builds of a server."""

    def __init__(self) -> None:
        self.serving = False
        self.afterwards: Afterwards | None = None
        self.ahead = Ahead()
        self.begun = self.few = False
        self.markdown = Markdown()
        self.built: Stamps = {}
        self.templates = Templates()
        self.days: dict[str, str] = {}
        self.python: dict[str, bytes] = {}
        self.notebooks = Notebooks(Path())

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember the command; refuse to leave old pages in place while numbers change."""
        self.serving = command == "serve"
        waits = not (self.serving and follows())
        self.afterwards = None if waits else Afterwards(Path(self.config.labs), self.ahead)
        if dirty:
            raise Abort("--dirty keeps pages whose numbers may have changed: build without it")

    @event_priority(LAST)  # or Material's plugin for folders would ask another host
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Show faults on the page while the author writes; anywhere else they end the build."""
        settings: dict[str, Any] = config.mdx_configs.setdefault("nnbook.live", {})
        settings["faults"] = "show" if self.serving else "raise"
        settings["docs"] = config.docs_dir
        settings["ahead"] = self.ahead
        if self.afterwards:
            self.built = sources(config)
            self.afterwards.begin(self.built)
        if self.config.facts:
            self.days = changes(Path(config.docs_dir))
        self.notebooks = Notebooks(Path(config.docs_dir))
        if self.config.notebooks and not self.serving and not _is_folder(config):
            settings["hear"] = self.notebooks.hear
        # Blocks print Markdown, which is converted as the page is.
        markdown_config.save(config.markdown_extensions, config.mdx_configs)
        config.extra_css.insert(0, STYLE)
        config.extra_javascript.insert(0, SCRIPT)
        if self.config.publish and _is_folder(config):
            # Material cannot swap its pages in place, and starts nothing on them if it is asked to.
            config.extra["polyfills"] = [FILE_WORKER]
            features = config.theme["features"]
            config.theme["features"] = [name for name in features if name != "navigation.instant"]
        return config

    def on_env(self, env: Environment, **_: Any) -> Environment:
        """Compile the theme's templates once: MkDocs would do it at every build."""
        env.bytecode_cache = self.templates
        return env

    def on_files(self, files: Files, /, *, config: MkDocsConfig, **_: Any) -> Files:
        """Add what the site carries; let all pages run while MkDocs builds one by one."""
        if self.few:  # the site has it, and they run
            return files
        folder = _is_folder(config)
        self.python = {} if folder or not self.config.run_here else self._python()
        for name, content in carried(
            published=self.config.publish, folder=folder, python=self.python
        ).items():
            files.append(File.generated(config, name, content=content))
        self.markdown = Markdown(
            extensions=config.markdown_extensions, extension_configs=config.mdx_configs
        )
        if not self.begun:  # later builds of a server are of few changes
            self.begun = True
            pages = files.documentation_pages()
            begin(
                self.markdown, [Path(config.docs_dir, file.src_uri) for file in pages], self.ahead
            )
        return files

    def _begin_few(self, pages: Iterable[Path]) -> None:
        """Let `pages` run before the builder is ready for them: it will build no others."""
        self.few = True
        begin(self.markdown, pages, self.ahead)

    def _python(self) -> dict[str, bytes]:
        """Return what examples run by in the page; nothing, and a line in the log, without it."""
        try:
            python = here.carried(Path(self.config.runtime), self.config.modules)
        except (RuntimeChangedError, ModuleNotFoundError) as error:
            raise Abort(str(error)) from error
        if not python:
            logger.info(
                "no examples can be run in the page: there is no Python for it in %s, "
                "where `python -m nnbook.live runtime` puts it",
                self.config.runtime,
            )
        return python

    def on_page_read_source(self, page: Page, config: MkDocsConfig) -> str | None:
        """Run a lab, and hand on what became of it as Markdown, like that of any page.

        While somebody writes, what is known of it is handed on, and it runs afterwards.
        """
        if not jupyter.is_lab(page.file):
            return None
        from nnbook.live.lab.notebook import Lab, as_text  # noqa: PLC0415 - pages need no Jupyter
        from nnbook.live.lab.page import markdown  # noqa: PLC0415
        from nnbook.live.lab.run import run_unless_kept  # noqa: PLC0415

        path, labs = Path(config.docs_dir, page.file.src_uri), Path(self.config.labs)
        if self.afterwards:
            run, news = self.afterwards.lab(path)
        else:
            run, news = run_unless_kept(path, labs), ""
        if run.faults and not self.serving:
            raise PageError(run.faults)
        if run.faults:
            logger.error("%s", PageError(run.faults))
        executed = labs / page.file.src_uri
        write_whole(executed, as_text(run.notebook))
        jupyter.take_over(page, executed)
        return markdown(Lab(path, run.notebook), run.faults, news)

    def on_page_markdown(
        self, markdown: str, /, *, page: Page, config: MkDocsConfig, **_: Any
    ) -> str:
        """Tell the extension which page comes: it would have to look for its text."""
        # A page that a plugin made has no file.
        upcoming.set(Path(config.docs_dir, page.file.src_uri) if page.file.abs_src_path else None)
        return markdown

    @event_priority(LAST)
    def on_page_content(self, html: str, /, *, page: Page, **_: Any) -> str:
        """Let the extension look for the next text itself, unless told; add the facts."""
        upcoming.set(None)
        if self.config.facts:
            day = self.days.get(page.file.src_uri) if page.file.abs_src_path else None
            if day:
                page.update_date = day  # which the sitemap tells
            html = with_facts(html, self.config.pace, day)
        return self.notebooks.link(html, page.file.src_uri, "../" * page.url.count("/"))

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Publish the site, unless somebody is writing: browsers must not keep what changes."""
        markdown_config.reset()
        self._go_on()
        self.notebooks.write(Path(config.site_dir), config.site_url or "", self.config.package)
        if self.config.publish and not self.serving:
            url, folder = config.site_url or "", _is_folder(config)
            publish(Path(config.site_dir), url, folder=folder, python=self.python)

    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Callable[[], None]
    ) -> LiveReloadServer:
        """Look for changes more often, and build the changed."""
        assert self.afterwards  # or MkDocs would not ask
        rebuild = Rebuild(builder, config, self.built, self.afterwards, self._begin_few)
        return watch_closely(server, config, rebuild)

    def _go_on(self) -> None:
        self.few = False
        self.ahead.stop()
        if self.afterwards:
            self.afterwards.go_on()

    def on_shutdown(self) -> None:
        """End what still runs."""
        if self.afterwards:
            self.afterwards.end()

    def on_build_error(self, *, error: Exception, **_: Any) -> None:
        """End a build with the fault alone: MkDocs would print its own traceback around it."""
        self._go_on()
        if isinstance(error, PageError):
            raise Abort("Aborted: a page has a fault")


def _is_folder(config: MkDocsConfig) -> bool:
    """Tell whether the site will be opened as files; Material's plugin for that has the setting."""
    plugin = config.plugins.get("material/offline")
    return bool(plugin and plugin.config["enabled"])
