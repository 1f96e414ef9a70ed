import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from markdown import Markdown
from markdown_exec import markdown_config

from nnbook.live.here.runtime import PINS
from tests.live.tiny import DATA, EXTENSIONS, Site

Convert: TypeAlias = Callable[..., str]


@pytest.fixture
def tiny(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with small files that stand in for the Python of the page."""
    folder = tmp_path / "runtime"
    folder.mkdir()
    files = {name: hashlib.sha256(name.encode()).hexdigest() for name in PINS["files"]}
    monkeypatch.setitem(PINS, "files", files)
    for name in files:
        (folder / name).write_text(name, encoding="utf-8")
    return folder


@pytest.fixture
def convert() -> Iterator[Convert]:
    """Return the HTML of Markdown, as a builder makes it; live values as ``{value}``."""

    def html(text: str, **settings: Any) -> str:
        configs = {"pymdownx.tabbed": {"alternate_style": True}, "nnbook.live": settings}
        markdown_config.save(EXTENSIONS, configs)
        md = Markdown(extensions=EXTENSIONS, extension_configs=configs)
        return DATA.sub(r"{\1}", md.convert(text))

    yield html
    markdown_config.reset()
