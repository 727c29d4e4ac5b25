"""The Evaluate tab in a browser, over the small library."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from qa.settings import Settings
from qa_ui.server import create_app

from .browser import Reader
from .conftest import CHROMIUM, FakeBuild, measured_app, serving
from .fakes import FLOOD_TWO, FakeLibrary
from .test_page import CONTRAST, WHO_AND_WHY

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]
ROW: dict[str, Any] = {
    "question": "How many people died in the flood?",
    "kind": "<img src=x onerror=alert(1)>",
    "article": FLOOD_TWO.id,
    "answers": ["Eleven"],
}
FILE: FilePayload = {
    "name": "mine.jsonl",
    "mimeType": "application/jsonl",
    "buffer": json.dumps(ROW).encode(),
}
WRONG: FilePayload = {**FILE, "name": "wrong.jsonl", "buffer": b"no JSON"}


@pytest.fixture
def address(settings: Settings, library: FakeLibrary, build: FakeBuild) -> Iterator[str]:
    """Where the small library is served, and measured."""
    with serving(measured_app(settings, library, build)) as address:
        yield address


def open_tab(reader: Reader, name: str) -> Locator:
    """Choose the tab and wait for it."""
    reader.page.get_by_role("tab", name=name).click()
    expect(reader.page.locator("#evaluation h2").first).to_be_visible()
    return reader.page.locator("#evaluation")


def test_judgements_are_measured_and_exported(address: str, visit: Visit) -> None:
    """What was judged on the page is asked again, shown as figures and plots, and saved."""
    reader = visit(address, locale="fr-FR")
    tab = open_tab(reader, "Évaluer")
    expect(tab.get_by_role("button", name="Mesurer sur les avis (0)")).to_be_disabled()
    reader.page.get_by_role("tab", name="Questions").click()
    reader.ask(WHO_AND_WHY)
    reader.last.get_by_role("button", name="Bonne réponse").click()
    expect(reader.last.locator("[aria-pressed=true]")).to_have_count(1)
    open_tab(reader, "Évaluer")
    tab.get_by_role("button", name="Mesurer sur les avis (1)").click()
    outcomes = tab.locator("#evaluation-outcomes tbody")
    expect(outcomes).to_contain_text(re.compile(r"Toutes\s*1\s*0\s*0\s*0"))
    with reader.page.expect_download() as found:
        tab.get_by_role("button", name="Enregistrer le rapport technique").click()
    report = Path(found.value.path()).read_text(encoding="utf-8")
    assert "1 question of `judgements.jsonl`" in report
    assert "95 % interval" in report
    with reader.page.expect_download() as found:
        tab.get_by_role("button", name="Enregistrer les avis (JSONL)").click()
    assert found.value.suggested_filename == "judgements.jsonl"
    saved = json.loads(Path(found.value.path()).read_text(encoding="utf-8"))
    assert (saved["question"], saved["verdict"]) == (WHO_AND_WHY, "good")
    assert reader.errors == []
    assert reader.strangers == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_file_is_measured_or_refused_on_a_phone(
    address: str, visit: Visit, *, dark: bool
) -> None:
    """A wrong file says its line; a right one is measured; what is in it stays text."""
    reader = visit(address, locale="en-GB", phone=True, dark=dark)
    tab = open_tab(reader, "Evaluate")
    choose = tab.get_by_role("button", name="Measure on a file of questions…")
    with reader.page.expect_file_chooser() as chooser:
        choose.click()
    chooser.value.set_files([WRONG])
    expect(tab.locator("[role=alert]")).to_contain_text("wrong.jsonl, line 1: is not JSON")
    with reader.page.expect_file_chooser() as chooser:
        choose.click()
    chooser.value.set_files([FILE])
    expect(tab.locator("#evaluation-outcomes tbody")).to_contain_text(re.compile(r"All\s*1"))
    reader.page.get_by_label("Français").check()
    expect(tab.locator("#evaluation-progress")).to_contain_text("Évaluation terminée")
    expect(tab.get_by_role("button", name="Mesurer sur un fichier de questions…")).to_be_visible()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert reader.page.evaluate(CONTRAST) == []
    tree = tab.aria_snapshot()
    assert not re.findall(r"^\s*- (?:button|textbox)(?::|$)", tree, re.MULTILINE)
    assert reader.errors == []
    assert reader.dialogs == []


def judge(reader: Reader, question: str, verdict: str, note: str = "") -> None:
    """Ask and judge."""
    reader.ask(question)
    reader.last.get_by_role("button", name=verdict).click()
    expect(reader.last.locator("[aria-pressed=true]")).to_have_count(1)
    if note:
        reader.last.locator(".judging input").fill(note)
        reader.last.locator("[data-do=note]").click()
        expect(reader.last.locator(".judging")).to_contain_text("saved")


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_a_bad_judgement_counts_and_is_asked_again(
    address: str, visit: Visit, *, phone: bool
) -> None:
    """The share of wrong answers is that of the bad ones; a click goes back to the question."""
    reader = visit(address, locale="en-GB", phone=phone)
    judge(reader, WHO_AND_WHY, "Good answer")
    judge(reader, ROW["question"], "Bad answer", note="<i>It was four</i>")
    tab = open_tab(reader, "Evaluate")
    first = tab.locator("#feedback tbody tr").first
    expect(first).to_contain_text(re.compile(r"All\s*2\s*1\s*50%\s*1% to 99%"))
    bad = tab.locator("#feedback .judged-bad li")
    expect(bad).to_have_count(1)
    marked = "list => getComputedStyle(list, '::before').content"
    assert tab.locator("#feedback .judged-bad").evaluate(marked) == "none"  # it is no error
    expect(bad).to_contain_text("<i>It was four</i>")
    bad.get_by_role("button").click()
    expect(reader.page.locator(".turn")).to_have_count(3)
    expect(reader.last.locator(".asked")).to_contain_text(ROW["question"])
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= (390 if phone else 1280)
    assert reader.errors == []


def test_one_who_may_not_is_shown_no_way_to(
    settings: Settings, library: FakeLibrary, build: FakeBuild, visit: Visit
) -> None:
    """On a public server the tab is not there, and no answer can be judged."""
    public = settings.model_copy(update={"public": True})
    with serving(create_app(public, library=library, build=build)) as address:
        reader = visit(address, locale="en-GB")
        reader.ask(WHO_AND_WHY)
        expect(reader.page.get_by_role("tab", name="Evaluate")).to_have_count(0)
        expect(reader.last.locator(".judging")).to_have_count(0)
