import io
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile

import pytest
from pypdf import PdfReader

from nnbook.live.book import whole
from nnbook.live.book.whole import chapters, main, make, one_page
from tests.conftest import CHROMIUM

HEAD = (
    '<meta property="og:site_name" content="tiny"><meta name="description" content="On &amp; on.">'
    '<link rel="stylesheet" href="assets/book.css">'
)
START = """
<h1 id="start">All about it<a class="headerlink" href="#start">¶</a></h1>
<p class="facts">Reading time: 1 min</p>
<p>See <a href="b/one/#deep">the first</a>, <a href="b/one/">all of it</a>,
<a href="https://example.org/">others</a>, <a download href="b/a.ipynb">a file</a>.</p>
<p>Before <code class="mark"></code> and behind <code>code</code>.</p>
"""
ONE = """
<h1 id="one">One</h1>
<div class="ask" data-answer="2"><div hidden>A hint.</div></div>
<div class="ask"><div hidden>A hint.</div><ul><li>This</li><li>That</li></ul></div>
<details class="success"><summary>Solution</summary>
<p id="deep">It is <math><mi class="input">x</mi><mfrac displaystyle="true"><mn>1</mn><mn>2</mn>
</mfrac></math>.</p>
</details>
<explore-it data-state="{}"><figure><svg viewBox="0 0 1 1" aria-labelledby="t">
<title id="t">T</title>
<path id="p" fill="var(--live-c0, #123)" clip-path="url(#p)" d="M 0 0"/></svg></figure></explore-it>
<div class="highlight"><pre><code><span class="k">if</span> a &lt; b:</code></pre></div>
<p><a href="../../">Back</a>, <a href="#one">up</a></p>
<details class="mkdocstrings-source"><summary>Source code</summary></details>
"""
CSS = """@font-face { font-family: F; src: url("fonts/f.woff2"); }
:root { --live-c0: #0072b2; }
.input { --live-symbol: var(--live-c0); }
.dark { --live-c0: #5cb8ee; }
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A site of two pages, as MkDocs and the theme would build it."""
    site = tmp_path / "site"
    for address, link, article in [
        ("", '<link rel="next" href="b/one/">', START),
        ("b/one", "", ONE),
    ]:
        (site / address).mkdir(parents=True)
        html = f"<html><head>{HEAD}{link}</head><body><article class='a'>{article}</article></body>"
        (site / address / "index.html").write_text(html, encoding="utf-8")
    (site / "assets").mkdir()
    (site / "assets/book.css").write_text(CSS, encoding="utf-8")
    return site


def read(site: Path) -> dict[str, str]:
    book = ZipFile(io.BytesIO(make(site, site.parent / "build", None)[0].read_bytes()))
    assert book.infolist()[0].filename == "mimetype"
    assert book.infolist()[0].compress_type == ZIP_STORED
    return {name: book.read(name).decode() for name in book.namelist()}


def test_the_pages_follow_each_other(tiny: Path) -> None:
    book = chapters(tiny)
    assert [(part.address, part.name, part.title) for part in book] == [
        ("", "start", "All about it"),
        ("b/one/", "b-one", "One"),
    ]


def test_links_lead_to_where_the_book_has_what_they_lead_to(tiny: Path) -> None:
    files = read(tiny)
    start, one = files["book/start.xhtml"], files["book/b-one.xhtml"]
    assert '<a href="b-one.xhtml#deep">the first</a>' in start
    assert '<a href="b-one.xhtml">all of it</a>' in start
    assert '<a href="https://example.org/">others</a>' in start
    assert "<span>a file</span>" in start
    assert '<a href="start.xhtml">Back</a>, <a href="#one">up</a>' in one


def test_what_only_a_screen_can_do_is_left_out_and_the_rest_unfolded(tiny: Path) -> None:
    files = read(tiny)
    start, one = files["book/start.xhtml"], files["book/b-one.xhtml"]
    assert '<h1 id="start">All about it</h1>' in start
    assert "Reading time" not in start
    assert "A hint" not in one
    assert one.count('class="ask"') == 1
    assert "<li>This</li>" in one
    assert '<div class="details success"><div class="summary">Solution</div>' in one
    assert '<div class="explore-it"><figure>' in one
    assert "data-" not in one
    assert "Source code" not in one
    assert "<code>if a &lt; b:</code>" in one


def test_formulas_and_figures_are_as_readers_of_books_know_them(tiny: Path) -> None:
    files = read(tiny)
    one = files["book/b-one.xhtml"]
    assert '<mstyle displaystyle="true"><mfrac><mn>1</mn><mn>2</mn>\n</mfrac></mstyle>' in one
    assert 'fill="#0072b2"' in one
    assert "math .input,\n.term.input { color: #0072b2; }" in files["book/book.css"]
    package = files["book/book.opf"]
    assert (
        'href="b-one.xhtml" media-type="application/xhtml+xml" properties="mathml svg"/>' in package
    )
    assert "<dc:description>On &amp; on.</dc:description>" in package


def test_the_same_site_gives_the_same_book(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    one, two = (make(tiny, tiny / name, None)[0].read_bytes() for name in "ab")
    assert one == two
    assert "2023-11-14T22:13:20Z" in read(tiny)["book/book.opf"]


def test_on_one_page_every_id_is_the_only_one_of_its_name(tiny: Path) -> None:
    html = one_page(tiny, "T & U", "On it.")
    ET.fromstring(html)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) > 5
    for pointer in re.findall(r'href="#([^"]+)"|aria-labelledby="([^"]+)"|url\(#([^)]+)\)', html):
        assert "".join(pointer) in ids
    assert "<title>T &amp; U</title>" in html
    assert f'url("{(tiny / "assets/fonts/f.woff2").as_uri()}")' in html


def test_a_browser_prints_the_page(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that copies the page shows what a browser is asked for."""
    copier = tiny.parent / "chromium"
    copier.write_text(
        f"#!{sys.executable}\nimport shutil, sys\nfrom urllib.parse import unquote\n"
        "from pypdf import PdfWriter\n"
        "out = next(a for a in sys.argv if a.startswith('--print-to-pdf=')).partition('=')[2]\n"
        "pdf = PdfWriter()\npdf.add_blank_page(72, 72)\npdf.write(out)\n"
        "shutil.copy(unquote(sys.argv[-1][7:]), out + '.xhtml')\n",
        encoding="utf-8",
    )
    copier.chmod(0o755)
    monkeypatch.setenv("PATH", str(tiny.parent))
    main(str(tiny), str(tiny / "build"))
    assert capsys.readouterr().out.split() == [f"{tiny}/build/tiny.epub", f"{tiny}/build/tiny.pdf"]
    assert "All about it" in (tiny / "build/tiny.pdf.xhtml").read_text(encoding="utf-8")


def test_without_a_browser_there_is_no_pdf(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    main(str(tiny), str(tiny / "build"))
    assert "no PDF: install Chromium" in capsys.readouterr().err


@pytest.mark.skipif(not CHROMIUM, reason="no browser: install Chromium")
def test_the_pdf_has_contents_that_lead_to_the_chapters(tiny: Path) -> None:
    _, path = make(tiny, tiny / "build", CHROMIUM)
    pdf = PdfReader(path)
    assert [entry.title for entry in pdf.outline if not isinstance(entry, list)] == [
        "All about it",
        "One",
    ]
    # Some fonts set two letters as one.
    texts = [unicodedata.normalize("NFKC", page.extract_text()) for page in pdf.pages]
    assert " ".join(texts[0].split()).endswith("All about it 2 One 3")
    assert "the first (p. 3)" in " ".join(texts[1].split())
    text = " ".join(texts)
    assert "Solution" in text
    assert "It is" in text
    assert [page.get("/Annots") is not None for page in pdf.pages] == [True, True, True]


@pytest.mark.skipif(not CHROMIUM, reason="no browser: install Chromium")
def test_behind_an_empty_element_the_pdf_goes_on_as_before(tiny: Path) -> None:
    _, path = make(tiny, tiny / "build", CHROMIUM)
    fonts: dict[str, object] = {}

    def see(text: str, _cm: object, _tm: object, font: Any, _size: float) -> None:
        fonts.update(dict.fromkeys(text.split(), font and font["/BaseFont"]))

    PdfReader(path).pages[1].extract_text(visitor_text=see)
    assert fonts["behind"] == fonts["Before"] != fonts["code"]


def test_a_book_whose_numbers_never_settle_is_printed_four_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(whole, "print_pdf", lambda xhtml, *_: told.append(xhtml))
    monkeypatch.setattr(whole, "pages_of", lambda _path: {"cost": len(told)})
    reference = '<span class="page" title="cost">100</span>'
    whole.print_numbered(reference, tmp_path / "book.pdf", "browser")
    assert told[1:] == [f'<span class="page">{number}</span>' for number in (1, 2, 3)]
