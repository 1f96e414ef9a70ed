from importlib.util import find_spec
from pathlib import Path

import pytest

from nnbook.live.site.scripts import EAGER, FIGURES, join_scripts
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
    assert html == f'<body><script src="../assets/{script.name}"></script>\n</body>'
    assert script.read_text(encoding="utf-8") == whole
    assert join_scripts(html, folder, figures=figures) == html


def test_the_search_begins_when_somebody_searches(folder: Path) -> None:
    theme = find_spec("material")
    assert theme
    assert theme.origin
    [bundle] = Path(theme.origin).parent.glob("templates/assets/javascripts/bundle.*.js")
    eager = bundle.read_text(encoding="utf-8")
    assert eager.count(EAGER) == 1
    (folder / "assets/a.js").write_text(eager, encoding="utf-8")
    join_scripts(ONE + TWO, folder, figures=False)
    [script] = folder.glob("assets/scripts.*.js")
    lazy = script.read_text(encoding="utf-8")
    assert (lazy.count(EAGER), lazy.count('($(!1),Je("search"))')) == (0, 1)


def test_other_contents_have_another_name(folder: Path) -> None:
    before = join_scripts(ONE + TWO, folder, figures=False)
    (folder / "assets/b.js").write_text("c()", encoding="utf-8")
    assert join_scripts(ONE + TWO, folder, figures=False) != before


@pytest.mark.parametrize("html", ["", ONE, f"{ONE}<p>between</p>{TWO}"])
def test_scripts_that_do_not_follow_each_other_stay(html: str, folder: Path) -> None:
    assert join_scripts(html, folder, figures=True) == html
