import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from nnbook.live.site.scripts import CHANGED, FIGURES, join_scripts
from tests.live.tiny import Site

ONE, TWO = ('<script src="../assets/a.js"></script>\n', '<script src="../assets/b.js"></script>\n')


@pytest.fixture
def folder(tiny: Site) -> Path:
    tiny.write("assets/a.js", "a()\n//# sourceMappingURL=a.js.map")
    tiny.write("assets/b.js", "b()")
    tiny.write(FIGURES, "figures()")
    return tiny.root


@pytest.mark.parametrize(
    ("figures", "whole"), [(False, "a()\n\n;b()"), (True, "figures()\n;a()\n\n;b()")]
)
def test_a_page_asks_for_one_script(folder: Path, *, figures: bool, whole: str) -> None:
    html = join_scripts(f"<body>{ONE}{TWO}</body>", folder, figures=figures)
    [script] = folder.glob("assets/scripts.*.js")
    src = f"../assets/{script.name}"
    assert html == f'<body><script fetchpriority="low" src="{src}"></script>\n</body>'
    assert script.read_text(encoding="utf-8") == whole
    assert join_scripts(html, folder, figures=figures) == html


def test_what_the_theme_has_no_setting_for_is_changed(folder: Path) -> None:
    theme = find_spec("material")
    assert theme
    assert theme.origin
    [bundle] = Path(theme.origin).parent.glob("templates/assets/javascripts/bundle.*.js")
    theirs = bundle.read_text(encoding="utf-8")
    assert [len(re.findall(place, theirs)) for place in CHANGED] == [1, 1, 1]
    (folder / "assets/a.js").write_text(theirs, encoding="utf-8")
    join_scripts(ONE + TWO, folder, figures=False)
    [script] = folder.glob("assets/scripts.*.js")
    ours = script.read_text(encoding="utf-8")
    assert [len(re.findall(place, ours)) for place in CHANGED] == [0, 0, 0]
    for change in '($(!1),Je("search"))', "(s.color.scheme!==document.body.dataset", 'x("meta",{})':
        assert ours.count(change) == 1


def test_other_contents_have_another_name(folder: Path) -> None:
    before = join_scripts(ONE + TWO, folder, figures=False)
    (folder / "assets/b.js").write_text("c()", encoding="utf-8")
    assert join_scripts(ONE + TWO, folder, figures=False) != before


@pytest.mark.parametrize("html", ["", ONE, f"{ONE}<p>between</p>{TWO}"])
def test_scripts_that_do_not_follow_each_other_stay(html: str, folder: Path) -> None:
    assert join_scripts(html, folder, figures=True) == html
