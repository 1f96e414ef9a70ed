"""Shows code as it stands in its file, so that a listing on a page cannot grow old."""

import ast
import inspect
from textwrap import dedent
from typing import Any


def listing(*objects: Any) -> None:
    r"""Print the source of functions and classes as a fence, without their docstrings.

    Parameters
    ----------
    *objects
        Functions, methods or classes written in Python.

    Examples
    --------
    >>> listing(listing)
    ```python
    def listing(*objects: Any) -> None:
        print("```python")
        print("\n\n".join(map(_source, objects)))
        print("```")
    ```
    """
    print("```python")
    print("\n\n".join(map(_source, objects)))
    print("```")


def _source(thing: Any) -> str:
    source = dedent(inspect.getsource(thing)).rstrip()
    lines = source.split("\n")
    for node in reversed(list(ast.walk(ast.parse(source)))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            end = docstring.end_lineno or docstring.lineno
            del lines[docstring.lineno - 1 : end + (lines[end : end + 1] == [""])]
    return "\n".join(lines)
