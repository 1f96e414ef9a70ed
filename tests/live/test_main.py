from pathlib import Path

import pytest

from nnbook.live.__main__ import main
from tests.live.labs import code, lab, text
from tests.live.tiny import Site

GOOD = """# `{python} 1`

```pycon
>>> x = 1
>>> x
1
```

$`{python} x`$

```python exec="on"
print(x)
```
"""
WRONG = "a\n\n```pycon\n>>> 1\n2\n```\n"
GRAVE = "`{python} 1 / 0`\n"


@pytest.fixture(autouse=True)
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    docs = tmp_path / "docs"
    (docs / "inner").mkdir(parents=True)
    (docs / "index.md").write_text(GOOD, encoding="utf-8")
    (docs / "inner" / "words.md").write_text("# Words\n", encoding="utf-8")
    (docs / "data.txt").write_text("`{python} 1 / 0`", encoding="utf-8")
    return docs


def test_each_page_is_listed_with_what_ran(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["docs"]) == 0
    assert capsys.readouterr().out == (
        "docs/index.md: 2 examples, 1 blocks, 2 live values\n"
        "docs/inner/words.md: 0 examples, 0 blocks, 0 live values\n"
    )


def test_formulas_are_listed_where_somebody_asks(
    docs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(docs.parent)
    (docs.parent / "worlds.py").write_text("def world(number):\n    return {}\n", encoding="utf-8")
    site = "markdown_extensions: [nnbook.live: {worlds: 'worlds:world'}]\nsite_name: a\n"
    (docs.parent / "mkdocs.yml").write_text(site, encoding="utf-8")
    text = "<!-- prove: free a -->\n\nSo $a + a = 2 a$.\n\n$$\na = a\n$$\n"
    (docs / "index.md").write_text(text, encoding="utf-8")
    assert main(["docs/index.md", "--formulas"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row for row in rows if row.startswith("docs/index.md:3: proven")]
    assert "displayed: 1 of 1 proven" in rows
    assert "in lines: 1 of 1 proven" in rows


def test_files_and_folders_may_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["docs/inner", "docs/index.md"]) == 0
    listed = [line.split(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == ["docs/inner/words.md", "docs/index.md"]


def test_faults_are_told_and_the_other_pages_still_listed(
    docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (docs / "a.md").write_text(WRONG, encoding="utf-8")
    (docs / "b.md").write_text("```pycon\n", encoding="utf-8")
    assert main(["docs"]) == 1
    out, err = capsys.readouterr()
    assert err.startswith(
        "docs/a.md:4: the output is not the expected one\n    1\nexpected:\n    2\ngot:\n    1\n"
    )
    assert "docs/b.md:1: this fence is never closed\n" in err
    assert [line.split(":")[0] for line in out.splitlines()] == [
        "docs/index.md",
        "docs/inner/words.md",
    ]


@pytest.mark.parametrize("path", ["nowhere", "nowhere.md", "docs/empty", "mkdocs.yml"])
def test_a_path_without_pages_is_an_error(
    docs: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    (docs / "empty").mkdir()
    Path("mkdocs.yml").touch()
    with pytest.raises(SystemExit) as caught:
        main(["docs", path])
    assert caught.value.code == 2
    assert f"no page at {path}" in capsys.readouterr().err


def test_a_page_that_cannot_be_read_is_told_and_the_others_still_listed(
    docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (docs / "a.md").write_bytes("Grüße".encode("latin-1"))
    assert main(["docs"]) == 1
    out, err = capsys.readouterr()
    assert err.startswith("docs/a.md:1: this page cannot be read\n")
    assert "can't decode byte 0xfc" in err
    assert out.startswith("docs/index.md: ")


def test_folders_called_like_pages_and_hidden_ones_are_passed_over(
    docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("a.md", "b.ipynb", ".venv", "inner/.ipynb_checkpoints"):
        (docs / folder).mkdir()
        (docs / folder / "wrong.md").write_text(WRONG, encoding="utf-8")
    assert main(["docs/a.md"]) == 1
    assert capsys.readouterr().err.startswith("docs/a.md/wrong.md:4: ")
    for folder in ("a.md", "b.ipynb"):
        (docs / folder / "wrong.md").unlink()
    assert main(["docs"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main(["docs/.venv/wrong.md"]) == 1


@pytest.mark.parametrize("seconds", ["-3", "0", "nan", "inf", "long"])
def test_a_time_limit_is_a_number_above_0(capsys: pytest.CaptureFixture[str], seconds: str) -> None:
    with pytest.raises(SystemExit):
        main(["docs", f"--seconds={seconds}"])
    assert f"argument --seconds: {seconds} is no number above 0" in capsys.readouterr().err


def test_update_writes_what_came(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = docs / "index.md"
    page.write_text(WRONG, encoding="utf-8")
    assert main(["docs", "--update"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("1 examples, 0 blocks, 0 live values, 1 outputs rewritten")
    assert second.endswith("0 live values")
    assert page.read_text(encoding="utf-8") == WRONG.replace("2", "1")
    assert main(["docs"]) == 0


def test_update_refuses_a_page_with_a_graver_fault(
    docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = docs / "index.md"
    page.write_text(WRONG + GRAVE, encoding="utf-8")
    assert main(["docs", "--update"]) == 1
    assert "docs/index.md:7: ZeroDivisionError" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8") == WRONG + GRAVE


def test_a_page_has_the_seconds_it_is_given(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (docs / "index.md").write_text("`{python} [0 for _ in iter(int, 1)]`", encoding="utf-8")
    assert main(["docs", "--seconds", "0.2"]) == 1
    assert "docs/index.md:1: it still runs" in capsys.readouterr().err


def test_pages_are_checked_where_nothing_but_the_package_is_installed(tiny: Site) -> None:
    tiny.write("docs/index.md", GOOD)
    absent = ["markdown", "markdown_exec", "math_core", "mkdocs"]
    tiny.write("sitecustomize.py", f"import sys\nsys.modules.update(dict.fromkeys({absent}))\n")
    assert "No module named markdown" in tiny.run("markdown").output
    done = tiny.run("nnbook.live", "docs")
    assert done.output.startswith(
        "docs/index.md: 2 examples, 1 blocks, 2 live values; "
        "1 formulas were not read, which needs nnbook[live]\n"
    )
    assert done.status == 0
    tiny.write("docs/index.md", GOOD + "$\\frc{1}$\n")
    assert tiny.run("nnbook.live", "docs").status == 0
    tiny.write("docs/index.md", WRONG)
    assert tiny.run("nnbook.live", "docs").status == 1


def test_labs_are_checked_too(capsys: pytest.CaptureFixture[str]) -> None:
    lab(Path("docs/labs/b.ipynb"), code("1"), text("# B"), code("2"))
    assert main(["docs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:] == ["docs/labs/b.ipynb: 2 cells of code"]
    lab(Path("docs/labs/b.ipynb"), code("1 / 0"))
    assert main(["docs/labs"]) == 1
    assert capsys.readouterr().err.startswith("docs/labs/b.ipynb, cell 1:1: ZeroDivisionError")


def test_update_takes_outputs_out_of_labs(capsys: pytest.CaptureFixture[str]) -> None:
    path = lab(Path("b.ipynb"), code("1 / 0"))
    clean = path.read_text(encoding="utf-8")
    path.write_text(clean.replace('"outputs": []', '"outputs":[]'), encoding="utf-8")
    for told in ("b.ipynb: 1 cells of code, outputs taken out\n", "b.ipynb: 1 cells of code\n"):
        assert main(["b.ipynb", "--update"]) == 0
        assert capsys.readouterr().out == told
        assert path.read_text(encoding="utf-8") == clean


def test_a_finished_site_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SITE_URL", "https://example.org/book/")
    page = tmp_path / "site/index.html"
    page.parent.mkdir()
    page.write_text("<head></head><h1>A</h1>", encoding="utf-8")
    assert main(["publish", "site", "--pace", "100"]) == 0
    assert capsys.readouterr().out == "site: ready\n"
    assert 'href="https://example.org/book/"' in page.read_text(encoding="utf-8")


def test_a_finished_site_runs_its_examples(
    tmp_path: Path, stand_in: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "site/index.html"
    page.parent.mkdir()
    page.write_text("<head></head><h1>A</h1>", encoding="utf-8")
    assert main(["publish", "site", "--run-here", "--runtime", str(stand_in)]) == 0
    assert (tmp_path / "site/assets/python/modules.zip").is_file()
    with pytest.raises(SystemExit):
        main(["publish", "site", "--run-here", "nnbook"])
    assert "no Python in .cache/runtime: get it with" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["publish", "site", "--run-here", "no_such_tea", "--runtime", str(stand_in)])
    assert "found 'no_such_tea'" in capsys.readouterr().err


def test_the_python_of_the_page_is_got_once(
    tmp_path: Path, stand_in: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for source in (str(stand_in), str(tmp_path / "nowhere")):
        assert main(["runtime", source, "--to", "kept"]) == 0
        assert capsys.readouterr().out == "kept: Python 3.12.7 for examples in the page\n"
    kept = tmp_path / "kept/pyodide.js"
    kept.write_text("of other pins", encoding="utf-8")
    assert main(["runtime", str(stand_in), "--to", "kept"]) == 0
    assert kept.read_text(encoding="utf-8") == "pyodide.js"
    assert main(["runtime", str(tmp_path / "nowhere"), "--to", "other"]) == 1
    assert "no Python for examples in the page: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["publish", "docs"], "no site at docs; expected a folder with index.html"),
        (["publish", "docs", "--pace", "0"], "0 is no number above 0"),
        (["labs", "docs", "copy"], "mkdocs.yml"),
    ],
)
def test_a_command_says_what_it_needs(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert message in capsys.readouterr().err


def test_a_book_is_copied_with_its_labs_as_pages(
    docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (docs.parent / "mkdocs.yml").write_text("site_name: A\n", encoding="utf-8")
    lab(docs / "a.ipynb", text("# A"), code("1 / 0"))
    assert main(["labs", ".", "copy"]) == 1
    assert "docs/a.ipynb, cell 2:1: ZeroDivisionError" in capsys.readouterr().err
    lab(docs / "a.ipynb", text("# A"), code("1 / 2"))
    assert main(["labs", ".", "copy"]) == 0
    assert capsys.readouterr().out == "copy/docs/a.md\n"
