from collections.abc import Callable

import numpy as np

from tests.benchmarks import lines


def nested(table: list[list[float]]) -> float:
    total = 0.0
    for line in table:
        for number in line:
            square = number * (number + 0)
            total += square
    for line in table:
        total += len(line)
    return total


def twice(factor: float) -> Callable[[float], float]:
    def step(number: float) -> float:
        product = factor * number
        negative = -product
        return -negative

    return step


def test_a_loop_in_a_loop_is_read_statement_by_statement() -> None:
    assert nested([[1, 2], [3]]) == 17
    assert lines.body_of_loop(nested) == ["square = number * (number + 0)", "total += square"]


def test_the_statements_of_a_function_run_with_what_surrounds_it() -> None:
    step = twice(3)
    assert step(2) == 6
    names = lines.surroundings(step) | {"number": np.float64(2)}
    made = lines.measured(lines.body(step), names, rounds=2, least=1e-6)
    assert [line["code"] for line in made] == ["product = factor * number", "negative = -product"]
    assert all(0 < line["microseconds"] < 1e6 for line in made)
    assert "product" not in names
