"""Exercises that ask for code say how an answer is checked, and each check was tried both ways."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import LABS, PAGES

EXERCISE = re.compile(
    r"^\*\*\d+\. (?P<title>[^*]+)\*\*(?P<text>.*?)(?=^\*\*\d+\. |\Z)", re.MULTILINE | re.DOTALL
)
CHECK = re.compile(r"def (check_\w+)\((\w+(?:, \w+)*)\):")


def source(path: Path) -> str:
    """Return a page, or all cells of a lab."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        return "\n\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return text


def exercises() -> Iterator[tuple[str, str]]:
    """Yield each exercise of the book, its place and its text with its solution."""
    for path in [*PAGES, *LABS]:
        _, _, section = source(path).partition("\n## Exercises\n")
        for found in EXERCISE.finditer(section):
            yield f"{path.stem}: {found['title']}", found["text"]


each_exercise = pytest.mark.parametrize(
    "text", [pytest.param(text, id=place) for place, text in exercises()]
)


@each_exercise
def test_a_check_is_tried_with_the_solution_and_with_something_wrong(text: str) -> None:
    for check in CHECK.finditer(text):
        name, names = check.groups()
        rest = text[check.end() :]
        assert rest.count("assert ") > 1, "some cases"
        assert name.removeprefix("check_")
        call = re.search(rf"^(?: *>>> )?{name}\({names}\)$", rest, re.MULTILINE)
        assert call, f"the solution calls {name}({names})"
        assert f"rejects({name}, " in rest[call.end() :], "and something wrong is rejected"
        for wanted in names.split(", "):
            assert f"`{wanted}" in text[: check.start()], f"the text names `{wanted}`"


@each_exercise
def test_an_exercise_that_wants_code_has_a_check(text: str) -> None:
    wanted = re.split(r"```|^\?\?\?", text, maxsplit=1, flags=re.MULTILINE)[0]
    if re.search(r"\b(Write|Build|Change the code)\b", wanted):
        assert CHECK.search(text), "say with asserted cases what the code must do"
