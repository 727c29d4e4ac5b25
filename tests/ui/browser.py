"""A reader of the page: what one does with it, and what it did that it must not."""

from __future__ import annotations

import re

from playwright.sync_api import Dialog, Locator, Page, Request, expect

PATIENCE = 30_000
"""Milliseconds; the first answer loads models, on machines that do other things too."""


class Reader:
    """Uses the page in a browser; notes dialogs, errors and requests to other hosts."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.dialogs: list[str] = []
        self.errors: list[str] = []
        self.strangers: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("dialog", self._dismiss)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._note)
        page.goto(address)
        expect(page.locator("#title h1")).to_be_visible()

    @property
    def question(self) -> Locator:
        """The question box."""
        return self.page.locator("#question textarea")

    @property
    def last(self) -> Locator:
        """The last turn of the conversation."""
        return self.page.locator("#conversation .turn").last

    @property
    def source(self) -> Locator:
        """The source panel."""
        return self.page.locator("#source")

    def choose(self, *names: str) -> None:
        """Choose the tab that has one of some names, one a language."""
        wanted = re.compile(rf"^\s*(?:{'|'.join(names)})(?: \(\d+\))?\s*$")
        self.page.locator("#screens [role=tab]").filter(has_text=wanted).first.click()

    def ask(self, question: str) -> Locator:
        """Type a question, press Enter, and wait for what becomes of it."""
        turns = self.page.locator("#conversation .turn")
        asked_before = turns.count()
        self.question.fill(question)
        self.question.press("Enter")
        expect(turns).to_have_count(asked_before + 1)
        expect(self.last.locator(".asked")).to_contain_text(question)
        expect(self.last.locator(".answer")).to_be_visible()
        return self.last

    def open(self, marker: int) -> Locator:
        """Click a numbered marker of the last turn and wait for the panel."""
        self.last.locator(f'.marker[data-number="{marker}"]').first.click()
        expect(self.source.locator(".headline")).to_be_visible()
        return self.source

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.strangers.append(request.url)
