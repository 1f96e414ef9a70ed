import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from math_core import LatexToMathML

from nnbook.activation import ACTIVATIONS, LEAK
from nnbook.cost import COSTS
from nnbook.figures.formulas import OF_ACTIVATIONS, OF_COSTS, Formulas, interval
from tests.conftest import ROOT
from tests.live.prove.pages import PROVEN, proved

inf = math.inf

repeatable = settings(deadline=None, derandomize=True)
each_activation = pytest.mark.parametrize("name", ACTIVATIONS)
each_cost = pytest.mark.parametrize("name", COSTS)


def test_every_activation_and_every_cost_has_its_formulas_in_the_same_order() -> None:
    assert list(OF_ACTIVATIONS) == list(ACTIVATIONS)
    assert list(OF_COSTS) == list(COSTS)


@pytest.mark.parametrize("formulas", [*OF_ACTIVATIONS.values(), *OF_COSTS.values()])
def test_the_latex_is_latex(formulas: Formulas) -> None:
    for latex in (formulas.value, formulas.slope, formulas.range):
        mathml = LatexToMathML().convert_with_local_state(latex, displaystyle=True)
        assert mathml.startswith("<math")


# Ranges


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("step", r"\{0, 1\}"),
        ("sigmoid", "(0, 1)"),
        ("tanh", "(-1, 1)"),
        ("relu", r"[0, \infty)"),
        ("leaky_relu", r"(-\infty, \infty)"),
        ("elu", r"(-1, \infty)"),
        ("softplus", r"(0, \infty)"),
        ("silu", r"[-0.2785, \infty)"),
        ("gelu", r"[-0.17, \infty)"),
        ("identity", r"(-\infty, \infty)"),
        ("softmax", "(0, 1)"),
    ],
)
def test_the_range_is_an_interval_in_latex(name: str, expected: str) -> None:
    assert OF_ACTIVATIONS[name].range == expected


@pytest.mark.parametrize(
    ("bounds", "brackets", "expected"),
    [((-2, inf), "[)", r"[-2, \infty)"), ((0.123456, 1), "{}", r"\{0.1235, 1\}")],
)
def test_a_range_shows_four_digits_of_its_bounds(
    bounds: tuple[float, float], brackets: str, expected: str
) -> None:
    assert interval(bounds, brackets) == expected


# Values and slopes


def cases(right: str, left: str) -> str:
    return rf"\begin{{cases}} {right} & z > 0 \\ {left} & z \le 0 \end{{cases}}"


READ = {  # a formula in LaTeX, and as Python reads it
    "0": "0",
    "1": "1",
    "z": "z",
    r"\begin{cases} 1 & z \ge 0 \\ 0 & z < 0 \end{cases}": "1 if z >= 0 else 0",
    r"\frac{1}{1 + e^{-z}}": "1 / (1 + exp(-z))",
    "a (1 - a)": "a * (1 - a)",
    r"\tanh z": "(exp(z) - exp(-z)) / (exp(z) + exp(-z))",
    "1 - a^2": "1 - a * a",
    r"\max(0, z)": "max(0, z)",
    cases("1", "0"): "1 if z > 0 else 0",
    cases("z", f"{LEAK} z"): f"z if z > 0 else {LEAK} * z",
    cases("1", str(LEAK)): f"1 if z > 0 else {LEAK}",
    cases("z", "e^z - 1"): "z if z > 0 else exp(z) - 1",
    cases("1", "e^z"): "1 if z > 0 else exp(z)",
    r"\ln(1 + e^z)": "log(1 + exp(z))",
    r"\sigma(z)": "sigma(z)",
    r"z\,\sigma(z)": "z * sigma(z)",
    r"\sigma(z) + a\,(1 - \sigma(z))": "sigma(z) + a * (1 - sigma(z))",
    r"z\,\Phi(z)": "z * Phi(z)",
    r"\Phi(z) + z\,\varphi(z)": "Phi(z) + z * phi(z)",
    r"\frac{e^{z_i}}{\sum_j e^{z_j}}": "exp(z[i]) / sum(exp(z_j) for z_j in z)",
    r"a_i (\mathit{\delta}_{ij} - a_j)": "a[i] * ((i == j) - a[j])",
    r"\sum_k (t_k - o_k)": "sum(t - o for o, t in pairs)",
    "-1": "-1",
    r"\sum_k |t_k - o_k|": "sum(abs(t - o) for o, t in pairs)",
    r"\operatorname{sign}(o_k - t_k)": "copysign(1, o - t) if o != t else 0",
    r"\sum_k \tfrac{1}{2} (t_k - o_k)^2": "sum((t - o) ** 2 / 2 for o, t in pairs)",
    "o_k - t_k": "o - t",
    r"\tfrac{1}{N} \sum_k (t_k - o_k)^2": "sum((t - o) ** 2 for o, t in pairs) / N",
    r"\tfrac{2}{N} (o_k - t_k)": "2 / N * (o - t)",
    r"-\tfrac{1}{N} \sum_k \bigl( t_k \ln o_k + (1 - t_k) \ln (1 - o_k) \bigr)": (
        "-sum(t * log(o) + (1 - t) * log(1 - o) for o, t in pairs) / N"
    ),
    r"\tfrac{1}{N} \, \frac{o_k - t_k}{o_k (1 - o_k)}": "(o - t) / (o * (1 - o)) / N",
    r"-\tfrac{1}{m} \sum_k t_k \ln o_k": "-sum(t * log(o) for o, t in pairs) / m",
    r"-\tfrac{1}{m} \, \frac{t_k}{o_k}": "-t / o / m",
}


def evaluate(formula: str, **letters: Any) -> float:
    names = {
        **vars(math),
        "sigma": lambda z: 1 / (1 + math.exp(-z)),
        "Phi": NormalDist().cdf,
        "phi": NormalDist().pdf,
        **letters,
    }
    return float(eval(READ[formula], names))


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
@repeatable
@given(z=st.floats(-30, 30))
@example(z=0.0)
def test_the_formulas_say_what_the_activations_compute(name: str, z: float) -> None:
    activation, formulas = ACTIVATIONS[name], OF_ACTIVATIONS[name]
    a = evaluate(formulas.value, z=z)
    slope = evaluate(formulas.slope, z=z, a=a)
    assert activation.function(z) == pytest.approx(a, rel=1e-12, abs=1e-14)
    assert activation.derivative(z) == pytest.approx(slope, rel=1e-12, abs=1e-14)


@repeatable
@given(z=st.lists(st.floats(-30, 30), min_size=1, max_size=5))
def test_the_formulas_say_what_the_softmax_computes(z: list[float]) -> None:
    activation, formulas = ACTIVATIONS["softmax"], OF_ACTIVATIONS["softmax"]
    places = range(len(z))
    a = [evaluate(formulas.value, z=z, i=i) for i in places]
    slopes = [[evaluate(formulas.slope, a=a, i=i, j=j) for j in places] for i in places]
    np.testing.assert_allclose(activation.function(z), a, rtol=1e-12)
    np.testing.assert_allclose(activation.derivative(z), slopes, rtol=1e-12, atol=1e-14)


@each_cost
@repeatable
@given(shape=st.sampled_from([(2,), (5,), (1, 2), (4, 3)]), seed=st.integers(0, 2**32))
def test_the_formulas_say_what_the_costs_compute(
    name: str, shape: tuple[int, ...], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    o, t = rng.uniform(0.05, 0.95, shape), np.zeros(shape)
    o /= o.sum(axis=-1, keepdims=True)
    t[..., rng.integers(shape[-1])] = 1
    pairs = list(zip(o.flat, t.flat, strict=True))
    counts = {"N": o.size, "m": len(o) if o.ndim == 2 else 1}
    cost, formulas = COSTS[name], OF_COSTS[name]
    value = evaluate(formulas.value, pairs=pairs, **counts)
    slopes = [evaluate(formulas.slope, o=o_k, t=t_k, **counts) for o_k, t_k in pairs]
    assert cost.function(o, t) == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(cost.derivative(o, t).ravel(), slopes, rtol=1e-12)


def test_the_slope_of_an_absolute_error_of_0_is_0() -> None:
    slope = evaluate(OF_COSTS["absolute_error_sum"].slope, o=0.5, t=0.5)
    assert COSTS["absolute_error_sum"].derivative([0.5], [0.5]).tolist() == [slope]


# On the page

SETUP = '```python exec="on"\nfrom nnbook import ACTIVATIONS\n```\n\n'
NOTATION = str(ROOT / "docs" / "notation.md")


@pytest.mark.parametrize(
    ("page", "head", "of"),
    [("activations", "## Formulas\n", OF_ACTIVATIONS), ("cost", "## All costs\n", OF_COSTS)],
)
def test_the_table_of_a_page_is_proven_formula_by_formula(
    page: str, head: str, of: dict[str, Formulas]
) -> None:
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    section = SETUP + text[text.index(head) :].split("\n## ")[0].split("```pycon")[0]
    right = proved(section, NOTATION, "nnbook.worlds:world")
    assert right.faults == []
    printed = [proof for proof in right.proofs if proof.display]
    assert len(printed) == 2 * len(of)
    assert {proof.end for proof in printed} == {PROVEN}
    wrong = section.replace("{formulas.slope}", "1 + {formulas.slope}")
    assert len(proved(wrong, NOTATION, "nnbook.worlds:world").faults) == len(of)
