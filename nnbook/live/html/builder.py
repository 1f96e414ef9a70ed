"""Converts a page as its builder does, with the extensions that the builder's file names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import yaml
from markdown import Markdown
from markdown_exec import markdown_config

from nnbook.live.html.extension import LivePreprocessor
from nnbook.live.html.origin import body_of, upcoming
from nnbook.live.page.fault import Fault, PageError
from nnbook.live.page.page import Page, path_name

FILES = "mkdocs.yml", "mkdocs.yaml", "properdocs.yml", "properdocs.yaml"
LIVE = "nnbook.live"
ALWAYS = ["toc", "tables", "fenced_code"]
"""The extensions that MkDocs adds to every list."""
USUAL = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "pymdownx.blocks.caption",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.snippets",
    "pymdownx.superfences",
    "pymdownx.tabbed",
]
"""The extensions of a page that belongs to no builder's file."""


@dataclass(frozen=True)
class Builder:
    """What is to be known of a builder: its folder of pages, and how it converts them."""

    docs: Path
    extensions: list[str]
    configs: dict[str, dict[str, Any]]

    def convert(self, path: Path, text: str | None = None, **settings: Any) -> LivePreprocessor:
        """Convert the page at `path`; return what knows the page and its faults.

        Parameters
        ----------
        path
            The page; as a text, what names it in messages.
        text
            What stands there, where it is not a file of its own.
        **settings
            Settings of nnbook.live that go before the builder's.
        """
        own = {"docs": str(self.docs), **self.configs.get(LIVE, {}), "cache": "", **settings}
        own |= {"faults": "keep"}
        configs = self.configs | {LIVE: own}
        with _known(self.extensions, configs), _at(path):
            md = Markdown(extensions=self.extensions, extension_configs=configs)
            live = md.preprocessors["live"]
            assert isinstance(live, LivePreprocessor)
            live.page = Page(path_name(path), ())  # an empty one is not even read
            md.convert(body_of(path)[0] if text is None else text)
        return live


@contextmanager
def _known(extensions: list[str], configs: dict[str, Any]) -> Iterator[None]:
    """Let markdown-exec know how to convert what a block prints."""
    before = markdown_config.exts, markdown_config.exts_config
    markdown_config.save(extensions, configs)
    try:
        yield
    finally:
        markdown_config.exts, markdown_config.exts_config = before


@contextmanager
def _at(path: Path) -> Iterator[None]:
    token = upcoming.set(path)
    try:
        yield
    finally:
        upcoming.reset(token)


def builder_of(path: Path) -> Builder:
    """Return the builder whose file lies nearest above the page at `path`, or a usual one."""
    for folder in path.resolve().parents:
        for file in map(folder.joinpath, FILES):
            if file.is_file():
                return _read(file, file.stat().st_mtime_ns)
    folders = [str(Path.cwd()), str(path.resolve().parent)]
    extensions = list(dict.fromkeys([*ALWAYS, *USUAL, LIVE]))
    return Builder(path.parent, extensions, {"pymdownx.snippets": {"base_path": folders}})


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int) -> Builder:
    try:
        config = _loaded(file)
        docs = file.parent / config.get("docs_dir", "docs")
        extensions, configs = _listed(config.get("markdown_extensions") or [])
    except Exception as error:
        problem, expected = "this file cannot be read", "a file that a builder reads"
        fault = Fault(path_name(file), 1, problem, file.name, expected, str(error))
        raise PageError([fault]) from error
    snippets = configs.setdefault("pymdownx.snippets", {})
    bases = snippets.get("base_path", ".")
    bases = [bases] if isinstance(bases, str) else bases
    snippets["base_path"] = [str(file.parent / base) for base in bases]
    return Builder(docs, list(dict.fromkeys([*ALWAYS, *extensions, LIVE])), configs)


def _loaded(file: Path) -> dict[str, Any]:
    """Return what a builder's file says, the one that it inherits from included."""

    class Loader(yaml.UnsafeLoader):
        """Reads as builders do: the file names functions, folders and the environment."""

    Loader.add_constructor("!ENV", _environment)
    Loader.add_constructor("!relative", partial(_relative, file))
    config: dict[str, Any] = yaml.load(file.read_text("utf-8-sig"), Loader) or {}  # noqa: S506
    parent = config.pop("INHERIT", None)
    return (_loaded(file.parent / parent) if parent else {}) | config


def _environment(loader: yaml.UnsafeLoader, node: yaml.Node) -> Any:
    """Return the variable that ``!ENV NAME`` or ``!ENV [NAME, ..., default]`` stands for."""
    if isinstance(node, yaml.ScalarNode):
        return os.environ.get(loader.construct_scalar(node))
    assert isinstance(node, yaml.SequenceNode)
    *names, default = loader.construct_sequence(node)
    return next((yaml.safe_load(os.environ[name]) for name in names if name in os.environ), default)


def _relative(file: Path, loader: yaml.UnsafeLoader, node: yaml.Node) -> str:
    """Return the folder that ``!relative $config_dir/…`` or ``$docs_dir/…`` stands for."""
    assert isinstance(node, yaml.ScalarNode)
    start, _, rest = loader.construct_scalar(node).partition("/")
    return str(file.parent / ("docs" if start == "$docs_dir" else "") / rest)


def _listed(listed: Any) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """Return names and settings of the extensions, which stand in a list or in a mapping."""
    entries = listed.items() if isinstance(listed, dict) else map(_entry, listed)
    configs = {name: settings or {} for name, settings in entries}
    return list(configs), configs


def _entry(entry: Any) -> tuple[str, Any]:
    return next(iter(entry.items())) if isinstance(entry, dict) else (entry, {})
