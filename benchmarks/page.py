"""How long the page takes to be ready for a question, in Chromium, from a real server.

    python -m benchmarks.page [INDEX]

A server is started on the index, by default `index`. Its page is loaded once right away, then
by five readers who have never been there, then five times by one who has. A load lasts from
asking for the address until the question box takes what is typed. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.servers import serving
from playwright.sync_api import Browser, BrowserContext, sync_playwright

LOADS = 5
PATIENCE = 60_000
"""Milliseconds that a page may take."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-sync",
    # With every new window Chromium loads pages of its own for the address bar: not ours to time.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,InitialWebUI",
]
QUESTION = "#question textarea"
THERE = f"document.querySelector('{QUESTION}')"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path, nargs="?", default=Path("index"))
    print(json.dumps(measure(parser.parse_args().index), indent=2))


def measure(index: Path) -> dict[str, object]:
    """All figures, with what they were measured on."""
    began = time.perf_counter()
    with serving(index) as (address, _), browsing() as browser:
        up = time.perf_counter() - began
        at_once = first_load(browser, address)
        first = [first_load(browser, address) for _ in range(LOADS)]
        again = later_loads(browser, address)
        version = browser.version
    cores, system = os.cpu_count(), platform.machine()
    python = sys.version.split()[0]
    return {
        "commit": commit(),
        "machine": f"{cores} cores, {system}, Python {python}, Chromium {version}",
        "server and browser up s": round(up, 2),
        "load right after that s": round(at_once, 2),
        "first load": figures(first),
        "warm load": figures(again),
    }


def figures(seconds: list[float]) -> dict[str, object]:
    """The median and what it is the median of."""
    return {
        "median s": round(statistics.median(seconds), 2),
        "all s": [round(one, 2) for one in seconds],
    }


def first_load(browser: Browser, address: str) -> float:
    """Seconds of a load by a reader whose browser has kept nothing."""
    context = browser.new_context()
    seconds = load(context, address)
    context.close()
    return seconds


def later_loads(browser: Browser, address: str) -> list[float]:
    """Seconds of loads by a reader who has been there before."""
    context = browser.new_context()
    load(context, address)
    seconds = [load(context, address) for _ in range(LOADS)]
    context.close()
    return seconds


def load(context: BrowserContext, address: str) -> float:
    """Seconds until the question box takes what is typed."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_function(THERE)  # looks at every frame, where `fill` looks every half second
    page.locator(QUESTION).fill("Who")
    seconds = time.perf_counter() - began
    page.close()
    return seconds


@contextmanager
def browsing() -> Iterator[Browser]:
    """Chromium, as the tests start it."""
    with sync_playwright() as playwright:
        chromium = os.environ.get("QA_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


def commit() -> str:
    """The commit that is measured."""
    git = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    main()
