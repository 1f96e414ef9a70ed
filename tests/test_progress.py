import io
import sys
from typing import Any

import pytest

from nnbook.example import W1, W2, T, X, eta
from nnbook.gradient_descent import train
from nnbook.network import Layer, Network
from nnbook.progress import progress


class Terminal(io.StringIO):
    """A stream that says that somebody watches."""

    def isatty(self) -> bool:
        return True


def run(epochs: int, ends: int | None = None) -> list[float]:
    """Count the epochs, each with a cost, and return the costs."""
    costs: list[float] = []
    for epoch in progress(epochs, costs):
        costs.append(1 / epoch)
        if epoch == ends:
            break
    return costs


def shown(patch: pytest.MonkeyPatch, epochs: int, ends: int | None = None) -> str:
    """Return what a terminal shows of such a run."""
    terminal = Terminal()
    with patch.context() as patched:
        patched.setattr(sys, "stderr", terminal)
        run(epochs, ends)
    return terminal.getvalue()


def test_a_terminal_shows_a_bar_that_fills_up(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(monkeypatch, 4).split("\r")[1:]
    assert [line.split()[1] for line in lines] == ["1/4", "2/4", "3/4", "4/4"]
    assert [line.count("█") for line in lines] == [7, 15, 22, 30]
    assert {line.count("█") + line.count("░") for line in lines} == {30}
    assert "cost 0.25 " in lines[-1]
    assert [line.endswith("\n") for line in lines] == [False, False, False, True]


def test_a_long_run_is_told_in_a_hundred_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, 250).count("\r") == 100


def test_a_run_that_ends_early_ends_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, 900, ends=1) == f"\r{'░' * 30} 1/900  cost 1 \n"


def test_no_epochs_show_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, 0) == ""


def test_a_stream_that_nobody_watches_stays_empty(capfd: pytest.CaptureFixture[str]) -> None:
    run(4)
    assert capfd.readouterr() == ("", "")


# Terminals that cannot be written to


class Latin(Terminal):
    """A terminal that has no blocks to draw a bar with."""

    def write(self, text: str) -> int:
        return len(text.encode("cp1252"))


class Gone(Terminal):
    """A pipe whose reader has left."""

    def flush(self) -> None:
        raise BrokenPipeError


class Late(Terminal):
    """A terminal that goes away after the first line."""

    def write(self, text: str) -> int:
        if self.getvalue():
            raise OSError
        return super().write(text)


def closed() -> Terminal:
    stream = Terminal()
    stream.close()
    return stream


@pytest.mark.parametrize(
    "stream",
    [None, object(), closed(), Latin(), Gone(), Late()],
    ids=["none", "no stream", "closed", "latin", "gone", "late"],
)
def test_nothing_that_the_terminal_does_ends_a_training(
    stream: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    network = Network([Layer(W1), Layer(W2)])
    costs = train(network, X, T[:, None], eta=eta, epochs=4)
    monkeypatch.undo()
    assert costs == train(Network([Layer(W1), Layer(W2)]), X, T[:, None], eta=eta, epochs=4)
