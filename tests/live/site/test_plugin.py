from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from unittest.mock import patch
from uuid import uuid4

import click
import pytest
from jinja2 import DictLoader, Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from nnbook.live.here.carried import PLACE
from nnbook.live.html.origin import upcoming
from nnbook.live.page.fault import Fault, PageError
from nnbook.live.site.plugin import LivePlugin
from nnbook.live.site.serving import Rebuild
from nnbook.live.site.sources import sources
from tests.live.site.test_facts import git


@pytest.fixture
def config(tmp_path_factory: pytest.TempPathFactory) -> MkDocsConfig:
    """Return a configuration as MkDocs hands it to plugins."""
    docs = tmp_path_factory.mktemp("docs")
    config = MkDocsConfig()
    config.load_dict(
        {
            "site_name": "tiny",
            "docs_dir": str(docs),
            "markdown_extensions": [{"nnbook.live": {"seconds": 3}}],
        }
    )
    assert config.validate() == ([], [])
    return config


@pytest.fixture
def plugin() -> LivePlugin:
    """Return the plugin as MkDocs makes it, with its settings' defaults."""
    plugin = LivePlugin()
    assert plugin.load_config({}) == ([], [])
    return plugin


@pytest.mark.parametrize(
    ("command", "faults"), [("serve", "show"), ("build", "raise"), ("gh-deploy", "raise")]
)
def test_faults_are_shown_only_to_those_who_write(
    config: MkDocsConfig,
    plugin: LivePlugin,
    command: Literal["build", "gh-deploy", "serve"],
    faults: str,
) -> None:
    plugin.on_startup(command=command, dirty=False)
    assert plugin.on_config(config) is config
    settings = config.mdx_configs["nnbook.live"]
    assert bool(plugin.afterwards) == (command == "serve")
    assert settings == {
        "seconds": 3,
        "faults": faults,
        "docs": config.docs_dir,
        "ahead": plugin.ahead,
    }


def test_an_extension_without_settings_gets_some(config: MkDocsConfig, plugin: LivePlugin) -> None:
    config.mdx_configs = {}
    plugin.on_config(config)
    assert config.mdx_configs["nnbook.live"]["docs"] == config.docs_dir


@pytest.mark.parametrize("command", ["build", "serve"])
def test_a_dirty_build_is_refused(plugin: LivePlugin, command: Literal["build", "serve"]) -> None:
    with pytest.raises(Abort, match="--dirty keeps pages whose numbers may have changed"):
        plugin.on_startup(command=command, dirty=True)


def test_a_fault_ends_the_build_without_a_traceback(plugin: LivePlugin) -> None:
    with pytest.raises(Abort, match="a page has a fault"):
        plugin.on_build_error(error=PageError([Fault("a.md", 1, "wrong", "x")]))


def test_the_extension_is_told_which_page_comes(config: MkDocsConfig, plugin: LivePlugin) -> None:
    site = str(config.site_dir)
    file = File("page.md", config.docs_dir, site, use_directory_urls=True)
    page = Page("A", file, config)
    assert plugin.on_page_markdown("# A", page=page, config=config) == "# A"
    assert upcoming.get() == Path(config.docs_dir, "page.md")
    assert plugin.on_page_content("<p>A</p>", page=page) == "<p>A</p>"
    assert upcoming.get() is None
    file.abs_src_path = None
    plugin.on_page_markdown("# A", page=page, config=config)
    assert upcoming.get() is None


def test_other_errors_are_left_to_mkdocs(plugin: LivePlugin) -> None:
    plugin.on_build_error(error=ValueError("not ours"))


@pytest.fixture
def server(config: MkDocsConfig, tmp_path: Path) -> Iterator[LiveReloadServer]:
    """Return a server that watches the book, as MkDocs hands it to plugins."""
    config.config_file_path = str(tmp_path / "mkdocs.yml")
    with LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path)) as server:
        server.watch(config.docs_dir)
        server.watch(config.config_file_path)
        yield server


def test_changes_are_looked_for_often(
    config: MkDocsConfig, server: LiveReloadServer, plugin: LivePlugin
) -> None:
    usual = server.observer
    plugin.on_startup(command="serve", dirty=False)
    assert plugin.on_serve(server, config=config, builder=server.builder) is server
    assert server.observer.timeout < usual.timeout
    watched = {emitter.watch.path for emitter in server.observer.emitters}
    assert watched == {config.docs_dir, config.config_file_path}
    assert not usual.emitters
    plugin.on_shutdown()


def test_a_server_builds_what_was_saved_since_the_first_build_began(
    config: MkDocsConfig, server: LiveReloadServer, plugin: LivePlugin
) -> None:
    plugin.on_startup(command="serve", dirty=False)
    page = Path(config.docs_dir, "a.md")
    page.touch()
    plugin.on_config(config)
    page.write_text("saved while the first build ran", encoding="utf-8")
    builder = server.builder
    plugin.on_serve(server, config=config, builder=builder)
    assert isinstance(server.builder, Rebuild)
    assert server.builder.builder is builder
    assert server.builder.built.keys() == {page}
    assert server.builder.built != sources(config)
    plugin.on_shutdown()


def test_a_server_that_watches_more_builds_everything(
    config: MkDocsConfig, server: LiveReloadServer, tmp_path: Path, plugin: LivePlugin
) -> None:
    server.watch(str(tmp_path / "theme"))
    builder = server.builder
    plugin.on_startup(command="serve", dirty=False)
    plugin.on_serve(server, config=config, builder=builder)
    assert server.builder is builder
    plugin.on_shutdown()


def test_what_has_run_since_is_built(
    config: MkDocsConfig, server: LiveReloadServer, plugin: LivePlugin
) -> None:
    plugin.on_startup(command="serve", dirty=False)
    plugin.on_serve(server, config=config, builder=server.builder)
    assert plugin.afterwards
    plugin.afterwards.tell()
    assert server._want_rebuild
    plugin.on_shutdown()


def test_a_command_that_builds_once_waits_for_labs(plugin: LivePlugin) -> None:
    with click.Context(click.Command("serve")) as context:
        context.params["livereload"] = False
        plugin.on_startup(command="serve", dirty=False)
    assert plugin.serving
    assert plugin.afterwards is None
    plugin.on_shutdown()


def test_templates_are_compiled_once(plugin: LivePlugin) -> None:
    name = uuid4().hex  # which no earlier build can have kept
    compiles = patch.object(Environment, "compile", autospec=True, side_effect=Environment.compile)
    with compiles as compiled:
        for _ in range(2):
            env = Environment(loader=DictLoader({name: "{{ x }}"}), autoescape=True)
            env = plugin.on_env(env, config=None, files=None)
            assert env.get_template(name).render(x=1) == "1"
    assert compiled.call_count == 1


def test_two_plugins_share_nothing(config: MkDocsConfig, plugin: LivePlugin) -> None:
    plugin.on_startup(command="serve", dirty=False)
    other = LivePlugin()
    assert other.load_config({}) == ([], [])
    other.on_config(config)
    assert config.mdx_configs["nnbook.live"]["faults"] == "raise"
    assert other.templates is not plugin.templates


def test_the_site_carries_what_pages_need(config: MkDocsConfig, plugin: LivePlugin) -> None:
    plugin.on_config(config)
    assert config.extra_css == ["assets/live.css"]
    assert config.extra_javascript == ["assets/live.js"]
    config.plugins._current_plugin = "live"
    files = plugin.on_files(Files([]), config=config)
    assert {"assets/live.css", "assets/live.js", "assets/explore/shared.js"} <= set(files.src_uris)
    assert "service-worker.js" not in files.src_uris


def test_a_saved_page_runs_before_the_few_are_built(
    config: MkDocsConfig, server: LiveReloadServer, plugin: LivePlugin
) -> None:
    plugin.on_startup(command="serve", dirty=False)
    plugin.on_config(config)
    config.plugins._current_plugin = "live"
    plugin.on_files(Files([]), config=config)
    plugin.on_serve(server, config=config, builder=server.builder)
    page, lab = Path(config.docs_dir, "a.md"), Path(config.docs_dir, "lab.ipynb")
    page.write_text("`{python} 1`", encoding="utf-8")
    assert isinstance(server.builder, Rebuild)
    with patch.object(plugin.ahead, "begin") as begin:
        server.builder.begin({page, lab})
        assert [asked.page.path for asked in begin.call_args.args[0]] == [str(page)]
        few = Files([])
        plugin.on_files(few, config=config)
    assert not few.src_uris
    plugin.on_post_build(config=config)
    plugin.on_files(few, config=config)
    assert "assets/live.css" in few.src_uris


@pytest.fixture
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page, in Git."""
    docs = tmp_path_factory.mktemp("book") / "docs"
    docs.mkdir()
    (docs / "new.md").write_text("# New", encoding="utf-8")
    git(docs, "init")
    git(docs, "add", "new.md")
    git(docs, "commit", "-m", "Write")
    return docs


def test_the_facts_stand_below_the_title(docs: Path) -> None:
    plugin = LivePlugin()
    assert plugin.load_config({"facts": True}) == ([], [])
    config = MkDocsConfig()
    config.load_dict({"site_name": "A", "docs_dir": str(docs), "plugins": []})
    assert config.validate() == ([], [])
    plugin.on_config(config)
    page = Page("New", File("new.md", str(docs), str(docs), use_directory_urls=True), config)
    html = plugin.on_page_content("<h1>New</h1><p>It is.</p>", page=page)
    change = 'Last change: <time datetime="2024-05-06">2024-05-06</time>'
    facts = f'<p class="facts" data-search-exclude>Reading time: 1 min · {change}</p>'
    assert html == f"<h1>New</h1>\n{facts}<p>It is.</p>"
    assert page.update_date == "2024-05-06"
    (docs / "draft.md").write_text("New", encoding="utf-8")
    draft = Page("D", File("draft.md", str(docs), str(docs), use_directory_urls=True), config)
    assert "Last change" not in plugin.on_page_content("<h1>D</h1>", page=draft)


def offers(config: MkDocsConfig, **settings: object) -> list[str]:
    """Return what a plugin with these settings adds to a site below assets/python."""
    plugin = LivePlugin()
    assert plugin.load_config(settings) == ([], [])
    plugin.on_config(config)
    config.plugins._current_plugin = "live"
    return [uri for uri in plugin.on_files(Files([]), config=config).src_uris if PLACE in uri]


def test_examples_run_in_the_page_if_asked_for(config: MkDocsConfig, stand_in: Path) -> None:
    assert offers(config, runtime=str(stand_in)) == []
    names = offers(config, runtime=str(stand_in), run_here=True, modules=["nnbook.live.here"])
    assert {f"{PLACE}run.js", f"{PLACE}modules.zip"} <= set(names)


def test_without_a_python_for_the_page_one_line_says_so(
    config: MkDocsConfig, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="nnbook.live")
    assert offers(config, runtime=str(tmp_path / "none"), run_here=True) == []
    [line] = caplog.messages
    assert "no examples can be run in the page" in line
    assert f"{tmp_path}/none, where `python -m nnbook.live runtime` puts it" in line


def test_a_changed_byte_or_a_missing_module_ends_the_build(
    config: MkDocsConfig, stand_in: Path
) -> None:
    with pytest.raises(Abort, match="modules: found 'no_such_tea'"):
        offers(config, runtime=str(stand_in), run_here=True, modules=["no_such_tea"])
    (stand_in / "pyodide.js").write_text("changed", encoding="utf-8")
    with pytest.raises(Abort, match=r"pyodide\.js in .* has the SHA-256"):
        offers(config, runtime=str(stand_in), run_here=True)


def test_pages_are_heard_of_where_they_become_notebooks(
    config: MkDocsConfig, tmp_path: Path
) -> None:
    plugin = LivePlugin()
    assert plugin.load_config({"notebooks": True}) == ([], [])
    plugin.on_config(config)
    assert config.mdx_configs["nnbook.live"]["hear"] == plugin.notebooks.hear
    serving = LivePlugin()
    assert serving.load_config({"notebooks": True}) == ([], [])
    config.mdx_configs["nnbook.live"] = {}
    serving.on_startup(command="serve", dirty=False)
    serving.on_config(config)
    assert "hear" not in config.mdx_configs["nnbook.live"]
    assert not list(tmp_path.iterdir())


def published(site: Path, *, folder: bool) -> tuple[LivePlugin, MkDocsConfig]:
    """Return a plugin that publishes, and the configuration of a site of one page."""
    docs = site.with_name("docs")
    docs.mkdir()
    site.mkdir()
    page = '<head><meta charset="utf-8"></head><body><article>A</article></body>'
    (site / "index.html").write_text(page, encoding="utf-8")
    plugin = LivePlugin()
    assert plugin.load_config({"publish": True}) == ([], [])
    config = MkDocsConfig()
    config.load_dict(
        {
            "site_name": "tiny",
            "docs_dir": str(docs),
            "site_dir": str(site),
            "theme": {"name": "material", "features": ["navigation.instant", "toc.follow"]},
            "plugins": [{"material/offline": {"enabled": folder}}],
        }
    )
    assert config.validate()[0] == []
    plugin.on_config(config)
    return plugin, config


@pytest.mark.parametrize("command", ["build", "serve"])
def test_a_site_is_published_unless_somebody_writes(
    tmp_path: Path, command: Literal["build", "serve"]
) -> None:
    plugin, config = published(tmp_path / "site", folder=False)
    plugin.on_startup(command=command, dirty=False)
    plugin.on_post_build(config=config)
    html = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert ("Content-Security-Policy" in html) == (command == "build")
    assert (tmp_path / "site/_headers").exists() == (command == "build")


def test_a_folder_asks_no_other_host(tmp_path: Path) -> None:
    plugin, config = published(tmp_path / "site", folder=True)
    assert config.extra["polyfills"] == ["assets/file-worker.js"]
    assert config.theme["features"] == ["toc.follow"]
    plugin.on_post_build(config=config)
    assert not (tmp_path / "site/_headers").exists()
