"""A weights file keeps a network, whole or not at all."""

import os
import secrets
import shutil
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from nnbook.activation import ACTIVATIONS
from nnbook.checks import numbers
from nnbook.network import Layer, Network

FORMAT = "nnbook network 1"
"""What a weights file calls itself."""

PARTS = ("W", "b", "activation")
"""What it holds for each layer, under names that end in the layer's number."""


def save(network: Network, path: str | Path) -> None:
    """Write `network` to a file of NumPy's .npz format, whole or not at all.

    Parameters
    ----------
    network : Network
        The network.
    path : str or Path
        The file; one that is there is replaced, once the new one is complete.

    Raises
    ------
    ValueError
        If a weight or bias is not finite, the layers do not fit together any more, or one has an
        activation of your own; no file is written or replaced.
    OSError
        If the file cannot be written, or `path` is a folder or a device; what was there is as
        before.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Network([Layer([[1, 2]], activation="relu")]), f"{folder}/weights.npz")
    ...     load(f"{folder}/weights.npz")
    Network([Layer(2 -> 1, relu)])
    """
    arrays: dict[str, Any] = {"format": np.array(FORMAT), "n_layers": np.array(len(network.layers))}
    for number, layer in enumerate(network.layers, 1):
        W, b = numbers(layer.W, f"W of layer {number}"), numbers(layer.b, f"b of layer {number}")
        if layer.activation != ACTIVATIONS.get(layer.activation.name):
            raise ValueError(
                f"layer {number} has {layer.activation.name}, an activation of your own; "
                f"expected one of {', '.join(ACTIVATIONS)}, which a file can name"
            )
        for part, value in zip(PARTS, (W, b, layer.activation.name), strict=True):
            arrays[f"{part}{number}"] = np.array(value)
    network.copy()  # layers that were changed by hand may no longer make a network
    _write_whole(Path(path), arrays)


def load(path: str | Path) -> Network:
    """Return the network that `save` wrote to a file. No code in a file is ever run.

    Parameters
    ----------
    path : str or Path
        The file.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, or not one of these; the message says what is wrong.

    Examples
    --------
    >>> load("nowhere.npz")
    Traceback (most recent call last):
        ...
    FileNotFoundError: [Errno 2] No such file or directory: 'nowhere.npz'
    """
    with Path(path).open("rb") as file:
        try:
            arrays = _arrays(file)
            layers = range(1, arrays["n_layers"] + 1)
            return Network(Layer(*(arrays[f"{part}{k}"] for part in PARTS)) for k in layers)
        except Exception as error:  # a damaged file can break its reader anywhere
            raise ValueError(f"{path} is not a weights file: {error}") from error


def _write_whole(path: Path, arrays: dict[str, Any]) -> None:
    """Write the arrays beside `path`, under a name that says so, and then put them in its place."""
    target = path.resolve()  # a link stays a link
    if target.exists() and not target.is_file():
        raise OSError(f"{path} is there, and no file; expected one to write or to replace")
    name = target.name.encode()[:200].decode(errors="ignore")  # a name has 255 bytes at most
    part = target.with_name(f"{name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("wb") as file:
            np.savez(file, **arrays)
        if target.exists():
            shutil.copymode(target, part)  # what was private stays so
        part.replace(target)
    except OSError as error:
        if error.filename:
            error.filename = str(path)  # not that of the part
        raise
    finally:
        part.unlink(missing_ok=True)


def _arrays(file: BinaryIO) -> dict[str, Any]:
    """Return what the file holds by its names, once these and all sizes are as they should be."""
    if not zipfile.is_zipfile(file):
        raise ValueError("expected an archive that save has written")
    length = file.seek(0, os.SEEK_END)
    with zipfile.ZipFile(file) as archive:
        sizes = [entry.file_size for entry in archive.infolist()]
        if sum(sizes) > length:
            raise ValueError(f"it holds {length} bytes, and claims {sum(sizes)} of weights")
        entries = {entry.filename.removesuffix(".npy"): entry for entry in archive.infolist()}

        def array(name: str) -> Any:
            with archive.open(entries[name]) as entry:
                values = np.lib.format.read_array(entry, allow_pickle=False)
            return values if values.ndim else values.item()

        found = repr(array("format")) if "format" in entries else "nothing"
        if found != repr(FORMAT):
            raise ValueError(f"expected it to call itself {FORMAT!r}, found {found}")
        n_layers = array("n_layers") if "n_layers" in entries else 0
        layers = range(1, min(n_layers, len(entries)) + 1)
        expected = {"format", "n_layers", *(f"{part}{k}" for k in layers for part in PARTS)}
        if {*entries} != expected:
            raise ValueError(f"expected {sorted(expected)}, found {sorted(entries)}")
        return {name: array(name) for name in entries}
