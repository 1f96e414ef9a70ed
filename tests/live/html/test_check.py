"""What is wrong with a page is the same for a build, a test and the command line."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from nnbook.live.__main__ import main
from nnbook.live.html.check import check
from nnbook.live.page.fault import PageError
from tests.live.tiny import Site

ABOVE = "```pycon\n>>> import math\n>>> tea = 7\n```\n\nSome\nwords\n\n--8<-- 'inner.md'\n"
INNER = "Words.\n\n```pycon\n>>> tea\n8\n```\n"
PAGE = """---
title: A
---

# A

--8<-- "above.md"

```pycon
>>> tea + 1
9
```

$\\frc{1}{2}$ and `{python} cup`,
`{python} cup`

```python exec="on"
x = 1
print(f"$\\\\frc{tea}$")
```

    It is `{python} tea`, $\\frc$.

```python exec="on"
x = = 1
```

- ```pycon

```pycon notest
>>> tea
7
```

```pycon
--8<-- "code.txt"
```
"""
CODE = ">>> 1\n1\n>>> 2\n3\n"
FAULTS = [
    "docs/inner.md:4: the output is not the expected one",
    "docs/index.md:10: the output is not the expected one",
    "docs/index.md:14: NameError: name 'cup' is not defined",
    "docs/index.md:14: not a formula",
    "docs/index.md:15: NameError: name 'cup' is not defined",
    "docs/index.md:17: not a formula",
    "docs/index.md:22: live code that stands four spaces in is quoted as code",
    "docs/index.md:25: SyntaxError: invalid syntax",
    "docs/index.md:28: a fence beside the marker of a list or a note is not seen as one",
    "docs/index.md:30: no such option",
    "docs/code.txt:3: the output is not the expected one",
]


@pytest.fixture
def site(tiny: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.chdir(tiny.root)
    for name, text in (("above", ABOVE), ("inner", INNER), ("index", PAGE)):
        tiny.write(f"docs/{name}.md", text)
    tiny.write("docs/code.txt", CODE)
    configure(tiny)
    return tiny


def configure(site: Site, *, plugged: bool = True) -> None:
    hands_on: Any = {"markdown-exec": {"languages": []}}  # the extensions, to what blocks print
    site.configure(exclude_docs="above.md\ninner.md\n", plugins=["live"] if plugged else [hands_on])
    config = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    snippets = '"markdown_extensions": [{"pymdownx.snippets": {"base_path": "docs"}}, '
    site.write("mkdocs.yml", config.replace('"markdown_extensions": [', snippets))


def first_lines(output: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"docs/\S+:\d+: .*", output)))


def test_all_faults_of_a_page_are_told_each_at_its_place(site: Site) -> None:
    checked = check(site.root / "docs/index.md")
    told = list(dict.fromkeys(f"{f.path}:{f.line}: {f.problem}" for f in checked.faults))
    assert told == FAULTS
    syntax = next(fault for fault in checked.faults if "Syntax" in fault.problem)
    assert 'File "docs/index.md", line 25\n    x = = 1\n' in syntax.got


@pytest.mark.parametrize("plugged", [True, False])
def test_a_build_and_the_command_line_tell_the_same(site: Site, plugged: bool) -> None:
    configure(site, plugged=plugged)
    built, checked = site.build(), site.run("nnbook.live", "docs/index.md")
    assert built.status == checked.status == 1
    assert first_lines(built.output) == first_lines(checked.output) == FAULTS
    assert f"{FAULTS[2]}\n    `{{python}} cup`\nexpected:" in checked.output
    assert f"{FAULTS[4]}\n\ndocs/" in checked.output


def test_both_say_that_a_page_is_right(site: Site) -> None:
    site.write("docs/index.md", "# A\n\n$\\frac{1}{2}$\n\n    $\\frc{1}{2}$\n\n    r'$^', '$'\n")
    assert site.build().status == 0
    assert site.run("nnbook.live", "docs/index.md").status == 0


def test_outputs_are_mended_where_they_stand(site: Site) -> None:
    site.write(
        "docs/index.md", "# A\n\n- b\n\n    --8<-- 'above.md'\n\n```pycon\n>>> tea\n8\n```\n"
    )
    result = site.run("nnbook.live", "docs/index.md", "--update")
    assert "2 outputs rewritten" in result.output
    assert (site.root / "docs/inner.md").read_text(encoding="utf-8") == INNER.replace("8", "7")
    assert (site.root / "docs/above.md").read_text(encoding="utf-8") == ABOVE
    assert site.run("nnbook.live", "docs/index.md").status == 0


def test_an_output_that_stands_in_another_file_than_its_example_is_left(site: Site) -> None:
    text = "```pycon\n>>> 6\n--8<-- 'code.txt:4:4'\n```\n"
    site.write("docs/index.md", text)
    result = site.run("nnbook.live", "docs/index.md", "--update")
    assert result.status == 1
    assert "docs/index.md:2: the output is not the expected one" in result.output
    assert (site.root / "docs/code.txt").read_text(encoding="utf-8") == CODE
    assert (site.root / "docs/index.md").read_text(encoding="utf-8") == text


def test_an_extension_that_fails_is_told(site: Site) -> None:
    text = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", text.replace('"base_path"', '"check_paths": true, "base_path"'))
    site.write("docs/index.md", "--8<-- 'nowhere.md'\n")
    with pytest.raises(
        PageError, match=r"^docs/index\.md:1: this page cannot be converted\n"
    ) as told:
        check(site.root / "docs/index.md")
    assert "nowhere.md" in told.value.faults[0].got


def test_an_empty_page_is_right(site: Site) -> None:
    checked = check(site.write("docs/index.md", "\n"))
    assert (checked.page.path, checked.faults) == ("docs/index.md", [])


def test_seconds_go_before_those_of_the_builder(site: Site) -> None:
    path = site.write("docs/index.md", "`{python} [0 for _ in iter(int, 1)]`")
    [fault] = check(path, 0.5).faults
    assert "within 0.5 seconds" in fault.expected


def test_without_a_builders_file_snippets_are_looked_for_beside_the_page(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("```pycon\n>>> 1\n2\n```\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text("a\n\n--8<-- 'x.md'\n", encoding="utf-8")
    [fault] = check(page).faults
    assert (Path(fault.path).name, fault.line) == ("x.md", 2)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Markdown be missing."""
    monkeypatch.setitem(sys.modules, "nnbook.live.html.builder", None)


def test_what_is_kept_of_a_page_is_checked_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page, runs = Path("page.md"), Path("runs")
    page.write_text("`{python} open('runs', 'a').write('x')`\n", encoding="utf-8")
    for _ in range(2):
        assert check(page, cache=Path("kept")).faults == []
    assert runs.read_text(encoding="utf-8") == "x"
    monkeypatch.setitem(sys.modules, "nnbook.live.html.builder", None)  # Markdown is missing
    assert check(page, cache=Path("kept")).faults == []
    assert runs.read_text(encoding="utf-8") == "x"
    for times in (2, 3):
        assert check(page).faults == []
        assert len(runs.read_text(encoding="utf-8")) == times


@pytest.mark.usefixtures("plain")
def test_without_markdown_all_but_formulas_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("$\\frc$\n\n`{python} 1 / 0`\n", encoding="utf-8")
    checked = check(page)
    assert ([fault.line for fault in checked.faults], checked.whole) == ([3], False)
    page.write_text("$\\frc$\n\n`{python} 1`\n", encoding="utf-8")
    assert main([str(page)]) == 0
    assert "1 formulas were not read, which needs nnbook[live]" in capsys.readouterr().out


@pytest.mark.usefixtures("plain")
def test_without_markdown_a_page_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="this page cannot be read"):
        check(tmp_path / "nowhere.md")
