from pathlib import Path

import pytest

from nnbook.live.run.stamps import stamps


def test_a_file_that_was_written_has_another_stamp(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("a = 1", encoding="utf-8")
    before = stamps([file])
    assert stamps([file]) == before
    file.write_text("a = 12", encoding="utf-8")
    assert stamps([file]).keys() == before.keys()
    assert stamps([file]) != before


def test_folders_and_what_is_gone_have_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / ".#a.py"
    link.symlink_to("gone.py")
    assert stamps([tmp_path, link]) == {}
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    assert stamps([link]) == {}
