import pytest

from nnbook.live.site.unused import used, words_of


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        ("p{a:b}", "p{a:b}"),
        (".on{a:b}.off{a:b}", ".on{a:b}"),
        (".on,.off,p.off{a:b}", ".on{a:b}"),
        (".on:not(.off){a:b}", ".on:not(.off){a:b}"),
        (":is(.on,.off) p{a:b}", ":is(.on,.off) p{a:b}"),
        (".off:is(p,b),.on{a:b}", ".on{a:b}"),
        (r".a\:b{a:b}", r".a\:b{a:b}"),
        (
            "@media x{.off{a:b}}@media x{@media y{.on{a:b}.off{a:b}}}",
            "@media x{@media y{.on{a:b}}}",
        ),
        ("@keyframes k{from{a:b}to{a:c}}.off{a:b}", "@keyframes k{from{a:b}to{a:c}}"),
        ('.on{a:"}.off{";b:url(x;{)}', '.on{a:"}.off{";b:url(x;{)}'),
        (".on{--a:url(x;y);--b:1;c:var(--b)}", ".on{--b:1;c:var(--b)}"),
        (".on{--a:var(--b);--b:1}", ".on{}"),
        (".on{&:hover{a:b;c:d}}", ".on{&:hover{a:b;c:d}}"),
        (".on{&:hover{p{a:b}}}", ".on{&:hover{p{a:b}}}"),
        (".on{a:b;", ".on{a:b;}"),
        ("@import x;.on{a:b}", "@import x;.on{a:b}"),
    ],
)
def test_what_no_page_shows_is_left_out(css: str, kept: str) -> None:
    assert used(css, words_of('<p class="on">')) == kept
