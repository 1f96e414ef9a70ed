import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mkdocs.utils.meta import get_data

from nnbook.live.html.front_matter import body_of

ROWS = st.lists(
    st.sampled_from(
        [
            "---",
            "--- ",
            "...",
            "",
            "  ",
            "# A",
            "title: A",
            "  b: c",
            "    more",
            "\tmore",
            "- one",
            "day: 2024-99-99",
            "a: [",
            "{b}: c",
            "é: f",
            "text",
        ]
    )
)


@given(ROWS, st.sampled_from(["", "\n"]))
@example(["---", "day: 2024-99-99", "---", "# A"], "\n")
@example(["---", "? [a]", ": b", "---", "# A"], "\n")
def test_the_body_is_what_mkdocs_converts(rows: list[str], end: str) -> None:
    text = "\n".join(rows) + end
    assert body_of(text) == get_data(text)[0]


@pytest.mark.parametrize("front", ["---\ntitle: A\n---\n", "title: A\n\n", "\n"])
def test_front_matter_is_taken_off_once(front: str) -> None:
    assert body_of(f"{front}# A\n\nb: c\n") == "# A\n\nb: c\n"
