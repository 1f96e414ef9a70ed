"""What the chapters refuse, in one place: each message says what was found, and what expected."""

import difflib
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property, wraps
from inspect import unwrap
from typing import Any, Protocol, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

Array = NDArray[np.floating]
Kind = TypeVar("Kind")
Result_co = TypeVar("Result_co", covariant=True)

REAL = int | float | np.integer | np.floating

INFINITE = "where the target is not: the cross entropy is infinite"

checked = np.errstate(all="ignore")
"""Marks a function that looks at its results: what overflows is an error, so no warning is due."""


class NotFiniteError(ValueError):
    """A number is NaN or infinite; `found` says which, and where."""

    def __init__(self, found: str) -> None:
        super().__init__(f"{found}; expected finite numbers")
        self.found = found


# Numbers


def finite(array: Array, name: str, number: int | None = None) -> Array:
    """Return `array`, unless one of its numbers is NaN or infinite."""
    # One sum of squares is quicker than a look at each, which only an infinite sum calls for.
    if not math.isfinite(np.vdot(array, array)) and not (known := np.isfinite(array)).all():
        name = name if number is None else f"{name} {number}"
        raise NotFiniteError(_holds(name, array, ~known))
    return array


def numbers(values: ArrayLike, name: str) -> Array:
    """Return `values` as an array of finite floating-point numbers; float32 stays float32."""
    return finite(floating(values, name), name)


def floating(values: ArrayLike, name: str) -> Array:
    """Return `values` as an array of floating-point numbers, finite or not."""
    if type(values) is np.ndarray and values.dtype.char in "fd":
        return values
    array = _plain(values, name)
    if array.dtype.kind not in "buif":
        raise ValueError(f"{name} holds {array.dtype}; expected numbers")
    single = array.dtype == np.float32
    return array.astype(np.float32 if single else np.float64, copy=False)


def number(value: ArrayLike, name: str) -> float:
    """Return `value` as one finite number."""
    array = numbers(value, name)
    if array.ndim:
        raise ValueError(f"{name} has shape {array.shape}; expected one number")
    return float(array)


def positive(value: Any, name: str) -> float:
    """Return `value`, unless it is no finite number greater than 0."""
    if not isinstance(value, REAL) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}; expected a positive number")
    if not 0 < value < math.inf:
        raise ValueError(f"{name} is {value}; expected a positive number")
    return float(value)


@checked
def rate(eta: Any, dtype: np.dtype[Any]) -> None:
    """Refuse a learning rate that is not positive, or that weights of this type take for 0."""
    if not dtype.type(positive(eta, "eta")):
        raise ValueError(f"eta is {eta:g}, which {dtype} rounds to 0; expected a larger one")


def whole(value: Any, name: str, *, least: float, most: int | None = None) -> int:
    """Return `value` as an integer of Python's, unless it is none from `least` to `most`."""
    if not isinstance(value, int | np.integer) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}; expected a whole number")
    if value < least or (most is not None and value > most):
        expected = f"{least} or more" if most is None else f"{least} to {most}"
        raise ValueError(f"{name} is {value}; expected {expected}")
    return int(value)


def batch(size: Any, m: int) -> int:
    """Return how many of m examples a batch has: all, unless told otherwise."""
    return m if size is None else whole(size, "batch_size", least=1, most=m)


def places(decimals: Any) -> int | None:
    """Return how many decimal places to round to, if any; a float has no more than 15."""
    return None if decimals is None else whole(decimals, "decimals", least=-15, most=15)


def layer_sizes(sizes: Any) -> tuple[int, ...]:
    """Return the numbers of inputs and of neurons of each layer."""
    if not isinstance(sizes, Sequence | np.ndarray) or isinstance(sizes, str):
        raise TypeError(f"sizes is {sizes!r}; expected a list, such as [3, 3, 1]")
    counts = tuple(whole(size, f"size {k}", least=-math.inf) for k, size in enumerate(sizes, 1))
    if len(counts) < 2 or min(counts) < 1:
        raise ValueError(f"sizes are {counts}; expected two or more, each at least 1")
    return counts


def float_type(dtype: DTypeLike) -> np.dtype[np.floating]:
    """Return the type of floating-point numbers that `dtype` names, single or double."""
    kind: np.dtype[Any] = np.dtype(dtype)
    if kind.char not in "fd":
        raise ValueError(f"dtype is {kind}; expected float64 or float32")
    return kind


def one_of(name: str, what: str, names: Collection[str]) -> str:
    """Return `name`, unless it is none of the `names`."""
    if name not in names:
        raise ValueError(f"{what} is {name!r}; expected one of {', '.join(names)}")
    return name


def _plain(values: ArrayLike, name: str) -> NDArray[Any]:
    """Return `values` as an array, unless they have no common shape or are masked."""
    try:
        array = np.asarray(values)
    except ValueError as error:  # rows of different lengths
        raise ValueError(f"{name} is no array of numbers: {error}") from error
    if np.ma.is_masked(values):
        raise ValueError(f"{name} has masked values; expected numbers without a mask")
    return array


def _holds(name: str, array: NDArray[Any], wrong: NDArray[np.bool_]) -> str:
    """Say which number of `array` is the first wrong one, and where it stands."""
    at = tuple(np.argwhere(wrong)[0].tolist())
    where = f" at index {at[0] if len(at) == 1 else at}" if at else ""
    return f"{name} holds {array[at]}{where}"


def instance(value: Kind, kind: type[Kind], name: str) -> Kind:
    """Return `value`, unless it is of another kind."""
    if not isinstance(value, kind):
        found = type(value).__name__
        raise TypeError(f"{name} is of type {found}; expected {kind.__name__}")
    return value


def inputs(x: ArrayLike, n_in: int) -> Array:
    """Return a copy of an input, or of a batch of inputs, of a network that takes so many."""
    array = floating(x, "x").copy()
    if array.ndim not in {1, 2} or array.shape[-1] != n_in:
        raise ValueError(
            f"x has shape {array.shape}, the network has {n_in} inputs; "
            f"expected ({n_in},) or (m, {n_in})"
        )
    return array


def is_true(answer: object) -> bool:
    """Tell whether `answer` is True itself, of Python or of NumPy."""
    return isinstance(answer, bool | np.bool_) and bool(answer)


def vectors(x: ArrayLike, w: ArrayLike) -> tuple[Array, Array]:
    """Return inputs and weights as vectors of equal length."""
    x, w = numbers(x, "x"), numbers(w, "w")
    if x.ndim != 1 or x.shape != w.shape:
        shapes = f"x has shape {x.shape}, w has shape {w.shape}"
        raise ValueError(f"{shapes}; expected vectors of equal length")
    return x, w


@checked
def biases(b: ArrayLike, W: Array) -> Array:
    """Return a copy of `b` of the type of `W`, with a bias for each row of it."""
    array = finite(numbers(b, "b").astype(W.dtype), "b")
    if array.shape != W.shape[:1]:
        raise ValueError(
            f"b has shape {array.shape}, W has shape {W.shape}; "
            f"expected a bias for each of {len(W)} neurons"
        )
    return array


def layer_shapes(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Array, Array, Array]:
    """Return a batch of inputs, and the weights and biases of a layer that takes them."""
    X, W, b = numbers(X, "X"), numbers(W, "W"), numbers(b, "b")
    if X.ndim != 2 or W.ndim != 2 or X.shape[1] != W.shape[1] or b.shape != W.shape[:1]:
        raise ValueError(
            f"X has shape {X.shape}, W has shape {W.shape}, b has shape {b.shape}; "
            "expected (m, n_in), (n_out, n_in) and (n_out,)"
        )
    return X, W, b


# Names


class Listed:
    """What a list of the book holds: a function and its slope, under the function's name."""

    function: Callable[..., Any]
    derivative: Callable[..., Any]

    @property
    def name(self) -> str:
        """The name, which is that of the function."""
        return self.function.__name__

    @cached_property
    def f(self) -> Callable[..., Any]:
        """The bare formula of the function, for arrays that somebody has looked at."""
        formula: Callable[..., Any] = unwrap(self.function)
        return formula

    @cached_property
    def f_prime(self) -> Callable[..., Array]:
        """The bare formula of the slope."""
        formula: Callable[..., Array] = unwrap(self.derivative)
        return formula

    def __getstate__(self) -> dict[str, Any]:
        """Let copies and pickles hold what the entry was made of, and find the formulas anew."""
        return {name: vars(self)[name] for name in vars(self) if name not in {"f", "f_prime"}}


Entry = TypeVar("Entry", bound=Listed)


def find(wanted: object, entries: Mapping[str, Entry], kind: str) -> Entry:
    """Return the entry of that name or of that function, or an entry that is none of these."""
    own = type(next(iter(entries.values())))
    if isinstance(wanted, own):
        return wanted
    if isinstance(wanted, str):
        if wanted in entries:
            return entries[wanted]
        near = difflib.get_close_matches(wanted.lower(), entries, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(entries)}"
        raise ValueError(f"no {kind} is called {wanted!r}; {hint}")
    for entry in entries.values():
        if wanted is entry.function:
            return entry
    raise TypeError(
        f"{kind} is {wanted!r}; expected one of the names {', '.join(entries)}, "
        f"one of their functions, or {own.__name__}(function, derivative)"
    )


# Functions of sums


class Function(Protocol):
    """A function of a number or of an array, which gives the same back."""

    __name__: str

    @overload
    def __call__(self, z: float) -> float: ...
    @overload
    def __call__(self, z: ArrayLike) -> Array: ...


class Slope(Protocol):
    """The slope of a function at z, computed from its value `a` where that is known already."""

    __name__: str

    @overload
    def __call__(self, z: float, a: float | None = None) -> float: ...
    @overload
    def __call__(self, z: ArrayLike, a: ArrayLike | None = None) -> Array: ...


def of_numbers(formula: Callable[[Array], Array]) -> Function:
    """Let a formula for arrays take numbers and lists as well, and refuse NaN and infinity."""

    @wraps(formula)
    @checked
    def call(z: ArrayLike) -> Any:
        a = formula(numbers(z, "z"))
        return a if np.ndim(a) else float(a)

    return call


def slope_of(function: Function) -> Callable[[Callable[[Array, Array], Array]], Slope]:
    """Do for the slope of `function` what `of_numbers` does, and compute `a` if it is left out."""

    def decorate(formula: Callable[[Array, Array], Array]) -> Slope:
        @wraps(formula)
        @checked
        def call(z: ArrayLike, a: ArrayLike | None = None) -> Any:
            z = numbers(z, "z")
            a = np.asarray(function(z) if a is None else a)
            if a.shape != z.shape:
                raise ValueError(f"z has shape {z.shape}, a has shape {a.shape}; expected the same")
            slopes = formula(z, a)
            return slopes if np.ndim(slopes) else float(slopes)

        return call

    return decorate


def of_rows(ufunc: np.ufunc, array: Array) -> Array:
    """Return the sum of each row with np.add, its largest number with np.maximum, as a column."""
    # NumPy goes down long columns ten times as fast as along short rows.
    column: Array = ufunc.reduce(array.T.copy()).T[..., np.newaxis]
    return column


def whole_layer(z: Array) -> Array:
    """Return `z`, unless it is a single number: a share needs others to share with."""
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"z has shape {z.shape}; softmax expects the sums of a whole layer")
    return z


# Outputs and targets


class Comparison(Protocol[Result_co]):
    """A function of outputs, or of the sums behind them, and targets."""

    __name__: str

    def __call__(self, o: ArrayLike, t: ArrayLike, /) -> Result_co: ...  # noqa: D102 - as it does


Look = Callable[[ArrayLike, ArrayLike], tuple[Array, Array]]


def compares(look: Look) -> Callable[[Callable[[Array, Array], Any]], Comparison[Any]]:
    """Let a formula take lists as well, and refuse what `look` refuses and what overflows."""

    def decorate(formula: Callable[[Array, Array], Any]) -> Comparison[Any]:
        @wraps(formula)
        @checked
        def call(o: ArrayLike, t: ArrayLike) -> Any:
            result = finite(np.asarray(formula(*look(o, t))), formula.__name__)
            return result if result.ndim else float(result)

        return call

    return decorate


def pair(o: ArrayLike, t: ArrayLike, name: str = "o") -> tuple[Array, Array]:
    """Return outputs and targets as arrays of one shape."""
    o, t = numbers(o, name), numbers(t, "t")
    if o.shape != t.shape or not o.size:
        raise ValueError(
            f"{name} has shape {o.shape}, t has shape {t.shape}; expected the same shape, not empty"
        )
    return o, t


def both_probabilities(o: ArrayLike, t: ArrayLike) -> tuple[Array, Array]:
    """Return outputs and targets from 0 to 1."""
    o, t = pair(o, t)
    return probabilities(o, "o"), probabilities(t)


def both_shares(o: ArrayLike, t: ArrayLike) -> tuple[Array, Array]:
    """Return outputs and targets whose rows each share out 1."""
    o, t = pair(o, t)
    # Outputs may be a little off: rounded, or moved to measure a slope.
    return shares(o, "o", off=0.02), shares(t)


def sums_and_probabilities(z: ArrayLike, t: ArrayLike) -> tuple[Array, Array]:
    """Return sums of any size, and targets from 0 to 1."""
    z, t = pair(z, t, "z")
    return z, probabilities(t)


def sums_and_shares(z: ArrayLike, t: ArrayLike) -> tuple[Array, Array]:
    """Return sums of any size, and targets whose rows each share out 1."""
    z, t = pair(z, t, "z")
    return z, shares(t)


def probabilities(array: Array, name: str = "t") -> Array:
    """Return `array`, unless a number lies outside 0 to 1."""
    if array.min() < 0 or array.max() > 1:
        found = _holds(name, array, (array < 0) | (array > 1))
        raise ValueError(f"{found}; expected numbers from 0 to 1")
    return array


def shares(array: Array, name: str = "t", *, off: float = 1e-5) -> Array:
    """Return `array`, unless a row of it is no probabilities that add up to 1."""
    probabilities(array, name)
    if array.ndim not in {1, 2}:
        raise ValueError(f"{name} has shape {array.shape}; expected (n,) or (m, n)")
    sums = array @ np.ones(array.shape[-1], array.dtype)
    # One sum of squares is quicker than a look at each row, which only a large one calls for.
    if np.vdot(sums - 1, sums - 1) > off**2 and (wrong := np.atleast_1d(abs(sums - 1) > off)).any():
        example, sums = np.flatnonzero(wrong)[0], np.atleast_1d(sums)
        what = "outputs" if name == "o" else "targets"
        raise ValueError(
            f"the {what} of example {example + 1} sum to {sums[example]:g}; expected 1"
        )
    return array


def refuse(o: Array, wrong: NDArray[np.bool_], why: str) -> None:
    """Raise an error if any output is `wrong`."""
    if wrong.any():
        raise ValueError(f"an output is {o[wrong][0]:g} {why}")


def targets(t: ArrayLike, shape: tuple[int, ...]) -> Array:
    """Return targets of the shape of the outputs."""
    t = numbers(t, "t")
    if t.shape != shape:
        raise ValueError(
            f"t has shape {t.shape}, the outputs have shape {shape}; expected the same"
        )
    return t


def floats(array: object, name: str, number: int | None = None) -> None:
    """Refuse what is no array of floating-point numbers, which alone can be moved a little."""
    if not (isinstance(array, np.ndarray) and array.dtype.char in "fd"):
        name = name if number is None else f"{name} {number}"
        found = getattr(array, "dtype", type(array).__name__)
        raise ValueError(f"{name} holds {found}; expected an array of floating-point numbers")


# Examples and classes


@checked
def examples(
    X: ArrayLike, T: ArrayLike, n_in: int, n_out: int, dtype: np.dtype[Any]
) -> tuple[Array, Array]:
    """Return inputs and targets as arrays of that type, with a row for each example."""
    X, T = numbers(X, "X"), numbers(T, "T")
    if X.ndim != 2 or T.ndim != 2 or len(X) != len(T) or not X.size:
        raise ValueError(
            f"X has shape {X.shape}, T has shape {T.shape}; "
            "expected (m, n_in) and (m, n_out), a row for each of m examples "
            "(nnbook.one_hot makes rows of classes)"
        )
    for name, array, n, what in (("X", X, n_in, "inputs"), ("T", T, n_out, "outputs")):
        if array.shape[1] != n:
            raise ValueError(
                f"{name} has shape {array.shape}, the network has {n} {what}; expected (m, {n})"
            )
    X, T = X.astype(dtype, copy=False), T.astype(dtype, copy=False)
    return finite(X, "X"), finite(T, "T")


def within(T: Array, bounds: tuple[float, float], source: str) -> None:
    """Refuse targets outside the `bounds` of the outputs that `source` gives."""
    low, high = bounds
    if T.min() < low or T.max() > high:
        expected = f"targets from {low:g} to {high:g}, which {source} can give"
        found = _holds("T", T, (low > T) | (high < T))
        raise ValueError(f"{found}; expected {expected}")


def classes(labels: ArrayLike, name: str, n_classes: int | None = None) -> NDArray[np.intp]:
    """Return `labels` as a list of integers, each one of so many classes counted from 0."""
    array = _plain(labels, name)
    if array.dtype.kind in "US":
        raise ValueError(
            f"{name} holds {array.dtype}; expected integers, such as "
            f"names, {name} = np.unique({name}, return_inverse=True) gives"
        )
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name} holds {array.dtype}; expected integers")
    if array.ndim != 1:
        raise ValueError(f"{name} has shape {array.shape}; expected (m,), a class an example")
    if n_classes is not None:
        outside = (array < 0) | (array >= whole(n_classes, "n_classes", least=1))
        if outside.any():
            found = _holds(name, array, outside)
            raise ValueError(f"{found}; expected classes 0 to {n_classes - 1}")
    return array


def both_classes(
    predicted: ArrayLike, actual: ArrayLike, n_classes: int | None = None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the classes predicted and the right ones, as many of the one as of the other."""
    if np.ndim(predicted) != 1 or np.shape(predicted) != np.shape(actual) or not np.size(actual):
        raise ValueError(
            f"predicted has shape {np.shape(predicted)}, actual has shape {np.shape(actual)}; "
            "expected (m,) for both, and m at least 1"
        )
    return classes(predicted, "predicted", n_classes), classes(actual, "actual", n_classes)


def rows(X: ArrayLike, T: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return inputs and targets as arrays of as many rows, at least two; integers stay integers."""
    numbers(X, "X"), numbers(T, "T")
    X, T = np.asarray(X), np.asarray(T)
    if X.ndim == 0 or T.ndim == 0 or len(X) != len(T) or len(X) < 2:
        raise ValueError(
            f"X has shape {X.shape}, T has shape {T.shape}; "
            "expected as many rows in both, and at least two"
        )
    return X, T


def share(value: Any, name: str) -> float:
    """Return `value`, unless it is no share of a whole."""
    if not isinstance(value, REAL):
        raise TypeError(f"{name} is {value!r}; expected a share between 0 and 1")
    if not 0 < value < 1:
        raise ValueError(f"{name} is {value}; expected a share between 0 and 1")
    return float(value)
