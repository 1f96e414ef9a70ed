import io
import pickle
import zipfile
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.activation import ACTIVATIONS
from nnbook.forward import forward
from nnbook.network import Layer, Network
from nnbook.prediction import (
    FORMAT,
    accuracy,
    confusion_matrix,
    load,
    one_hot,
    predict,
    save,
    split,
)

repeatable = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32)

# Splitting


@repeatable
@given(st.integers(2, 40), st.floats(0.001, 0.999), seeds)
def test_every_example_is_in_one_part_with_its_target(m: int, test: float, seed: int) -> None:
    X = np.arange(2.0 * m).reshape(m, 2)
    X_train, X_test, T_train, T_test = split(X, 10 * X[:, 0], test=test, seed=seed)
    together = np.vstack([X_train, X_test])
    assert sorted(together[:, 0]) == X[:, 0].tolist()
    assert (together[:, 1] == together[:, 0] + 1).all()
    assert (np.concatenate([T_train, T_test]) == 10 * together[:, 0]).all()
    assert len(X_test) == len(T_test) == min(max(round(test * m), 1), m - 1)


def test_a_quarter_is_for_testing_unless_told() -> None:
    assert [len(part) for part in split(np.ones((8, 1)), np.ones(8))] == [6, 2, 6, 2]


def test_a_seed_gives_its_split() -> None:
    X = np.arange(20.0)
    one, same, other = (split(X, X, seed=seed)[1].tolist() for seed in (1, 1, 2))
    assert one == same != other
    assert one == X[np.random.default_rng(1).permutation(20)[:5]].tolist()
    assert split(X, X)[1].tolist() == split(X, X, seed=0)[1].tolist()


def test_classes_stay_integers() -> None:
    _, _, few, one = split(np.ones((4, 2), np.float32), [3, 1, 4, 1])
    assert few.dtype == one.dtype == np.int64
    assert sorted([*few, *one]) == [1, 1, 3, 4]
    assert split(np.ones((4, 2), np.float32), [3, 1, 4, 1])[0].dtype == np.float32


@pytest.mark.parametrize(("X", "T"), [(1, [1]), ([1, 2], 3), ([1, 2], [1]), ([1], [1])])
def test_examples_that_cannot_be_split_are_told(X: Any, T: Any) -> None:
    with pytest.raises(ValueError, match="expected as many rows in both, and at least two") as e:
        split(X, T)
    assert f"X has shape {np.shape(X)}, T has shape {np.shape(T)}" in str(e.value)


@pytest.mark.parametrize("test", [0, 1, -0.1, 1.5, np.nan])
def test_a_share_is_between_0_and_1(test: float) -> None:
    with pytest.raises(ValueError, match=f"test is {test}; expected a share between 0 and 1"):
        split([1, 2], [1, 2], test=test)


@pytest.mark.parametrize(("X", "T"), [([np.nan, 1], [1, 2]), ([1, 2], [1, np.inf])])
def test_examples_are_finite(X: Any, T: Any) -> None:
    with pytest.raises(ValueError, match="expected finite numbers"):
        split(X, T)


# Predicting

IDENTITY = Network([Layer([[1]], activation="identity")])


def test_one_output_says_yes_from_one_half() -> None:
    assert predict(IDENTITY, [[0.4999], [0.5], [0.9], [-2.0]]).tolist() == [0, 1, 1, 0]


def test_the_largest_of_several_outputs_wins() -> None:
    network = Network([Layer(np.eye(3), activation="softmax")])
    assert predict(network, [[1.0, 2, 0], [3.0, 0, 0], [0.0, 0, 0.1]]).tolist() == [1, 0, 2]


def test_one_input_gives_one_class() -> None:
    assert predict(IDENTITY, [0.7]).tolist() == [1]


def test_an_input_that_does_not_fit_is_told() -> None:
    with pytest.raises(ValueError, match=r"x has shape \(1, 2\), the network has 1 inputs"):
        predict(IDENTITY, [[1, 2]])


# Counting


def test_accuracy_is_the_share_of_right_ones() -> None:
    assert accuracy([0, 1, 2, 1], [0, 1, 1, 1]) == 0.75
    assert accuracy(np.array([3]), np.array([3])) == 1
    assert type(accuracy([0], [1])) is float


def test_a_row_is_what_a_class_was_taken_for() -> None:
    actual, predicted = [0, 0, 0, 1, 1, 2], [0, 1, 1, 1, 2, 0]
    assert confusion_matrix(predicted, actual, 3).tolist() == [[1, 2, 0], [0, 1, 1], [1, 0, 0]]


@repeatable
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1))
def test_the_matrix_counts_all_and_its_diagonal_those_that_are_right(pairs: Any) -> None:
    predicted, actual = zip(*pairs, strict=True)
    counts = confusion_matrix(predicted, actual, 4)
    assert counts.sum() == len(pairs)
    assert np.trace(counts) / len(pairs) == pytest.approx(accuracy(predicted, actual))
    assert counts.sum(axis=1).tolist() == [actual.count(k) for k in range(4)]


@pytest.mark.parametrize("count", [accuracy, partial(confusion_matrix, n_classes=2)])
@pytest.mark.parametrize(
    ("predicted", "actual", "told"),
    [
        ([], [], r"predicted has shape \(0,\), actual has shape \(0,\)"),
        ([1], [1, 0], r"predicted has shape \(1,\), actual has shape \(2,\)"),
        ([[1]], [[1]], r"predicted has shape \(1, 1\), actual has shape \(1, 1\)"),
        ([0.5], [1], "predicted holds float64; expected integers"),
        ([1], ["1"], "actual holds <U1; expected integers"),
        ([1], np.ma.array([1], mask=[True]), "actual has masked values"),
    ],
)
def test_what_cannot_be_counted_is_told(count: Any, predicted: Any, actual: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        count(predicted, actual)


def test_there_is_at_least_one_class() -> None:
    with pytest.raises(ValueError, match="n_classes is 0; expected 1 or more"):
        one_hot(np.array([], int), 0)


@pytest.mark.parametrize("wrong", [-1, 2])
def test_a_class_that_is_none_is_told(wrong: int) -> None:
    for name, both in (("predicted", ([wrong], [0])), ("actual", ([0], [wrong]))):
        with pytest.raises(ValueError, match=f"{name} holds {wrong} at index 0; expected"):
            confusion_matrix(*both, 2)


# Targets of classes


@repeatable
@given(st.lists(st.integers(0, 4), max_size=20))
def test_one_hot_has_a_1_in_the_place_of_the_class(labels: list[int]) -> None:
    targets = one_hot(np.array(labels, int), 5)
    assert targets.shape == (len(labels), 5)
    assert targets.sum(axis=1).tolist() == [1] * len(labels)
    assert [targets[k, label] for k, label in enumerate(labels)] == [1] * len(labels)


def test_predict_is_the_way_back_from_one_hot() -> None:
    network = Network([Layer(np.eye(3), activation="identity")])
    assert predict(network, one_hot([2, 0, 1, 1], 3)).tolist() == [2, 0, 1, 1]


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ([0, 3], "labels holds 3 at index 1; expected classes 0 to 2"),
        ([-1], "labels holds -1 at index 0; expected classes 0 to 2"),
        ([0.0, np.nan], "labels holds float64; expected integers"),
        (["1"], "labels holds <U1; expected integers"),
        ([[0, 1]], r"labels has shape \(1, 2\); expected \(m,\), a class an example"),
        (1, r"labels has shape \(\); expected \(m,\), a class an example"),
    ],
)
def test_labels_that_are_no_classes_are_told(labels: Any, told: str) -> None:
    with pytest.raises(ValueError, match=f"^{told}$"):
        one_hot(labels, 3)


# Saving and loading


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
        with pytest.raises(ValueError, match=r"weights.npz is no file of weights: "):
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
            assert "is no file of weights: " in str(error)  # noqa: PT017 - either will do


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
    with pytest.raises(ValueError, match=r"foreign.npz is no file of weights: ") as error:
        load(path)
    assert told in str(error.value)


def test_the_layer_that_these_change_is_sound(tmp_path: Path) -> None:
    np.savez(tmp_path / "sound.npz", allow_pickle=False, **ONE_LAYER)
    assert forward(load(tmp_path / "sound.npz"), [1, 1, 1]).output.tolist() == [4, 4]


@pytest.mark.parametrize(
    "content",
    [b"", b"plain text", pickle.dumps(Bomb()), entry(np.ones(3)), entry(np.array([Bomb()]))],
    ids=["empty", "text", "pickle", "one array", "one array of objects"],
)
def test_what_is_no_archive_is_told_and_runs_no_code(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foreign.npz"
    path.write_bytes(content)
    told = r"foreign.npz is no file of weights: expected an archive as save writes it$"
    with pytest.raises(ValueError, match=told):
        load(path)
