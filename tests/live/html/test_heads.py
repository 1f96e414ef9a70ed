from markdown import markdown

TABLE = "|   | one | $x$ |\n|---|:-:|---|\n| a | 1   | 2   |\n"


def test_an_empty_head_of_a_table_is_a_plain_cell() -> None:
    html = markdown(TABLE, extensions=["tables", "nnbook.live"])
    head = html[html.index("<thead>") : html.index("</thead>")]
    assert "<td></td>" in head
    assert '<th style="text-align: center;">one</th>' in head
    assert "<th><math>" in head
