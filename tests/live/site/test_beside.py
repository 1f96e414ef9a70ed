from pathlib import Path

from nnbook.live.show.file import beside
from nnbook.live.site.beside import put_beside


def test_a_file_lies_beside_its_page_under_a_name_with_its_digest(tmp_path: Path) -> None:
    html = f'<b data-state="{{&quot;a&quot;: &quot;{beside("tea.json", "[5]")}&quot;}}"></b>'
    html = put_beside(f'{html}<a href="{beside("cup.bin", bytes(3))}">cup</a>', tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert [name.split(".")[0] for name in names] == ["cup", "tea"]
    assert f"&quot;a&quot;: &quot;{names[1]}&quot;" in html
    assert f'href="{names[0]}"' in html
    assert [(tmp_path / name).read_bytes() for name in names] == [bytes(3), b"[5]"]


def test_twice_is_as_once_and_other_data_stays(tmp_path: Path) -> None:
    html = put_beside(f'<img src="data:image/gif;base64,R0"> {beside("tea.json", "[5]")}', tmp_path)
    assert html.startswith('<img src="data:image/gif;base64,R0"> tea.')
    assert put_beside(html, tmp_path) == html
    assert len(list(tmp_path.iterdir())) == 1
