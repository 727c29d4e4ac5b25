"""Saved questions in a browser, over the small library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, expect

from qa.settings import Settings
from qa.workspace.database import Database
from qa.workspace.saved import SavedQuestions

from .browser import Reader
from .conftest import CHROMIUM
from .fakes import FLOOD_TWO, FakeLibrary
from .test_page import CONTRAST

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]
FLOOD = "How many people died in the flood?"


@pytest.fixture
def questions(settings: Settings) -> Iterator[SavedQuestions]:
    """The saved questions of the server."""
    database = Database(settings.data)
    yield SavedQuestions(database)
    database.close()


def open_saved(reader: Reader) -> Locator:
    """Choose the tab; what it shows."""
    reader.choose("Suivies", "Saved")
    expect(reader.page.locator("#saved h2")).to_be_visible()
    return reader.page.locator("#saved")


def follow_flood(questions: SavedQuestions) -> None:
    """Save a question, and let the article of the second day be news."""
    saved = questions.add("", FLOOD)
    before = FakeLibrary()
    before.remove(FLOOD_TWO.id)
    questions.record(saved, before.ask(FLOOD), "g1")
    questions.record(questions.find(saved.id), FakeLibrary().ask(FLOOD), "g2")


def test_a_question_is_saved_under_its_answer_and_taken_back(
    address: str, visit: Visit, questions: SavedQuestions
) -> None:
    """It is saved with its filters, and what it quotes is known; another press deletes it."""
    reader = visit(address, locale="en-GB")
    reader.page.locator("#filters button").first.click()
    reader.page.locator("#filters").get_by_label("English").check()
    reader.ask(FLOOD)
    star = reader.last.locator("[data-do=follow]")
    expect(star).to_have_text("☆ Save this question")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_be_focused()
    (saved,) = questions.all()
    assert (saved.question, saved.filters.languages) == (FLOOD, ("en",))
    assert (saved.asked is not None, saved.new) == (True, 0)
    expect(open_saved(reader)).to_contain_text("nothing new")
    reader.page.get_by_role("tab", name="Ask").click()
    star.click()
    expect(star).to_have_attribute("aria-pressed", "false")
    assert questions.all() == []
    assert reader.errors == []


def test_what_is_new_is_marked_and_seen(
    address: str, visit: Visit, questions: SavedQuestions
) -> None:
    """The tab counts the news; each shows its quote, its article and how the answer changed."""
    follow_flood(questions)
    reader = visit(address, locale="fr-FR")
    expect(reader.page.get_by_role("tab", name="Suivies (1)")).to_be_visible()
    saved = open_saved(reader)
    news = saved.locator("ul.news > li")
    expect(news).to_have_count(1)
    expect(news).to_contain_text(
        "Était « Four », est maintenant « Eleven »".replace("« ", "«\u00a0").replace(
            " »", "\u00a0»"
        )
    )
    link = news.locator("a")
    expect(link).to_contain_text("Eleven people died in the flood")
    assert str(link.get_attribute("href")).startswith("/a/flood%2Fday-two.txt#s=")
    feed = str(saved.get_by_role("link", name="Flux Atom de cette question").get_attribute("href"))
    assert "Eleven people" in httpx.get(f"{address}{feed}").text
    saved.get_by_role("button", name="Marquer comme lu").click()
    expect(saved).to_contain_text("rien de nouveau")
    expect(reader.page.get_by_role("tab", name="Suivies", exact=True)).to_be_visible()
    expect(saved.locator("summary")).to_have_text("Nouveautés précédentes (1)")
    assert reader.errors == []
    assert reader.strangers == []


def test_a_saved_question_is_asked_again_and_deleted_on_a_phone(
    address: str, visit: Visit, questions: SavedQuestions
) -> None:
    """It is answered in the conversation; before it is deleted the reader is asked."""
    follow_flood(questions)
    reader = visit(address, locale="en-GB", phone=True, dark=True)
    saved = open_saved(reader)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert reader.page.evaluate(CONTRAST) == []
    saved.get_by_role("button", name="Ask now").click()
    expect(reader.last.locator(".asked")).to_contain_text(FLOOD)
    expect(reader.last.locator("strong").first).to_have_text("Eleven")
    open_saved(reader)
    saved.get_by_role("button", name="Delete…").click()
    expect(saved.get_by_role("button", name="Cancel")).to_be_focused()
    saved.get_by_role("button", name="Cancel").click()
    saved.get_by_role("button", name="Delete…").click()
    saved.get_by_role("button", name="Delete it").click()
    expect(saved).to_contain_text("Nothing is saved yet")
    assert questions.all() == []
    assert reader.errors == []
