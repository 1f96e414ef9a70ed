import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from nnbook.live.write_whole import write_hashed, write_whole


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.txt"
    write_whole(path, "é\r\nx\n")
    assert path.read_bytes() == "é\r\nx\n".encode()
    write_whole(path, b"\xff")
    assert path.read_bytes() == b"\xff"


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    write_whole(path, "new")
    assert (path.read_text(encoding="utf-8"), path.stat().st_mode & 0o777) == ("new", 0o640)


def test_a_link_stays_one(tmp_path: Path) -> None:
    path, link = tmp_path / "a.txt", tmp_path / "link.txt"
    link.symlink_to("a.txt")
    write_whole(link, "new")
    assert (path.read_text(encoding="utf-8"), link.is_symlink()) == ("new", True)


def test_a_text_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new \ud800")
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_text(encoding="utf-8") == "old"


def test_threads_may_write_the_same_file_at_once(tmp_path: Path) -> None:
    texts = [str(number) * 1000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            list(pool.map(partial(write_whole, tmp_path / "a.txt"), texts))
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") in texts


def test_a_name_with_a_digest_changes_with_the_content_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.js"
    name = write_hashed(path, "old")
    assert write_hashed(path, b"old") == name != write_hashed(path, "new")
    assert (tmp_path / name).read_text(encoding="utf-8") == "old"
    assert re.fullmatch(r"a\.[0-9a-f]{8}\.js", name)
