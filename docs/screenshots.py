"""Pictures of the page's main states, in French and English, wide and on a phone, light and dark.

    python docs/screenshots.py FOLDER [--index INDEX]

The page is served from the index and driven by Chromium. `chat.png` is the README's.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
TWO_PARTS = {
    "fr": "Combien de morts a faits la crue de la Lurance, et où ?",
    "en": "How many people died in the flood of the Lurance, and where?",
}
TABS = {
    "library": {"fr": "Bibliothèque", "en": "Library"},
    "articles": {"fr": "Ajouter", "en": "Add articles"},
    "evaluate": {"fr": "Évaluer", "en": "Evaluate"},
}
NOT_SAID = {"fr": "Quelle est la capitale du Pérou ?", "en": "What is the capital of Peru?"}


def main() -> None:
    """Serve, look, and stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", default="index")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "qa", "serve", "--port", "0", "--index", arguments.index]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            take_all(address_of(server), arguments.folder)
        finally:
            server.terminate()


def address_of(server: subprocess.Popen[str]) -> str:
    """Where the server says it serves."""
    for line in server.stdout or ():
        if found := re.search(r"http://\S+", line):
            return found[0]
    sys.exit("the server did not start; build the index first")


def take_all(address: str, folder: Path) -> None:
    """Every state in every look."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for language in ("fr", "en"):
            for size, name in ((WIDE, "wide"), (PHONE, "phone")):
                for theme in ("light", "dark"):
                    page = visit(browser, address, language, size, theme)
                    take(page, language, folder, f"{language}-{name}-{theme}")
                    page.context.close()
        shutil.copyfile(folder / "en-wide-light-answer.png", folder / "chat.png")


def visit(browser: Browser, address: str, language: str, size: dict[str, int], theme: str) -> Page:
    """The page as a reader of this language, screen and taste sees it."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        locale={"fr": "fr-FR", "en": "en-GB"}[language],
        color_scheme="dark" if theme == "dark" else "light",
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    page.locator("#title h1").wait_for()
    return page


def take(page: Page, language: str, folder: Path, name: str) -> None:
    """The empty page, an answer, its source, an abstention, and the other tabs."""
    page.screenshot(path=folder / f"{name}-empty.png")
    ask(page, TWO_PARTS[language])
    page.screenshot(path=folder / f"{name}-answer.png")
    page.locator("#conversation .turn .marker").first.click()
    page.locator("#source .headline").wait_for()
    page.wait_for_timeout(600)
    page.screenshot(path=folder / f"{name}-source.png")
    page.keyboard.press("Escape")
    ask(page, NOT_SAID[language])
    page.screenshot(path=folder / f"{name}-abstained.png")
    page.get_by_role("tab", name=TABS["library"][language]).click()
    page.locator("#library-table td.title button").first.click()
    page.locator("#article .text").wait_for()
    page.wait_for_timeout(600)
    page.screenshot(path=folder / f"{name}-library.png")
    page.get_by_role("tab", name=TABS["articles"][language]).click()
    page.locator("#removable button").first.wait_for()
    page.wait_for_timeout(600)
    page.screenshot(path=folder / f"{name}-articles.png")
    page.get_by_role("tab", name=TABS["evaluate"][language]).click()
    page.locator("#evaluation h2").first.wait_for()
    page.screenshot(path=folder / f"{name}-evaluate.png")


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter, and wait for its answer."""
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    page.locator("#conversation .turn", has_text=question).locator(".answer").last.wait_for()
    page.wait_for_timeout(600)


if __name__ == "__main__":
    main()
