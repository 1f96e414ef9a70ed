"""Tells what a site is made from, and when that was written."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from nnbook.live.run.stamps import Stamps, stamps


def sources(config: MkDocsConfig) -> Stamps:
    """Return what the book is made from, as it is now; hidden and compiled files left out."""
    roots = map(Path, [config.docs_dir, config.config_file_path, *config.watch])
    paths = (path for root in roots for path in [root, *root.rglob("*")])
    return stamps(path for path in paths if path.suffix != ".pyc" and path.name[:1] != ".")
