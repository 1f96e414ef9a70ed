"""Shows code as it stands in its file, so that a listing on a page cannot grow old."""

import ast
import inspect
from textwrap import dedent, indent
from typing import Any


def listing(*objects: Any, prefix: str = "") -> None:
    r"""Print source as a fence, without the docstrings of functions and classes.

    Parameters
    ----------
    *objects
        Functions, methods, classes or modules written in Python.
    prefix
        What each line begins with: spaces, where the fence stands inside a list or a fold.

    Examples
    --------
    >>> listing(listing)
    ```python
    def listing(*objects: Any, prefix: str = "") -> None:
        fence = ["```python", "\n\n".join(map(_source, objects)), "```"]
        print(indent("\n".join(fence), prefix))
    ```
    """
    fence = ["```python", "\n\n".join(map(_source, objects)), "```"]
    print(indent("\n".join(fence), prefix))


def _source(thing: Any) -> str:
    source = dedent(inspect.getsource(thing)).rstrip()
    lines = source.split("\n")
    for node in reversed(list(ast.walk(ast.parse(source)))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            end = docstring.end_lineno or docstring.lineno
            del lines[docstring.lineno - 1 : end + (lines[end : end + 1] == [""])]
    return "\n".join(lines)
