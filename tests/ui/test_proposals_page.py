"""What is offered to click, in a browser, over the small library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from qa.settings import Settings
from qa_ui.server import create_app

from .browser import Reader
from .conftest import CHROMIUM, FakeBuild, serving
from .fakes import FakeLibrary

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]
FRENCH = ("Par exemple", "Qui a envoyé des troupes au Kazakhstan ?", "Pour continuer",
          "Pourquoi des troupes ont-elles été envoyées ?")  # fmt: skip
ENGLISH = ("For example", "What happened in the valley?", "Ask next",
           "How many people died in the flood?")  # fmt: skip


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
@pytest.mark.parametrize(
    ("locale", "words"), [("fr-FR", FRENCH), ("en-GB", ENGLISH)], ids=["fr", "en"]
)
def test_examples_are_asked_and_others_lead_on(
    address: str, visit: Visit, locale: str, words: tuple[str, ...], *, phone: bool
) -> None:
    """Both are questions that were answered beforehand; what was asked is not offered again."""
    examples, asked, leading, following = words
    reader = visit(address, locale=locale, phone=phone)
    offered = reader.page.locator("#proposals")
    expect(offered.locator("h3").first).to_have_text(examples)
    button = offered.locator("> * .suggestions").get_by_role("button", name=asked.rstrip(" ?"))
    button.first.click()
    expect(reader.last.locator(".answer")).to_be_visible()
    expect(offered.locator("h3")).to_have_text(leading)
    expect(offered.get_by_role("button", name=following.rstrip(" ?"))).to_be_visible()
    expect(offered.get_by_role("button", name=asked.rstrip(" ?"))).to_have_count(0)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= (390 if phone else 1280)
    assert reader.errors == []


def test_a_topic_opens_to_its_questions(address: str, visit: Visit) -> None:
    """It is named by its words and says how many articles it has; one is open at a time."""
    reader = visit(address, locale="en-GB")
    topics = reader.page.locator("#proposals .topics")
    flood = topics.locator("summary", has_text="Flood, valley")
    expect(flood).to_contain_text("2 articles")
    expect(topics.get_by_role("button")).to_have_count(0)
    flood.press("Enter")
    expect(topics.get_by_role("button")).to_have_count(2)
    topics.locator("summary", has_text="Kazakhstan").click()
    expect(topics.get_by_role("button")).to_have_count(1)


def test_nothing_untested_is_offered(
    settings: Settings, library: FakeLibrary, build: FakeBuild, visit: Visit
) -> None:
    """Before anything was asked beforehand, and where that is switched off, nothing is shown."""
    off = settings.model_copy(update={"proposals": False})
    with serving(create_app(off, library=library, build=build)) as address:
        reader = visit(address, locale="fr-FR")
        expect(reader.page.locator(".welcome")).to_be_visible()
        expect(reader.page.locator("[data-do=ask]")).to_have_count(0)
        reader.ask("Qui a envoyé des troupes ?")
        expect(reader.last.locator(".answer")).to_be_visible()
        expect(reader.page.locator("#proposals .suggestion")).to_have_count(0)
