"""Lets a block publish a file beside its page, for what only some readers will ask for.

Until the site is published the file travels in its own address, so that it is there under every
builder, in a server of previews and in a folder without any server.
"""

import mimetypes
import re
from base64 import b64encode


def beside(name: str, content: str | bytes) -> str:
    """Return an address for `content`, which publishing makes a file beside the page.

    Parameters
    ----------
    name : str
        What the file is called. Publishing puts a digest of the content before the suffix.
    content : str or bytes
        What is in it.

    Raises
    ------
    ValueError
        If the name is not one of a file: letters, digits, ``-``, ``_``, and a suffix.

    Examples
    --------
    >>> beside("tea.json", "[5]")
    'data:application/json;name=tea.json;base64,WzVd'
    """
    if not re.fullmatch(r"[\w-]+\.[a-z0-9]+", name, re.ASCII):
        raise ValueError(f"name {name!r}; expected one such as weights.json")
    data = content.encode() if isinstance(content, str) else content
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"data:{kind};name={name};base64,{b64encode(data).decode()}"
