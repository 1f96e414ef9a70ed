"""Lists what a site carries to run examples in the page: Python, and what readers press."""

import json
from collections.abc import Iterable
from pathlib import Path

from nnbook.live.here import library, runner
from nnbook.live.here.modules import packed
from nnbook.live.here.runtime import PINS, read_runtime

PLACE = "assets/python/"
"""Where it lies in a site; nothing below it is fetched before a reader asks for it."""

ASSETS = Path(__file__).with_name("assets")

NOTICE = """\
Python in these pages is Pyodide {version}, under the Mozilla Public License 2.0, as it comes
from https://github.com/pyodide/pyodide, where its source is. It contains Python {python},
under the Python Software Foundation License. NumPy brings its licenses in its archive.
"""


def carried(runtime: Path, modules: Iterable[str]) -> dict[str, bytes]:
    """Return the files, by their places in the site; none where there is no runtime.

    Parameters
    ----------
    runtime
        The folder of the runtime.
    modules
        The modules and packages that go along.
    """
    files = read_runtime(runtime)
    if not files:
        return {}
    files["modules.zip"] = packed(modules)
    files["runner.py"] = Path(runner.__file__).read_bytes()
    files["library.py"] = Path(library.__file__).read_bytes()
    files["lock.json"] = json.dumps({"info": PINS["pyodide"], "packages": {}}).encode()
    sizes = {name: len(content) for name, content in files.items() if not name.endswith(".js")}
    files["NOTICE.txt"] = NOTICE.format(**PINS["pyodide"]).encode()
    for name in ("run.js", "run.css", "mine.js", "python.js", "worker.js"):
        files[name] = (ASSETS / name).read_bytes()
    filled = {
        "SIZES = {}": f"SIZES = {json.dumps(sizes)}",
        'NUMPY = ""': f'NUMPY = "{PINS["numpy"]}"',
        'HASH = ""': f'HASH = "{PINS["files"]["python_stdlib.zip"]}"',
    }
    for gap, value in filled.items():
        files["worker.js"] = files["worker.js"].replace(gap.encode(), value.encode())
    return {PLACE + name: content for name, content in files.items()}


def offer(kind: str) -> bytes:
    """Return the style or the script, ``css`` or ``js``, by which a page offers it."""
    return (ASSETS / f"offer.{kind}").read_bytes()
