"""Tells browsers what the pages of a site may load and run: files of the site, and nothing else."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
DATA = re.compile(r"\bsrc=|\btype=\"?application/json")
STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)
TOLD = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)


def inline_scripts(html: str) -> set[str]:
    """Return the scripts that stand in a page itself.

    Examples
    --------
    >>> inline_scripts('<script>go()</script><script src="a.js"></script>')
    {'go()'}
    """
    return {code for attributes, code in SCRIPT.findall(html) if not DATA.search(attributes)}


def policy(pages: Iterable[str], *, folder: bool = False, styled: bool = False) -> str:
    """Return the Content-Security-Policy under which `pages` work.

    Parameters
    ----------
    pages
        The HTML of all pages of the site: it is one policy for all, since a theme that swaps
        pages in place runs the scripts of one under the policy of another.
    folder
        Whether the pages are opened as files, without a server.
    styled
        Whether a script of the theme writes styles, whose hashes nobody knows beforehand.

    Examples
    --------
    >>> policy(["<script>go()</script>"]).split("; ")[5]
    "script-src 'self' 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"
    """
    texts = list(pages)
    scripts = set().union(*map(inline_scripts, texts))
    styles = set().union(*map(STYLE.findall, texts))
    own = "'self' file:" if folder else "'self'"
    rules = {
        "default-src": own,  # of the directives that follow, none lets a browser fetch what is next
        "frame-src": "'none'",
        "manifest-src": "'none'",
        "media-src": "'none'",
        "object-src": "'none'",
        "script-src": " ".join([own, *_hashes(scripts)]),
        "style-src": f"{own} 'unsafe-inline'" if styled else " ".join([own, *_hashes(styles)]),
        "style-src-attr": "'unsafe-inline'",
        "img-src": f"{own} data:",
        "font-src": own,
        "connect-src": own,
        "worker-src": own,
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def with_python(rules: str) -> str:
    """Return the policy of a host whose pages run Python: a worker obeys that of its own answer.

    Pages refuse WebAssembly all the same, by the policy that stands in them.

    Examples
    --------
    >>> with_python("default-src 'none'; script-src 'self'; style-src 'self'")
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'"
    """
    return re.sub(r"(script-src [^;]*)", r"\1 'wasm-unsafe-eval'", rules, count=1)


def _hashes(codes: Iterable[str]) -> list[str]:
    """Return what allows each of these codes, and no other."""
    digests = (hashlib.sha256(code.encode()).digest() for code in codes)
    return sorted(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)


def under(rules: str, html: str) -> str:
    """Return a page that says under which policy it stands, before it loads anything.

    Examples
    --------
    >>> under("…", '<meta charset="utf-8"><title>A</title>')
    '<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="…"><title>A</title>'
    """
    meta = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
    return CHARSET.sub(lambda match: match[0] + meta, TOLD.sub("", html), count=1)
