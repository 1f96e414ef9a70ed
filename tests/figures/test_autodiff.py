import numpy as np
import pytest
from matplotlib import pyplot as plt

from nnbook.autodiff import Value
from nnbook.figures import GRADIENT, WEIGHT
from nnbook.figures.autodiff import BESIDE, graph, places

W, X, B = Value(3), Value(5), Value(-2)
PRODUCT = W * X
Z = PRODUCT + B
E = Z**2


def test_results_stand_below_what_they_were_computed_from() -> None:
    at = places(E)
    assert set(at) == set(E.order())
    for value, (_, up) in at.items():
        assert all(at[source][1] > up for source, _ in value.sources)
    assert at[E][1] == 0


def test_values_from_outside_stand_above_their_only_user_or_beside_its_other_source() -> None:
    at = places(E)
    assert at[W] == (0, 3)
    assert at[X] == (1, 3)
    assert at[B] == (at[PRODUCT][0] + BESIDE, 2)


def test_a_value_with_several_users_stands_highest_over_their_middle() -> None:
    shared = Value(1)
    left, right = Value(2) * shared, Value(3) * shared
    at = places((left + right).activate("sigmoid"))
    assert (at[left], at[right]) == ((0, 2), (1, 2))
    assert at[shared] == (0.5, 4)


def test_no_two_values_stand_in_one_place() -> None:
    x = [Value(1), Value(2), Value(3)]
    neurons = [
        (Value(1) * x[0] + Value(2) * x[1] + Value(3) * x[2] + Value(0)).activate("sigmoid")
        for _ in range(3)
    ]
    o = Value(1) * neurons[0] + Value(2) * neurons[1] + Value(3) * neurons[2] + Value(0)
    at = places((o - Value(0)) ** 2 / 2)
    for value, (x_1, y_1) in at.items():
        for other, (x_2, y_2) in at.items():
            assert value is other or abs(x_1 - x_2) >= 0.75 or abs(y_1 - y_2) >= 1


def test_a_value_that_nothing_was_made_of_stands_alone() -> None:
    assert places(W) == {W: (0, 1)}


def test_each_value_shows_its_name_its_operation_or_its_number() -> None:
    ax = graph(E, {W: ("w", WEIGHT)})
    texts = {text.get_text(): text for text in ax.texts}
    assert sorted(texts) == sorted(["w", "5", "-2", "×", "+", "²"])
    assert texts["w"].get_color() == WEIGHT
    assert len(ax.lines) == len([source for value in E.order() for source in value.sources])


def test_with_slopes_numbers_and_slopes_stand_beside() -> None:
    ax = graph(E, {W: ("w", WEIGHT)}, E.backward())
    texts = [text.get_text() for text in ax.texts]
    for shown in ("3", "15", "13", "169", "slope 130", "slope 26", "slope 1"):
        assert shown in texts
    assert "slope 78" not in texts, "that of a constant, which nobody asks for"
    slopes = [text for text in ax.texts if text.get_text().startswith("slope")]
    assert {text.get_color() for text in slopes} == {GRADIENT}


def test_no_line_crosses_a_number_beside_a_value() -> None:
    ax = graph(E, {W: ("w", WEIGHT), B: ("b", WEIGHT)}, E.backward())
    ax.figure.canvas.draw()
    lines = [np.asarray(line.get_xydata()) for line in ax.lines]
    along = np.linspace(0, 1, 200)[:, np.newaxis]
    for text in ax.texts:
        if text.get_bbox_patch():  # a value itself, on top of its lines
            continue
        box = text.get_window_extent()
        for start, end in lines:
            assert not box.count_contains(ax.transData.transform(start + along * (end - start)))


@pytest.mark.parametrize("slopes", [None, E.backward()])
def test_it_draws_into_given_axes(slopes: dict[Value, float] | None) -> None:
    _, ax = plt.subplots()
    assert graph(E, {}, slopes, ax=ax) is ax
    for text in ax.texts:
        (x, y), (left, right), (low, high) = text.get_position(), ax.get_xlim(), ax.get_ylim()
        assert left < x < right
        assert low < y < high
