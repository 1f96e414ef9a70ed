import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nnbook.live.page.page import Page
from nnbook.live.run.runner import run_parts
from tests.benchmarks.bench import GOALS, without_execution, without_prompt
from tests.conftest import PAGES, ROOT
from tests.live.tiny import Site

PAGE = """# A page

$x = `{python} 1 + 1`$ and `{python} 2 / 3:.2f`

```pycon
>>> for n in (1, 2):
...     print(n)
...
1
2
```

```python exec="on"
print("| a |\\n|---|\\n| **b** |")
```
"""
SMALL = (
    "from pathlib import Path; from tests.benchmarks.bench import main; "
    "main(Path({!r}), 1, 1, 1, ('small.py', 'other'))"
)


def plain(page: Page, outcomes: Iterator[Any]) -> str:
    return "".join(without_execution(part, outcomes) for part in page.parts)


def test_what_ran_is_left_as_text_that_runs_nothing() -> None:
    page = Page.parse(PAGE)
    text = plain(page, iter(run_parts(page)))
    assert Page.parse(text).programs() == []
    assert "$x = 2$ and 0.67" in text
    assert "```python\nfor n in (1, 2):\n    print(n)\n\n# 1\n# 2\n```" in text
    assert "\n| a |\n|---|\n| **b** |\n" in text


@pytest.mark.parametrize(
    ("row", "code"),
    [(">>> x", "x"), ("...     x", "    x"), ("...", ""), ("...x", "# ...x"), ("1", "# 1")],
)
def test_a_row_of_examples_is_code_or_a_comment(row: str, code: str) -> None:
    assert without_prompt(row) == code


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_page_of_the_book_is_refused_without_its_execution(path: Path) -> None:
    page = Page.read(path)
    nothing = iter([SimpleNamespace(outputs=[""])] * len(page.programs()))
    assert Page.parse(plain(page, nothing)).programs() == []
    assert [*nothing] == []


def test_a_small_book_is_measured_as_the_whole_one_is(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("matplotlib/__init__.py", "")  # in place of the real one, which takes its time
    site.write("matplotlib/pyplot.py", "")
    site.configure({"cache": ".cache/live"}, watch=["small.py"])
    site.write("docs/index.md", PAGE)
    site.write("small.py", '"""A module."""')
    site.write("docs/other.md", f"{PAGE}\n`{{python}} __import__('small').__doc__`\n")
    done = subprocess.run(
        [sys.executable, "-c", SMALL.format(str(tmp_path))],
        cwd=ROOT,
        env=site.env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 pages, medians of 1 and 1 rounds and 1 saves" in done.stdout
    assert re.findall(r"^(.*?) +[\d.]+ +goal ", done.stdout, re.MULTILINE) == [*GOALS]
    made = json.loads((tmp_path / ".cache/bench.json").read_text("utf-8"))
    assert made["measured"].keys() == GOALS.keys()
    assert [len(made[name]) for name in ("rounds", "tenfold", "waits", "changes")] == [1] * 4
