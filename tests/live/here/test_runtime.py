import hashlib
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from nnbook.live.here import runtime
from nnbook.live.here.runtime import PINS, RuntimeChangedError, get_runtime, read_runtime
from tests.conftest import served

FILES = {"a.js": b"go()", "b.wasm": b"\0asm"}


@pytest.fixture
def pins(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Pins of a runtime that is two small files, in a wheel of its own."""
    files = {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()}
    pins = {"package": "tiny-runtime==1.0", "folder": "tiny/in/it", "files": files}
    monkeypatch.setattr(runtime, "PINS", pins)
    return files


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder


def wheel(folder: Path) -> Path:
    """Write the wheel that carries the tiny runtime."""
    path = folder / "tiny_runtime-1.0-py3-none-any.whl"
    info = "tiny_runtime-1.0.dist-info"
    with ZipFile(path, "w") as archive:
        for name, content in FILES.items():
            archive.writestr(f"tiny/in/it/{name}", content)
        archive.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: tiny-runtime\nVersion: 1.0"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any"
        )
        archive.writestr(f"{info}/RECORD", "")
    return path


def test_what_is_pinned_is_one_release() -> None:
    assert PINS["numpy"] in PINS["files"]
    assert PINS["pyodide"]["abi_version"] in PINS["numpy"]
    assert {len(digest) for digest in [PINS["sha256"], *PINS["files"].values()]} == {64}


def test_it_comes_from_a_folder(pins: dict[str, str], source: Path, tmp_path: Path) -> None:
    get_runtime(tmp_path / "kept", str(source))
    assert read_runtime(tmp_path / "kept") == FILES
    assert pins.keys() == FILES.keys()


@pytest.mark.usefixtures("pins")
def test_it_comes_from_a_wheel(tmp_path: Path) -> None:
    get_runtime(tmp_path / "kept", str(wheel(tmp_path)))
    assert read_runtime(tmp_path / "kept") == FILES


@pytest.mark.usefixtures("pins")
def test_it_comes_from_an_address(source: Path, tmp_path: Path) -> None:
    with served(source) as address:
        get_runtime(tmp_path / "kept", f"{address}/")
    assert read_runtime(tmp_path / "kept") == FILES


@pytest.mark.usefixtures("pins")
def test_pip_downloads_what_is_pinned_by_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setitem(runtime.PINS, "sha256", "0" * 64)
    path = wheel(tmp_path)
    with pytest.raises(subprocess.CalledProcessError):
        get_runtime(tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.setitem(runtime.PINS, "sha256", digest)
    get_runtime(tmp_path / "kept")
    assert read_runtime(tmp_path / "kept") == FILES


@pytest.mark.usefixtures("pins")
def test_a_changed_byte_is_an_error_and_nothing_is_kept(source: Path, tmp_path: Path) -> None:
    (source / "b.wasm").write_bytes(b"\0asn")
    found = hashlib.sha256(b"\0asn").hexdigest()
    with pytest.raises(
        RuntimeChangedError, match=f"b.wasm in .* has the SHA-256 {found}; expected"
    ):
        get_runtime(tmp_path / "kept", str(source))
    assert not (tmp_path / "kept").exists()
    with pytest.raises(
        RuntimeChangedError, match=f"b.wasm in .* has the SHA-256 {found}; expected"
    ):
        read_runtime(source)


@pytest.mark.usefixtures("pins")
def test_half_a_runtime_is_none(source: Path) -> None:
    (source / "a.js").unlink()
    assert read_runtime(source) == {}
