"""The package as others get it: what is built from this folder holds and says what it should."""

import email
import os
import subprocess
import sys
import tarfile
import venv
from email.message import Message
from importlib.metadata import requires
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
import yaml
from flit_core import buildapi
from packaging.licenses import canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import nnbook

from .conftest import call
from .test_workshop import tracked

ROOT = Path(__file__).parents[1]
NAME = f"nnbook-{nnbook.__version__}"
INFO = f"{NAME}.dist-info"
LICENSES = {
    "MIT": ("LICENSE", "MIT License"),
    "CC-BY-4.0": ("nnbook/data/LICENSE", "Attribution 4.0 International"),
    "OFL-1.1": ("nnbook/live/show/assets/fonts/OFL.txt", "SIL OPEN FONT LICENSE Version 1.1"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution, made as installers make them."""
    folder = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        buildapi.build_wheel(str(folder))
        buildapi.build_sdist(str(folder))
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return built / f"{NAME}-py3-none-any.whl"


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as archive:
        return email.message_from_bytes(archive.read(f"{INFO}/METADATA"))


@pytest.fixture(scope="module")
def unpacked(built: Path) -> Path:
    """The source distribution, unpacked."""
    with tarfile.open(built / f"{NAME}.tar.gz") as archive:
        archive.extractall(built, filter="data")
    return built / NAME


def contents(wheel: Path) -> dict[str, bytes]:
    """Return each file of a wheel by its name."""
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# The wheel


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    paths = [path for path in (ROOT / "nnbook").rglob("*") if path.is_file()]
    package = {p.relative_to(ROOT).as_posix() for p in paths if "__pycache__" not in p.parts}
    assert {name for name in contents(wheel) if not name.startswith(INFO)} == package


def test_type_checkers_see_the_types_of_an_installed_package(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=os.name != "nt")
    python = environment / Path(sys.executable).parent.name / Path(sys.executable).name
    [packages] = environment.glob("**/site-packages")
    with ZipFile(wheel) as archive:
        archive.extractall(packages)
    (packages / "numpy.pth").write_text(str(Path(np.__file__).parents[1]), encoding="utf-8")
    script = tmp_path / "script.py"
    script.write_text(
        "from nnbook import Layer, Network, forward\n"
        "run = forward(Network([Layer([[1.0]])]), [1.0])\n"
        "reveal_type(run.output)\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "mypy", "--strict", f"--python-executable={python}"]
    command += ["--config-file=", f"--cache-dir={tmp_path / 'cache'}", str(script)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Success" in run.stdout, run.stdout
    assert 'script.py:3: note: Revealed type is "numpy.ndarray[' in run.stdout


# What it says


def test_one_version_is_told_everywhere(metadata: Message) -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert metadata["Version"] == citation["version"] == nnbook.__version__


def test_the_license_is_that_of_all_that_is_shipped(metadata: Message, wheel: Path) -> None:
    expression = metadata["License-Expression"]
    assert canonicalize_license_expression(expression) == expression
    assert expression.split(" AND ") == list(LICENSES)
    assert metadata.get_all("License-File") == sorted(path for path, _ in LICENSES.values())
    carried = contents(wheel)
    for path, title in LICENSES.values():
        text = carried[f"{INFO}/licenses/{path}"].decode()
        assert title in text
        assert text == (ROOT / path).read_text(encoding="utf-8")


def brought(extra: str, metadata: Message) -> set[str]:
    """Return the names of all that an empty environment gets with an extra of nnbook."""
    ahead, seen = [("nnbook", extra)], set()
    while ahead:
        name, wanted = ahead.pop()
        if (name, wanted) not in seen:
            seen.add((name, wanted))
            lines = metadata.get_all("Requires-Dist") if name == "nnbook" else requires(name)
            for need in map(Requirement, lines or []):
                if need.marker is None or need.marker.evaluate({"extra": wanted}):
                    ahead += [(canonicalize_name(need.name), e) for e in ["", *need.extras]]
    return {name for name, _ in seen}


def test_without_an_extra_it_brings_numpy_alone(metadata: Message) -> None:
    assert brought("", metadata) == {"nnbook", "numpy"}


def test_live_brings_at_most_twenty_packages_and_no_site_builder(metadata: Message) -> None:
    names = brought("live", metadata)
    assert len(names) <= 20
    assert {"matplotlib", "markdown", "math-core"} <= names
    assert not {"mkdocs", "mkdocs-material", "zensical", "ipykernel", "nbclient"} & names


def test_labs_bring_jupyter_and_what_the_book_needs_stays_here(metadata: Message) -> None:
    assert set(metadata.get_all("Provides-Extra") or []) == {"figures", "live", "labs", "book"}
    names = brought("labs", metadata)
    assert {"ipykernel", "nbclient", "nbformat"} <= names
    assert not {"mkdocs", "dask", "scikit-learn", "ruff", "pytest"} & names


# The source distribution


def test_the_source_distribution_holds_every_file(unpacked: Path) -> None:
    missing = [path for path in tracked() if not (unpacked / path.relative_to(ROOT)).is_file()]
    assert missing == []


def test_the_source_distribution_gives_the_same_wheel(
    unpacked: Path, wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(unpacked)
    assert contents(tmp_path / buildapi.build_wheel(str(tmp_path))) == contents(wheel)


def test_the_source_distribution_passes_its_own_tests(unpacked: Path) -> None:
    files = ["tests/test_workshop.py", "tests/test_nnbook.py", "tests/test_neuron.py"]
    run = call("pytest", "-q", *files, "-k", "not font", cwd=unpacked, check=False)
    assert run.returncode == 0, run.stdout
