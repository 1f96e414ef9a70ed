import io
import os
import pickle
import re
import stat
import subprocess
import sys
import tracemalloc
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.activation import ACTIVATIONS, Activation
from nnbook.forward import forward
from nnbook.network import Layer, Network
from nnbook.weights_file import FORMAT, load, save

repeatable = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32)


def some_network(sizes: list[int], seed: int, activation: str, dtype: Any = float) -> Network:
    rng = np.random.default_rng(seed)
    return Network(
        Layer(
            rng.normal(size=(n_out, n_in)).astype(dtype),
            rng.normal(size=n_out).astype(dtype),
            activation,
        )
        for n_in, n_out in pairwise(sizes)
    )


def same(one: Network, other: Network) -> bool:
    return repr(one) == repr(other) and all(
        a.dtype == b.dtype and (a == b).all()
        for p, q in zip(one.layers, other.layers, strict=True)
        for a, b in ((p.W, q.W), (p.b, q.b))
    )


@repeatable
@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=4),
    seeds,
    st.sampled_from(sorted(ACTIVATIONS)),
    st.sampled_from([np.float32, np.float64]),
)
def test_what_is_loaded_is_what_was_saved(
    sizes: list[int], seed: int, activation: str, dtype: Any
) -> None:
    network = some_network(sizes, seed, activation, dtype)
    path = Path("weights.npz")
    file = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", lambda _, mode: Kept(file, mode))
        patch.setattr(Path, "replace", lambda *_: None)
        save(network, path)
        assert same(load(path), network)


class Kept:
    """A file in memory, as `open` gives it."""

    def __init__(self, file: io.BytesIO, mode: str) -> None:
        assert mode in {"rb", "wb"}
        file.seek(0)
        self.file = file

    def __enter__(self) -> io.BytesIO:
        return self.file

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    save(some_network([3, 2, 1], 0, "tanh"), tmp_path / "weights.npz")
    return tmp_path / "weights.npz"


def test_a_path_may_be_a_string_without_an_ending(tmp_path: Path) -> None:
    network = some_network([2, 1], 1, "relu")
    save(network, str(tmp_path / "weights"))
    assert [file.name for file in tmp_path.iterdir()] == ["weights"]
    assert same(load(str(tmp_path / "weights")), network)


def test_a_file_is_replaced(saved: Path) -> None:
    network = some_network([2, 2], 2, "elu")
    save(network, saved)
    assert same(load(saved), network)


def test_two_files_of_one_network_are_the_same_to_the_byte(saved: Path, tmp_path: Path) -> None:
    save(some_network([3, 2, 1], 0, "tanh"), tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == saved.read_bytes()


def test_a_link_stays_a_link(saved: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.npz"
    link.symlink_to(saved)
    network = some_network([2, 2], 2, "elu")
    save(network, link)
    assert link.is_symlink()
    assert same(load(saved), network)


def test_weights_that_could_not_be_loaded_are_not_saved(saved: Path) -> None:
    before = saved.read_bytes()
    network = some_network([2, 2], 2, "elu")
    network.layers[0].b[1] = np.inf
    with pytest.raises(ValueError, match="b of layer 1 holds inf at index 1"):
        save(network, saved)
    assert saved.read_bytes() == before


def test_layers_that_no_longer_fit_are_not_saved(saved: Path) -> None:
    before = saved.read_bytes()
    network = some_network([2, 3, 2], 2, "elu")
    network.layers[1].W = np.ones((2, 2))
    with pytest.raises(ValueError, match="layer 2 takes 2 numbers, but layer 1 gives 3"):
        save(network, saved)
    assert saved.read_bytes() == before


def test_a_private_file_stays_private_and_its_name_may_be_long(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 250)
    path.touch(0o600)
    save(some_network([2, 2], 2, "elu"), path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load(path).sizes == (2, 2)


def test_a_file_that_could_not_be_written_leaves_the_old_one(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = saved.read_bytes()

    def fails(file: Any, **_: object) -> None:
        file.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(np, "savez", fails)
    with pytest.raises(OSError, match="disk full"):
        save(some_network([2, 2], 2, "elu"), saved)
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]


def test_no_such_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nowhere.npz")
    with pytest.raises(FileNotFoundError):
        save(some_network([1, 1], 0, "relu"), tmp_path / "nowhere/weights.npz")


def test_a_file_cut_short_is_told(saved: Path) -> None:
    content = saved.read_bytes()
    for length in range(len(content)):
        saved.write_bytes(content[:length])
        with pytest.raises(ValueError, match=r"weights.npz is not a weights file: "):
            load(saved)


def test_a_changed_byte_gives_an_error_or_changes_nothing(saved: Path) -> None:
    content, network = saved.read_bytes(), load(saved)
    for place in range(len(content)):
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        saved.write_bytes(damaged)
        try:
            assert same(load(saved), network)
        except ValueError as error:
            assert "is not a weights file: " in str(error)  # noqa: PT017 - either will do


class Bomb:
    def __reduce__(self) -> Any:
        return pytest.fail, ("code in the file was run",)


def entry(value: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, value, allow_pickle=True)
    return file.getvalue()


ONE_LAYER = {
    "format": np.array(FORMAT),
    "n_layers": np.array(1),
    "W1": np.ones((2, 3)),
    "b1": np.ones(2),
    "activation1": np.array("relu"),
}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"format": None}, "expected it to call itself 'nnbook network 1', found nothing"),
        ({"format": np.array("other")}, "found 'other'"),
        ({"W1": None}, "expected ['W1', 'activation1', 'b1', 'format', 'n_layers'], found ['act"),
        ({"b2": np.ones(2)}, "found ['W1', 'activation1', 'b1', 'b2', 'format', 'n_layers']"),
        ({"n_layers": None}, "expected ['format', 'n_layers'], found ['W1', 'activation1'"),
        ({"n_layers": np.array(0)}, "expected ['format', 'n_layers'], found"),
        ({"n_layers": np.array(2)}, "expected ['W1', 'W2', 'activation1', 'activation2', 'b1'"),
        ({"n_layers": np.array(10**12)}, "expected ['W1', 'W2', 'W3', 'W4', 'W5', 'activation1'"),
        ({"n_layers": np.array(1.5)}, "float"),
        (
            {"activation1": np.array("rellu")},
            "no activation is called 'rellu'; did you mean 'relu'?",
        ),
        ({"W1": np.full((2, 3), np.nan)}, "W holds nan at index (0, 0)"),
        ({"W1": np.ones(3)}, "W has shape (3,)"),
        ({"b1": np.ones(3)}, "b has shape (3,)"),
        ({"b1": np.array(["1", "2"])}, "b holds <U1"),
        ({"W1": np.array([Bomb()], object)}, "Object arrays cannot be loaded"),
        ({"format": np.array(Bomb(), object)}, "Object arrays cannot be loaded"),
    ],
)
def test_a_foreign_file_is_told_and_runs_no_code(
    tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    path = tmp_path / "foreign.npz"
    with zipfile.ZipFile(path, "w") as file:
        for name, value in (ONE_LAYER | changes).items():
            if value is not None:
                file.writestr(f"{name}.npy", entry(value))
    with pytest.raises(ValueError, match=r"foreign.npz is not a weights file: ") as error:
        load(path)
    assert told in str(error.value)


def test_the_layer_that_these_change_is_sound(tmp_path: Path) -> None:
    np.savez(tmp_path / "sound.npz", **ONE_LAYER)  # type: ignore[arg-type]
    assert forward(load(tmp_path / "sound.npz"), [1, 1, 1]).output.tolist() == [4, 4]


@pytest.mark.parametrize(
    "content",
    [b"", b"plain text", pickle.dumps(Bomb()), entry(np.ones(3)), entry(np.array([Bomb()]))],
    ids=["empty", "text", "pickle", "one array", "one array of objects"],
)
def test_what_is_no_archive_is_told_and_runs_no_code(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foreign.npz"
    path.write_bytes(content)
    told = r"foreign.npz is not a weights file: expected an archive that save has written$"
    with pytest.raises(ValueError, match=told):
        load(path)


def test_a_missing_folder_is_told_by_the_name_that_was_given(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "weights.npz"
    with pytest.raises(FileNotFoundError) as error:
        save(some_network([1, 1], 0, "relu"), path)
    assert error.value.filename == str(path)
    assert str(error.value).endswith(f"'{path}'")


def test_a_folder_a_fifo_and_a_device_are_not_replaced(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for path in (tmp_path, fifo, Path(os.devnull)):
        with pytest.raises(OSError, match=rf"^{path} is there, and no file; expected one to write"):
            save(some_network([1, 1], 0, "relu"), path)
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    assert [*tmp_path.iterdir()] == [fifo]


def test_what_is_left_of_a_killed_save_bears_the_name_of_its_file(tmp_path: Path) -> None:
    code = (
        "import os, sys, numpy as np; from nnbook import Layer, Network, save\n"
        "np.savez = lambda *_, **__: os._exit(3)\n"
        "save(Network([Layer([[1]])]), sys.argv[1])"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "weights.npz"], check=False)
    assert done.returncode == 3
    (left,) = tmp_path.iterdir()
    assert re.fullmatch(r"weights\.npz\.[0-9a-f]{8}\.part", left.name)


def test_a_file_that_claims_more_than_it_holds_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    zeros = np.zeros(3_000_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, value in (ONE_LAYER | {"W1": zeros}).items():
            file.writestr(f"{name}.npy", entry(value))
    size = path.stat().st_size
    tracemalloc.start()
    with pytest.raises(ValueError, match=rf"it holds {size} bytes, and claims 2400\d+ of weights$"):
        load(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_header_that_claims_more_than_its_entry_holds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "header.npz"
    claim = entry(np.ones((2, 3))).replace(b"(2, 3), }       ", b"(2, 30000000), }")
    with zipfile.ZipFile(path, "w") as file:
        for name, value in ONE_LAYER.items():
            file.writestr(f"{name}.npy", claim if name == "W1" else entry(value))
    with pytest.raises(ValueError, match=r"header.npz is not a weights file: "):
        load(path)


def test_an_activation_of_ones_own_is_not_saved(tmp_path: Path) -> None:
    def relu(z: Any) -> Any:
        return 2 * z

    network = Network([Layer([[1]], activation=Activation(relu, relu))])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^layer 1 has relu, an activation of your own; expected"):
        save(network, tmp_path / "weights.npz")
    assert [*tmp_path.iterdir()] == []


def test_no_keyword_of_savez_becomes_an_array(saved: Path) -> None:
    with zipfile.ZipFile(saved) as file:
        names = {name.removesuffix(".npy") for name in file.namelist()}
    layers = {f"{part}{k}" for part in ("W", "b", "activation") for k in (1, 2)}
    assert names == {"format", "n_layers"} | layers
