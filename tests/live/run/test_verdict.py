from nnbook.live.page.fault import Fault
from nnbook.live.page.page import Page
from nnbook.live.run.outcome import Outcome
from nnbook.live.run.process import PageRun
from nnbook.live.run.verdict import verdict


def fault(line: int, problem: str = "wrong", got: str = "") -> Fault:
    return Fault("page.md", line, problem, "x", got=got)


def test_all_faults_are_told_in_the_pages_order_and_each_once() -> None:
    page = Page("page.md", (), (fault(5), fault(9)))
    run = PageRun([Outcome(faults=[fault(7, "b"), fault(7, "a")]), Outcome(faults=[fault(3)])])
    found = verdict(page, run, [fault(1), fault(9)])
    assert [(each.line, each.problem) for each in found] == [
        (1, "wrong"),
        (3, "wrong"),
        (5, "wrong"),
        (7, "b"),
        (7, "a"),
        (9, "wrong"),
    ]


def test_each_fault_is_at_its_place_in_its_file() -> None:
    places = (("page.md", 4), ("snippet.md", 1), ("snippet.md", 2), ("page.md", 6))
    page = Page("page.md", (), (), places)
    got = 'File "page.md", line 3\nFile "page.md", line 4\nFile "page_md", line 3'
    found = verdict(page, PageRun([Outcome(faults=[fault(1), fault(2, got=got), fault(9)])]))
    assert [(each.path, each.line) for each in found] == [
        ("page.md", 4),
        ("snippet.md", 1),
        ("page.md", 6),
    ]
    assert found[1].got == (
        'File "snippet.md", line 2\nFile "page.md", line 6\nFile "page_md", line 3'
    )


def test_a_page_that_is_right_has_no_faults() -> None:
    assert verdict(Page("page.md", ()), PageRun([Outcome(["1"])])) == []
