import re
from pathlib import Path

import pytest

from nnbook.live.site.styles import REFERENCE, join_styles, moved
from tests.live.tiny import Site

LINKS = "".join(
    f'<link rel="stylesheet" href="../{name}">\n'
    for name in ("assets/css/a.css", REFERENCE, "assets/b.css")
)


FACES = """@font-face { src: url("fonts/f.woff2") }
@font-face { src: url("fonts/stix-two-math.woff2") }"""


@pytest.fixture
def folder(tiny: Site) -> Path:
    tiny.write("assets/css/a.css", '@charset "UTF-8";a{src:url(../f.png)}/*# sourceMappingURL=a */')
    tiny.write("assets/b.css", FACES)
    return tiny.root


def test_a_page_asks_for_one_stylesheet(folder: Path) -> None:
    html = join_styles(f"<head>{LINKS}<title>A</title></head>", folder)
    [sheet] = folder.glob("assets/styles.*.css")
    link = f'<link rel="stylesheet" href="../assets/{sheet.name}">'
    assert re.sub("<link rel=.preload.*>\n", "", html) == f"<head>{link}\n<title>A</title></head>"
    assert sheet.read_text() == "a{src:url(f.png)}\n" + FACES.replace('"', "")


def test_a_page_of_docstrings_asks_for_their_stylesheet(folder: Path) -> None:
    html = join_styles(f'{LINKS}<div class="doc doc-object">', folder)
    assert html.count('rel="stylesheet"') == 2
    assert f'href="../{REFERENCE}"' in html


@pytest.mark.parametrize("ahead", [True, False])
def test_formulas_and_text_ask_for_their_fonts_at_once(folder: Path, *, ahead: bool) -> None:
    html = join_styles(f"{LINKS}<math></math>", folder, ahead=ahead)
    fonts = re.findall('<link rel="preload" href="../assets/fonts/(.*)" as="font" cross', html)
    assert fonts == ["f.woff2", "stix-two-math.woff2"] * ahead


def test_pages_without_formulas_ask_for_the_texts_fonts_alone(folder: Path) -> None:
    assert re.findall('preload" href="../assets/(.*)" as', join_styles(LINKS, folder)) == [
        "fonts/f.woff2"
    ]


def test_other_contents_have_another_name(folder: Path) -> None:
    before = join_styles(LINKS, folder)
    (folder / "assets/b.css").write_text("b {}")
    assert join_styles(LINKS, folder) != before


@pytest.mark.parametrize("html", ["", '<link rel="stylesheet" href="assets/b.css">'])
def test_what_is_one_already_stays(html: str, folder: Path) -> None:
    assert join_styles(html, folder) == html


@pytest.mark.parametrize("address", ["data:x", "'data:x'", "/x", "#x", "https://a.example/x"])
def test_whole_addresses_stay(address: str) -> None:
    assert moved(f"url({address})", "assets/css") == f"url({address})"
