"""Conversations that are kept, in a browser: reload, Back, addresses, the list, two readers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from docx import Document
from fastapi import FastAPI
from playwright.sync_api import Browser, Locator, expect

from qa.accounts import Users
from qa.settings import Settings
from qa_ui.server import create_app
from qa_ui.site import Rooted

from .browser import Reader
from .conftest import CHROMIUM, FakeBuild, serving
from .fakes import ELEVEN, FLOOD_ONE, TROOPS, WHO, FakeLibrary

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]
TWO = "Qui a envoyé des troupes et pourquoi ?"
FLOOD = "How many people died in the flood?"
PASSWORD = "a long password"  # noqa: S105 - of a test
KEPT = re.compile(r"/c/[\w-]{22}$")


def turns(reader: Reader) -> Locator:
    """The questions on the page."""
    return reader.page.locator("#conversation .turn")


def listed(reader: Reader) -> Locator:
    """The links of the list, which is opened for it."""
    if reader.page.locator("#kept-toggle").get_attribute("aria-expanded") != "true":
        reader.page.locator("#kept-toggle").click()
    return reader.page.locator("#kept li a")


def asked(reader: Reader, *questions: str) -> str:
    """The address of a conversation of these questions, once it is kept."""
    for question in questions:
        reader.ask(question)
    expect(reader.page).to_have_url(KEPT)
    about = listed(reader).first
    expect(about).to_contain_text(re.compile(rf"\b{len(questions)} question"))
    reader.page.keyboard.press("Escape")
    return reader.page.url


def in_two_tabs(browser: Browser, address: str, locale: str) -> tuple[Reader, Reader]:
    """A conversation of one question in two tabs of one browser."""
    context = browser.new_context(locale=locale)
    one = Reader(context.new_page(), address)
    two = Reader(context.new_page(), asked(one, TWO))
    expect(turns(two)).to_have_count(1)
    return one, two


def test_a_tab_shows_what_another_added_once_it_is_looked_at_again(
    browser: Browser, address: str
) -> None:
    """The same conversation in two tabs; what is being written is not touched."""
    one, two = in_two_tabs(browser, address, "fr-FR")
    two.ask(FLOOD)
    expect(listed(two).first).to_contain_text("2 questions")
    seen = "document.dispatchEvent(new Event('visibilitychange'))"
    one.question.fill("Et")
    one.page.evaluate(seen)
    expect(one.question).to_have_value("Et")
    expect(turns(one)).to_have_count(1)
    one.question.fill("")
    one.page.evaluate(seen)
    expect(turns(one)).to_have_count(2)
    assert one.errors == two.errors == []
    one.page.context.close()


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_a_conversation_is_there_after_a_reload_and_a_restart(
    settings: Settings, visit: Visit, *, phone: bool
) -> None:
    """Two questions and answers survive F5, and a restart of the server on the same folder."""
    app = create_app(settings, library=FakeLibrary(), build=FakeBuild())
    with serving(app) as address:
        reader = visit(address, phone=phone)
        url = asked(reader, TWO, FLOOD)
        reader.page.reload()
        expect(turns(reader)).to_have_count(2)
        expect(reader.last).to_contain_text("Eleven people died")
        expect(reader.page).to_have_url(url)
        reader.open(1)
        secret = reader.page.context.cookies()
    with serving(create_app(settings, library=FakeLibrary(), build=FakeBuild())) as address:
        again = visit(address, phone=phone)
        again.page.context.add_cookies(
            [{"name": one["name"], "value": one["value"], "url": address} for one in secret]
        )
        again.page.goto(address + url[url.index("/c/") :])
        expect(turns(again)).to_have_count(2)
        expect(again.page.locator("#kept-notice")).to_be_empty()
        again.ask("Et pourquoi ?")
        expect(turns(again)).to_have_count(3)
        expect(listed(again)).to_have_count(1)
    assert reader.errors == again.errors == []
    assert again.strangers == []


def test_back_closes_an_open_source_and_stays_on_the_page(address: str, visit: Visit) -> None:
    """On a phone, Back closes the panel; so does its button, which leaves no step behind."""
    reader = visit(address, phone=True)
    url = asked(reader, TWO)
    reader.open(1)
    reader.page.locator("#source-next").click()
    expect(reader.source).to_contain_text("Source 2 sur 2")
    reader.page.go_back()
    expect(reader.source).to_be_hidden()
    expect(reader.page).to_have_url(url)
    expect(turns(reader)).to_have_count(1)
    reader.open(1)
    reader.page.locator("#source-close").click()
    expect(reader.source).to_be_hidden()
    reader.page.wait_for_function("!history.state?.source")
    reader.page.go_back()
    expect(reader.page.locator(".welcome")).to_be_visible()
    reader.page.go_forward()
    expect(turns(reader)).to_have_count(1)
    assert reader.errors == []


def test_back_and_forward_move_between_conversations(address: str, visit: Visit) -> None:
    """Each conversation has its address; a new one begins at the root."""
    reader = visit(address, locale="en-GB")
    first = asked(reader, TWO)
    reader.page.locator("#new").click()
    expect(reader.page.locator(".welcome")).to_be_visible()
    expect(reader.page).to_have_url(f"{address}/")
    second = asked(reader, FLOOD)
    assert first != second
    reader.page.go_back()
    expect(reader.page.locator(".welcome")).to_be_visible()
    reader.page.go_back()
    expect(reader.last).to_contain_text(TWO)
    expect(reader.page).to_have_url(first)
    reader.page.go_forward()
    reader.page.go_forward()
    expect(reader.last).to_contain_text(FLOOD)
    listed(reader).nth(1).click()
    expect(reader.last).to_contain_text(TWO)
    expect(reader.page).to_have_url(first)
    expect(listed(reader).nth(1)).to_have_attribute("aria-current", "page")
    assert reader.errors == []


def test_a_conversation_is_renamed_and_deleted(address: str, visit: Visit) -> None:
    """The title is changed in place; deleting asks first, and ends what is shown."""
    reader = visit(address, locale="en-GB")
    url = asked(reader, TWO)
    page, row = reader.page, reader.page.locator("#kept li")
    expect(listed(reader)).to_contain_text([TWO.replace(" ?", "\N{NO-BREAK SPACE}?")])
    row.get_by_role("button", name="Rename").click()
    row.get_by_label("Title of the conversation").fill("<b>Troops</b> {{x}}")
    page.keyboard.press("Enter")
    expect(listed(reader)).to_contain_text(["<b>Troops</b> {{x}}"])
    row.get_by_role("button", name="Delete").click()
    row.get_by_role("button", name="Cancel").click()
    row.get_by_role("button", name="Delete").click()
    row.locator(".yes:visible").click()
    expect(listed(reader)).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()
    expect(page).to_have_url(f"{address}/")
    page.goto(url)
    expect(page.locator("#kept-notice")).to_contain_text("does not exist")
    assert reader.errors == []


def test_two_browsers_do_not_see_each_others_conversations(address: str, visit: Visit) -> None:
    """A link shows a conversation to others; what they ask goes into a copy of theirs."""
    one, other = visit(address), visit(address, locale="en-GB")
    url = asked(one, TWO)
    expect(listed(other)).to_have_count(0)
    other.page.goto(url)
    expect(turns(other)).to_have_count(1)
    expect(other.page.locator("#kept-notice")).to_contain_text("shared with you")
    expect(listed(other)).to_have_count(0)
    other.page.keyboard.press("Escape")
    other.ask(FLOOD)
    expect(listed(other)).to_have_count(1)
    expect(other.page).not_to_have_url(url)
    expect(other.page).to_have_url(KEPT)
    one.page.reload()
    expect(turns(one)).to_have_count(1)
    expect(listed(one)).to_have_count(1)


def test_two_pages_add_to_one_conversation(address: str, browser: Browser) -> None:
    """What is asked on a second page is not lost when the first one goes on."""
    one, other = in_two_tabs(browser, address, "en-GB")
    other.ask(FLOOD)
    expect(turns(other)).to_have_count(2)
    expect(listed(other)).to_contain_text(["2 questions"])
    one.ask(FLOOD)
    expect(listed(one)).to_contain_text(["3 questions"])
    other.page.reload()
    expect(turns(other)).to_have_count(3)
    one.page.context.close()


def test_an_address_asks(address: str, visit: Visit, library: FakeLibrary) -> None:
    """`/?q=` asks at once, with the filters it names; a reload does not ask again."""
    asking = f"{address}/?q={quote(FLOOD)}&lang=fr&since=2024-03-03&source=Valley+Post"
    reader = visit(asking, locale="en-GB")
    expect(reader.last).to_contain_text("Eleven people died")
    expect(reader.last).not_to_contain_text("Four people died")
    expect(reader.page.locator("html")).to_have_attribute("lang", "fr")
    expect(reader.page).to_have_url(re.compile(r"/c/[\w-]{22}\?lang=fr$"))
    reader.page.reload()
    expect(turns(reader)).to_have_count(1)
    assert [question for question, _ in library.asked].count(FLOOD) == 1
    assert reader.errors == []


def test_a_question_that_was_searched_waits_in_the_box(
    address: str, visit: Visit, library: FakeLibrary
) -> None:
    """A reload during a search loses no question."""
    reader = visit(address)
    asked(reader, TWO)
    library.hold.clear()
    reader.question.fill(FLOOD)
    reader.question.press("Enter")
    expect(turns(reader)).to_have_count(2)
    expect(listed(reader).first).to_contain_text("2 questions")
    reader.page.reload()
    library.hold.set()
    expect(turns(reader)).to_have_count(1)
    expect(reader.question).to_have_value(FLOOD)


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_links_to_answers_and_quotes_are_copied(address: str, visit: Visit, *, phone: bool) -> None:
    """A link to a quote shows it marked in its article; one to an answer leads to the answer."""
    reader = visit(address, locale="en-GB", phone=phone)
    page = reader.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    url = asked(reader, TWO, FLOOD)
    turns(reader).first.locator(".permalink").first.click()
    expect(turns(reader).first.locator(".permalink").first).to_have_text("✓")
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(page.locator("h1")).to_have_text(TROOPS.title)
    expect(page.locator("mark")).to_have_text(WHO[3])
    expect(page.locator("mark")).to_be_in_viewport()
    page.goto(url)
    turns(reader).first.get_by_role("button", name="Copy link", exact=True).click()
    page.wait_for_timeout(100)
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{url}#t=1"
    other = visit(link, phone=phone)
    expect(turns(other)).to_have_count(2)
    expect(turns(other).first.locator(".asked")).to_be_in_viewport()


def test_a_conversation_is_saved_as_word(address: str, visit: Visit, tmp_path: Path) -> None:
    """The menu of an answer saves it under the name of its question; Esc closes the menu."""
    reader = visit(address)
    reader.ask(TWO)
    menu = reader.last.locator(".menu")
    menu.locator("summary").click()
    reader.page.keyboard.press("Escape")
    expect(menu.get_by_role("button", name="Word")).to_be_hidden()
    menu.locator("summary").click()
    with reader.page.expect_download() as download:
        menu.get_by_role("button", name="Word").click()
    expect(menu.get_by_role("button", name="Word")).to_be_hidden()
    assert download.value.suggested_filename == "qui-a-envoye-des-troupes-et-pourquoi.docx"
    download.value.save_as(tmp_path / "saved.docx")
    text = "\n".join(one.text for one in Document(str(tmp_path / "saved.docx")).paragraphs)
    assert WHO[3] in text


def test_the_list_follows_the_language(address: str, visit: Visit) -> None:
    """A switch of the language changes the list too."""
    reader = visit(address, locale="en-GB")
    asked(reader, TWO)
    reader.page.get_by_label("Français").check()
    expect(listed(reader)).to_have_count(1)
    expect(reader.page.locator("#kept")).to_contain_text("Nouvelle conversation")


def test_users_have_their_own_conversations(settings: Settings, browser: Browser) -> None:
    """With log-in a conversation belongs to the user, on any browser; others need its link."""
    guarded = settings.model_copy(update={"auth": True})
    for name in ("ann", "bob"):
        Users(guarded.users).add(name, PASSWORD, "reader")
    with serving(create_app(guarded, library=FakeLibrary(), build=FakeBuild())) as address:
        ann = logged_in(browser, address, "ann")
        url = asked(ann, TWO)
        elsewhere, bob = (logged_in(browser, address, name) for name in ("ann", "bob"))
        expect(listed(elsewhere)).to_have_count(1)
        expect(listed(bob)).to_have_count(0)
        bob.page.goto(url)
        expect(turns(bob)).to_have_count(1)
        expect(bob.page.locator("#kept-notice")).not_to_be_empty()
        stranger = browser.new_page()
        stranger.goto(url)
        expect(stranger.locator("input[name=password]")).to_be_visible()
        for page in (ann.page, elsewhere.page, bob.page, stranger):
            page.close()


def logged_in(browser: Browser, address: str, name: str) -> Reader:
    """The page as a user sees it, in a browser of their own."""
    page = browser.new_page(locale="en-GB")
    page.goto(address)
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button").click()
    page.wait_for_url(f"{address}/")
    return Reader(page, address)


def test_addresses_work_below_a_path_of_another_server(settings: Settings, visit: Visit) -> None:
    """Behind a prefix, reload, links to quotes and questions in the address work as well."""
    below = settings.model_copy(update={"root_path": "/qa"})
    app = create_app(below, library=FakeLibrary(), build=FakeBuild())
    with serving(Rooted(app, "/qa")) as address:
        reader = visit(f"{address}/qa/?q={quote(FLOOD)}", locale="en-GB")
        page = reader.page
        expect(page).to_have_url(re.compile(r"/qa/c/[\w-]{22}$"))
        expect(reader.last).to_contain_text("Eleven people died")
        page.reload()
        expect(turns(reader)).to_have_count(1)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        reader.last.locator(".permalink").first.click()
        expect(reader.last.locator(".permalink").first).to_have_text("✓")
        page.goto(page.evaluate("navigator.clipboard.readText()"))
        expect(page.locator("mark")).to_have_text(ELEVEN[3])
        page.get_by_role("link", name="Ask the articles", exact=True).click()
        expect(page).to_have_url(f"{address}/qa/")
    assert reader.errors == []


def test_an_article_has_an_address(app: FastAPI, visit: Visit) -> None:
    """Ids with any signs work, as do places that are not there and articles that are gone."""
    with serving(app) as address:
        reader = visit(address, locale="en-GB")
        page = reader.page
        page.goto(f"{address}/a/{quote(TROOPS.id, safe='')}#s=0-9999")
        assert page.locator("mark").all_inner_texts()
        page.goto(f"{address}/a/{FLOOD_ONE.id}#s=10-20")
        expect(page.locator("mark")).to_have_text(FLOOD_ONE.text[10:20])
        page.goto(f"{address}/a/{FLOOD_ONE.id}#s=5000-6000")
        expect(page.get_by_role("status")).to_contain_text("no longer in this article")
        page.goto(f"{address}/a/nowhere/at%20all")
        expect(page.get_by_role("alert")).to_contain_text("no longer in the index")
        page.get_by_role("link", name="Ask the articles", exact=True).click()
        expect(reader.question).to_be_visible()
    assert reader.errors == []
    assert reader.dialogs == []
