import hashlib
from base64 import b64encode

from nnbook.live.site.policy import inline_scripts, policy, under


def test_scripts_in_a_page_are_told_from_files_and_data() -> None:
    html = """
    <script>one()</script><SCRIPT type="module">
    two() </SCRIPT><script src="a.js"></script><script defer src=b.js></script>
    <script id="c" type="application/json">{"no": 1}</script>
    """
    assert inline_scripts(html) == {"one()", "\n    two() "}


def test_no_script_runs_but_those_of_the_site() -> None:
    rules = dict(rule.split(" ", 1) for rule in policy(["<script>é</script>"] * 2).split("; "))
    value = b64encode(hashlib.sha256("é".encode()).digest()).decode()
    assert rules["script-src"] == f"'self' 'sha256-{value}'"
    assert rules["default-src"] == "'self'"
    for name in ("base-uri", "form-action", "frame-src", "media-src", "object-src"):
        assert rules[name] == "'none'"
    assert not any("unsafe" in rule for name, rule in rules.items() if name != "style-src-attr")
    assert "file:" not in " ".join(rules.values())


def test_a_folder_may_read_files() -> None:
    assert "script-src 'self' file:;" in policy([], folder=True)


def test_the_policy_is_told_once_and_first() -> None:
    html = under("x 'y'", '<head><meta charset="utf-8"><script></script><meta charset="utf-8">')
    meta = """<meta http-equiv="Content-Security-Policy" content="x 'y'">"""
    assert html == f'<head><meta charset="utf-8">{meta}<script></script><meta charset="utf-8">'
