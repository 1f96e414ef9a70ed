"""Packs the modules that go along with the examples, so that these can import them in the page."""

import importlib.util
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def packed(names: Iterable[str]) -> bytes:
    """Return an archive of modules, the same bytes for the same files.

    Parameters
    ----------
    names
        Full names of modules and packages. A package goes along with its own modules and its
        data; a package in it only if it is named, too: it may need what is not there.

    Raises
    ------
    ModuleNotFoundError
        If there is no such module.
    """
    files = dict(sorted(entry for name in names for entry in _files(name)))
    archive = io.BytesIO()
    with ZipFile(archive, "w") as zipped:
        for name, path in files.items():
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            zipped.writestr(info, path.read_bytes())
    return archive.getvalue()


def _files(name: str) -> Iterator[tuple[str, Path]]:
    """Yield the files of a module, each with its place in the archive."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"modules: found {name!r}, expected the name of a module")
    origin = Path(spec.origin)
    place = Path(*name.split("."))
    if spec.submodule_search_locations is None:
        yield f"{place.as_posix()}.py", origin
        return
    for path in _own(origin.parent):
        yield (place / path.relative_to(origin.parent)).as_posix(), path


def _own(folder: Path) -> Iterator[Path]:
    """Yield the files of a package, without those of the packages in it."""
    for path in folder.iterdir():
        if path.is_file():
            yield path
        elif path.name != "__pycache__" and not (path / "__init__.py").is_file():
            yield from _own(path)
