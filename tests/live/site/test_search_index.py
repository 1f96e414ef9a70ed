import pytest

from nnbook.live.site.search_index import PAGE, SECTION, Entry, slim, slim_index, terms


def entry(location: str, title: str, text: str) -> Entry:
    return {"location": location, "title": title, "text": text}


def test_a_page_is_found_by_each_of_its_words() -> None:
    long = "plain words go on and on, " * 9
    [page, part] = slim(
        [
            entry("a/", "A page", f"<p>{long} at last <b>zebra</b> and <code>to_tree.x</code></p>"),
            entry("a/#b", "Stripes", f"<p>{long} stripes &lt; μ</p><pre>unseen = 1</pre>"),
        ]
    )
    assert page["text"].startswith("<p>plain words go on")
    assert page["text"].endswith("…</p><pre>last to_tree.x zebra μ</pre>")
    assert len(page["text"].split("…")[0]) <= len("<p>") + PAGE
    assert len(part["text"]) <= len("<p>…</p>") + SECTION
    assert "unseen" not in page["text"] + part["text"]


def test_one_word_stands_for_those_that_begin_it() -> None:
    text = "x" * (PAGE + 1) + " column columns columnar row rows"
    [page] = slim([entry("a/", "A", text)])
    assert page["text"].endswith("<pre>columnar columns rows " + "x" * (PAGE + 1) + "</pre>")


def test_pages_stay_in_their_order_with_their_own_settings() -> None:
    entries = [entry("b/", "B", ""), entry("a/", "A", ""), entry("b/#c", "C", "")]
    entries[1]["boost"] = 2
    assert [(e["location"], e.get("boost")) for e in slim(entries)] == [
        ("b/", None),
        ("b/#c", None),
        ("a/", 2),
    ]


def test_what_could_be_markup_stays_text() -> None:
    [page] = slim([entry("a/", "A", "<p>1 &lt; 2 &amp;lt; 3</p>")])
    assert page["text"] == "<p>1 &lt; 2 &amp;lt; 3</p><pre>lt</pre>"


def test_a_term_is_found_where_it_is_defined() -> None:
    html = '<dl><dt class="w" id="bias"><b>bias</b></dt>\n<dd><p>A number.</p></dd><dt>no</dt></dl>'
    assert terms(html, "g/") == [entry("g/#bias", "bias", "<p>A number.</p>") | {"forms": "bias"}]
    index = slim_index({"config": {"lang": ["en"]}, "docs": [entry("g/", "G", "")]}, {"g/": html})
    assert index["config"] == {"lang": ["en"]}
    assert [e["location"] for e in index["docs"]] == ["g/", "g/#bias"]


def test_a_term_is_found_by_each_of_its_forms() -> None:
    html = '<dt data-forms="mini-batch, minibatch" id="b">mini-batch</dt><dd>A few.</dd>'
    [found] = slim_index({"docs": []}, {"g/": html})["docs"]
    assert found["text"].endswith("<pre>mini-batch, minibatch</pre>")
    assert "forms" not in found
    [found] = slim_index({"items": []}, {"g/": html})["items"]
    assert found["text"] == "<p>A few. (mini-batch, minibatch)</p>"


@pytest.mark.parametrize("title", ["<code>a</code>", "plain"])
def test_titles_stay_as_they_are(title: str) -> None:
    assert slim([entry("a/", title, "")])[0]["title"] == title
