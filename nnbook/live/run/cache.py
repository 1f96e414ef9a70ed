"""Keeps what pages gave, and gives it back only while nothing it came from has changed."""

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any

from nnbook.live.page.page import Page
from nnbook.live.prove.proof import Proof
from nnbook.live.run.dependencies import digest
from nnbook.live.run.outcome import Outcome
from nnbook.live.run.process import PageRun
from nnbook.live.write_whole import write_whole


class Cache:
    """Runs of pages, a JSON file a page.

    A run is given back only under the key it was stored with, and only while every file
    that the page imported or read is what it was. The key holds the page, the source of
    this engine, the version of Python and those of all installed distributions.

    Parameters
    ----------
    folder
        Where the files lie.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, page: Page) -> PageRun | None:
        """Return the run stored for `page`, or None where the page must run."""
        stored = load(self._file(page), key(page)) or {}
        try:
            outcomes = [Outcome(outputs) for outputs in stored["outputs"]]
            proofs = [Proof(*row) for row in stored.get("proofs", [])]
        except (KeyError, TypeError):  # a damaged file
            return None
        whole = len(outcomes) == len(page.programs())
        return PageRun(outcomes, stored.get("inputs", {}), proofs) if whole else None

    def put(self, page: Page, run: PageRun) -> None:
        """Store a run of `page` that had no fault."""
        outputs = [outcome.outputs for outcome in run.outcomes]
        proofs = [astuple(proof) for proof in run.proofs]
        store(self._file(page), key(page), run.inputs, outputs=outputs, proofs=proofs)

    def _file(self, page: Page) -> Path:
        return self.folder / f"{hashlib.sha256(page.path.encode()).hexdigest()[:16]}.json"


def load(file: Path, key: str) -> dict[str, Any] | None:
    """Return what `store` put into `file`, unless it is damaged or an input has changed."""
    stored = load_old(file)
    try:
        same = stored["key"] == key and stored["inputs"] == digests(stored["inputs"])
    except (KeyError, TypeError):  # none there, or a damaged one
        return None
    return stored if same else None


def load_old(file: Path) -> dict[str, Any]:
    """Return what `store` put into `file`, be it true or not; nothing where it is damaged."""
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def store(file: Path, key: str, inputs: Mapping[str, str], **content: Any) -> None:
    """Put `content` into `file`, to be true as long as `key` and the digests of `inputs` are."""
    stored = {"key": key, "inputs": inputs, **content}
    write_whole(file, json.dumps(stored, indent=1))


def digests(paths: Iterable[str]) -> dict[str, str]:
    """Return the digest of each file as it is now, by its path."""
    return {path: digest(path) for path in paths}


def key(source: object) -> str:
    """Return a digest of `source`, by what it shows, and of all that every page depends on."""
    engine = sorted(Path(__file__).parents[1].rglob("*.py"))
    about = (source, [digest(str(path)) for path in engine], sys.version, installed())
    return hashlib.sha256(repr(about).encode()).hexdigest()


def installed() -> list[str]:
    """Return name and version of each installed distribution, as its folder is called."""
    return sorted(info.name for folder in sys.path for info in Path(folder).glob("*-info"))
