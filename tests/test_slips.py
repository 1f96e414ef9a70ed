"""Every topic, number and slip of the tutorial that the book grew out of has its place."""

import re

import pytest

from nnbook import Layer, Network, backward, forward
from nnbook.cost import absolute_error_sum, half_squared_sum, mean_squared, signed_error_sum
from nnbook.example import W1, W2, eta, t, x
from tests.conftest import ROOT

PAGE = (ROOT / "docs/slips.md").read_text(encoding="utf-8")

SLIPS = {
    "no fuzziness or discreteness": "brains.md#the-idea",
    "fourth row": "forward.md#a-task-for-the-network",
    "rounds the hidden activations to two places": "forward.md#what-rounding-does",
    "rounds its output to two places": "chain_rule.md#three-factors",
    "$w_{31}$ there": "vectorization.md#the-formula",
    "the other\nway around": "vectorization.md#the-same-numbers-transposed",
    "Later it writes $W x$": "vectorization.md#the-same-numbers-transposed",
    "isn't continuous near the minimum": "cost.md#the-v-and-the-parabola",
    "$-\\sum t \\ln o$": "#cross-entropy",
    "starts in $z$, continues in $x$": "activation.md#the-formula",
    "a long process": "chain_rule.md#back-through-the-hidden-layer",
    "doesn't say whether a network can learn $F$": "gradient_descent.md#what-the-biases-are-for",
    "computes $W^\\top X + b$": "prediction.md#the-formula",
}
"""What the page says of each slip, and where it sends the reader for what is right."""

TOPICS = {
    "the biological neuron": "brains",
    "the weighted sum": "neuron",
    "threshold, step, sigmoid, ReLU": "activation",
    "low and high weights": "network",
    "one row worked by hand": "forward",
    "the batch": "vectorization",
    "cross entropy": "cost",
    "the three factors of the chain rule": "chain_rule",
    "the learning rate": "gradient_descent",
    "the trained weights": "prediction",
    "the code": "whole_code",
}


@pytest.mark.parametrize(("words", "target"), SLIPS.items())
def test_each_slip_is_named_and_leads_to_what_is_right(words: str, target: str) -> None:
    [section] = [part for part in PAGE.split("\n### ") if words in part]
    assert re.search(rf"\(\w*(?:\.md)?{re.escape(target)}\)|\({re.escape(target)}\)", section)


@pytest.mark.parametrize(("words", "page"), TOPICS.items())
def test_each_topic_has_its_chapter(words: str, page: str) -> None:
    table = PAGE.partition("## Where the tutorial's topics are")[2]
    [row] = [row for row in table.split("\n") if words in row]
    assert f"({page}.md)" in row


def test_the_worked_example_has_the_tutorials_numbers_and_the_exact_ones() -> None:
    network = Network([Layer(W1), Layer(W2)])
    rounded, exact = (forward(network, x, decimals=places) for places in (2, None))
    assert f"{rounded.output.item():.13f}" == "0.7708293339958"
    assert exact.output.item() == pytest.approx(0.7711201275221717, abs=1e-15)
    assert exact.z[0] == pytest.approx([1, 0.9, 0.9])
    assert exact.a[0] == pytest.approx([0.7310585786300049, *[0.7109495026250039] * 2])
    assert rounded.z[1].item() == pytest.approx(1.213)
    assert exact.z[1].item() == pytest.approx(1.2146468772640069)
    assert (0.77 - t) ** 2 / 2 == pytest.approx(0.29645)
    assert half_squared_sum(exact.output, [t]) == pytest.approx(0.2973131255349052)
    gradients = backward(network, exact, [t])
    assert gradients.dW[1][0] == pytest.approx([0.09949559619104585, *[0.09675879] * 2])
    nodes = [0.00802755, 0.01398409, 0.02517136]
    assert gradients.dW[0][:, 0] == pytest.approx(nodes, abs=1e-8)
    assert gradients.dW[0][:, 2] == pytest.approx(nodes, abs=1e-8)
    assert not gradients.dW[0][:, 1].any()
    for layer, dW in zip(network.layers, gradients.dW, strict=True):
        layer.W -= eta * dW
    assert network.layers[1].W[0, 0] == pytest.approx(0.25025220190447706)
    assert forward(network, x).output.item() == pytest.approx(0.7508894879757629)


def test_the_example_of_the_costs_has_the_tutorials_totals() -> None:
    o, t = [1, 5, 3, 6], [2, 3, 5, 9]
    totals = (signed_error_sum, absolute_error_sum, half_squared_sum, mean_squared)
    assert [total(o, t) for total in totals] == [4, 8, 9, 4.5]
