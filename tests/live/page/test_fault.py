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


def test_a_name_that_is_missing_again_is_told_by_its_place() -> None:
    missing = "NameError: name 'x' is not defined"
    faults = [Fault("a.md", line, missing, "x", "1", missing) for line in (1, 5, 9)]
    other = Fault("a.md", 7, "NameError: name 'y' is not defined", "y")
    error = PageError([*faults[:2], other, faults[2]])
    assert str(error) == f"{faults[0]}\n\na.md:5: {missing}\n\n{other}\n\na.md:9: {missing}"
    assert error.faults == [*faults[:2], other, faults[2]]
