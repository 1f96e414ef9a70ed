from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from flit_core import buildapi
from sklearn import datasets

import nnbook
from nnbook.digits import load_digits

ROOT = Path(__file__).parents[1]


def test_they_are_those_of_scikit_learn() -> None:
    X, labels = load_digits()
    others = datasets.load_digits()
    assert (others.data == 16 * X).all()
    assert (labels == others.target).all()
    assert (16 * X.reshape(-1, 8, 8) == others.images).all()


def test_their_shapes_and_types_are_those_that_training_takes() -> None:
    X, labels = load_digits()
    assert (X.shape, labels.shape) == ((1797, 64), (1797,))
    assert X.dtype == np.float64
    assert labels.dtype == np.intp
    assert (float(X.min()), float(X.max())) == (0, 1)
    assert set(labels.tolist()) == set(range(10))


def test_what_one_caller_changes_another_does_not_see() -> None:
    X, labels = load_digits()
    X[:], labels[:] = 5, 5
    again, labels_again = load_digits()
    assert again.max() == 1
    assert labels_again.max() == 9


def test_the_file_holds_whole_numbers_alone_and_is_small() -> None:
    path = ROOT / "nnbook/data/digits.npz"
    with np.load(path, allow_pickle=False) as arrays:
        assert {name: array.dtype for name, array in arrays.items()} == {
            "images": np.uint8,
            "labels": np.uint8,
        }
    assert path.stat().st_size < 50_000


def test_source_and_license_are_told_in_the_docstring_and_beside_the_data() -> None:
    beside = (ROOT / "nnbook/data/README.md").read_text(encoding="utf-8")
    for text in (beside, str(load_digits.__doc__)):
        for told in ("Alpaydin", "Kaynak", "10.24432/C50P49", "CC BY 4.0"):
            assert told in text


def test_an_installed_package_carries_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    with ZipFile(tmp_path / buildapi.build_wheel(str(tmp_path))) as wheel:
        for name in ("data/digits.npz", "data/README.md"):
            kept = Path(nnbook.__path__[0], name).read_bytes()
            assert wheel.read(f"nnbook/{name}") == kept
