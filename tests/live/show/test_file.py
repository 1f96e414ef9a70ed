from base64 import b64decode

import pytest

from nnbook.live.show.file import beside


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("a.json", "[1]", "application/json"), ("b-2.zzz", b"\0\xff", "application/octet-stream")],
)
def test_the_content_travels_in_the_address(name: str, content: str | bytes, kind: str) -> None:
    head, _, data = beside(name, content).partition(";base64,")
    assert head == f"data:{kind};name={name}"
    assert b64decode(data) == (content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize("name", ["", "a", ".json", "../a.json", "a b.json", "a.json;x", "ä.json"])
def test_what_is_no_name_of_a_file_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="expected one such as"):
        beside(name, "")
