"""The workshop around the book: pins, commands, fonts and files are what they claim to be."""

import json
import os
import re
import subprocess
import sys
import tomllib
import unicodedata
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import editorconfig
import pytest
import yaml
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
FONT = ROOT / "nnbook/live/show/assets/fonts/stix-two-math.woff2"
TEXT_FONTS = ROOT / "docs/assets/type"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = SETTINGS["project"]
EXTRAS = PROJECT["optional-dependencies"]
GROUPS = SETTINGS["dependency-groups"]
PUBLISHED = [*PROJECT["dependencies"], *(line for extra in EXTRAS.values() for line in extra)]
ASKED = {
    "install": GROUPS["install"],
    "docs": [*PUBLISHED, *GROUPS["docs"]],
    "test": [*PUBLISHED, *GROUPS["docs"], *GROUPS["test"]],
    "lab": [*PUBLISHED, *GROUPS["docs"], *GROUPS["lab"]],
    "lowest": [*PUBLISHED, *GROUPS["docs"], *GROUPS["test"]],
}
"""What each requirements file pins, by its name; a group that includes another is a mapping."""
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
FORGES = [".github/workflows/ci.yml", ".gitlab-ci.yml"]
TOLD = [*FORGES, ".ci/run", ".devcontainer/devcontainer.json", ".pre-commit-config.yaml"]
PIN = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?P<marker> ; .+?)? \\\n    --hash=sha256:"
)
TARGET = re.compile(r"^([a-z]+):.*## ", re.MULTILINE)

# Browsers show a formula's single letter as the italic one of the mathematical alphabets.
ITALIC = {"h": "\N{PLANCK CONSTANT}"} | {
    unicodedata.normalize("NFKC", letter): letter
    for letter in map(chr, range(0x1D400, 0x1D800))
    if unicodedata.name(letter, "").startswith("MATHEMATICAL ITALIC ")
}


@cache
def pins(name: str) -> set[tuple[str, str, str]]:
    """Return name, version and marker of all that a requirements file pins."""
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    return {(pin["name"], pin["version"], pin["marker"] or "") for pin in PIN.finditer(text)}


def tracked() -> list[Path]:
    """Return the files that are, or are about to be, in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.skip("not a checkout")
    return [ROOT / name for name in run.stdout.split("\0") if name and (ROOT / name).is_file()]


def asked(name: str) -> list[Requirement]:
    """Return what a requirements file must pin, without nnbook itself and included groups."""
    wanted = [Requirement(line) for line in ASKED[name] if isinstance(line, str)]
    return [requirement for requirement in wanted if requirement.name != PROJECT["name"]]


def pinned(wanted: Requirement, name: str) -> set[str]:
    """Return the versions of a package in a requirements file."""
    return {v for of, v, _ in pins(name) if of == canonicalize_name(wanted.name)}


@pytest.mark.parametrize("name", ASKED)
def test_pins_what_the_project_asks_for(name: str) -> None:
    for wanted in asked(name):
        versions = pinned(wanted, name)
        assert versions, wanted
        assert all(wanted.specifier.contains(version) for version in versions), wanted


@pytest.mark.parametrize("name", ASKED)
def test_pins_have_hashes_and_no_hosts(name: str) -> None:
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    assert len(pins(name)) == len(re.findall(r"^[^\s#]", text, re.MULTILINE))
    assert "://" not in text


@pytest.mark.parametrize("name", ["test", "lab"])
def test_the_pins_of_more_hold_those_of_the_book(name: str) -> None:
    assert {pin[:2] for pin in pins("docs")} <= {pin[:2] for pin in pins(name)}


def test_the_lowest_versions_are_those_that_the_project_allows() -> None:
    for wanted in asked("lowest"):
        [bound] = [part.version for part in wanted.specifier if part.operator == ">="]
        assert {*map(Version, pinned(wanted, "lowest"))} == {Version(bound)}, wanted


def test_help_names_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert TARGET.findall(makefile) == phony[1].split()


def test_every_command_told_exists() -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    for path in ROOT.glob("*.md"):
        code = r"(?:`|^    )make ([a-z]+)"
        told = set(re.findall(code, path.read_text(encoding="utf-8"), re.MULTILINE))
        assert told, path.name
        assert told <= targets, path.name


@pytest.mark.parametrize("name", TOLD)
def test_every_command_that_machines_run_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    told = set(re.findall(r"(?:^|[\s\"])make ([\w./]+)", text, re.MULTILINE))
    told |= {"test"} if ".ci/run" in text else set()
    assert told
    for target in told:
        subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True)


def test_every_file_told_exists() -> None:
    for path in ROOT.glob("*.md"):
        quoted = r"(?ms)^(`{3,})markdown\n.*?^\1$"
        text = re.sub(quoted, "", path.read_text(encoding="utf-8"))
        missing = [to for to in re.findall(r"\]\(([^)#:]+)\)", text) if not (ROOT / to).exists()]
        assert missing == [], path.name


def test_spelling_is_checked_in_no_folder_that_was_made() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    made = {f"./{name.strip('/')}" for name in ignored if name.strip("/")[0] not in "._"}
    assert made <= set(SETTINGS["tool"]["codespell"]["skip"])


# Open to others


def commands(job: dict[str, Any]) -> list[str]:
    """Return what a job of a workflow, GitHub's or GitLab's, runs."""
    steps: list[dict[str, str]] = job.get("steps", [])
    return [*job.get("script", []), *(step["run"] for step in steps if "run" in step)]


@pytest.mark.parametrize("name", FORGES)
def test_a_forge_runs_what_ci_runs_with_each_python_and_then_publishes(name: str) -> None:
    workflow = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    jobs = workflow.get("jobs", workflow)
    check = jobs["check"]
    pythons = (
        check["strategy"]["matrix"]["python"]
        if "strategy" in check
        else check["parallel"]["matrix"][0]["PYTHON"]
    )
    assert pythons == PYTHONS
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"
    assert [line for line in commands(check) if "git config" not in line] == [".ci/run"]
    assert os.access(ROOT / ".ci/run", os.X_OK)
    published = jobs.get("site") or jobs["pages"]
    assert "check" in published["needs"]
    assert "make epubcheck" in commands(published)


def test_ci_runs_what_the_readme_tells_and_the_lowest_versions() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    made = re.findall("^make .*", script, re.MULTILINE)
    assert made == ["make --jobs 2 lowest .venv/test", "make test"]


def test_hooks_before_a_commit_come_from_here_alone() -> None:
    settings = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    [repository] = settings["repos"]
    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        assert {"id", "name", "entry", "language"} <= set(hook)
        assert hook["entry"].startswith("make ")


def test_the_container_knows_the_python_that_make_fills() -> None:
    settings = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    python = settings["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert python == ".venv/bin/python"
    assert settings["image"] in {f"python:{version}" for version in PYTHONS}


def test_editors_are_told_what_the_formatter_does() -> None:
    length = editorconfig.get_properties(str(ROOT / "nnbook/cost.py"))["max_line_length"]
    assert int(length) == SETTINGS["tool"]["ruff"]["line-length"]


def test_files_are_as_editors_are_told() -> None:
    for path in tracked():
        content = path.read_bytes()
        if b"\0" in content or not content:
            continue
        told = editorconfig.get_properties(str(path))
        text = content.decode(told["charset"])
        assert told["end_of_line"] == "lf"
        assert "\r" not in text, path
        assert text.endswith("\n"), path
        assert not re.search(r"[ \t]$", text, re.MULTILINE), path
        wrong = "\t" if told["indent_style"] == "space" else " "
        assert not re.search(rf"^{wrong}", text, re.MULTILINE), path


def test_the_changelog_lists_changes_by_version_and_kind() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall("^## (.*)", text, re.MULTILINE)
    assert versions[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d", v) for v in versions[1:])
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall("^### (.*)", text, re.MULTILINE)) <= kinds


def test_the_citation_is_of_this_project() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["title"] == PROJECT["name"]
    assert citation["license"] == PROJECT["license"].split(" AND ")[0]
    assert citation["authors"] == PROJECT["authors"]


# The formulas' font


def test_the_font_is_the_one_that_make_gives(tmp_path: Path) -> None:
    made = tmp_path / "made.woff2"
    command = ["make", "formulas-font", f"FONT={made}", f"BIN={Path(sys.executable).parent}"]
    subprocess.run([*command, "--old-file=.venv/test"], cwd=ROOT, check=True)
    assert made.read_bytes() == FONT.read_bytes()


def test_the_texts_fonts_are_small_and_have_what_they_must() -> None:
    listed = re.sub("#.*", "", (TEXT_FONTS / "characters.txt").read_text(encoding="utf-8")).split()
    ends = [[int(end, 16) for end in part.split("-")] for part in listed]
    wanted = {code for first, *last in ends for code in range(first, (last or [first])[0] + 1)}
    fonts = sorted(TEXT_FONTS.glob("*.woff2"))
    assert [path.stem.removeprefix("stix-two-text-") for path in fonts] == [
        "bold",
        "italic",
        "regular",
    ]
    for path in fonts:
        assert TTFont(path).getBestCmap().keys() == wanted, path
    assert sum(path.stat().st_size for path in [*fonts, FONT]) <= 160_000


def test_the_texts_fonts_have_nearly_every_character_of_the_text(site: Path) -> None:
    """What they lack, the formulas' font has, or the device: signs, not letters of words."""
    has = TTFont(TEXT_FONTS / "stix-two-text-regular.woff2").getBestCmap()
    drawn = re.compile(r"<(math|pre|code|svg|script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
    for page in site.rglob("*.html"):
        text = unescape(drawn.sub(" ", page.read_text(encoding="utf-8")))
        lacking = {letter for letter in text if letter.isalpha() and ord(letter) not in has}
        assert {unicodedata.name(letter).split()[0] for letter in lacking} <= {"GREEK"}, page


def test_the_font_stretches_and_is_small() -> None:
    font = TTFont(FONT)
    variants = font["MATH"].table.MathVariants
    vertical = {*variants.VertGlyphCoverage.glyphs}
    horizontal = {*variants.HorizGlyphCoverage.glyphs}
    glyphs = font.getBestCmap()
    assert vertical >= {glyphs[ord(letter)] for letter in "()[]{}|‖⟨⟩⌊⌋⌈⌉√∑∏∫"}
    assert horizontal >= {glyphs[ord(letter)] for letter in "→←↔⇒⇔↦⏞⏟‾\u0302\u0303\u20d7"}
    assert FONT.stat().st_size < 120_000


def test_the_font_has_every_character_of_the_formulas(site: Path) -> None:
    needed = set()
    for page in site.rglob("*.html"):
        for formula in re.findall("<math.*?</math>", page.read_text(encoding="utf-8"), re.DOTALL):
            needed |= set(unescape(re.sub("<[^>]*>", "", formula)))
            letters = map(unescape, re.findall(r"<mi[^>]*>([^<]*)</mi>", formula))
            needed |= {ITALIC[letter] for letter in letters if letter in ITALIC}
    assert needed
    ignored = set("\n\N{VARIATION SELECTOR-1}\N{VARIATION SELECTOR-2}")
    missing = needed - ignored - {chr(code) for code in TTFont(FONT).getBestCmap()}
    assert not missing, [f"U+{ord(letter):04X}" for letter in sorted(missing)]


def test_no_file_knows_this_machine() -> None:
    for folder in [ROOT, Path.home()]:
        for path in tracked():
            assert f"{folder.as_posix()}/".encode() not in path.read_bytes(), path
