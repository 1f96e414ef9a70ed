from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from flit_core import buildapi
from sklearn import datasets

import nnbook
from nnbook.digits import load_digits, shrink

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


def test_a_drawing_becomes_shares_of_ink() -> None:
    drawing = np.zeros((32, 32))
    drawing[0], drawing[31] = 1, 1
    image = shrink(drawing).reshape(8, 8)
    assert image[0].tolist() == image[7].tolist() == [0.25] * 8
    assert not image[1:7].any()


def test_where_and_how_large_it_was_drawn_makes_no_difference() -> None:
    small = np.zeros((32, 32))
    small[3:11, 20:23] = 1
    large = np.kron(small[3:11, 15:23], np.ones((4, 4)))
    moved = np.roll(small, (20, -9), axis=(0, 1))
    assert shrink(small).any()
    assert (shrink(small) == shrink(moved)).all()
    assert (shrink(small).reshape(8, 8).sum(axis=1) == 3).all()
    assert shrink(large).sum() == shrink(small).sum()


def test_a_blank_drawing_is_a_blank_image() -> None:
    assert not shrink(np.zeros((32, 32))).any()


@pytest.mark.parametrize("shape", [(8, 8), (32,), (32, 33)])
def test_a_drawing_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"expected \(32, 32\)"):
        shrink(np.zeros(shape))


def test_faint_ink_is_ink() -> None:
    drawing = np.zeros((32, 32))
    drawing[4:8, 4:8] = 0.25
    assert (shrink(drawing) == 1).all()


def test_a_mirrored_drawing_is_mirrored_when_it_is_shrunk() -> None:
    drawing = np.zeros((32, 32))
    drawing[5:8, 4] = drawing[7, 4:7] = 1
    image, mirrored = (shrink(one).reshape(8, 8) for one in (drawing, drawing[:, ::-1]))
    assert (mirrored[:, ::-1] == image).all()
