import pytest

import nnbook.live.write_whole
from nnbook.live.show.listing import listing


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


def test_a_module_keeps_its_first_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    listing(nnbook.live.write_whole)
    first, docstring, *rest = capsys.readouterr().out.splitlines()
    assert (first, docstring) == ("```python", f'"""{nnbook.live.write_whole.__doc__}"""')
    assert not [row for row in rest if '"""' in row]


def test_a_prefix_stands_before_each_line(capsys: pytest.CaptureFixture[str]) -> None:
    listing(plain, prefix="    ")
    assert capsys.readouterr().out == (
        "    ```python\n    def plain() -> None:\n        pass\n    ```\n"
    )


def test_what_is_not_written_in_python_is_refused() -> None:
    with pytest.raises(TypeError):
        listing(len)
