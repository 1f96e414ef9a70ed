from pathlib import Path
from typing import Literal

import pytest
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer

from nnbook.live import hook
from nnbook.live.fault import Fault, PageError


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
    monkeypatch.setattr(hook, "_command", "")
    hook.on_startup(command, dirty=False)
    assert hook.on_config(config) is config
    assert config.mdx_configs["nnbook.live"] == {
        "seconds": 3,
        "faults": faults,
        "docs": config.docs_dir,
    }


def test_an_extension_without_settings_gets_some(config: MkDocsConfig) -> None:
    config.mdx_configs = {}
    hook.on_config(config)
    assert config.mdx_configs["nnbook.live"]["docs"] == config.docs_dir


@pytest.mark.parametrize("command", ["build", "serve"])
def test_a_dirty_build_is_refused(
    monkeypatch: pytest.MonkeyPatch, command: Literal["build", "serve"]
) -> None:
    monkeypatch.setattr(hook, "_command", "")
    with pytest.raises(Abort, match="--dirty keeps pages whose numbers may have changed"):
        hook.on_startup(command, dirty=True)


def test_a_fault_ends_the_build_without_a_traceback() -> None:
    with pytest.raises(Abort, match="a page has a fault"):
        hook.on_build_error(PageError([Fault("a.md", 1, "wrong", "x")]))


def test_other_errors_are_left_to_mkdocs() -> None:
    hook.on_build_error(ValueError("not ours"))


def test_changes_are_looked_for_often(config: MkDocsConfig, tmp_path: Path) -> None:
    config.config_file_path = str(tmp_path / "mkdocs.yml")
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    server.watch(config.docs_dir)
    server.watch(config.config_file_path)
    usual = server.observer
    assert hook.on_serve(server, config=config, builder=None) is server
    assert server.observer is not usual
    assert server.observer.timeout < usual.timeout
    server.unwatch(config.docs_dir)  # raises where it is not watched
    server.unwatch(config.config_file_path)
    server.server_close()


def test_templates_are_compiled_once() -> None:
    env = hook.on_env(Environment(autoescape=True), config=None, files=None)
    assert env.bytecode_cache is not None
