"""The Feeds tab in a browser, over a website on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from qa.accounts import Users
from qa.settings import Settings
from qa_ui.server import create_app
from tests.website import Site, page
from tests.workspace.feeds.made import article_page, feed_page, item, rss

from .browser import Reader
from .conftest import CHROMIUM, FakeBuild, serving
from .fakes import FakeLibrary
from .test_accessibility import broken_rules

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]
EVIL = "&lt;img src=x onerror=alert(1)&gt; Le Courrier"


@pytest.fixture
def site() -> Iterator[Site]:
    """A website with a feed of one article that is there and one that is not."""
    with Site().open() as site:
        items = (item("/a", "Piscine", site), item("/none", "Introuvable", site))
        site.pages["/rss"] = feed_page(rss(*items, title=EVIL))
        site.pages["/a"] = article_page("Piscine")
        site.pages["/page"] = page(b"<p>Rien</p>")
        yield site


@pytest.fixture
def open_address(
    settings: Settings,
    library: FakeLibrary,
    build: FakeBuild,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """A server that may fetch from this machine."""
    monkeypatch.setattr("qa.workspace.feeds.visit.PAUSE", 0.0)
    settings.corpus.mkdir()
    allowed = settings.model_copy(update={"feeds_private": True, "max_file_mb": 1, "watch": True})
    with serving(create_app(allowed, library=library, build=build)) as address:
        yield address


def open_tab(reader: Reader, name: str) -> Locator:
    """Choose the tab and wait for what it says."""
    reader.page.get_by_role("tab", name=name).click()
    expect(reader.page.locator("#watched dl")).to_be_visible()
    return reader.page.locator("#feeds")


def add(feeds: Locator, url: str) -> None:
    """Type an address and send it."""
    feeds.locator("#feed-url input, #feed-url textarea").fill(url)
    feeds.locator("#feed-add").click()


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_a_feed_comes_is_read_and_goes(
    open_address: str, site: Site, visit: Visit, *, phone: bool
) -> None:
    """Added by its address, read by itself, paused, resumed, and removed after a question."""
    reader = visit(open_address, locale="fr-FR", phone=phone)
    feeds = open_tab(reader, "Flux")
    expect(feeds.locator("#feed-list")).to_contain_text("Aucun flux")
    add(feeds, site.url("/page"))
    expect(feeds.get_by_role("alert")).to_contain_text("pas un flux RSS ou Atom")
    add(feeds, site.url("/rss"))
    expect(feeds.locator("#feed-outcome")).to_contain_text("a été ajouté")
    listed = feeds.locator("#feed-list")
    expect(listed).to_contain_text("1 nouvel article")
    expect(listed).to_contain_text("30 minutes")
    listed.locator("summary").click()
    expect(listed).to_contain_text("a renvoyé le code 404")
    expect(feeds.locator("#watched")).to_contain_text("1 article ajouté")
    listed.locator('[data-do="pause"]').click()
    expect(listed.locator("dd").nth(1)).to_have_text("en pause")
    listed.locator('[data-do="resume"]').click()
    expect(listed.locator('[data-do="pause"]')).to_be_visible()
    listed.locator('[data-do="remove"]').click()
    expect(listed.locator('[data-do="cancel"]')).to_be_focused()
    listed.locator('[data-do="confirm"]').click()
    expect(feeds.locator("#feed-outcome")).to_contain_text("a été retiré")
    expect(listed).to_contain_text("Aucun flux")
    expect(feeds.locator("#feed-url input, #feed-url textarea")).to_be_focused()
    assert reader.page.locator("#feeds img").count() == 0
    assert (reader.errors, reader.dialogs, reader.strangers) == ([], [], [])


def test_the_tab_follows_the_language(open_address: str, site: Site, visit: Visit) -> None:
    """The list, the form and the intervals are in English after the switch."""
    reader = visit(open_address, locale="fr-FR")
    add(open_tab(reader, "Flux"), site.url("/rss"))
    expect(reader.page.locator("#feed-list")).to_contain_text("1 nouvel article")
    reader.page.get_by_label("English").check(force=True)
    feeds = reader.page.locator("#feeds")
    expect(feeds.locator("#feed-list")).to_contain_text("1 new article")
    expect(feeds.locator("#feed-add")).to_have_text("Add the feed")
    expect(feeds.locator("#watched")).to_contain_text("is watched")
    expect(reader.page.get_by_role("tab", name="Feeds")).to_be_visible()


@pytest.mark.parametrize(
    "look",
    [{"locale": "fr-FR", "phone": True, "dark": True}, {"locale": "en-GB"}],
    ids=["french-phone-dark", "english-wide-light"],
)
def test_axe_finds_nothing(
    open_address: str, site: Site, visit: Visit, look: dict[str, bool | str]
) -> None:
    """An error, a feed with a problem that is shown, and the question before its removal."""
    reader = visit(open_address, **look)
    feeds = open_tab(reader, "Flux" if look["locale"] == "fr-FR" else "Feeds")
    add(feeds, site.url("/page"))
    expect(feeds.get_by_role("alert")).to_be_visible()
    found = broken_rules(reader.page)
    add(feeds, site.url("/rss"))
    feeds.locator("#feed-list summary").click()
    found += broken_rules(reader.page)
    feeds.locator('[data-do="remove"]').click()
    expect(feeds.locator('[data-do="cancel"]')).to_be_focused()
    assert found + broken_rules(reader.page) == []


def test_readers_see_no_feeds(settings: Settings, browser: Browser) -> None:
    """The tab is only there for those who may change the articles."""
    guarded = settings.model_copy(update={"auth": True})
    Users(guarded.users).add("lea", "le mot de passe", "reader")
    Users(guarded.users).add("zoe", "le mot de passe", "editor")
    app = create_app(guarded, library=FakeLibrary(), build=FakeBuild())
    with serving(app) as address:
        for name, shown in (("lea", 0), ("zoe", 1)):
            page = browser.new_context(locale="fr-FR").new_page()
            page.goto(address)
            page.locator("input[name=name]").fill(name)
            page.locator("input[name=password]").fill("le mot de passe")
            page.locator("form button").first.click()
            expect(page.get_by_role("tab", name="Ajouter")).to_be_visible()
            expect(page.locator("#account button")).to_be_visible()
            expect(page.get_by_role("tab", name="Flux")).to_have_count(shown)
            page.context.close()
