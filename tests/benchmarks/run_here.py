"""Measures how soon a reader sees what an example of the site prints when it runs in the page.

`python -m tests.benchmarks.run_here site` opens a page of a built site in Chromium, presses the
button below its first box, and waits: the first time, when all of Python has yet to come; again
on a new page, when the device has kept it and compiled what it uses; and once more in the same
box. Prints the medians, and ends with status 1 where a goal is missed.
"""

import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from nnbook.live.here.carried import PLACE
from tests.conftest import CHROMIUM, served, wait_until
from tests.test_run_here import ALL_KEPT, COMPILED

GOALS = {"first output": 6.0, "on another page": 3.0, "run again": 0.2}
"""Seconds."""

ROUNDS = 7
PRESS = """(button) => new Promise((resolve) => {
  const start = performance.now();
  new MutationObserver((_, watcher) => {
    if (!document.querySelector("form.here[data-verdict=same]")) return;
    watcher.disconnect();
    resolve((performance.now() - start) / 1000);
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
  button.click();
})"""
"""Presses a button; gives the seconds until the examples of a box have run."""

OURS = "() => navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"


def open_page(context: BrowserContext, url: str) -> Page:
    """Open a page, and wait until its service worker answers for it."""
    page = context.new_page()
    page.goto(url)
    wait_until(page, OURS)
    return page


def one_round(browser: Browser, address: str) -> list[float]:
    """Return the seconds that one reader waits for each of the three."""
    with browser.new_context() as context:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page = open_page(context, f"{address}/neuron/")
        cold = page.locator(".here-offer button").first.evaluate(PRESS)
        wait_until(page, COMPILED)
        wait_until(page, ALL_KEPT, [url for url in asked if PLACE in url])
        page.close()
        page = open_page(context, f"{address}/cost/")
        warm = page.locator(".here-offer button").first.evaluate(PRESS)
        again = page.locator("form.here button[type=submit]").evaluate(PRESS)
    return [cold, warm, again]


def main(site: Path, rounds: int = ROUNDS) -> int:
    """Measure and tell; return the exit status."""
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        waits = [one_round(browser, address) for _ in range(rounds)]
        browser.close()
    medians = [statistics.median(column) for column in zip(*waits, strict=True)]
    for (what, goal), value in zip(GOALS.items(), medians, strict=True):
        print(
            f"{what:20} {value:6.3f} s   goal {goal:.1f}   {'met' if value <= goal else 'MISSED'}"
        )
    return int(any(value > goal for value, goal in zip(medians, GOALS.values(), strict=True)))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
