"""The Articles tab in a browser, over the small library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from qa.errors import IndexLockedError
from qa.settings import Settings
from qa_ui.server import create_app

from .browser import Reader
from .conftest import CHROMIUM, FakeBuild, serving
from .fakes import FLOOD_ONE, FakeLibrary
from .test_page import CONTRAST

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]
GOOD: FilePayload = {
    "name": "Été à Nîmes.txt",
    "mimeType": "text/plain",
    "buffer": b"Title\n\nBody.",
}
EVIL: FilePayload = {"name": "<img src=x>.exe", "mimeType": "text/plain", "buffer": b"x"}


def open_tab(reader: Reader) -> Locator:
    """Choose the tab and wait for what it says."""
    reader.choose("Ajouter", "Add articles")
    expect(reader.page.locator("#generations p").first).to_be_visible()
    return reader.page.locator("#articles")


def test_files_texts_and_addresses_are_added_or_refused(
    address: str, visit: Visit, settings: Settings
) -> None:
    """What is dropped and pasted is indexed in the same step, or says why it is not."""
    reader = visit(address, locale="en-GB")
    feed = open_tab(reader)
    feed.locator("input[type=file]").set_input_files([GOOD, EVIL])
    added = feed.locator("#articles-added")
    expect(added).to_contain_text("uploads/Été à Nîmes.txt")
    expect(added).to_contain_text("convert it to one of .txt")
    expect(feed.locator("#progress .tally")).to_be_visible()
    expect(feed.locator(".file-preview tr")).to_have_count(0)
    feed.locator("#articles-pasted textarea").fill(f"{address}/private http://127.0.0.1/b")
    feed.get_by_role("button", name="Add", exact=True).click()
    expect(added.locator(".refused")).to_have_count(2)
    expect(added).to_contain_text("leads to no public address")
    assert (settings.articles / "uploads" / "Été à Nîmes.txt").read_bytes() == b"Title\n\nBody."
    assert [path.name for path in settings.articles.iterdir()] == ["uploads"]
    feed.locator("#articles-pasted textarea").fill("A short title\n\nA long story.")
    feed.get_by_role("button", name="Add", exact=True).click()
    expect(added).to_contain_text("pasted/a-short-title.txt")
    expect(feed.locator("#articles-pasted textarea")).to_have_value("")
    assert reader.strangers == []
    assert reader.errors == []
    assert reader.page.locator("#articles img").count() == 0


def test_a_rebuild_is_watched_by_everyone_while_questions_go_on(
    address: str, visit: Visit, build: FakeBuild
) -> None:
    """One reader starts it, another sees it run and asks meanwhile, and both see its end."""
    build.go.clear()
    one, other = visit(address, locale="en-GB"), visit(address, locale="fr-FR")
    open_tab(one).get_by_role("button", name="Update", exact=True).click()
    expect(one.page.locator("#progress")).to_contain_text("1 of 2 articles")
    expect(one.page.locator("#progress progress")).to_have_attribute("value", "1")
    expect(one.page.locator("#rebuild")).to_be_disabled()
    open_tab(other)
    expect(other.page.locator("#progress")).to_contain_text("1 sur 2 articles")
    other.page.get_by_role("tab", name="Questions").click()
    other.ask("Qui a envoyé des troupes et pourquoi ?")
    expect(other.last.locator(".marker")).to_have_count(2)
    build.go.set()
    expect(one.page.locator("#progress .tally")).to_contain_text("Added1")
    expect(one.page.locator("#rebuild")).to_be_enabled()
    open_tab(other)
    expect(other.page.locator("#progress")).to_contain_text("Index à jour")


def test_a_failed_rebuild_is_told_and_can_be_tried_again(
    address: str, visit: Visit, build: FakeBuild
) -> None:
    """The reason is shown, and the button works again."""
    build.error = IndexLockedError("index", "process 7")
    feed = open_tab(visit(address, locale="en-GB"))
    feed.get_by_role("button", name="Update", exact=True).click()
    expect(feed.locator("#progress")).to_contain_text("is being built by process 7")
    build.error = None
    feed.get_by_role("button", name="Update", exact=True).click()
    expect(feed.locator("#progress .tally")).to_be_visible()


def test_an_article_is_removed_by_two_clicks(address: str, visit: Visit, flood: Path) -> None:
    """The first click asks and can be taken back; the second deletes the file."""
    reader = visit(address, locale="en-GB")
    feed = open_tab(reader)
    feed.get_by_label("Find the article to remove").fill("four dead")
    rows = feed.locator(".removable li")
    expect(rows).to_have_count(1)
    rows.get_by_role("button").click()
    expect(feed.locator(".confirmation")).to_contain_text("Answers will no longer use it")
    expect(feed.get_by_role("button", name="Cancel")).to_be_focused()
    reader.page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    assert flood.exists()
    rows.get_by_role("button").click()
    feed.get_by_role("button", name="Remove", exact=True).click()
    expect(feed.locator(".outcome")).to_contain_text("its file flood/day-one.txt deleted")
    assert not flood.exists()
    rows.get_by_role("button").click()
    feed.get_by_role("button", name="Remove", exact=True).click()
    expect(feed.locator(".outcome")).to_contain_text("is not in the folder")


def test_an_article_of_the_corpus_is_removed_and_put_back(
    address: str, visit: Visit, settings: Settings
) -> None:
    """Its file stays; the list of what was removed has the way back."""
    file = settings.corpus / FLOOD_ONE.path
    file.parent.mkdir(parents=True)
    file.write_text(FLOOD_ONE.text, encoding="utf-8")
    feed = open_tab(visit(address, locale="fr-FR"))
    feed.get_by_label("Chercher l’article à retirer").fill("four dead")
    expect(feed.locator(".removable li")).to_have_count(1)
    feed.locator(".removable li").get_by_role("button").click()
    feed.get_by_role("button", name="Retirer", exact=True).click()
    expect(feed.locator(".outcome")).to_contain_text("peut être rétabli")
    assert file.exists()
    feed.locator(".hidden-articles summary").click()
    feed.get_by_role("button", name="Rétablir «").click()
    expect(feed.locator(".outcome")).to_contain_text("a été rétabli")
    expect(feed.locator(".hidden-articles")).to_have_count(0)


def test_a_folder_is_added_with_its_paths(
    address: str, visit: Visit, settings: Settings, tmp_path: Path
) -> None:
    """Files of one name in two folders do not take each other's place; hidden ones are left out."""
    for name in ("Été/a.txt", "Été/b/a.txt", "Été/.c.txt", "Été/page.html", "Été/page_files/d.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"Title\n\nBody of {name}.", encoding="utf-8")
    reader = visit(address, locale="en-GB")
    feed = open_tab(reader)
    expect(feed.locator("input[type=file]")).to_be_attached()
    with reader.page.expect_file_chooser() as chooser:
        feed.get_by_role("button", name="Choose a folder").click()
    chooser.value.set_files(str(tmp_path / "Été"))
    expect(feed.locator("#articles-added li")).to_have_count(3)
    saved = {
        path.relative_to(settings.articles).as_posix()
        for path in settings.articles.rglob("*")
        if path.is_file()
    }
    assert saved == {f"uploads/Été/{name}" for name in ("a.txt", "b/a.txt", "page.html")}
    assert reader.errors == []


@pytest.fixture
def public(settings: Settings, library: FakeLibrary, build: FakeBuild) -> Iterator[str]:
    """Where everybody may ask and nobody may change the articles."""
    settings = settings.model_copy(update={"public": True})
    with serving(create_app(settings, library=library, build=build)) as address:
        yield address


def test_one_who_may_not_change_articles_is_shown_no_way_to(public: str, visit: Visit) -> None:
    """Without the right there is a word about it, and no form."""
    reader = visit(public, locale="en-GB")
    reader.choose("Ajouter", "Add articles")
    expect(reader.page.locator("#articles-refused")).to_contain_text("only editors may")
    expect(
        reader.page.locator("#articles button, #articles input, #articles textarea")
    ).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_tab_fits_a_phone_in_both_languages(
    address: str, visit: Visit, build: FakeBuild, *, dark: bool
) -> None:
    """Nothing scrolls sideways, all text stands out, everything has a name and its language."""
    del build
    reader = visit(address, locale="fr-FR", phone=True, dark=dark)
    feed = open_tab(reader)
    feed.get_by_role("button", name="Mettre à jour", exact=True).click()
    expect(feed.locator("#progress")).to_contain_text("Index à jour")
    feed.locator("input[type=file]").set_input_files([GOOD, EVIL])
    expect(feed.locator("#articles-added .refused")).to_have_count(1)
    feed.get_by_label("Chercher l’article à retirer").fill("four dead")
    feed.get_by_role("button", name="Retirer l’article").click()
    expect(feed.locator(".confirmation")).to_be_visible()
    reader.page.get_by_label("English").check()
    expect(feed.locator("#progress")).to_contain_text("The index is up to date")
    expect(feed.locator(".confirmation")).to_contain_text("Answers will no longer use it")
    expect(feed.get_by_role("heading", name="Add articles")).to_be_visible()
    expect(feed.get_by_label("Drop files or a folder here").first).to_be_attached()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert reader.page.evaluate(CONTRAST) == []
    tree = feed.aria_snapshot()
    assert not re.findall(r"^\s*- (?:button|textbox|combobox)(?::|$)", tree, re.MULTILINE)
    assert not re.findall(r"common\.|Click to upload", tree)
