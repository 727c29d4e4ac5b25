"""Judging and saving in a browser, over the small library."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from qa.settings import Settings
from qa.workspace.judgements import Judgements

from .browser import Reader
from .conftest import CHROMIUM
from .fakes import TROOPS
from .test_page import CONTRAST, WHO_AND_WHY

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]


def test_an_answer_is_judged_with_a_note(address: str, visit: Visit, settings: Settings) -> None:
    """A thumb is pressed, explained, changed and released; the keyboard does it all."""
    reader, kept = visit(address, locale="fr-FR"), Judgements.of(settings)
    reader.ask(WHO_AND_WHY)
    good = reader.last.get_by_role("button", name="Bonne réponse")
    bad = reader.last.get_by_role("button", name="Mauvaise réponse")
    expect(good).to_have_attribute("aria-pressed", "false")
    good.press("Enter")
    expect(good).to_have_attribute("aria-pressed", "true")
    expect(good).to_be_focused()
    (one,) = kept.all()
    assert (one.verdict, one.question, one.generation) == ("good", WHO_AND_WHY, "20261122-1")
    note = reader.last.get_by_label("Commentaire (facultatif)")
    note.fill("<img src=x> “précis”")
    note.press("Enter")
    expect(reader.last.locator(".judging [role=status]")).to_have_text(
        "Merci, avis et commentaire enregistrés"
    )
    expect(note).to_have_value("<img src=x> “précis”")
    assert kept.all()[0].note == "<img src=x> “précis”"
    note.fill("en fait non")
    bad.click()
    expect(bad).to_have_attribute("aria-pressed", "true")
    expect(good).to_have_attribute("aria-pressed", "false")
    assert [(one.verdict, one.note) for one in kept.all()] == [("bad", "en fait non")]
    bad.click()
    expect(bad).to_have_attribute("aria-pressed", "false")
    assert kept.all() == []
    expect(reader.last.locator(".marker")).to_have_count(2)
    assert reader.errors == []
    assert reader.strangers == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_thumbs_fit_a_phone(address: str, visit: Visit, *, dark: bool) -> None:
    """Nothing scrolls sideways, all text stands out, and all of it has a name."""
    reader = visit(address, locale="en-GB", phone=True, dark=dark)
    reader.ask(WHO_AND_WHY)
    reader.last.get_by_role("button", name="Bad answer").click()
    expect(reader.last.get_by_label("Comment (optional)")).to_be_visible()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert reader.page.evaluate(CONTRAST) == []
    tree = reader.page.locator("#conversation").aria_snapshot()
    assert not re.findall(r"^\s*- (?:button|textbox)(?::|$)", tree, re.MULTILINE)


def test_the_conversation_is_saved(address: str, visit: Visit) -> None:
    """Both files hold all questions; Markdown numbers the sources, JSON has the answers."""
    reader = visit(address, locale="en-GB")
    whole = reader.page.locator(".saving .menu")
    expect(whole).to_have_count(0)
    reader.ask(WHO_AND_WHY)
    reader.ask("How many people died in the flood?")
    text = _saved(reader, "Markdown")
    assert f"## {WHO_AND_WHY}" in text
    assert "## How many people died in the flood?" in text
    assert f"1. {TROOPS.title} (Le Courrier, 6 January 2022)  \n   <{TROOPS.url}>" in text
    assert _saved(reader, "Markdown") == text  # the second time it is the same file again
    questions = [answer["question"] for answer in json.loads(_saved(reader, "JSON"))]
    assert questions == [WHO_AND_WHY, "How many people died in the flood?"]
    assert reader.errors == []
    assert reader.strangers == []


def _saved(reader: Reader, kind: str) -> str:
    """What the menu of the whole conversation saves."""
    menu = reader.page.locator(".saving .menu")
    menu.locator("summary").click()
    with reader.page.expect_download() as found:
        menu.get_by_role("button", name=kind).click()
    return Path(found.value.path()).read_text(encoding="utf-8")
