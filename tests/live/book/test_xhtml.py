import pytest

from nnbook.live.book.xhtml import parse, to_xml


def test_names_keep_their_case_in_figures() -> None:
    svg = '<svg viewBox="0 0 1 1"><clipPath id="c"><use xlink:href="#p"/></clipPath></svg>'
    xml = to_xml(parse(f"<div>{svg}</div>"))
    assert '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><clipPath id="c">' in xml
    assert '<use xlink:href="#p" /></clipPath></svg>' in xml.replace(
        ' xmlns:xlink="http://www.w3.org/1999/xlink"', ""
    )


def test_formulas_have_their_own_namespace_and_what_follows_has_not() -> None:
    xml = to_xml(parse("<p><math><mi>x</mi></math>, <b>y</b> and <math><mn>1</mn></math></p>"))
    space = 'xmlns="http://www.w3.org/1998/Math/MathML"'
    one, two = f"<math {space}><mi>x</mi></math>", f"<math {space}><mn>1</mn></math>"
    assert xml == f"<p>{one}, <b>y</b> and {two}</p>"


def test_empty_elements_and_attributes_without_a_value_become_xml() -> None:
    xml = to_xml(parse('<p hidden>a<br>b<input type="text"/>c<img src="d"></br></p>'))
    assert xml == '<p hidden="hidden">a<br />b<input type="text" />c<img src="d" /></p>'


def test_a_paragraph_ends_where_a_block_begins() -> None:
    xml = to_xml(parse("<div><p>a<h2>b</h2></p><p>c</p></div>"))
    assert xml == "<div><p>a</p><h2>b</h2><p>c</p></div>"


def test_what_is_not_closed_is_told_with_its_line() -> None:
    with pytest.raises(ValueError, match="line 2: </div> closes <b>"):
        parse("<div>\n<b></div>")
