"""Makes the index of the search small enough to come with the first page."""

import re
from collections.abc import Iterable, Mapping
from html import escape, unescape
from itertools import pairwise
from typing import Any, TypeAlias

Entry: TypeAlias = dict[str, Any]

PAGE, SECTION = 120, 40
"""How much is kept of the text of a page, and how long that of a section may be to be kept."""

BLOCK = re.compile(r"<pre>.*?</pre>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"\b[^\W\d_]+(?:[._]\w+)*\b|[\u2200-\u2211\u2213-\u22ff]")  # names, operators
TERM = re.compile(
    r'<dt\b(?P<attributes>[^>]*\bid="(?P<id>[^"]+)"[^>]*)>(?P<name>.*?)</dt>'
    r"\s*<dd>(?P<text>.*?)</dd>",
    re.DOTALL,
)
FORMS = re.compile(r'data-forms="([^"]*)"')
COMMON = set(
    WORD.findall("""
        above all also an and any are as at be because been before below both but by called can
        come could do does each every first for from get gives had has have here how if in into
        is it its just like made make makes many more most much next no not of on once one only
        or other others our out over own same say says so some such than that the their them
        then there these they this those three to too two us very was we were what when where
        which while who whom why will with would yet you your
    """)
)


def text_of(html: str) -> str:
    """Return the words of HTML, without those of its blocks of code.

    Examples
    --------
    >>> text_of("<p>Up &amp; <b>down</b></p><pre>x = 1</pre>")
    'Up & down'
    """
    return " ".join(unescape(TAG.sub("", BLOCK.sub(" ", html))).split())


def terms(html: str, location: str) -> list[Entry]:
    """Return an entry for each term that a page at `location` defines, with all of its forms.

    Examples
    --------
    >>> terms('<dt data-forms="bias, biases" id="b">bias</dt><dd>A number.</dd>', "glossary/")
    [{'location': 'glossary/#b', 'title': 'bias', 'text': 'A number.', 'forms': 'bias, biases'}]
    """
    found = []
    for term in TERM.finditer(html):
        title, forms = TAG.sub("", term["name"]), FORMS.search(term["attributes"])
        entry = {"location": f"{location}#{term['id']}", "title": title, "text": term["text"]}
        found.append(entry | {"forms": unescape(forms[1]) if forms else title})
    return found


def slim(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries that still find a page by each of its words, and a section by its title.

    Results show the first words of a page, and a section's text if it is short. The rest of a
    page's words, each once, stand in an element that results do not show.

    Examples
    --------
    >>> page = {"location": "a/", "title": "A", "text": "<p>First.</p>"}
    >>> part = {"location": "a/#b", "title": "B", "text": "<p>Second, second.</p>"}
    >>> [entry["text"] for entry in slim([page, part])]
    ['<p>First.</p><pre></pre>', '<p>Second, second.</p>']
    """
    pages: dict[str, list[Entry]] = {}
    for entry in entries:
        pages.setdefault(entry["location"].split("#")[0], []).append(entry)
    return [entry for page in pages.values() for entry in _slim_page(page)]


def _slim_page(entries: list[Entry]) -> list[Entry]:
    texts = [text_of(entry["text"]) for entry in entries]
    cuts = [_cut(texts[0]), *(text if len(text) <= SECTION else "" for text in texts[1:])]
    titles = (text_of(entry["title"]) for entry in entries)
    told = " ".join(["", *titles, *cuts]).lower()
    words = {word.lower() for text in texts for word in WORD.findall(text)} - COMMON
    rest = [word for word in sorted(words) if f" {word}" not in told]
    shown = [f"<p>{escape(cut, quote=False)}</p>" for cut in cuts]
    shown[0] += f"<pre>{' '.join(_longest(rest))}</pre>"
    for number, entry in enumerate(entries):
        if forms := entry.pop("forms", ""):
            shown[number] += f"<pre>{escape(forms, quote=False)}</pre>"
    return [entry | {"text": text} for entry, text in zip(entries, shown, strict=True)]


def _longest(words: list[str]) -> list[str]:
    """Leave out words that others begin with: a search for their letters finds these."""
    return [word for word, after in pairwise([*words, ""]) if not after.startswith(word)]


def _cut(text: str) -> str:
    return text if len(text) <= PAGE else text[:PAGE].rpartition(" ")[0] + "…"


def slim_index(index: Mapping[str, Any], pages: Mapping[str, str]) -> dict[str, Any]:
    """Return the index of a site whose `pages` are given by their addresses.

    One that was made small before stays as it is.

    Examples
    --------
    >>> slim_index({"config": {}, "docs": []}, {"a/": '<dt id="b">B</dt><dd>It.</dd>'})["docs"]
    [{'location': 'a/#b', 'title': 'B', 'text': '<p>It.</p><pre></pre><pre>B</pre>'}]
    """
    if index.get("slim"):
        return dict(index)
    defined = [entry for location, html in pages.items() for entry in terms(html, location)]
    if "items" in index:
        return {**index, "items": _plain(index["items"], defined), "slim": True}
    return {**index, "docs": slim([*index["docs"], *defined]), "slim": True}


def _plain(items: list[Entry], defined: list[Entry]) -> list[Entry]:
    """Return the entries of Zensical's index without blocks of code, and those of terms.

    Its results show any words of an entry, so there is no place for those that are only found.
    """
    pages = {entry["location"]: entry for entry in items}
    for entry in defined:
        entry["text"] += f" ({escape(entry.pop('forms'), quote=False)})"
    told = [pages.get(entry["location"].split("#")[0], {}) | entry for entry in defined]
    whole = [*items, *told]
    return [
        entry | {"text": f"<p>{escape(text_of(entry['text']), quote=False)}</p>"} for entry in whole
    ]
