from pathlib import Path

import pytest

from nnbook.live.here.carried import PLACE
from tests.benchmarks import run_here
from tests.benchmarks.run_here import GOALS, main
from tests.conftest import CHROMIUM


def test_a_tiny_round_is_measured_and_told(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not CHROMIUM or not (site / PLACE).is_dir():
        pytest.skip("no browser, or no Python for the page")
    monkeypatch.setattr(run_here, "GOALS", dict.fromkeys(GOALS, 600))
    assert main(site, rounds=1) == 0
    told = capsys.readouterr().out
    assert [row[:20].rstrip() for row in told.splitlines()] == [*GOALS]
    assert told.count("met") == 3
    assert not [row for row in told.splitlines() if " 0.000 s" in row]
