import pytest

from nnbook.live.site.carried import FILE_WORKER, SCRIPT, STYLE, WORKER, carried, with_links

HEAD = '<head><link rel="stylesheet" href="assets/stylesheets/a.css"><title>A</title></head>'


def test_a_site_carries_what_its_pages_ask_for() -> None:
    files = carried(published=False)
    assert {STYLE, SCRIPT, "assets/explore/shared.js"} <= files.keys()
    assert not {WORKER, FILE_WORKER} & files.keys()
    assert b"serviceWorker" not in files[SCRIPT]


def test_what_is_published_is_kept_on_devices() -> None:
    files = carried(published=True)
    assert b"serviceWorker.register" in files[SCRIPT].replace(b"serviceWorker } =", b"")
    assert WORKER in files
    assert FILE_WORKER not in files


def test_a_folder_is_on_the_device_already() -> None:
    files = carried(published=True, folder=True)
    assert FILE_WORKER in files
    assert WORKER not in files
    assert b"serviceWorker" not in files[SCRIPT]


def test_what_runs_in_the_page_is_carried_where_it_can_run() -> None:
    python = {"assets/python/run.js": b"run()"}
    files = carried(published=False, python=python)
    assert python.items() <= files.items()
    assert b"here-offer" in files[STYLE]
    assert b"here-offer" in files[SCRIPT]
    without = carried(published=True, folder=True, python=python)
    assert not python.keys() & without.keys()
    assert not [name for name in (STYLE, SCRIPT) if b"here-offer" in without[name]]


def test_fonts_come_with_their_license() -> None:
    files = carried(published=False)
    assert files["assets/fonts/stix-two-math.woff2"].startswith(b"wOF2")
    assert b"SIL OPEN FONT LICENSE" in files["assets/fonts/OFL.txt"]


def test_the_style_stands_behind_the_themes_and_before_the_rest() -> None:
    html = with_links(f"{HEAD}<body></body>", "../")
    order = [html.index(part) for part in ("a.css", f'href="../{STYLE}"', "<title>")]
    assert order == sorted(order)
    assert f'<body><script src="../{SCRIPT}"></script>\n</body>' in html


@pytest.mark.parametrize(
    "there", [f'<link rel="stylesheet" href="{STYLE}">', "<style data-live>a {}</style>"]
)
def test_what_a_page_has_is_not_added(there: str) -> None:
    html = f'<head>{there}</head><body><script src="{SCRIPT}"></script></body>'
    assert with_links(html, "") == html
