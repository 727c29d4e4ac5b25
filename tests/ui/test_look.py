"""How the page looks and is used by the keyboard: in both languages, wide and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Locator, expect

from qa.settings import Settings
from qa.types import Article
from qa_ui.server import create_app

from .browser import Reader
from .conftest import CHROMIUM, FakeBuild, serving
from .fakes import ARTICLES, FakeLibrary

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]
WHO_AND_WHY = "Qui a envoyé des troupes et pourquoi ?"
FLOOD = "How many people died in the flood?"

LOOKS: dict[str, dict[str, Any]] = {
    "french-wide": {"locale": "fr-FR"},
    "english-wide": {"locale": "en-GB"},
    "french-phone": {"locale": "fr-FR", "phone": True},
    "english-phone": {"locale": "en-GB", "phone": True},
}
looks = pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)


def french(look: dict[str, Any]) -> bool:
    """Whether a look is a French one."""
    return bool(look["locale"] == "fr-FR")


def top(element: Locator) -> float:
    """How far below the top of the window something begins."""
    box = element.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize(
    ("locale", "words"),
    [("fr-FR", "22 novembre 2026 à 21:34"), ("en-US", "22 November 2026 at 21:34")],
)
def test_times_are_those_of_the_reader(
    address: str, browser: Browser, locale: str, words: str
) -> None:
    """The index was built at 12:34 UTC, which is 21:34 in Tokyo, in the words of the page."""
    context = browser.new_context(locale=locale, timezone_id="Asia/Tokyo")
    reader = Reader(context.new_page(), address)
    expect(reader.page.locator(".facts .moment")).to_have_text(words)
    context.close()


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_masthead_and_tabs_are_lower_on_a_phone(address: str, visit: Visit, *, phone: bool) -> None:
    """A phone loses less of its height to them."""
    reader = visit(address, phone=phone)
    masthead = reader.page.locator("#masthead").bounding_box()
    assert masthead is not None
    assert (masthead["height"] < 50) == phone


@looks
def test_the_sources_of_an_answer_are_seen_at_once(
    address: str, visit: Visit, look: dict[str, Any]
) -> None:
    """Cards replace the facts; they open the article and come back; an older turn shows its own."""
    reader = visit(address, **look)
    page, cards = reader.page, reader.page.locator("#cards .card")
    expect(page.locator(".facts")).to_be_visible()
    reader.ask(WHO_AND_WHY)
    expect(page.locator(".facts")).to_be_hidden()
    expect(cards).to_have_count(2)
    expect(cards.first.locator("mark strong")).to_have_text("L’alliance menée par Moscou")
    expect(cards.first).to_contain_text("Le Courrier")
    if not look.get("phone"):
        expect(cards.first).to_be_in_viewport()
    cards.nth(1).locator("button").click()
    expect(reader.source.locator("mark strong")).to_have_text("protéger les bâtiments publics")
    page.locator("#source-close").click()
    expect(reader.source).to_be_hidden()
    expect(cards.nth(1).locator("button")).to_be_focused()
    reader.ask(FLOOD)
    expect(cards.first.locator("mark strong")).to_have_text("Eleven")
    page.locator(".turn").first.get_by_role("button", name="Sources").click()
    expect(page.locator("#cards .of")).to_contain_text(WHO_AND_WHY.removesuffix(" ?"))
    expect(cards.first).to_contain_text("Le Courrier")
    page.locator("#cards .of button").click()
    expect(cards.first.locator("mark strong")).to_have_text("Eleven")
    page.locator(".turn .asked").first.click()
    expect(cards.first).to_contain_text("Le Courrier")


@looks
def test_a_refusal_shows_the_closest_passages_as_no_answer(
    address: str, visit: Visit, look: dict[str, Any]
) -> None:
    """They stand where the sources would be, and open."""
    reader = visit(address, **look)
    reader.ask("Qui a gagné la course ?")
    cards = reader.page.locator("#cards")
    expect(cards).to_contain_text(
        "ils n’y répondent pas" if french(look) else "they are not an answer"
    )
    cards.locator(".card button").first.click()
    expect(reader.source.locator(".headline")).to_be_visible()


@looks
def test_title_tabs_and_language_stay_in_view(
    address: str, visit: Visit, look: dict[str, Any]
) -> None:
    """However far one scrolls; and an answer begins below them."""
    reader = visit(address, **look)
    for question in (WHO_AND_WHY, FLOOD, WHO_AND_WHY):
        reader.ask(question)
    page = reader.page
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(200)
    assert page.evaluate("window.scrollY") > 100
    for shown in ("#title h1", "#language", "#screens [role=tab] >> nth=0", "#help button"):
        expect(page.locator(shown).first).to_be_in_viewport(ratio=1)
    bar = page.locator("#screens > .tab-wrapper").bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] < 105
    reader.ask(FLOOD)
    page.wait_for_timeout(200)
    assert top(reader.last.locator(".asked")) > bar["y"] + bar["height"]


@looks
def test_the_keyboard_asks_recalls_and_explains_itself(
    address: str, visit: Visit, look: dict[str, Any]
) -> None:
    """A slash and Ctrl-K go to the box, the arrow recalls, the question mark lists the keys."""
    reader = visit(address, **look)
    page, keys = reader.page, reader.page.keyboard
    expect(reader.question).to_be_focused()
    keys.press("ArrowUp")
    expect(reader.question).to_have_value("")
    reader.ask(WHO_AND_WHY)
    keys.press("ArrowUp")
    expect(reader.question).to_have_value(WHO_AND_WHY)
    reader.question.fill("")
    marker = reader.last.locator(".marker").first
    for press in ("/", "Control+k"):
        marker.focus()
        keys.press(press)
        expect(reader.question).to_be_focused()
        expect(reader.question).to_have_value("")
    keys.type("a/b?")
    expect(reader.question).to_have_value("a/b?")
    marker.focus()
    keys.press("?")
    listed = page.get_by_role(
        "dialog", name="Raccourcis clavier" if french(look) else "Keyboard shortcuts"
    )
    expect(listed).to_be_visible()
    expect(listed).to_contain_text("Échap" if french(look) else "Esc")
    keys.press("Escape")
    expect(listed).to_be_hidden()
    expect(marker).to_be_focused()
    page.locator("#help button").first.click()
    expect(listed).to_be_visible()
    listed.get_by_role("button", name="Fermer" if french(look) else "Close").click()
    expect(listed).to_be_hidden()


@looks
def test_a_question_that_is_too_long_is_counted_and_refused_in_plain_words(
    address: str, visit: Visit, settings: Settings, look: dict[str, Any]
) -> None:
    """The number of characters is shown before the limit, and what to do beyond it."""
    reader = visit(address, **look)
    counter = reader.page.locator("#counter")
    reader.question.fill("Pourquoi ?")
    expect(counter.locator("p")).to_be_hidden()
    reader.question.fill("é" * settings.max_question_chars)
    expect(counter).to_contain_text("caractères sur" if french(look) else "characters")
    reader.question.fill("é" * (settings.max_question_chars + 1))
    expect(counter.locator(".bad")).to_contain_text(
        "Veuillez la raccourcir" if french(look) else "Please shorten it"
    )
    reader.question.fill("")
    expect(counter.locator("p")).to_be_hidden()


@looks
def test_a_failure_is_translated_with_the_page(
    address: str, visit: Visit, look: dict[str, Any]
) -> None:
    """What was said in one language is said in the other once that is chosen."""
    reader = visit(address, **look)
    reader.ask("refused")
    words = {"fr": "La question est vide", "en": "The question is empty"}
    here, there = ("fr", "en") if french(look) else ("en", "fr")
    expect(reader.last.locator(".problem")).to_contain_text(words[here])
    reader.page.get_by_label("English" if there == "en" else "Français").check()
    expect(reader.last.locator(".problem")).to_contain_text(words[there])
    expect(reader.page).to_have_title(
        "qa – Ask the articles" if there == "en" else "qa – Questions aux articles"
    )


@looks
def test_a_search_that_takes_long_shows_that_it_works(
    address: str, visit: Visit, library: FakeLibrary, look: dict[str, Any]
) -> None:
    """A moving bar, which stands still for readers who want that, and after a while a remark."""
    reader = visit(address, **look)
    library.hold.clear()
    reader.question.fill(WHO_AND_WHY)
    reader.question.press("Enter")
    bar = reader.page.locator(".searching i")
    expect(bar).to_be_visible()
    moving = "element => getComputedStyle(element).animationName"
    assert bar.evaluate(moving) != "none"
    reader.page.emulate_media(reduced_motion="reduce")
    assert bar.evaluate(moving) == "none"
    expect(reader.page.locator(".searching .long")).to_be_visible()
    library.hold.set()
    expect(reader.last.locator(".marker").first).to_be_visible()


LONG = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" * 100
WIDE = Article(
    id=f"keys/{LONG[:200]}.txt",
    path=f"keys/{LONG[:200]}.txt",
    title=f"Flood {LONG}",
    text=f"The flood key is {LONG}. Four people died in the flood, {LONG} said.",
    source=LONG[:1000],
    published="2024-03-02",
    language="en",
)


class WideLibrary(FakeLibrary):
    """A library with an article of very long words, which every question finds."""

    def __init__(self) -> None:
        super().__init__([WIDE, *ARTICLES])


@looks
def test_no_text_makes_a_page_wider_than_its_window(
    settings: Settings, visit: Visit, look: dict[str, Any]
) -> None:
    """Titles, sources, passages and questions of one endless word break, on every tab."""
    (settings.corpus / "keys").mkdir(parents=True)
    (settings.corpus / WIDE.path).write_text(WIDE.text, encoding="utf-8")
    build = FakeBuild()
    with serving(create_app(settings, library=WideLibrary(), build=build)) as address:
        reader = visit(address, **look)
        page = reader.page

        def fits() -> None:
            wide = page.evaluate(TOO_WIDE)
            assert wide == [], (page.url, wide)

        page.locator("#filters button").first.click()
        fits()
        page.locator("#filters button").first.click()
        reader.ask(f"Which flood {LONG[:800]}?")
        fits()
        page.locator("#cards .card button").first.click()
        expect(reader.source).to_be_visible()
        fits()
        page.locator("#source-close").click()
        tabs = page.locator("#screens [role=tab]")
        for number in range(tabs.count()):
            tabs.nth(number).click()
            page.wait_for_timeout(500)
            fits()
        reader.choose("Bibliothèque", "Library")
        page.locator("#library-table td.title button").filter(has_text="Flood MII").first.click()
        expect(page.locator("#article .text")).to_be_visible()
        fits()


TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth;
  const scrolled = document.documentElement.scrollWidth;
  if (scrolled <= most) return [];
  return [scrolled, ...[...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > most + 1).slice(0, 6)
    .map(e => `${e.tagName}#${e.id}.${e.className}`)];
}"""


@looks
def test_the_tab_bar_scrolls_when_there_are_many_tabs(
    address: str, visit: Visit, look: dict[str, Any]
) -> None:
    """All tabs stand in one row; those beyond the window are reached by scrolling it sideways."""
    page = visit(address, **look).page
    tabs = page.locator("#screens > .tab-wrapper [role=tab]")
    assert len({round(top(tab)) for tab in tabs.all()}) == 1
    expect(page.locator(".overflow-menu")).to_have_count(0)
    tabs.last.click()
    expect(tabs.last).to_be_in_viewport(ratio=0.95)
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize(
    ("accepted", "query", "title"),
    [
        ("fr-FR,fr;q=.9", "", "qa – Questions aux articles"),
        ("en-GB", "", "qa – Ask the articles"),
        ("en-GB", "?lang=fr", "qa – Questions aux articles"),
    ],
)
def test_the_document_carries_our_name_icon_and_description(
    client: TestClient, accepted: str, query: str, title: str
) -> None:
    """What a link preview reads is ours, in the language asked for, and nothing is from Gradio."""
    html = client.get(f"/{query}", headers={"accept-language": accepted}).text
    head = html.partition("window.gradio_config")[0]
    assert f"<title>{title}</title>" in head
    assert f'<meta property="og:title" content="{title}">' in head
    assert head.count('property="og:description"') == 1
    language = "fr" if "Questions" in title else "en"
    assert re.search(rf'<html\s+lang="{language}"', head)
    assert "gradio" not in head.lower()
    assert "{url}" not in html
    assert 'rel="manifest"' not in html
    icon = client.get("/favicon.ico")
    assert icon.headers["content-type"].startswith("image/svg+xml")
    assert "http" not in icon.text.replace("http://www.w3.org/2000/svg", "")


def test_the_page_shows_its_name_before_its_scripts_have_run(address: str, visit: Visit) -> None:
    """Until it can greet, a cover with the title stands in for half-made parts; then it goes."""
    reader = visit(address)
    expect(reader.page.locator("#arriving")).to_have_count(0)
    context = reader.page.context.browser
    assert context is not None
    plain = context.new_page(java_script_enabled=False, locale="fr-FR")
    plain.goto(address)
    expect(plain.locator("#arriving")).to_contain_text("Questions aux articles")
    expect(plain.locator("#arriving noscript")).to_be_visible()
    plain.close()
