import pytest

from nnbook.live.listing import listing


class Pair:
    """Two numbers.

    They stay in order.
    """

    def first(self) -> int:
        """Return the first."""
        return 1  # a comment stays

    def second(self) -> int:
        return 2


def plain() -> None:
    pass


def test_docstrings_go_and_all_else_stays(capsys: pytest.CaptureFixture[str]) -> None:
    listing(Pair, plain)
    assert capsys.readouterr().out == (
        "```python\n"
        "class Pair:\n"
        "    def first(self) -> int:\n"
        "        return 1  # a comment stays\n"
        "\n"
        "    def second(self) -> int:\n"
        "        return 2\n"
        "\n"
        "def plain() -> None:\n"
        "    pass\n"
        "```\n"
    )


def test_what_is_not_written_in_python_is_refused() -> None:
    with pytest.raises(TypeError):
        listing(len)
