import gc
import math
import operator
import sys
from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.activation import ACTIVATIONS
from nnbook.autodiff import Value
from nnbook.chain_rule import backward
from nnbook.example import W1, W2, t, x
from nnbook.forward import forward
from nnbook.network import Layer, Network

Function = Callable[..., Any]

TWO: dict[str, Function] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
ONE: dict[str, tuple[Function, Function]] = {
    "neg": (operator.neg, operator.neg),
    "** 3": (lambda a: a**3, lambda a: a**3),
    "** -0.5": (lambda a: a**-0.5, lambda a: a**-0.5),
    "exp": (lambda a: a.exp(), anp.exp),
    "log": (lambda a: a.log(), anp.log),
}
EACH_ALONE = [name for name in ACTIVATIONS if name != "softmax"]

repeatable = settings(deadline=None, derandomize=True)
positive = st.floats(0.125, 8)
factors = st.floats(-8, 8).filter(lambda a: abs(a) > 1e-2)


def difference(f: Callable[[float], float], a: float, eps: float = 1e-5) -> float:
    return (f(a + eps) - f(a - eps)) / (2 * eps)


def near(slope: float) -> Any:
    return pytest.approx(slope, rel=1e-6, abs=1e-7)


# Each operator


@pytest.mark.parametrize("sign", TWO)
@repeatable
@given(factors, factors)
def test_an_operator_of_two_values(sign: str, left: float, right: float) -> None:
    f, a, b = TWO[sign], Value(left), Value(right)
    result = f(a, b)
    slopes = result.backward()
    assert result.number == f(left, right)
    theirs = [float(autograd.grad(f, place)(left, right)) for place in (0, 1)]
    assert [slopes[a], slopes[b]] == pytest.approx(theirs, rel=1e-14)
    assert slopes[a] == near(difference(lambda a: f(a, right), left, 1e-6))
    assert slopes[b] == near(difference(lambda b: f(left, b), right, 1e-6))


@pytest.mark.parametrize("sign", TWO)
@pytest.mark.parametrize("kind", [int, float, np.float64, np.int64])
def test_plain_numbers_may_stand_on_either_side(sign: str, kind: Any) -> None:
    f, a, plain = TWO[sign], Value(4), kind(3)
    left, right = f(plain, a), f(a, plain)
    assert (left.number, right.number) == (f(3, 4), f(4, 3))
    assert left.backward()[a] == near(difference(lambda a: f(3, a), 4))
    assert right.backward()[a] == near(difference(lambda a: f(a, 3), 4))


@pytest.mark.parametrize("name", ONE)
@repeatable
@given(positive)
def test_an_operator_of_one_value(name: str, number: float) -> None:
    ours, theirs = ONE[name]
    a = Value(number)
    result = ours(a)
    slope = result.backward()[a]
    assert result.number == pytest.approx(theirs(number), rel=1e-15)
    assert slope == pytest.approx(autograd.grad(theirs)(number), rel=1e-14)
    assert slope == near(difference(theirs, number, 1e-6))


@pytest.mark.parametrize(("n", "slope"), [(0, 0), (1, 1), (2, 0), (3, 0)])
def test_powers_of_0(n: int, slope: float) -> None:
    a = Value(0)
    assert (a**n).number == 0**n
    assert (a**n).backward()[a] == slope


@pytest.mark.parametrize("name", EACH_ALONE)
@pytest.mark.parametrize("z", [-2.5, -0.5, 0.75, 3.0])
def test_an_activation(name: str, z: float) -> None:
    function, a = ACTIVATIONS[name].function, Value(z)
    result = a.activate(name)
    assert result.number == function(z)
    assert result.operation == name
    assert result.backward()[a] == near(difference(function, z))


def test_an_activation_may_be_named_by_its_function() -> None:
    a = Value(2)
    relu = ACTIVATIONS["relu"]
    assert a.activate(relu).number == a.activate(relu.function).number == 2


# Whole computations


def test_shared_values_collect_the_slopes_of_all_their_routes() -> None:
    a, b = Value(2), Value(3)
    c = a * b
    slopes = (c * c + c + a + a).backward()
    assert slopes[c] == 2 * 6 + 1
    assert slopes[a] == 13 * 3 + 2
    assert slopes[b] == 13 * 2


def test_a_value_that_is_met_early_waits_for_its_last_route() -> None:
    a = Value(2)
    b = a * 3
    long = ((b + 1) * 2 + 1) * 2
    for result in (b * long, long * b):
        assert result.backward()[a] == 3 * (long.number + 4 * b.number)


@repeatable
@given(st.lists(st.floats(-2, 2), min_size=3, max_size=3))
def test_a_tangle_agrees_with_another_library(numbers: list[float]) -> None:
    def f(a: Any, b: Any, c: Any, exp: Any) -> Any:
        d = a * b - c
        e = exp(d) / (2 + d * d) + 3 / (1 + exp(-a))
        return (d - e) * e + (1 - a) ** 2 / (4 + exp(c))

    a, b, c = values = [Value(number) for number in numbers]
    result = f(a, b, c, lambda a: a.exp())
    slopes = result.backward()
    theirs = [autograd.grad(f, place)(*numbers, anp.exp) for place in range(3)]
    assert result.number == pytest.approx(f(numbers[0], numbers[1], numbers[2], np.exp), rel=1e-13)
    assert [slopes[value] for value in values] == pytest.approx(theirs, rel=1e-10, abs=1e-12)


def test_the_sixteen_slopes_of_the_example_are_those_of_back_propagation() -> None:
    weights = [
        [[Value(w) for w in [*row, 0.0]] for row in W.tolist()]  # the last one is the bias
        for W in (W1, W2)
    ]
    a: list[Any] = x.tolist()
    for rows in weights:
        sums = [sum(w * i for w, i in zip(row, [*a, 1], strict=True)) for row in rows]
        a = [z.activate("sigmoid") for z in sums]
    slopes = ((a[0] - t) ** 2 / 2).backward()
    network = Network([Layer(W1), Layer(W2)])
    theirs = backward(network, forward(network, x), [t])
    for rows, dW, db in zip(weights, theirs.dW, theirs.db, strict=True):
        ours = np.array([[slopes[value] for value in row] for row in rows])
        np.testing.assert_allclose(ours, np.column_stack([dW, db]), rtol=0, atol=1e-12)


def test_with_respect_to_itself_the_slope_is_1_and_to_others_0() -> None:
    a, other = Value(2), Value(2)
    slopes = a.backward()
    assert slopes == {a: 1}
    assert slopes[other] == 0
    assert slopes == {a: 1}, "asking leaves no trace"


def test_asking_twice_gives_the_same() -> None:
    a = Value(3)
    b = a * a
    assert b.backward() == b.backward() == {b: 1, a: 6}


def test_values_are_told_apart_even_if_they_are_equal() -> None:
    a, b = Value(2), Value(2)
    slopes = (a * 3 + b * 5).backward()
    assert (slopes[a], slopes[b]) == (3, 5)


def test_the_order_has_each_value_once_and_after_its_sources() -> None:
    a = Value(1)
    b = a + a
    c = b * a
    d = c - b
    order = d.order()
    assert order == [a, b, c, d]
    assert (c * (a + 1)).order()[:3] == [a, b, c]


def test_a_long_chain_is_no_deeper_than_a_short_one() -> None:
    n = 20 * sys.getrecursionlimit()
    first = last = Value(1)
    for _ in range(n):
        last = last + first
    assert last.backward()[first] == n + 1
    assert len(last.order()) == n + 1
    del last
    gc.collect()  # letting go of it must not go too deep either


def test_doubling_again_and_again_takes_one_look_at_each() -> None:
    first = last = Value(1)
    for _ in range(60):  # 2 to the power of 60 routes
        last = last + last
    assert last.backward()[first] == 2.0**60
    assert len(last.order()) == 61


def test_a_value_shows_its_number() -> None:
    assert repr(Value(np.float64(0.25))) == "Value(0.25)"
    kinds: list[Any] = [1, np.float32(1), np.int64(1), np.array(1)]
    assert [type(Value(n).number) for n in kinds] == [float] * 4
    assert (Value(1) / 3).operation == "/"
    assert (Value(1) ** 0.5).operation == "** 0.5"
    assert Value(1).operation == ""


# Errors


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (math.nan, "holds nan; expected finite"),
        (math.inf, "holds inf; expected finite"),
        ("3", "holds <U1; expected numbers"),
        (None, "holds object; expected numbers"),
        ([1.0, 2.0], r"has shape \(2,\); expected one number"),
        (np.ones(2), r"has shape \(2,\); expected one number"),
        (Value(1), "holds object; expected numbers"),
    ],
)
def test_what_is_no_number_is_told(wrong: Any, found: str) -> None:
    with pytest.raises(ValueError, match=f"^the number {found}"):
        Value(wrong)
    with pytest.raises(ValueError, match=f"^the exponent {found}"):
        Value(1) ** wrong
    if not isinstance(wrong, Value):
        for f in TWO.values():
            for pair in ((Value(1), wrong), (wrong, Value(1))):
                with pytest.raises(ValueError, match=f"^the number {found}"):
                    f(*pair)


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda: Value(1) / Value(0), r"the number of / holds inf"),
        (lambda: Value(0) / Value(0), r"the number of / holds nan"),
        (lambda: 1 / Value(0), r"the number of / holds inf"),
        (lambda: Value(1) / 1e-310, r"the number of / holds inf"),
        (lambda: Value(0) ** -1, r"the number of \*\* -1 holds inf"),
        (lambda: Value(-8) ** (1 / 3), r"the number of \*\* 0.333333 holds nan"),
        (lambda: Value(0) ** 0.5, r"a rate of \*\* 0.5 holds inf"),
        (lambda: Value(0).log(), r"the number of log holds -inf"),
        (lambda: Value(-1).log(), r"the number of log holds nan"),
        (lambda: Value(1000).exp(), r"the number of exp holds inf"),
        (lambda: Value(1e200) * 1e200, r"the number of \* holds inf"),
        (lambda: Value(1e308) + 1e308, r"the number of \+ holds inf"),
        (lambda: Value(1, [(Value(1), math.nan)], "mine"), r"a rate of mine holds nan"),
    ],
)
def test_where_there_is_no_result_the_operation_is_told(
    f: Callable[[], Value], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}; expected finite numbers$"):
        f()


def test_a_slope_that_is_too_steep_is_told_with_its_place() -> None:
    a = Value(1e-200)
    with pytest.raises(ValueError, match=r"^the slope with respect to Value\(1e-200\) holds inf"):
        (a * 1e200 * 1e200).backward()


def test_a_softmax_or_an_unknown_activation_is_told() -> None:
    with pytest.raises(ValueError, match=r"z has shape \(\); softmax expects the sums of a whole"):
        Value(1).activate("softmax")
    with pytest.raises(ValueError, match="no activation is called 'sigmiod'; did you mean"):
        Value(1).activate("sigmiod")


def test_only_values_have_slopes() -> None:
    slopes = Value(1).backward()
    with pytest.raises(TypeError, match=r"^what a slope is asked for is of type str; expected Val"):
        slopes["w"]  # type: ignore[index]
