"""Reads the replacement field of a live value as Python reads that of an f-string."""

import ast
from collections.abc import Callable
from typing import Any


def replacement_field(
    text: str,
) -> tuple[ast.Expression, Callable[[Any], Any], ast.Expression]:
    """Split ``expression!conversion:spec`` as Python itself splits an f-string's field.

    Raises
    ------
    SyntaxError
        Where it is none, or more than one.
    """
    fstring = ast.parse(f'f"""{{{text}}}"""', mode="eval").body
    fields = fstring.values if isinstance(fstring, ast.JoinedStr) else []
    if len(fields) != 1 or not isinstance(fields[0], ast.FormattedValue):
        raise SyntaxError(f"not one replacement field of an f-string: {text}")
    conversions: dict[int, Callable[[Any], Any]] = {115: str, 114: repr, 97: ascii}
    convert = conversions.get(fields[0].conversion, lambda value: value)
    spec = fields[0].format_spec or ast.Constant("", lineno=1, col_offset=0)
    return ast.Expression(fields[0].value), convert, ast.Expression(spec)


def expression(text: str) -> str:
    """Return the expression of a field, without its format.

    Examples
    --------
    >>> expression("x[1:2]:.3f")
    'x[1:2]'
    """
    return ast.unparse(replacement_field(text)[0])
