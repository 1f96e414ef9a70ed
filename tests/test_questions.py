"""Answers every question of the book, rightly and in each wrong way that it knows, in a browser."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import CHAPTERS, follow_next, new_guest, open_swapping

each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


@pytest.fixture
def page(windows: Callable[..., Page]) -> Iterator[Page]:
    """A window of somebody who has not been here before."""
    page = windows()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.set_default_timeout(10_000)
    yield page
    page.unroute_all()
    page.emulate_media(media="screen")
    page.evaluate("localStorage.clear()")


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """A window that no other test has, for what stays with it."""
    page = new_guest(browser, viewport={"width": 1280, "height": 900})
    yield page
    page.context.close()


def questions(page: Page) -> list[Locator]:
    """Return the page's questions, once they are alive."""
    page.wait_for_selector(".ask-progress")
    return page.locator(".ask").all()


def attribute(element: Locator, name: str) -> float:
    return float(element.get_attribute(f"data-{name}") or "nan")


def is_choice(ask: Locator) -> bool:
    return ask.get_by_role("radio").count() > 0


def give(ask: Locator, value: float | str) -> None:
    """Answer with a text, an option's number, or a number rounded as the question wants it."""
    if is_choice(ask):
        field = ask.get_by_role("radio").nth(round(float(value)))
        field.check()
    else:
        field = ask.get_by_role("textbox")
        digits = int(attribute(ask, "digits"))
        field.fill(value if isinstance(value, str) else f"{value:.{digits}f}")
    field.press("Enter")


def solution(ask: Locator) -> Locator:
    return ask.locator("xpath=following-sibling::*[1]")


def progress(page: Page) -> Locator:
    return page.locator(".ask-progress").get_by_role("status")


@each_chapter
def test_every_question_tells_right_from_wrong(chapter: str, address: str, page: Page) -> None:
    page.goto(f"{address}/{chapter}/")
    asks = questions(page)
    assert len(asks) >= 3
    for number, ask in enumerate(asks):
        verdict = ask.get_by_role("status")
        assert ask.evaluate("ask => ask.previousElementSibling.matches('p, div')")
        expect(solution(ask)).to_have_text(re.compile(r"^\s*Answer"))
        expect(verdict).to_be_empty()
        hints = ask.locator("[data-wrong]").all()
        assert len(hints) >= 2
        for hint in hints:
            expect(hint).to_be_hidden()
            give(ask, attribute(hint, "wrong"))
            expect(verdict).to_have_text(f"Not yet. {hint.text_content()}")
            expect(solution(ask)).not_to_have_attribute("open", "")
        expect(progress(page)).to_have_text(f"{number} of {len(asks)} right.")
        give(ask, attribute(ask, "answer"))
        expect(verdict).to_have_text("Right. The answer below says why.")
        expect(solution(ask)).to_have_attribute("open", "")
    expect(progress(page)).to_have_text(f"{len(asks)} of {len(asks)} right.")


def test_answers_are_kept_until_they_are_to_be_forgotten(address: str, page: Page) -> None:
    page.goto(f"{address}/neuron/")
    first, *others = questions(page)
    total = len(others) + 1
    wrong = first.locator("[data-wrong]").first
    give(first, attribute(wrong, "wrong"))
    for ask in others:
        give(ask, attribute(ask, "answer"))
    expect(progress(page)).to_have_text(f"{total - 1} of {total} right.")

    page.reload()
    first, *others = questions(page)
    expect(progress(page)).to_have_text(f"{total - 1} of {total} right.")
    expect(first.get_by_role("status")).to_have_text(f"Not yet. {wrong.text_content()}")
    for ask in others:
        expect(ask.get_by_role("status")).to_have_text(re.compile("^Right"))
        expect(solution(ask)).not_to_have_attribute("open", "")

    page.get_by_role("button", name="Forget my answers").focus()
    page.keyboard.press("Enter")
    expect(progress(page)).to_have_text(f"Forgotten. 0 of {total} right.")
    page.reload()
    for ask in questions(page):
        expect(ask.get_by_role("status")).to_be_empty()
    expect(progress(page)).to_have_text(f"0 of {total} right.")
    expect(page.locator(".ask input:checked")).to_have_count(0)


def go_on(page: Page) -> None:
    """Press Tab until it leads to something else than a live number, which is a stop, too."""
    page.keyboard.press("Tab")
    while page.evaluate("Boolean(document.activeElement.closest('.live'))"):
        page.keyboard.press("Tab")


def test_the_keyboard_is_enough(address: str, page: Page) -> None:
    page.goto(f"{address}/neuron/")
    keys = page.keyboard
    asks = questions(page)
    asks[0].get_by_role("textbox").focus()
    for ask in asks:
        verdict, answer = ask.get_by_role("status"), attribute(ask, "answer")
        expect(ask.locator("input").first).to_be_focused()
        if is_choice(ask):
            keys.press("Space")
            for _ in range(int(answer)):
                keys.press("ArrowDown")
        else:
            keys.type(str(answer))
        keys.press("Tab")
        expect(ask.get_by_role("button")).to_be_focused()
        keys.press("Enter")
        expect(verdict).to_have_text(re.compile("^Right"))
        keys.press("Tab")
        expect(solution(ask).locator("summary")).to_be_focused()
        go_on(page)
    expect(page.get_by_role("button", name="Forget my answers")).to_be_focused()


def numeric(page: Page, address: str, answer: float) -> Locator:
    """Open the page on neurons at the question with this answer."""
    page.goto(f"{address}/neuron/")
    return next(
        ask for ask in questions(page) if not is_choice(ask) and attribute(ask, "answer") == answer
    )


def test_a_number_can_be_written_in_many_ways(address: str, page: Page) -> None:
    ask = numeric(page, address, 0.75)
    for text in (
        ".75",
        "0.75",
        " 0,75 ",
        "3/4",
        "3 / 4",
        "+0.75",
        "7.5e-1",
        "0.7500001",
        "1.5/2",
        "3,000/4,000",
    ):
        give(ask, text)
        expect(ask.get_by_role("status"), text).to_have_text(re.compile("^Right"))
        give(ask, "10")
    ask = numeric(page, address, -1)
    for text in ("-1", "−1", "–1", "- 1.0", "-1.", "-2/2"):  # noqa: RUF001
        give(ask, text)
        expect(ask.get_by_role("status"), text).to_have_text(re.compile("^Right"))
        give(ask, "10")


def test_what_is_no_number_is_said_and_not_kept(address: str, page: Page) -> None:
    ask = numeric(page, address, 0.75)
    field = ask.get_by_role("textbox")
    for text in (
        "abc",
        "1/0",
        "1 2",
        "--1",
        "1.2.3",
        "0x10",
        "three",
        "1,2,3",
        "1,000,00",
        "/2",
        ".",
    ):
        give(ask, text)
        expect(ask.get_by_role("status")).to_contain_text(f"“{text}” is not a number")
        expect(field).to_have_attribute("aria-invalid", "true")
    give(ask, "  ")
    expect(ask.get_by_role("status")).to_have_text("Type an answer first.")
    field.press("1")
    expect(ask.get_by_role("status")).to_be_empty()
    expect(field).to_have_attribute("aria-invalid", "false")
    choice = next(filter(is_choice, questions(page)))
    choice.get_by_role("button").press("Enter")
    expect(choice.get_by_role("status")).to_have_text("Choose an answer first.")
    assert not page.evaluate("localStorage.getItem('answers /neuron/')")


def test_other_mistakes_are_told_their_direction(address: str, page: Page) -> None:
    ask = numeric(page, address, 0.75)
    for text, said in [
        ("100", "The right number is smaller."),
        ("-100", "The right number is larger."),
        ("0.76", "Close, but not close enough: round at the end, and not before."),
    ]:
        give(ask, text)
        expect(ask.get_by_role("status")).to_have_text(f"Not yet. {said}")
    page.goto(f"{address}/vectorization/")
    ask = questions(page)[0]
    give(ask, -attribute(ask, "answer"))
    expect(ask.get_by_role("status")).to_have_text("Not yet. The size is right, but not the sign.")


@pytest.mark.parametrize("kept", ["{", "3", '{"other": "1"}'])
def test_what_else_is_kept_does_no_harm(kept: str, address: str, stranger: Page) -> None:
    stranger.add_init_script(f"localStorage.setItem('answers /neuron/', {kept!r})")
    stranger.goto(f"{address}/neuron/")
    expect(progress(stranger)).to_have_text(f"0 of {len(questions(stranger))} right.")


def test_a_browser_that_keeps_nothing_still_marks(address: str, stranger: Page) -> None:
    stranger.add_init_script("""
        for (const name of ["getItem", "setItem", "removeItem"])
            Storage.prototype[name] = () => { throw new DOMException("no", "SecurityError"); };
    """)
    stranger.goto(f"{address}/neuron/")
    asks = questions(stranger)
    give(asks[0], attribute(asks[0], "answer"))
    expect(progress(stranger)).to_have_text(f"1 of {len(asks)} right.")
    stranger.get_by_role("button", name="Forget my answers").click()
    expect(progress(stranger)).to_have_text(f"Forgotten. 0 of {len(asks)} right.")


def test_questions_live_on_when_pages_are_swapped(address: str, page: Page) -> None:
    open_swapping(page, address, "neuron")
    asks = questions(page)
    give(asks[0], attribute(asks[0], "answer"))
    for _ in range(3):
        follow_next(page)
        expect(page.locator("h1")).to_contain_text("Activation")
        expect(progress(page)).to_have_text(re.compile("^0 of"))
        page.go_back()
        expect(page.locator("h1")).to_contain_text("neuron")
        expect(progress(page)).to_have_text(f"1 of {len(asks)} right.")
        expect(page.locator(".ask form")).to_have_count(len(asks))
        expect(page.locator(".ask-progress")).to_have_count(1)
    assert page.evaluate("window.stayed"), "pages were swapped, not loaded anew"


def test_a_screen_reader_hears_the_question_and_the_verdict(address: str, page: Page) -> None:
    ask = numeric(page, address, 0.75)
    field = ask.get_by_role("textbox")
    expect(field).to_have_accessible_name("Your answer, to 2 decimal places:")
    expect(field).to_have_accessible_description(re.compile("^Where does it start?.*it fires\\?$"))
    give(ask, "3/4")
    expect(field).to_have_accessible_description(re.compile("Right. The answer below says why.$"))
    choice = next(filter(is_choice, questions(page)))
    group = choice.get_by_role("group")
    expect(group).to_have_accessible_name("Choose one:")
    expect(group).to_have_accessible_description(re.compile("^A silent input."))
    expect(choice.get_by_role("radio").first).to_have_accessible_name("It doubles.")


def test_fingers_find_what_they_touch(address: str, browser: Browser) -> None:
    page = new_guest(browser, viewport={"width": 360, "height": 800}, has_touch=True)
    page.goto(f"{address}/neuron/")
    for ask in questions(page):
        touched = ask.locator("li label, input:not([type=radio]), button").all()
        assert len(touched) >= 2
        for element in [*touched, page.get_by_role("button", name="Forget my answers")]:
            box = element.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 44
    choice = next(filter(is_choice, questions(page)))
    choice.locator("label").last.tap()
    choice.get_by_role("button").tap()
    expect(choice.get_by_role("status")).not_to_be_empty()
    page.context.close()


def test_paper_shows_questions_and_answers_to_choose_from(address: str, page: Page) -> None:
    page.goto(f"{address}/neuron/")
    asks = questions(page)
    give(asks[0], "-2")
    page.emulate_media(media="print")
    for ask in asks:
        for hidden in ask.locator("input, button, legend, .ask-verdict, label[for]").all():
            expect(hidden).to_be_hidden()
        for option in ask.locator("li").all():
            expect(option).to_be_visible()
    expect(page.locator(".ask-progress")).to_be_hidden()


@each_chapter
def test_without_scripts_questions_have_folded_solutions(
    chapter: str, address: str, windows: Callable[..., Page]
) -> None:
    page = windows(java_script_enabled=False)
    page.goto(f"{address}/{chapter}/")
    asks = page.locator(".ask").all()
    assert len(asks) >= 3
    for ask in asks:
        expect(ask.locator("input, button")).to_have_count(0)
        for hint in ask.locator("[data-wrong]").all():
            expect(hint).to_be_hidden()
        for option in ask.locator("li").all():
            expect(option).to_be_visible()
        answer = solution(ask).locator("p").first
        expect(answer).to_be_hidden()
        solution(ask).locator("summary").click()
        expect(answer).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_questions_take_the_room_that_was_kept_for_them(
    page: Page, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    heights = "[...document.querySelectorAll('.ask')].map((ask) => ask.offsetHeight)"
    page.route("**/live.js", lambda route: route.abort())
    page.goto(f"{address}/neuron/")
    before = page.evaluate(heights)
    page.unroute("**/live.js")
    page.reload()
    assert len(questions(page)) > 2
    assert page.evaluate(heights) == pytest.approx(before, abs=5)
