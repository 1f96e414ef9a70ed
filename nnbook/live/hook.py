"""Tells the extension what only MkDocs knows: whether somebody is writing, or publishing."""

from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from nnbook.live.fault import PageError

_command = "build"


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember the command; refuse to leave old pages in place while numbers change."""
    global _command  # noqa: PLW0603 - MkDocs keeps a hook as a module
    _command = command
    if dirty:
        raise Abort("--dirty keeps pages whose numbers may have changed: build without it")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Show faults on the page while the author writes; anywhere else they end the build."""
    settings: dict[str, Any] = config.mdx_configs.setdefault("nnbook.live", {})
    settings["faults"] = "show" if _command == "serve" else "raise"
    settings["docs"] = config.docs_dir
    return config


def on_build_error(error: Exception) -> None:
    """End a build with the fault alone: MkDocs would print its own traceback around it."""
    if isinstance(error, PageError):
        raise Abort("Aborted: a page has a fault")
