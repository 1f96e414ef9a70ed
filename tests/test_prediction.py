from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.network import Layer, Network
from nnbook.prediction import accuracy, confusion_matrix, one_hot, predict, split

repeatable = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32)

# Splitting


@repeatable
@given(st.integers(2, 40), st.floats(0.001, 0.999), seeds)
def test_every_example_is_in_one_part_with_its_target(m: int, size: float, seed: int) -> None:
    X = np.arange(2.0 * m).reshape(m, 2)
    X_train, X_test, T_train, T_test = split(X, 10 * X[:, 0], test_size=size, seed=seed)
    together = np.vstack([X_train, X_test])
    assert sorted(together[:, 0]) == X[:, 0].tolist()
    assert (together[:, 1] == together[:, 0] + 1).all()
    assert (np.concatenate([T_train, T_test]) == 10 * together[:, 0]).all()
    assert len(X_test) == len(T_test) == min(max(round(size * m), 1), m - 1)


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


@pytest.mark.parametrize("size", [0, 1, -0.1, 1.5, np.nan])
def test_a_share_is_between_0_and_1(size: float) -> None:
    with pytest.raises(ValueError, match=f"test_size is {size}; expected a share between 0 and 1"):
        split([1, 2], [1, 2], test_size=size)


@pytest.mark.parametrize("size", ["a", None, [0.5]])
def test_a_share_is_a_number(size: Any) -> None:
    with pytest.raises(TypeError, match=r"^test_size is .*; expected a share between 0 and 1$"):
        split([1, 2], [1, 2], test_size=size)


def test_a_split_needs_a_seed_from_0() -> None:
    with pytest.raises(ValueError, match=r"^seed is -1; expected 0 or more$"):
        split([1, 2], [1, 2], seed=-1)


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
    assert accuracy(predicted=[0, 1, 2, 1], actual=[0, 1, 1, 1]) == 0.75
    assert accuracy(predicted=np.array([3]), actual=np.array([3])) == 1
    assert type(accuracy(predicted=[0], actual=[1])) is float


def test_a_row_is_what_a_class_was_taken_for() -> None:
    actual, predicted = [0, 0, 0, 1, 1, 2], [0, 1, 1, 1, 2, 0]
    counts = confusion_matrix(predicted=predicted, actual=actual, n_classes=3)
    assert counts.tolist() == [[1, 2, 0], [0, 1, 1], [1, 0, 0]]


@pytest.mark.parametrize("count", [accuracy, confusion_matrix])
def test_what_could_be_swapped_is_given_by_name(count: Any) -> None:
    with pytest.raises(TypeError, match="takes 0 positional arguments"):
        count([0, 1], [0, 1])


@repeatable
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1))
def test_the_matrix_counts_all_and_its_diagonal_those_that_are_right(pairs: Any) -> None:
    predicted, actual = zip(*pairs, strict=True)
    counts = confusion_matrix(predicted=predicted, actual=actual, n_classes=4)
    share = accuracy(predicted=predicted, actual=actual)
    assert counts.sum() == len(pairs)
    assert np.trace(counts) / len(pairs) == pytest.approx(share)
    assert counts.sum(axis=1).tolist() == [actual.count(k) for k in range(4)]


@pytest.mark.parametrize("classes", [{}, {"n_classes": 2}])
@pytest.mark.parametrize(
    ("predicted", "actual", "told"),
    [
        ([], [], r"predicted has shape \(0,\), actual has shape \(0,\)"),
        ([1], [1, 0], r"predicted has shape \(1,\), actual has shape \(2,\)"),
        ([[1]], [[1]], r"predicted has shape \(1, 1\), actual has shape \(1, 1\)"),
        ([0.5], [1], "predicted holds float64; expected integers"),
        ([1], ["1"], r"actual holds <U1; expected integers, such as .* np.unique\(actual, "),
        ([1], np.ma.array([1], mask=[True]), "actual has masked values"),
    ],
)
def test_what_cannot_be_counted_is_told(
    classes: Any, predicted: Any, actual: Any, told: str
) -> None:
    count: Any = confusion_matrix if classes else accuracy
    with pytest.raises(ValueError, match=told):
        count(predicted=predicted, actual=actual, **classes)


def test_there_is_at_least_one_class() -> None:
    with pytest.raises(ValueError, match="n_classes is 0; expected 1 or more"):
        one_hot(np.array([], int), 0)
    with pytest.raises(TypeError, match=r"n_classes is 3.0; expected a whole number"):
        one_hot([0], 3.0)  # type: ignore[arg-type]


def test_labels_of_any_kind_become_classes_as_the_message_says() -> None:
    names, labels = np.unique(["dog", "cat", "dog"], return_inverse=True)
    assert one_hot(labels, len(names)).tolist() == [[0, 1], [1, 0], [0, 1]]


@pytest.mark.parametrize("wrong", [-1, 2])
def test_a_class_that_is_none_is_told(wrong: int) -> None:
    for name, both in (("predicted", ([wrong], [0])), ("actual", ([0], [wrong]))):
        with pytest.raises(ValueError, match=f"{name} holds {wrong} at index 0; expected"):
            confusion_matrix(predicted=both[0], actual=both[1], n_classes=2)


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
        (["cat", "dog"], r"labels holds <U3; .* names, labels = np.unique\(labels, re.* gives"),
        ([[0, 1]], r"labels has shape \(1, 2\); expected \(m,\), a class an example"),
        (1, r"labels has shape \(\); expected \(m,\), a class an example"),
    ],
)
def test_labels_that_are_no_classes_are_told(labels: Any, told: str) -> None:
    with pytest.raises(ValueError, match=f"^{told}$"):
        one_hot(labels, 3)
