"""Writes the formulas of activations and costs in LaTeX, as the tables of the book show them."""

from dataclasses import dataclass

from nnbook.activation import ACTIVATIONS, LEAK


@dataclass(frozen=True)
class Formulas:
    """What a table shows of a function, each in LaTeX.

    Attributes
    ----------
    value, slope : str
        The formulas of the function and of its slope.
    range : str
        What its values can be; empty where the table does not say.
    """

    value: str
    slope: str
    range: str = ""


def interval(bounds: tuple[float, float], brackets: str) -> str:
    r"""Return the numbers between two bounds, in LaTeX, with four digits of each.

    Parameters
    ----------
    bounds : pair of float
        The least number and the greatest.
    brackets : str
        Square where a bound is reached, round where it is not, curly where the bounds are
        the only numbers.

    Examples
    --------
    >>> print(interval((-2, float("inf")), "[)"))
    [-2, \infty)
    """
    low, high = (f"{bound:.4g}".replace("inf", r"\infty") for bound in bounds)
    left, right = (f"\\{sign}" if sign in "{}" else sign for sign in brackets)
    return f"{left}{low}, {high}{right}"


def _either(right: object, left: object) -> str:
    """Return a formula of two cases, for sums above 0 and for all others."""
    return rf"\begin{{cases}} {right} & z > 0 \\ {left} & z \le 0 \end{{cases}}"


_ACTIVATIONS = {
    "step": (r"\begin{cases} 1 & z \ge 0 \\ 0 & z < 0 \end{cases}", "0", "{}"),
    "sigmoid": (r"\frac{1}{1 + e^{-z}}", "a (1 - a)", "()"),
    "tanh": (r"\tanh z", "1 - a^2", "()"),
    "relu": (r"\max(0, z)", _either(1, 0), "[)"),
    "leaky_relu": (_either("z", f"{LEAK} z"), _either(1, LEAK), "()"),
    "elu": (_either("z", "e^z - 1"), _either(1, "e^z"), "()"),
    "softplus": (r"\ln(1 + e^z)", r"\sigma(z)", "()"),
    "silu": (r"z\,\sigma(z)", r"\sigma(z) + a\,(1 - \sigma(z))", "[)"),
    "gelu": (r"z\,\Phi(z)", r"\Phi(z) + z\,\varphi(z)", "[)"),
    "identity": ("z", "1", "()"),
    "softmax": (r"\frac{e^{z_i}}{\sum_j e^{z_j}}", r"a_i (\mathit{\delta}_{ij} - a_j)", "()"),
}

OF_ACTIVATIONS = {
    name: Formulas(value, slope, interval(ACTIVATIONS[name].bounds, brackets))
    for name, (value, slope, brackets) in _ACTIVATIONS.items()
}
"""The formulas of each activation, by its name."""

OF_COSTS = {
    "signed_error_sum": Formulas(r"\sum_k (t_k - o_k)", "-1"),
    "absolute_error_sum": Formulas(r"\sum_k |t_k - o_k|", r"\operatorname{sign}(o_k - t_k)"),
    "half_squared_sum": Formulas(r"\sum_k \tfrac{1}{2} (t_k - o_k)^2", "o_k - t_k"),
    "mean_squared": Formulas(r"\tfrac{1}{N} \sum_k (t_k - o_k)^2", r"\tfrac{2}{N} (o_k - t_k)"),
    "binary_cross_entropy": Formulas(
        r"-\tfrac{1}{N} \sum_k \bigl( t_k \ln o_k + (1 - t_k) \ln (1 - o_k) \bigr)",
        r"\tfrac{1}{N} \, \frac{o_k - t_k}{o_k (1 - o_k)}",
    ),
    "categorical_cross_entropy": Formulas(
        r"-\tfrac{1}{m} \sum_k t_k \ln o_k", r"-\tfrac{1}{m} \, \frac{t_k}{o_k}"
    ),
}
"""The formulas of each cost and of its slope with respect to an output, by its name."""
