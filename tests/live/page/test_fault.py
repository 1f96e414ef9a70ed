from nnbook.live.page.fault import Fault, PageError


def test_a_fault_names_place_code_and_both_outputs() -> None:
    fault = Fault("docs/a.md", 3, "wrong", "x = 1\nx\n", "1\n2\n", "1\n3\n")
    assert str(fault) == (
        "docs/a.md:3: wrong\n    x = 1\n    x\nexpected:\n    1\n    2\ngot:\n    1\n    3"
    )


def test_nothing_is_said_to_be_nothing() -> None:
    assert str(Fault("a.md", 1, "wrong", "x")).endswith("expected:\n    nothing\ngot:\n    nothing")


def test_an_error_of_a_page_tells_all_faults() -> None:
    first, second = Fault("a.md", 1, "one", "x"), Fault("a.md", 9, "two", "y")
    error = PageError([first, second])
    assert str(error) == f"{first}\n\n{second}"
    assert error.faults == [first, second]
