"""Compiles, in the page, what Python has imported from its library: then it starts sooner.

The browser's Python runs this file as it is; so it imports nothing but Python's own modules.
"""

import io
import marshal
import sys
from importlib.util import MAGIC_NUMBER, source_hash
from pathlib import Path
from zipfile import ZipFile

UNCHECKED = (1).to_bytes(4, "little")
"""Says of compiled code that its source, in the same archive, need not be looked at."""


def compiled(archive: str) -> bytes:
    """Return an archive of Python's library in which the modules in use are compiled as well.

    Parameters
    ----------
    archive
        The path of the library, which is an archive of sources, as ``sys.path`` has it.
    """
    in_use = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    result = io.BytesIO()
    with ZipFile(archive) as sources, ZipFile(result, "w") as target:
        for entry in sources.infolist():
            source, path = sources.read(entry), str(Path(archive, entry.filename))
            target.writestr(entry, source)
            if path in in_use:
                code = marshal.dumps(compile(source, path, "exec", dont_inherit=True))
                header = MAGIC_NUMBER + UNCHECKED + source_hash(source)
                target.writestr(f"{entry.filename}c", header + code)
    return result.getvalue()
