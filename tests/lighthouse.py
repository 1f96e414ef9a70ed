"""Runs Lighthouse on every page of a built site, as on a phone and on a desk: a tool, no test."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import CHROMIUM, served
from tests.test_site import Host, addresses

COMMAND = ["npx", "--yes", "lighthouse@12.8.2", "--quiet", "--output=json"]
CHROME = "--chrome-flags=--headless=new --no-sandbox"


def measure(url: str, *options: str) -> tuple[list[int], list[str]]:
    """Return the four scores of a page, and what costs it points."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "report.json")
        subprocess.run(
            [*COMMAND, CHROME, f"--output-path={path}", url, *options],
            env={**os.environ, "CHROME_PATH": CHROMIUM or ""},
            check=True,
            timeout=300,
        )
        report = json.loads(path.read_text(encoding="utf-8"))
    scores = [round(100 * part["score"]) for part in report["categories"].values()]
    weighed = [ref for part in report["categories"].values() for ref in part["auditRefs"]]
    audits = {ref["id"]: report["audits"][ref["id"]] for ref in weighed if ref["weight"]}
    costs = [audit for audit in audits.values() if audit["score"] is not None]
    costs = [audit for audit in costs if audit["score"] < 0.9]
    return scores, [f"{audit['id']} {audit.get('displayValue', '')}" for audit in costs]


def main(site: Path) -> None:
    """Print a row for each page: performance, accessibility, best practices, SEO."""
    with served(site, Host) as address:
        for path in addresses(site):
            for name, options in ("phone", []), ("desk", ["--preset=desktop"]):
                scores, costs = measure(f"{address}/{path}", *options)
                print(f"{path or 'index':30} {name:6}", *scores, "; ".join(costs), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
