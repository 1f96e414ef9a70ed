"""The figures that come alive show nnbook's numbers, to pointer, keyboard and screen reader."""

import gzip
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from http import HTTPStatus
from io import BytesIO
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import numpy as np
import pytest
from playwright.sync_api import ElementHandle, Page, expect

from nnbook import ACTIVATIONS, Network, backward, forward, gradient_step
from nnbook.live.show.file import beside
from nnbook.live.site.carried import SHOWN
from tests.conftest import ROOT, Quiet, follow_next, open_swapping, served
from tests.explore import (
    State,
    activation,
    cost,
    draw,
    fixed,
    fold,
    layers,
    network,
    neuron,
    prediction,
    slopes,
    train,
    valley,
    vectorization,
)

SCRIPTS = ROOT / "docs/assets/explore"
SHARED = SHOWN / "explore/shared.js"
FORMULAS = ROOT / "docs/assets/nnbook.js"
ARTICLE = re.compile(r"(<article\b[^>]*>).*(</article>)", re.DOTALL)
SIDEBAR = re.compile(r'(<div class="md-sidebar__inner">).*?((?:</div>\s*){3})', re.DOTALL)
ALIVE = re.compile(r"<figure>\s*<div>\s*<explore-.*?</figure>", re.DOTALL)
FIRST = [neuron, activation, network, vectorization, cost, prediction]
FIGURES = [*FIRST, draw, slopes, train, valley, fold, layers]
STATES = 200


def name_of(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


figures = pytest.mark.parametrize("module", FIGURES, ids=name_of)


class Cut(Quiet):
    """A server that leaves nothing on a page but its figures: to lay out the rest takes time."""

    def send_head(self) -> BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path), "index.html")
        if not path.is_file():
            return super().send_head()
        whole = path.read_text(encoding="utf-8")
        figures = "".join(ALIVE.findall(whole))
        part = ARTICLE.sub(lambda found: found[1] + figures + found[2], whole)
        part = SIDEBAR.sub(r"\1\2", part)
        content = part.encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The figures of the built site, served at this address."""
    with served(site, Cut) as address:
        yield address


@pytest.fixture(scope="module")
def watched(windows: Callable[..., Page]) -> tuple[Page, list[str]]:
    """A window, and what is complained about in it."""
    page, complaints = windows(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


@pytest.fixture
def page(watched: tuple[Page, list[str]]) -> Iterator[Page]:
    """A window that must not be complained about."""
    page, complaints = watched
    page.set_viewport_size({"width": 1280, "height": 900})
    page.set_default_timeout(10_000)
    page.mouse.move(0, 0)
    complaints.clear()
    yield page
    page.unroute_all()
    page.goto("about:blank")
    assert complaints == []


def opened(page: Page, address: str, module: ModuleType, query: str = "") -> ElementHandle:
    """Open the page of a figure, and return the figure."""
    page.goto(f"{place(address, module)}{query}")
    return alive(page, module)


def place(address: str, module: ModuleType) -> str:
    """Return the address of the page of a figure; that of the first page is the site's."""
    return f"{address}/{module.PAGE}/" if module.PAGE else f"{address}/"


def loaded(figure: ElementHandle) -> State:
    """Return what the figure computes with: its state, and the file that came later, if any."""
    later: State = figure.evaluate("figure => figure.ready?.() ?? {}")
    return {**state_of(figure), **later}


def press(page: Page, module: ModuleType, name: str) -> None:
    """Press a button of a figure: its page may have several."""
    page.locator(f"explore-{name_of(module)}").get_by_role("button", name=name, exact=True).click()


def alive(page: Page, module: ModuleType) -> ElementHandle:
    element = page.wait_for_selector(f"explore-{name_of(module)}.explore-alive")
    assert element
    return element


def random_states(figure: ElementHandle, count: int, **most: float | list[str]) -> list[State]:
    """Return states with each field anywhere within its bounds, and some on them.

    A bound may be lower than that of the figure, and there may be fewer choices: `most`.
    """
    known: dict[str, Any] = figure.evaluate("figure => figure.known")
    rng = np.random.default_rng(5)

    def value(name: str, field: dict[str, Any]) -> float | str:
        if "bits" in field:
            return urlsafe_b64encode(rng.bytes(field["bits"] // 8)).decode().rstrip("=")
        if "options" in field:
            return str(rng.choice(most.get(name, [option for option, _ in field["options"]])))
        low, high = float(field["min"]), most.get(name, float(field["max"]))
        assert isinstance(high, float | int)
        return float(rng.choice([low, high]) if rng.random() < 0.05 else rng.uniform(low, high))

    return [{name: value(name, field) for name, field in known.items()} for _ in range(count)]


def state_of(figure: ElementHandle) -> State:
    state: State = figure.evaluate("figure => figure.state")
    return state


@figures
def test_the_numbers_are_those_of_nnbook(page: Page, address: str, module: ModuleType) -> None:
    figure = opened(page, address, module)
    first = loaded(figure)
    states = [state_of(figure), *random_states(figure, STATES, **getattr(module, "MOST", {}))]
    given = figure.evaluate(
        """(figure, states) => states.map((state) => {
            figure.set(state);
            const { exact, shown } = figure.values();
            return { exact: { ...exact }, shown };
        })""",
        states,
    )
    assert len(given) == STATES + 1
    for state, values in zip(states, given, strict=True):
        numbers, texts = module.expected({**first, **state})
        assert values["exact"] == pytest.approx(numbers, rel=1e-9, abs=1e-12), state
        assert values["shown"] == texts, state


@figures
def test_every_control_works_by_keyboard(page: Page, address: str, module: ModuleType) -> None:
    figure = opened(page, address, module)
    controls = figure.query_selector_all("input, select")
    assert controls
    for control in controls:
        if not control.is_visible():
            continue
        before = state_of(figure)
        control.focus()
        for key in ("ArrowDown", "ArrowUp", "ArrowUp"):
            control.press(key)
            if state_of(figure) != before:
                break
        assert state_of(figure) != before, control.get_attribute("id")


@figures
def test_reset_brings_the_beginning_back(page: Page, address: str, module: ModuleType) -> None:
    figure = opened(page, address, module)
    first, shown = figure.evaluate("figure => [{ ...figure.state }, figure.values().shown]")
    figure.evaluate("(figure, state) => figure.set(state)", random_states(figure, 1)[0])
    assert state_of(figure) != first
    press(page, module, "Reset")
    assert figure.evaluate("figure => [figure.state, figure.values().shown]") == [first, shown]
    expect(page).to_have_url(place(address, module))


@figures
def test_the_address_keeps_the_state(page: Page, address: str, module: ModuleType) -> None:
    figure = opened(page, address, module, "?other=1#what-to-remember")
    first, state = state_of(figure), random_states(figure, 1)[0]
    figure.evaluate("(figure, state) => figure.set(state)", state)
    expect(page).to_have_url(
        re.compile(rf"/{module.PAGE}/?\?other=1&{name_of(module)}=[^&#]+#what-to-remember$")
    )
    page.reload()
    assert state_of(alive(page, module)) == {**first, **state}


@figures
def test_an_address_that_makes_no_sense_does_no_harm(
    page: Page, address: str, module: ModuleType
) -> None:
    figure = opened(page, address, module)
    first, known = figure.evaluate("figure => [figure.state, figure.known]")
    wrong = ",".join(f"{name}:nonsense" for name in known)
    query = f"?{name_of(module)}={wrong},constructor:1,:,nothing:1,,x"
    assert state_of(opened(page, address, module, query)) == first
    far = ",".join(f"{name}:1e9" for name in known)
    bounds = {name: field["max"] for name, field in known.items() if "max" in field}
    figure = opened(page, address, module, f"?{name_of(module)}={far}")
    assert state_of(figure) == {**first, **bounds}


@figures
def test_one_polite_region_says_what_has_changed(
    page: Page, address: str, module: ModuleType
) -> None:
    figure = opened(page, address, module)
    regions = page.locator(f"explore-{name_of(module)}").locator(
        "[role=status], [aria-live], output"
    )
    expect(regions).to_have_count(1)
    expect(regions).to_have_text("")
    figure.evaluate("(figure, state) => figure.set(state)", random_states(figure, 1)[0])
    loaded(figure)
    expect(regions).to_contain_text(figure.evaluate("f => f.sentence(f.current, f.state)"))


@figures
def test_the_link_is_copied(page: Page, address: str, module: ModuleType) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    figure = opened(page, address, module)
    figure.evaluate("(figure, state) => figure.set(state)", random_states(figure, 1)[0])
    press(page, module, "Copy link")
    page.get_by_text("has been copied").wait_for()
    assert f"?{name_of(module)}=" in page.url
    assert page.evaluate("navigator.clipboard.readText()") == page.url


@figures
def test_controls_have_names_and_room_for_a_finger(
    windows: Callable[..., Page], address: str, module: ModuleType
) -> None:
    page = windows(has_touch=True)
    page.set_viewport_size({"width": 360, "height": 800})
    figure = opened(page, address, module)
    for control in figure.query_selector_all("input, select, button"):
        box = control.bounding_box()
        if box is None:
            continue
        assert min(box["width"], box["height"]) >= 44, control.inner_text()
        assert control.evaluate("c => c.labels?.length || c.ariaLabel || c.textContent")
    for text in figure.query_selector_all("svg text"):
        box = text.evaluate("t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a")
        assert box >= 12 or not text.is_visible(), text.inner_html()


@figures
def test_without_scripts_the_drawn_figure_stands(
    windows: Callable[..., Page], address: str, module: ModuleType
) -> None:
    page = windows(java_script_enabled=False)
    page.goto(place(address, module))
    figure = page.locator(f"explore-{name_of(module)}")
    expect(figure.locator("svg").first).to_be_visible()
    expect(figure.locator(".explore-about")).to_be_hidden()
    expect(figure.locator("input, select, button")).to_have_count(0)


@figures
def test_forth_and_back_twice(page: Page, address: str, module: ModuleType) -> None:
    open_swapping(page, address, module.PAGE)
    title = page.title()
    for _ in range(2):
        follow_next(page)
        page.go_back()
        expect(page).to_have_title(title)
        figure = alive(page, module)
        assert len(page.query_selector_all(f"explore-{name_of(module)} .explore")) == 1
        state = random_states(figure, 1)[0]
        figure.evaluate("(figure, state) => figure.set(state)", state)
        texts = module.expected({**loaded(figure), **state})[1]
        assert figure.evaluate("figure => figure.values().shown") == texts
        press(page, module, "Reset")
        expect(page).to_have_url(place(address, module))
    assert page.evaluate("window.stayed"), "pages were swapped, not loaded anew"


@figures
def test_nothing_moves_for_those_who_asked(
    windows: Callable[..., Page], address: str, module: ModuleType
) -> None:
    page = windows(reduced_motion="reduce")
    figure = opened(page, address, module)
    for button in figure.query_selector_all("button"):
        button.click()
        assert (
            page.evaluate(
                "f => document.getAnimations().filter((a) => f.contains(a.effect.target)).length",
                figure,
            )
            == 0
        )


def grasp(page: Page, handle: ElementHandle | None) -> tuple[float, float]:
    """Press the mouse in the middle of a handle; return where that is."""
    assert handle
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y


def test_dragging_a_number_changes_it(page: Page, address: str) -> None:
    figure = opened(page, address, neuron)
    before = state_of(figure)
    for name in ("x2", "w1", "b"):
        x, y = grasp(page, figure.query_selector(f"g:has(> [data-shown={name}])"))
        page.mouse.move(x + 30, y, steps=3)
        page.mouse.up()
        page.mouse.move(x + 60, y)
        after = state_of(figure)
        assert after[name] > before[name]
        assert after == {**before, name: after[name], "chosen": name}
        assert after[name] == round(after[name], 2)
        before = after


def test_dragging_a_point_moves_it_along_its_curve(page: Page, address: str) -> None:
    figure = opened(page, address, activation)
    figure.evaluate("figure => figure.set({ z: -1 })")
    dot = figure.query_selector(".explore circle.first")
    x, y = grasp(page, dot)
    assert state_of(figure)["z"] == pytest.approx(-1, abs=0.03)
    page.mouse.move(x + 80, y + 50, steps=4)
    page.mouse.up()
    state = state_of(figure)
    assert -0.5 < state["z"] < 3
    assert figure.evaluate("figure => figure.values().shown") == activation.expected(state)[1]
    moved = dot.bounding_box() if dot else None
    assert moved
    assert moved["x"] + moved["width"] / 2 == pytest.approx(x + 80, abs=1)


def test_what_is_typed_is_taken_and_kept_within_bounds(page: Page, address: str) -> None:
    figure = opened(page, address, neuron)
    box = page.get_by_label("Weight w₁, typed")
    for typed, taken, left in [("-1.25", -1.25, "-1.25"), ("", -1.25, "-1.25"), ("99", 2, "2")]:
        box.fill(typed)
        assert state_of(figure)["w1"] == taken
        box.blur()
        assert box.input_value() == left


def test_a_step_of_the_network_is_one_of_gradient_descent(page: Page, address: str) -> None:
    figure = opened(page, address, network)
    state = state_of(figure)
    for name, count in [("One step", 1), ("One step", 1), ("Ten steps", 10)]:
        for _ in range(count):
            state = network.after_step(state)
        press(page, network, name)
        after = state_of(figure)
        assert after.pop("chosen") == state["chosen"]
        assert after == pytest.approx({name: state[name] for name in after}, rel=1e-9)
        assert figure.evaluate("figure => figure.values().shown") == network.expected(state)[1]


def test_steps_from_anywhere_lead_further_than_the_sliders(page: Page, address: str) -> None:
    figure = opened(page, address, network)
    first = state_of(figure)
    states = [{**first, **state} for state in random_states(figure, STATES)]
    moved: list[State] = figure.evaluate(
        """(figure, states) => states.map((state) => {
            figure.set(state);
            figure.descend(1);
            return { ...figure.state };
        })""",
        states,
    )
    for state, after in zip(states, moved, strict=True):
        expected = network.after_step(state)
        for name in network.WEIGHTS:
            assert after[name] == pytest.approx(expected[name], rel=1e-9, abs=1e-12), state
    further = [after for after in moved if max(abs(after[name]) for name in network.WEIGHTS) > 5]
    assert further
    figure.evaluate("(figure, state) => { figure.set(state); figure.writeAddress(); }", further[0])
    page.reload()
    assert state_of(alive(page, network)) == further[0]


def test_a_tap_on_a_wire_chooses_what_the_slider_changes(page: Page, address: str) -> None:
    figure = opened(page, address, network)
    for name, label in [("w23", "Weight w₂₃"), ("x1", "Input x₁"), ("t", "Target t")]:
        handle = figure.query_selector(f"g.explore-scrub:has([data-shown={name}])")
        assert handle
        handle.scroll_into_view_if_needed()
        handle.click()
        expect(page.get_by_label("Change", exact=True)).to_have_value(name)
        before = state_of(figure)[name]
        page.get_by_label(label, exact=True).press("ArrowLeft" if name == "x1" else "ArrowRight")
        assert abs(state_of(figure)[name] - before) == pytest.approx(0.01)


def test_arrows_and_pointer_lead_from_entry_to_entry(page: Page, address: str) -> None:
    figure = opened(page, address, vectorization)
    for name, key, place in [
        ("z1_1", "ArrowRight", ("1", "2")),
        ("z1_2", "ArrowDown", ("2", "2")),
        ("z2_2", "ArrowLeft", ("2", "1")),
        ("z2_1", "ArrowUp", ("1", "1")),
        ("z1_1", "ArrowUp", ("1", "1")),
    ]:
        page.locator(f".explore-product [data-shown={name}]").press(key)
        assert (state_of(figure)["row"], state_of(figure)["column"]) == place
        focused = page.evaluate("document.activeElement.dataset.shown")
        assert focused == f"z{place[0]}_{place[1]}"
        expect(page.locator(".explore-product [tabindex='0']")).to_have_count(1)
    page.locator(".explore-product [data-shown=z4_3]").hover()
    assert (state_of(figure)["row"], state_of(figure)["column"]) == ("4", "3")
    lit = page.locator(".explore-product .lit").evaluate_all("all => all.map(e => e.dataset.shown)")
    assert sorted(lit) == ["w3_1", "w3_2", "w3_3", "x4_1", "x4_2", "x4_3", "z4_3"]


def test_the_networks_weights_and_slopes_are_heard(page: Page, address: str) -> None:
    figure = opened(page, address, network)
    numbers = network.expected(state_of(figure))[1]
    rows = page.locator("explore-network").get_by_role("row").all()
    heard = [row.get_by_role("cell").all_inner_texts() for row in rows]
    assert heard == [[numbers[name], numbers[f"d{name}"]] for name in network.WEIGHTS]
    for row in rows:
        expect(row.locator("th")).to_contain_text("Weight ")


def test_any_two_matrices_are_multiplied(page: Page, address: str) -> None:
    figure = opened(page, address, vectorization)
    state, rng = state_of(figure), np.random.default_rng(3)
    pairs = [
        {name: rng.normal(size=np.shape(state[name])).tolist() for name in "XW"}
        for _ in range(STATES)
    ]
    given = figure.evaluate(
        """(figure, pairs) => pairs.map((pair) => {
            Object.assign(figure.state, pair);
            figure.render();
            const { exact, shown } = figure.values();
            return { exact: { ...exact }, shown: { ...shown } };
        })""",
        pairs,
    )
    for pair, values in zip(pairs, given, strict=True):
        numbers, texts = vectorization.expected({**state, **pair})
        assert values["exact"] == pytest.approx(numbers, rel=1e-9, abs=1e-12)
        assert values["shown"] == texts


def test_balls_are_dragged_and_roll_until_they_are_stopped(page: Page, address: str) -> None:
    figure = opened(page, address, cost)
    figure.evaluate("figure => figure.set({ steps: 3 })")
    press(page, cost, "One step")
    assert state_of(figure)["steps"] == 4
    press(page, cost, "Roll")
    page.wait_for_function("figure => figure.state.steps > 5", arg=figure)
    press(page, cost, "Stop")
    stopped = state_of(figure)["steps"]
    page.wait_for_timeout(400)
    assert state_of(figure)["steps"] == stopped
    area = figure.query_selector(".explore-scrub")
    assert area
    area.scroll_into_view_if_needed()
    area.click()
    assert state_of(figure)["o"] == pytest.approx(0.5, abs=0.02)
    assert state_of(figure)["steps"] == 0
    assert figure.evaluate("f => f.values().shown") == cost.expected(state_of(figure))[1]


def test_balls_do_not_roll_for_those_who_want_no_motion(
    windows: Callable[..., Page], address: str
) -> None:
    page = windows(reduced_motion="reduce")
    figure = opened(page, address, cost)
    press(page, cost, "Roll")
    page.wait_for_timeout(300)
    assert state_of(figure)["steps"] == 10


def test_training_comes_where_the_book_says(page: Page, address: str) -> None:
    figure = opened(page, address, train)
    for changes, right, said in [
        ({"epochs": 57}, 6, {"first": ""}),
        ({"epochs": 58}, 8, {"first": "All were right first in epoch 58."}),
        ({"epochs": 200}, 8, {"cost": "0.0537"}),
        ({"epochs": 300, "eta": "20"}, 5, {"right": "5 of 8", "first": ""}),
    ]:
        values = figure.evaluate(
            "(figure, to) => { figure.set(to); return figure.values(); }", changes
        )
        assert values["exact"]["right"] == right
        assert said.items() <= values["shown"].items()


def test_a_guess_is_marked_when_the_task_is_done(page: Page, address: str) -> None:
    figure = opened(page, address, train)
    status = page.locator("explore-train [role=status]")
    wrong, right = (page.get_by_role("button", name=name) for name in ("all eight", "as many as"))
    for button, verdict in [(wrong, "The right guess was: as many"), (right, "guessed right")]:
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(page.locator("explore-train [aria-pressed=true]")).to_have_count(1)
        figure.evaluate("figure => figure.set({ epochs: 19, eta: '2' })")
        expect(status).to_contain_text(verdict)
        expect(page.locator("explore-train .explore-task")).to_have_class(
            re.compile("explore-done")
        )
        expect(right).to_have_class("explore-right")
        page.locator("explore-train").get_by_role("button", name="Reset").click()
        expect(
            page.locator("explore-train .explore-done, explore-train [aria-pressed=true]")
        ).to_have_count(0)


def test_training_plays_until_it_is_stopped(page: Page, address: str) -> None:
    figure = opened(page, address, train)
    buttons = page.locator("explore-train .explore-buttons")
    buttons.get_by_text("Play").click()
    page.wait_for_function("figure => figure.state.epochs > 3", arg=figure)
    buttons.get_by_text("One epoch").click()
    epochs = state_of(figure)["epochs"]
    page.wait_for_timeout(200)
    assert state_of(figure)["epochs"] == epochs
    figure.evaluate("figure => figure.set({ epochs: 299 })")
    buttons.get_by_text("Play").click()
    page.wait_for_function("figure => figure.state.epochs === 300 && !figure.playing", arg=figure)


def test_a_line_that_is_dragged_folds_the_plane(page: Page, address: str) -> None:
    figure = opened(page, address, fold)
    done = page.locator("explore-fold .explore-task.explore-done")
    expect(done).to_have_count(0)
    left, right = (
        dot.evaluate("dot => dot.getBoundingClientRect().x")
        for dot in figure.query_selector_all(".explore circle")[:3:2]
    )
    x, y = grasp(page, figure.query_selector_all(".explore path.touch")[1])
    page.mouse.move(x + right - left, y, steps=3)
    page.mouse.up()
    first, state = json.loads(figure.get_attribute("data-state") or ""), state_of(figure)
    assert state == {**first, "b2": state["b2"]}
    assert state["b2"] == pytest.approx(first["b2"] - first["w21"], abs=0.1)
    expect(done).to_have_count(1)
    assert figure.evaluate("figure => figure.values().shown") == fold.expected(state)[1]


def test_a_line_that_leaves_the_plane_is_not_drawn(page: Page, address: str) -> None:
    figure = opened(page, address, fold)
    line = figure.query_selector(".explore path.sum.second")
    assert line
    for changes in ({"b2": 12}, {"w21": 0, "w22": 0, "b2": 1}, {"w21": 0, "w22": 0, "b2": 0}):
        figure.evaluate("(figure, to) => figure.set(to)", changes)
        assert line.get_attribute("d") == ""
        assert "NaN" not in figure.inner_html()


def test_deltas_survive_where_activation_and_start_go_together(page: Page, address: str) -> None:
    figure = opened(page, address, layers)
    known = figure.evaluate("figure => figure.known")
    choices = product(*([one for one, _ in known[k]["options"]] for k in ("activation", "start")))
    solved = []
    for activation_, start in choices:
        figure.evaluate("figure => figure.reset()")
        state = {**state_of(figure), "depth": 12, "activation": activation_, "start": start}
        figure.evaluate("(figure, to) => figure.set(to)", state)
        if 0.1 <= layers.expected(state)[0]["left"] <= 10:
            solved.append((activation_, start))
        assert figure.evaluate("figure => figure.done") == ((activation_, start) in solved[-1:])
    assert {("tanh", "glorot"), ("relu", "he")} <= {*solved}
    assert {"sigmoid"}.isdisjoint(dict(solved))


def test_a_digit_is_drawn_with_a_pointer_and_read(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    figure = opened(page, address, draw)
    pad = page.locator(".explore-pad")
    pad.scroll_into_view_if_needed()
    assert not [url for url in asked if "/network." in url], "only who uses it needs the network"
    box = pad.bounding_box()
    assert box
    corners = [(0.3, 0.15), (0.7, 0.15), (0.45, 0.85)]
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*places[0])
    page.mouse.down()
    for x, y in places[1:]:
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    page.mouse.move(*places[0])
    assert figure.evaluate("async (figure) => (await figure.ready()).labels.length") > 40
    texts = figure.evaluate("figure => figure.values().shown")
    assert texts["answer"].startswith("The network answers 7")
    assert texts == draw.expected(loaded(figure))[1]
    assert len([url for url in asked if re.search(r"/network\.[0-9a-f]{8}\.json$", url)]) == 1


def test_a_digit_is_drawn_by_keyboard(page: Page, address: str) -> None:
    figure = opened(page, address, draw)
    pad = page.locator(".explore-pad")
    pad.focus()
    for key in [*["ArrowUp"] * 4, " ", *["ArrowDown"] * 20, " "]:
        pad.press(key)
    texts = draw.expected(loaded(figure))[1]
    assert texts["answer"].startswith("The network answers 1")
    assert figure.evaluate("figure => figure.values().shown") == texts
    before = state_of(figure)
    pad.press("ArrowRight")
    assert state_of(figure) == before, "the pen is lifted"
    pad.press("Delete")
    assert state_of(figure)["ink"] == "A" * 171


def test_an_image_that_was_kept_comes_as_a_surprise(page: Page, address: str) -> None:
    figure = opened(page, address, draw)
    seen = set()
    for _ in range(8):
        press(page, draw, "Surprise me")
        page.wait_for_function("figure => figure.loaded", arg=figure)
        seen.add(state_of(figure)["shown"])
    assert len(seen) > 1
    assert "ink" not in seen


def test_step_by_step_to_all_twelve_slopes(page: Page, address: str) -> None:
    figure = opened(page, address, slopes)
    following = page.locator("explore-slopes").get_by_role("button", name="Next", exact=True)
    for count in range(1, len(slopes.STEPS) + 1):
        following.click()
        assert state_of(figure)["steps"] == count
        assert page.locator("explore-slopes .box.lit").count() == 1
    texts = figure.evaluate("figure => figure.values().shown")
    assert texts == slopes.expected(state_of(figure))[1]
    assert (texts["dv1"], texts["dw11"]) == ("0.09949560", "0.00802755")
    following.click()
    assert state_of(figure)["steps"] == len(slopes.STEPS)
    solved = page.locator("explore-slopes .explore-done")
    expect(solved).to_have_count(0)
    page.locator("explore-slopes").get_by_label("Change", exact=True).select_option("v1")
    page.locator("explore-slopes").get_by_label("Weight v₁, typed").fill("0")
    expect(solved).to_have_count(1)
    texts = figure.evaluate("figure => figure.values().shown")
    assert texts["dw11"] == texts["dw13"] == "0.00000000"


def test_a_ball_that_bounces_stays_on_its_curve(page: Page, address: str) -> None:
    figure = opened(page, address, cost)
    balls = page.locator("explore-cost .explore circle.error")
    for o, t, steps in [(-0.5, 1, 1), (1.5, 0, 1), (1.5, 0, 2), (0.77, 0, 7), (0.77, 0.3, 300)]:
        state = {"o": o, "t": t, "eta": 2, "steps": steps, "moves": "o"}
        figure.evaluate("(figure, state) => figure.set(state)", state)
        on_curve = balls.evaluate_all(
            """balls => balls.map((ball) => {
                const line = ball.parentNode.querySelector("path.error");
                const place = new DOMPoint(ball.cx.baseVal.value, ball.cy.baseVal.value);
                return line.isPointInStroke(place);
            })"""
        )
        assert on_curve[2], state
        assert not balls.nth(2).evaluate("ball => ball.classList.contains('gone')")


LONG = {  # after three hundred steps, or as near to it as a figure goes
    "network": "figure.set({ eta: 5 }); figure.descend(300)",
    "cost": "figure.set({ eta: 2, steps: 300 })",
    "train": "figure.set({ epochs: 300 })",
    "valley": "figure.set({ eta: 5, momentum: 0.95, steps: 300 })",
    "slopes": "figure.set({ steps: 300, w11: -5, v1: -5, x1: -1 })",
    "neuron": "figure.set({ w1: -2, w2: -2, w3: -2, x1: -1, x2: -1, x3: -1, b: -3 })",
    "draw": "await figure.ready(); figure.set({ shown: '5' })",
}

CROWDED = """(figure) => {
    const box = (element) => element.getBoundingClientRect();
    const faults = new Set();
    const told = (wrong, what) => wrong && faults.add(what);
    for (const drawing of figure.querySelectorAll(".explore svg")) {
        const edge = box(drawing);
        const marks = [...drawing.querySelectorAll("text, circle:not(.touch)")];
        const seen = marks.filter((mark) => box(mark).width && mark.checkVisibility());
        for (const line of drawing.querySelectorAll("line, path")) {
            const { fill, stroke } = getComputedStyle(line);
            const bare = stroke === "none" && (fill === "none" || line.localName === "line");
            told(bare && line.checkVisibility(), `a line, ${line.getAttribute("class")}, is bare`);
        }
        for (const mark of seen) {
            const [a, name, group] = [box(mark), mark.textContent, mark.parentNode];
            const sides = [edge.x - a.x, edge.y - a.y];
            const out = Math.max(...sides, a.right - edge.right, a.bottom - edge.bottom);
            told(out > 2, `${name || "a circle"} leaves the drawing`);
            if (mark.localName !== "text") continue;
            const own = group.localName === "g" && group.querySelector("rect:not(.touch)");
            told(own && a.width > box(own).width + 1, `${name} bursts its box`);
            for (const other of seen) {
                const b = box(other);
                if (other === mark) continue;
                if (other.localName === "text") {
                    const across = Math.min(a.right, b.right) - Math.max(a.x, b.x);
                    const down = Math.min(a.bottom, b.bottom) - Math.max(a.y, b.y);
                    const most = Math.min(a.height, b.height) / 2;
                    told(across > 1 && down > most, `${name} lies on ${other.textContent}`);
                } else if (other.parentNode !== group && b.width > 24) {
                    const [x, y] = [b.x + b.width / 2, b.y + b.height / 2];
                    const beside = Math.max(a.x - x, 0, x - a.right);
                    const away = Math.hypot(beside, Math.max(a.y - y, 0, y - a.bottom));
                    told(away < b.width / 2 - 2, `${name} lies on a circle`);
                }
            }
        }
    }
    return [...faults];
}"""


@pytest.mark.parametrize("width", [360, 390, 1280])
@pytest.mark.parametrize("module", [fold, layers], ids=name_of)
def test_after_300_steps_nothing_overlaps_or_leaves_the_drawing(
    page: Page, address: str, module: ModuleType, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    figure = opened(page, address, module)
    wrong = figure.evaluate(
        """(figure, states) => states.flatMap((state) => {
            figure.set(state);
            const svg = figure.querySelector(".explore-stage svg");
            const boxOf = (one) => one.getBoundingClientRect();
            const within = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 &&
                a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
            const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1 ||
                a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
            const texts = [...svg.querySelectorAll("text")].filter((one) => one.textContent);
            const out = [...svg.querySelectorAll("text, circle, path")]
                .filter((one) => !within(boxOf(one), boxOf(svg)) && boxOf(one).width);
            const pairs = texts.flatMap((a, k) => texts.slice(k + 1).map((b) => [a, b]))
                .filter(([a, b]) => !apart(boxOf(a), boxOf(b)));
            return [...out, ...pairs.flat()].map((one) => one.outerHTML);
        })""",
        random_states(figure, 300),
    )
    assert wrong == []


def test_what_is_crowded_is_told(page: Page) -> None:
    drawn = """<div class="explore"><svg width="200" height="100" viewBox="0 0 200 100">
        <g><rect x="10" y="10" width="20" height="20"/><text x="10" y="25">wide words</text></g>
        <text x="20" y="27">more</text><circle cx="150" cy="50" r="30"/>
        <g><text x="140" y="50">on it</text></g><text x="190" y="95">beyond</text>
        <line class="bare" x2="9" stroke="none"/></svg></div>"""
    page.set_content(drawn)
    assert sorted(page.evaluate(f"({CROWDED})(document.body)")) == [
        "a line, bare, is bare",
        "beyond leaves the drawing",
        "more lies on wide words",
        "on it lies on a circle",
        "wide words bursts its box",
        "wide words lies on more",
    ]


@figures
def test_nothing_overlaps_or_leaves_the_drawing(
    page: Page, address: str, module: ModuleType
) -> None:
    figure = opened(page, address, module)
    figure.evaluate(f"async (figure) => {{ {LONG.get(name_of(module), '')} }}")
    for width in (1280, 390, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert figure.evaluate(CROWDED) == [], width


@pytest.mark.parametrize("module", FIRST, ids=name_of)
def test_drawing_and_controls_fit_the_screen(page: Page, address: str, module: ModuleType) -> None:
    figure = opened(page, address, module)
    for width, height, most in [(1366, 768, 720), (390, 844, 796)]:
        page.set_viewport_size({"width": width, "height": height})
        tall = figure.evaluate(
            """(figure) => {
                const [top, bottom] = [".explore-stage", ".explore-buttons"].map((part) =>
                    figure.querySelector(part).getBoundingClientRect());
                return bottom.bottom - top.top;
            }"""
        )
        assert tall <= most, width


SOLVED: list[tuple[ModuleType, State]] = [
    (neuron, {"activation": "step", "b": -0.5, "w1": 1, "w2": -1}),
    (activation, {"z": 1.66}),
    (network, {"v1": -1, "v2": -1, "v3": -2}),
    (vectorization, {"row": "1", "column": "1"}),
    (cost, {"eta": 1, "steps": 1}),
    (prediction, {"network": "epoch 30", "examples": "held-out examples"}),
]


@pytest.mark.parametrize(("module", "changes"), SOLVED, ids=[name_of(one) for one, _ in SOLVED])
def test_a_figure_says_when_its_task_is_solved(
    page: Page, address: str, module: ModuleType, changes: State
) -> None:
    figure = opened(page, address, module)
    task = page.locator(f"explore-{name_of(module)} .explore-task")
    expect(task).to_be_visible()
    expect(task).not_to_have_class(re.compile("done"))
    figure.evaluate("(figure, changes) => figure.set(changes)", changes)
    expect(task).to_have_class(re.compile("done"))
    expect(page.locator(f"explore-{name_of(module)} [role=status]")).to_contain_text("Solved")


def test_a_click_puts_the_ball_anywhere_and_it_rolls_down(page: Page, address: str) -> None:
    figure = opened(page, address, valley)
    figure.evaluate("figure => figure.set({ steps: 5 })")
    area = figure.query_selector(".explore-plane")
    assert area
    area.scroll_into_view_if_needed()
    area.click()
    state = state_of(figure)
    assert (state["a"], state["b"], state["steps"]) == pytest.approx((3, -3, 0), abs=0.06)
    before = figure.evaluate("figure => figure.current.E")
    press(page, valley, "Roll")
    page.wait_for_function("figure => figure.state.steps > 3", arg=figure)
    press(page, valley, "Stop")
    assert figure.evaluate("figure => figure.current.E") < before
    press(page, valley, "Reset")
    for momentum, solved in [(0, False), (0.95, True)]:
        changes = {"eta": 5, "momentum": momentum, "steps": 30}
        figure.evaluate("(figure, changes) => figure.set(changes)", changes)
        assert figure.evaluate("figure => figure.done") == solved


def test_the_map_is_shown_through_training(page: Page, address: str) -> None:
    figure = opened(page, address, prediction)
    training = state_of(figure)["training"]
    figure.evaluate("figure => figure.set({ network: 'large' })")
    press(page, prediction, "Watch it learn")
    for name in training[:2]:
        page.wait_for_function(
            "([figure, name]) => figure.state.network === name", arg=[figure, name]
        )
    press(page, prediction, "Stop")
    assert state_of(figure)["network"] in training[1:3]


@pytest.fixture
def blank(page: Page) -> Page:
    """A blank page with what the figures share."""
    page.add_script_tag(path=FORMULAS)
    page.add_script_tag(path=SHARED)
    return page


def test_numbers_look_as_python_writes_them(blank: Page) -> None:
    rng = np.random.default_rng(1)
    numbers = [0.5, 1.5, 2.5, -0.5, 0.03125, 0.09375, -1e-5, 0.0, 9.99995, 1e20]
    numbers += [k / 64 for k in range(-200, 200)] + (100 * rng.normal(size=500)).tolist()
    for digits in range(7):
        given = blank.evaluate("([xs, d]) => xs.map((x) => explore.fixed(x, d))", [numbers, digits])
        assert given == [fixed(x, digits) for x in numbers]
    ends = blank.evaluate("[1, -1].map((x) => explore.fixed(x * Infinity))")
    assert ends == [fixed(float("inf")), fixed(-float("inf"))]


def test_activations_are_those_of_nnbook(blank: Page) -> None:
    z = [*np.linspace(-40, 40, 1601), 2 * 2**0.5, -2 * 2**0.5]
    assert [*blank.evaluate("Object.keys(explore.activations)"), "softmax"] == list(ACTIVATIONS)
    for name, function in ACTIVATIONS.items():
        if name == "softmax":
            continue
        given = blank.evaluate("([n, z]) => explore.activations[n].map((f) => z.map(f))", [name, z])
        assert given[0] == pytest.approx(function.function(z), rel=1e-9, abs=1e-12), name
        assert given[1] == pytest.approx(function.derivative(z), rel=1e-9, abs=1e-12), name


@pytest.mark.parametrize("with_biases", [True, False])
def test_a_network_goes_the_ways_of_nnbook(blank: Page, with_biases: bool) -> None:
    network = Network.random([3, 4, 2, 2], seed=2, activation="tanh", output="sigmoid")
    network.layers[0].b += [0.5, -1, 0.25, 0]
    layers = [
        [layer.W.tolist(), layer.b.tolist(), layer.activation.name] for layer in network.layers
    ]
    rng = np.random.default_rng(4)
    X, T = rng.normal(size=(5, 3)), rng.random((5, 2))
    given = blank.evaluate(
        """([layers, X, T, biases]) => {
            const [run] = X.map((x) => explore.forward(layers, x));
            const pairs = X.map((x, k) => [x, T[k]]);
            const moved = explore.step(layers, pairs, 0.5, biases);
            const deltas = explore.backward(layers, run, T[0]).map(({ delta }) => delta);
            return { z: run.z, a: run.a, deltas, moved };
        }""",
        [layers, X.tolist(), T.tolist(), with_biases],
    )
    run = forward(network, X)
    gradients = backward(network, run, T)
    for k in range(3):
        assert given["z"][k] == pytest.approx(run.z[k][0], rel=1e-12)
        assert given["a"][k] == pytest.approx(run.a[k][0], rel=1e-12)
        assert given["deltas"][k] == pytest.approx(gradients.delta[k][0], rel=1e-9)
    before = [layer.b.copy() for layer in network.layers]
    gradient_step(network, gradients, 0.5)
    for layer, b, (weights, biases, _) in zip(network.layers, before, given["moved"], strict=True):
        assert np.allclose(weights, layer.W, rtol=1e-12)
        assert np.allclose(biases, layer.b if with_biases else b, rtol=1e-12)


def test_a_file_that_was_not_published_is_read_from_its_address(blank: Page) -> None:
    given = blank.evaluate(
        "(here) => explore.Figure.prototype.file.call({ initial: { cups: here } }, 'cups')",
        beside("cups.json", "[2, 4]"),
    )
    assert given == [2, 4]


def test_shares_add_up_to_one(blank: Page) -> None:
    layers = [[np.eye(3).tolist(), [0, 0, 0], "softmax"]]
    for z in ([1, 2, 3], [900, 901, -900]):
        given = blank.evaluate("([l, z]) => explore.forward(l, z).a[0]", [layers, z])
        assert given == pytest.approx(ACTIVATIONS["softmax"].function(z), rel=1e-12)


def test_the_network_that_reads_is_light(site: Path) -> None:
    (path,) = site.glob("network.*.json")
    assert len(gzip.compress(path.read_bytes())) <= 20_000


def test_scripts_are_light_and_come_where_they_are_needed(
    page: Page, address: str, site: Path
) -> None:
    weights = {path.stem: len(gzip.compress(path.read_bytes())) for path in SCRIPTS.glob("*.js")}
    always = sum(len(gzip.compress(path.read_bytes())) for path in (SHARED, FORMULAS))
    assert sum(weights[name_of(module)] for module in FIGURES if module not in FIRST) <= 24_000
    names = {name_of(module) for module in FIGURES}
    assert {path.stem for path in SCRIPTS.glob("*.js")} == names
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/notation/")
    assert not [url for url in asked if "/explore/" in url]
    for module in FIGURES:
        asked.clear()
        figure = opened(page, address, module)
        state = json.loads(figure.get_attribute("data-state") or "")
        assert set(figure.evaluate("figure => Object.keys(figure.known)")) <= set(state)
        html = (site / module.PAGE / "index.html").read_text(encoding="utf-8")
        wanted = [name for name in names if f"<explore-{name} " in html]
        loaded = [url.rpartition("/")[2] for url in asked if "/explore/" in url]
        assert always + sum(weights[name] for name in wanted) <= 14_000, module.PAGE
        assert sorted(loaded) == sorted(f"{name}.js" for name in wanted)  # one script has the rest
