"""The tab of lists of questions in a browser, over the small library."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from qa.settings import Settings
from qa_ui.server import create_app

from .browser import Reader
from .conftest import CHROMIUM, FakeBuild, serving
from .fakes import FakeLibrary
from .test_page import CONTRAST, WHO_AND_WHY

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]
LIST: FilePayload = {
    "name": "liste.csv",
    "mimeType": "text/csv",
    "buffer": f"id;question;depuis\nk;{WHO_AND_WHY};\nz;What did the zebra do?;\nx;;\n".encode(),
}
WRONG: FilePayload = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}


def open_batch(reader: Reader) -> Locator:
    """Choose the tab; the table of answers in it."""
    page = reader.page
    reader.choose("En série", "Many questions")
    expect(page.locator("#batch h2")).to_be_visible()
    return page.locator("table.answers")


def test_a_file_is_answered_in_the_background_and_downloaded(
    address: str, library: FakeLibrary, visit: Visit
) -> None:
    """Progress, a reload meanwhile, the answers with links to their quotes, CSV and a workbook."""
    reader = visit(address, locale="fr-FR")
    page, answers = reader.page, open_batch(reader)
    library.hold.clear()
    page.locator("#batch-file input").set_input_files([LIST])
    progress = page.locator("#batch-progress")
    expect(progress).to_contain_text(f"en ce moment : {WHO_AND_WHY}".replace(" :", "\u00a0:")[:20])
    expect(progress.locator("progress")).to_have_attribute("max", "3")
    page.reload()
    open_batch(reader)
    expect(progress.get_by_role("button", name="Arrêter")).to_be_visible()
    library.hold.set()
    expect(progress).to_contain_text("Liste terminée")
    expect(progress).to_contain_text("2 questions avec réponse")
    expect(answers.locator("tbody")).to_have_count(3)
    link = answers.locator("a").first
    expect(link).to_contain_text("L’alliance menée par Moscou a envoyé des troupes")
    assert "/a/https%3A%2F%2Fexemple.org" in str(link.get_attribute("href"))
    expect(answers).to_contain_text("cette ligne n’a pas de question")
    with page.expect_download() as found:
        progress.get_by_role("link", name="Télécharger en CSV").click()
    text = Path(found.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    assert [row["N°"] for row in rows] == ["k", "k", "z", "x"]
    with page.expect_download() as book:
        progress.get_by_role("link", name="Télécharger pour Excel").click()
    assert book.value.suggested_filename == "liste-answers.xlsx"
    assert reader.errors == []
    assert reader.strangers == []
    assert reader.dialogs == []


def test_a_list_is_pasted_stopped_and_deleted_on_a_phone(
    address: str, library: FakeLibrary, visit: Visit
) -> None:
    """A file that is no list says so; the language switches with all that is shown."""
    reader = visit(address, locale="en-GB", phone=True, dark=True)
    page, answers = reader.page, open_batch(reader)
    page.locator("#batch-file input").set_input_files([WRONG])
    expect(page.locator("#batch-problem")).to_contain_text("a.pdf: is no list of questions")
    page.locator("#batch-pasted textarea").fill(f"{WHO_AND_WHY}\nWho?\nWhy?")
    page.locator("#batch-start").click()
    expect(answers.locator("tbody").first).to_contain_text("high confidence")
    expect(page.locator("#batch-pasted textarea")).to_have_value("")
    expect(page.locator("#batch-problem")).to_be_empty()
    expect(page.locator("#batch-progress")).to_contain_text("Done")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(CONTRAST) == []
    page.get_by_label("Français").check()
    expect(page.locator("#batch-progress")).to_contain_text("Liste terminée")
    page.get_by_text("Supprimer ces réponses…").click()
    page.get_by_role("button", name="Supprimer définitivement").click()
    expect(answers).to_have_count(0)
    library.hold.clear()
    page.locator("#batch-pasted textarea").fill("Who?\nWhy?")
    page.locator("#batch-start").click()
    page.get_by_role("button", name="Arrêter").click()
    expect(page.locator("#batch-progress")).to_contain_text("Liste arrêtée")
    library.hold.set()
    assert reader.errors == []


def test_earlier_lists_stay_within_reach(address: str, library: FakeLibrary, visit: Visit) -> None:
    """A second list stands above the first, which can still be stopped, fetched and deleted.

    That the lists are drawn anew does not close the question before one is deleted.
    """
    reader = visit(address, locale="en-GB")
    page = reader.page
    open_batch(reader)
    library.hold.clear()
    for name in ("first.csv", "second.csv"):
        file: FilePayload = {**LIST, "name": name}
        page.locator("#batch-file input").set_input_files([file])
        expect(page.locator("#batch-progress h3")).to_have_text(name)
    others = page.locator("#batch-progress .lists > li")
    expect(others).to_have_count(1)
    expect(others).to_contain_text("first.csv")
    library.hold.set()
    with page.expect_download() as found:
        others.get_by_role("link", name="Download as CSV").click()
    assert found.value.suggested_filename == "first-answers.csv"
    others.get_by_text("Delete these answers…").click()
    others.evaluate("row => { row.querySelector('.sure').open = false; row.innerHTML += ''; }")
    others.get_by_role("button", name="Delete for good").click()
    expect(others).to_have_count(0)
    assert reader.errors == []


def test_on_a_public_server_nobody_has_lists_answered(
    settings: Settings, library: FakeLibrary, build: FakeBuild, visit: Visit
) -> None:
    """The tab says why; nor can anything be saved."""
    public = settings.model_copy(update={"public": True})
    with serving(create_app(public, library=library, build=build)) as address:
        reader = visit(address, locale="en-GB")
        reader.page.get_by_role("tab", name="Many questions").click()
        expect(reader.page.locator("#batch-refused")).to_contain_text("readers who log in")
        expect(reader.page.locator("#batch-start")).to_have_count(0)
        reader.page.get_by_role("tab", name="Saved").click()
        expect(reader.page.locator("#saved-refused")).to_contain_text("where readers log in")
        reader.page.get_by_role("tab", name="Ask").click()
        reader.ask(WHO_AND_WHY)
        expect(reader.last.locator("[data-do=follow]")).to_have_count(0)


def test_a_database_that_cannot_be_used_is_named(
    settings: Settings, library: FakeLibrary, build: FakeBuild, visit: Visit
) -> None:
    """The tab says that the lists cannot be shown and why, in the language of the page."""
    settings.data.mkdir(parents=True)
    (settings.data / "qa.sqlite").write_text("no database" * 1000, encoding="utf-8")
    with serving(create_app(settings, library=library, build=build)) as address:
        reader = visit(address, locale="fr-FR")
        open_batch(reader)
        progress = reader.page.locator("#batch-progress")
        alert = progress.get_by_role("alert")
        expect(alert).to_contain_text("Vos listes ne peuvent pas être affichées")
        expect(progress).to_contain_text("qa.sqlite")
