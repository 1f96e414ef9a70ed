from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from unittest.mock import patch
from uuid import uuid4

import pytest
from jinja2 import DictLoader, Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from nnbook.live.html.origin import upcoming
from nnbook.live.page.fault import Fault, PageError
from nnbook.live.site import plugin
from nnbook.live.site.serving import Rebuild, sources


@pytest.fixture
def config(tmp_path_factory: pytest.TempPathFactory) -> MkDocsConfig:
    """Return a configuration as MkDocs hands it to hooks."""
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


@pytest.mark.parametrize(
    ("command", "faults"), [("serve", "show"), ("build", "raise"), ("gh-deploy", "raise")]
)
def test_faults_are_shown_only_to_those_who_write(
    config: MkDocsConfig,
    monkeypatch: pytest.MonkeyPatch,
    command: Literal["build", "gh-deploy", "serve"],
    faults: str,
) -> None:
    monkeypatch.setattr(plugin, "_command", "")
    plugin.on_startup(command, dirty=False)
    assert plugin.on_config(config) is config
    assert config.mdx_configs["nnbook.live"] == {
        "seconds": 3,
        "faults": faults,
        "docs": config.docs_dir,
    }


def test_an_extension_without_settings_gets_some(config: MkDocsConfig) -> None:
    config.mdx_configs = {}
    plugin.on_config(config)
    assert config.mdx_configs["nnbook.live"]["docs"] == config.docs_dir


@pytest.mark.parametrize("command", ["build", "serve"])
def test_a_dirty_build_is_refused(
    monkeypatch: pytest.MonkeyPatch, command: Literal["build", "serve"]
) -> None:
    monkeypatch.setattr(plugin, "_command", "")
    with pytest.raises(Abort, match="--dirty keeps pages whose numbers may have changed"):
        plugin.on_startup(command, dirty=True)


def test_a_fault_ends_the_build_without_a_traceback() -> None:
    with pytest.raises(Abort, match="a page has a fault"):
        plugin.on_build_error(PageError([Fault("a.md", 1, "wrong", "x")]))


def test_the_extension_is_told_which_page_comes(config: MkDocsConfig) -> None:
    site = str(config.site_dir)
    file = File("page.md", config.docs_dir, site, use_directory_urls=True)
    page = Page("A", file, config)
    assert plugin.on_page_markdown("# A", page=page, config=config) == "# A"
    assert upcoming.get() == Path(config.docs_dir, "page.md")
    code = '<span class="n">x</span> <span class="mi">1</span>'
    assert plugin.on_page_content(code) == 'x <span class="mi">1</span>'
    assert upcoming.get() is None
    file.abs_src_path = None
    plugin.on_page_markdown("# A", page=page, config=config)
    assert upcoming.get() is None


def test_other_errors_are_left_to_mkdocs() -> None:
    plugin.on_build_error(ValueError("not ours"))


@pytest.fixture
def server(config: MkDocsConfig, tmp_path: Path) -> Iterator[LiveReloadServer]:
    """Return a server that watches the book, as MkDocs hands it to hooks."""
    config.config_file_path = str(tmp_path / "mkdocs.yml")
    with LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path)) as server:
        server.watch(config.docs_dir)
        server.watch(config.config_file_path)
        yield server


def test_changes_are_looked_for_often(config: MkDocsConfig, server: LiveReloadServer) -> None:
    usual = server.observer
    assert plugin.on_serve(server, config=config, builder=server.builder) is server
    assert server.observer.timeout < usual.timeout
    watched = {emitter.watch.path for emitter in server.observer.emitters}
    assert watched == {config.docs_dir, config.config_file_path}
    assert not usual.emitters


def test_a_server_builds_what_was_saved_since_the_first_build_began(
    config: MkDocsConfig, server: LiveReloadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin, "_command", "serve")
    monkeypatch.setattr(plugin, "_built", {})
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


def test_a_server_that_watches_more_builds_everything(
    config: MkDocsConfig, server: LiveReloadServer, tmp_path: Path
) -> None:
    server.watch(str(tmp_path / "theme"))
    builder = server.builder
    plugin.on_serve(server, config=config, builder=builder)
    assert server.builder is builder


def test_templates_are_compiled_once() -> None:
    name = uuid4().hex  # which no earlier build can have kept
    compiles = patch.object(Environment, "compile", autospec=True, side_effect=Environment.compile)
    with compiles as compiled:
        for _ in range(2):
            env = Environment(loader=DictLoader({name: "{{ x }}"}), autoescape=True)
            env = plugin.on_env(env, config=None, files=None)
            assert env.get_template(name).render(x=1) == "1"
    assert compiled.call_count == 1
