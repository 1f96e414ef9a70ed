"""The workshop around the book: pins, commands, fonts and files are what they claim to be."""

import re
import subprocess
import sys
import tomllib
import unicodedata
from html import unescape
from pathlib import Path

import pytest
import yaml
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
FONT = ROOT / "nnbook/live/show/assets/fonts/stix-two-math.woff2"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = SETTINGS["project"]
ASKED = {
    extra: PROJECT["dependencies"] + PROJECT["optional-dependencies"][extra]
    for extra in ("docs", "test")
} | SETTINGS["dependency-groups"]
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


@pytest.mark.parametrize("name", ASKED)
def test_pins_what_the_project_asks_for(name: str) -> None:
    pinned = pins(name)
    for line in ASKED[name]:
        wanted = Requirement(line)
        if wanted.name == PROJECT["name"]:
            continue
        versions = {v for of, v, _ in pinned if of == canonicalize_name(wanted.name)}
        assert versions, line
        assert all(wanted.specifier.contains(version) for version in versions), line


@pytest.mark.parametrize("name", ASKED)
def test_pins_have_hashes_and_no_hosts(name: str) -> None:
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    assert len(pins(name)) == len(re.findall(r"^[^\s#]", text, re.MULTILINE))
    assert "://" not in text


def test_the_tests_pins_hold_those_of_the_book() -> None:
    assert pins("docs") <= pins("test")


def test_help_names_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert TARGET.findall(makefile) == phony[1].split()


def test_every_command_told_exists() -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    for path in [*ROOT.glob("*.md"), ROOT / ".ci/run"]:
        code = r"(?:`|^    )make ([a-z]+)" if path.suffix else r"^make ([a-z]+)"
        told = set(re.findall(code, path.read_text(encoding="utf-8"), re.MULTILINE))
        assert told, path.name
        assert told <= targets, path.name


def test_the_citation_names_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["title"] == PROJECT["name"]
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert citation["authors"] == PROJECT["authors"]


def test_the_font_is_the_one_that_make_gives(tmp_path: Path) -> None:
    made = tmp_path / "made.woff2"
    command = ["make", "font", f"FONT={made}", f"BIN={Path(sys.executable).parent}"]
    subprocess.run([*command, "--old-file=.venv/test"], cwd=ROOT, check=True)
    assert made.read_bytes() == FONT.read_bytes()


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


def test_text_is_utf_8_with_newlines() -> None:
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            content.decode()
            assert b"\r" not in content, path
            assert not content or content.endswith(b"\n"), path
