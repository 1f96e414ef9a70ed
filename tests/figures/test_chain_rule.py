import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from nnbook.figures import GRADIENT
from nnbook.figures.chain_rule import OPERATIONS, WIRES, circuit, step_sizes

VALUES = {name: float(number) for number, name in enumerate(WIRES, 1)}
SLOPES = {name: -float(number) for number, name in enumerate(WIRES, 1) if name != "t"}


def drawn(values: dict[str, float], slopes: dict[str, float]) -> tuple[Axes, list[str]]:
    ax = circuit(values, slopes)
    return ax, [text.get_text() for text in ax.texts if text.get_text()]


def test_every_wire_carries_its_value_and_its_slope() -> None:
    _, texts = drawn(VALUES, SLOPES)
    values = [f"{name} = {value:g}" for name, value in VALUES.items()]
    slopes = [f"slope {slope:g}" for slope in SLOPES.values()]
    assert sorted(texts) == sorted([*values, *slopes, *OPERATIONS])


def test_slopes_stand_below_their_values_in_the_gradients_color() -> None:
    ax, _ = drawn(VALUES, SLOPES)
    at = {text.get_text(): text for text in ax.texts}
    for name, slope in SLOPES.items():
        value, below = at[f"{name} = {VALUES[name]:g}"], at[f"slope {slope:g}"]
        assert value.get_position()[0] == below.get_position()[0]
        assert value.get_position()[1] > below.get_position()[1]
        assert value.get_color() == WIRES[name][0] != GRADIENT == below.get_color()


def test_a_wire_without_a_slope_is_left_without() -> None:
    _, texts = drawn(VALUES, {})
    assert not [text for text in texts if text.startswith("slope")]


@pytest.mark.parametrize("name", [name for name in WIRES if WIRES[name][1][0] == 0])
def test_a_wire_of_the_spine_runs_down_from_one_operation_to_the_next(name: str) -> None:
    _, start, end, *_ = WIRES[name]
    above = min(y for y in OPERATIONS.values() if y > start[1])
    below = max([y for y in OPERATIONS.values() if y < end[1]], default=-1.0)
    assert [y for y in OPERATIONS.values() if below < y < above] == []


def test_the_errors_stand_over_their_steps_on_scales_of_powers() -> None:
    ax = step_sizes([1e-1, 1e-3, 1e-5], [1e-2, 1e-6, 1e-9])
    (line,) = ax.lines
    points = np.asarray(line.get_xydata()).tolist()
    assert points == [[1e-1, 1e-2], [1e-3, 1e-6], [1e-5, 1e-9]]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert "10⁻⁵" in {label.get_text() for label in ax.get_xticklabels()}
    assert "10⁻⁸" in {label.get_text() for label in ax.get_yticklabels()}


def test_they_draw_into_given_axes() -> None:
    _, ax = plt.subplots()
    assert circuit(VALUES, SLOPES, ax=ax) is ax
    _, ax = plt.subplots()
    assert step_sizes([1], [1], ax=ax) is ax
