import json
import re
from pathlib import Path

from nnbook.live.here.carried import PLACE, carried, offer
from nnbook.live.here.runtime import PINS


def test_where_there_is_no_python_nothing_is_carried(tmp_path: Path) -> None:
    assert carried(tmp_path, ["nnbook"]) == {}


def test_the_worker_knows_what_it_loads(stand_in: Path) -> None:
    files = carried(stand_in, [])
    assert {name.startswith(PLACE) for name in files} == {True}
    worker = files[f"{PLACE}worker.js"].decode()
    sizes = re.search(r"SIZES = (\{.+\});", worker)
    assert sizes
    known = json.loads(sizes[1])
    assert known == {name: len(files[PLACE + name]) for name in known}
    loaded = {*PINS["files"], "modules.zip", "runner.py", "library.py", "lock.json"}
    assert known.keys() == {name for name in loaded if not name.endswith(".js")}
    assert f'NUMPY = "{PINS["numpy"]}"' in worker
    assert f'HASH = "{PINS["files"]["python_stdlib.zip"]}"' in worker
    for name in re.findall(r'"([\w-]+\.(?:js|json|py|zip))"', worker):
        assert PLACE + name in files


def test_it_says_whose_work_it_is(stand_in: Path) -> None:
    assert b"Mozilla Public License 2.0" in carried(stand_in, [])[f"{PLACE}NOTICE.txt"]


def test_a_page_asks_for_no_more_than_a_button() -> None:
    assert b"here-offer" in offer("css")
    assert b"import(" in offer("js")
