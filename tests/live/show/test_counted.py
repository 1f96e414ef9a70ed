"""What a page claims is counted by kind."""

from pathlib import Path

from nnbook.live.show.counted import Counted, counted

PAGE = """# Page

<!-- prove
skip: a picture
skip 2: two more
-->

```pycon
>>> 1 + 1
2
>>> 2 + 2
4
```

`{python} 3` words, $a = b$, $n = 1$, $c$, and

$$
a = b
$$

$$
a
$$

$$
\\frac{\\partial a}{\\partial b} = 1 \\\\
f'(z) &= 2 \\\\
&= `{python} 2`
$$

```python exec="on"
assert 1 < 2
ask(1, digits=0, wrong={})
plt.show(ax)
show(ax)
```
"""


def test_each_kind_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    once = Counted(2, 2, 2, 1, 2, 3, 1, 1, 1)
    assert counted(path) == once
    assert once + once == Counted(4, 4, 4, 2, 4, 6, 2, 2, 2)
