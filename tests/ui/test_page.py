"""The page in a browser, over the small library."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from gradio.queueing import Queue
from playwright.sync_api import Route, expect

from qa_ui.page.service import PageService

from .browser import Reader
from .conftest import CHROMIUM, serving
from .fakes import TROOPS, FakeLibrary

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]
WHO_AND_WHY = "Qui a envoyé des troupes et pourquoi ?"


def test_the_page_greets_in_the_browsers_language_and_switches(address: str, visit: Visit) -> None:
    """French for French browsers; the switch changes words, dates and `lang`, and is kept."""
    reader = visit(address, locale="fr-FR")
    page = reader.page
    expect(page.locator("#title h1")).to_have_text("Questions aux articles")
    expect(page.locator(".facts")).to_contain_text("6 janvier 2022")
    page.get_by_label("English").check()
    expect(page.locator(".facts")).to_contain_text("6 January 2022")
    page.get_by_label("Français").check()
    expect(page.locator("#title h1")).to_have_text("Questions aux articles")
    reader.ask(WHO_AND_WHY)
    page.get_by_label("English").check()
    expect(page.locator("#title h1")).to_have_text("Ask the articles")
    expect(page.get_by_role("tab", name="Library")).to_be_visible()
    expect(reader.last).to_contain_text("high confidence")
    expect(page.locator("#cards h2").first).to_have_text("Sources of this answer")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.locator("#title h1")).to_have_text("Ask the articles")


def test_a_busy_server_says_so_and_loses_no_question(
    address: str, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So does one that finds the queue full after all; both can be asked again by a click."""
    reader = visit(address)
    monkeypatch.setattr(PageService, "is_full", True)
    refused = reader.ask(WHO_AND_WHY)
    expect(refused.locator(".problem")).to_contain_text("Trop de questions sont en attente")
    monkeypatch.setattr(PageService, "is_full", False)
    monkeypatch.setattr(Queue, "__len__", lambda _: 1000)
    reader.ask(WHO_AND_WHY)
    expect(refused.locator(".problem")).to_contain_text("Trop de questions sont en attente")
    monkeypatch.undo()
    reader.last.get_by_role("button", name="Relancer").click()
    expect(reader.last).to_contain_text("L’alliance menée par Moscou")


def test_enter_asks_and_the_focus_returns(address: str, visit: Visit) -> None:
    """The next question can be typed at once, without touching the mouse."""
    reader = visit(address)
    expect(reader.question).to_be_focused()
    reader.ask(WHO_AND_WHY)
    expect(reader.question).to_be_focused()
    expect(reader.question).to_have_value("")


def test_a_question_that_is_sent_before_the_greeting_waits_for_it(
    address: str, visit: Visit
) -> None:
    """The greeting sets the language and an empty conversation, which would replace it."""
    reader, held, holding = visit(address), list[Route](), True
    page = reader.page

    def hold(route: Route) -> None:
        if holding and route.request.post_data:
            held.append(route)
        else:
            route.continue_()

    page.route(re.compile("/gradio_api/"), hold)
    page.reload()
    reader.question.fill(WHO_AND_WHY)
    reader.question.press("Enter")
    for _ in range(5):  # long enough for a request that does not wait
        page.evaluate("fetch('/healthz').then(() => new Promise(requestAnimationFrame))")
    assert held
    assert not [route for route in held if WHO_AND_WHY in (route.request.post_data or "")]
    holding = False
    for route in held:
        route.continue_()
    expect(reader.last).to_contain_text("L’alliance menée par Moscou")
    expect(reader.last).to_contain_text("confiance élevée")


def test_a_citation_opens_steps_widens_and_closes(address: str, visit: Visit) -> None:
    """A marker opens its source; next, whole article and Esc work; the focus comes back."""
    reader = visit(address)
    reader.ask(WHO_AND_WHY)
    source = reader.open(1)
    expect(source.locator("mark strong")).to_have_text("L’alliance menée par Moscou")
    expect(source.locator(".headline a")).to_have_attribute("href", TROOPS.url or "")
    expect(reader.page.locator("#source-close")).to_be_focused()
    reader.page.locator("#source-next").click()
    expect(source.locator("mark strong")).to_have_text("protéger les bâtiments publics")
    expect(reader.page.locator("#source-next")).to_be_disabled()
    reader.page.locator("#source-whole").click()
    expect(source).to_contain_text("Le calme est revenu")
    expect(source.locator("mark")).to_be_in_viewport()
    reader.page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(reader.last.locator('.marker[data-number="1"]')).to_be_focused()
    expect(reader.page.locator("#cards .card")).to_have_count(2)


def test_on_a_phone_the_source_is_a_sheet(address: str, visit: Visit) -> None:
    """On a narrow screen the source comes up from below, and nothing scrolls sideways."""
    reader = visit(address, locale="en-GB", phone=True, dark=True)
    reader.ask("How many people died in the flood?")
    box = reader.open(1).bounding_box()
    assert box is not None
    assert round(box["x"]) == 0
    assert round(box["width"]) == 390
    assert round(box["y"] + box["height"]) == 844
    width = reader.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    assert reader.page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(23, 21, 19)"
    )


def test_an_abstention_offers_the_closest_passages(address: str, visit: Visit) -> None:
    """What the articles do not say is said, and a passage can be read all the same."""
    reader = visit(address)
    reader.ask("Qui a gagné la course ?")
    expect(reader.last.locator(".abstained .no")).to_be_visible()
    expect(reader.page.locator("#cards")).to_contain_text("ils n’y répondent pas")
    reader.page.locator("#cards .card button").first.click()
    expect(reader.source.locator(".position")).to_contain_text("Passage 1 sur 5")


def test_examples_ask_and_a_new_conversation_begins(address: str, visit: Visit) -> None:
    """A click on an example asks it; a new conversation shows the examples again."""
    reader = visit(address, locale="en-GB")
    example = reader.page.locator("#proposals .suggestion").first
    asked = example.inner_text()
    example.click()
    expect(reader.last.locator(".asked")).to_contain_text(asked)
    expect(reader.last.locator(".answer")).to_be_visible()
    reader.page.locator("#new").click()
    expect(reader.page.locator(".welcome")).to_be_visible()


def test_a_question_can_be_edited_and_asked_again(
    address: str, visit: Visit, library: FakeLibrary
) -> None:
    """Edit puts the question back into the box; ask again asks it once more."""
    reader = visit(address)
    reader.ask(WHO_AND_WHY)
    reader.last.get_by_role("button", name="Relancer").click()
    expect(reader.last.locator(".answer")).to_be_visible()
    reader.page.wait_for_timeout(300)
    assert [question for question, _ in library.asked].count(WHO_AND_WHY) == 2
    reader.last.get_by_role("button", name="Modifier").click()
    expect(reader.question).to_have_value(WHO_AND_WHY)
    expect(reader.page.locator(".turn")).to_have_count(0)


def test_a_waiting_question_can_be_stopped(
    address: str, visit: Visit, library: FakeLibrary
) -> None:
    """Stop gives the question back; the next one is answered, whatever the stopped search does."""
    reader = visit(address)
    library.hold.clear()
    reader.question.fill("Pourquoi des troupes ?")
    reader.question.press("Enter")
    expect(reader.page.locator(".searching")).to_be_visible()
    reader.page.locator("#question .stop-button").click()
    expect(reader.question).to_have_value("Pourquoi des troupes ?")
    expect(reader.page.locator(".turn")).to_have_count(0)
    reader.question.fill(WHO_AND_WHY)
    reader.question.press("Enter")
    expect(reader.last.locator(".asked")).to_contain_text(WHO_AND_WHY)
    expect(reader.page.locator(".searching")).to_be_visible()
    library.hold.set()
    expect(reader.last.locator(".marker")).to_have_count(2)
    expect(reader.page.locator(".turn")).to_have_count(1)


def test_the_answer_can_be_copied(address: str, visit: Visit) -> None:
    """Copy puts text with numbered sources, not markup, on the clipboard."""
    reader = visit(address)
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.ask(WHO_AND_WHY)
    button = reader.last.get_by_role("button", name="Copier", exact=True)
    button.click()
    expect(reader.last.locator("[data-copy]")).to_have_text("Copié")
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert f"[1] {TROOPS.title}" in copied
    assert "<" not in copied


def test_filters_say_how_many_articles_remain(address: str, visit: Visit) -> None:
    """Each filter changes the count at once, and the answer says what was searched."""
    reader = visit(address)
    filters = reader.page.locator("#filters")
    expect(filters).to_contain_text("Filtres · 5 articles")
    opener = filters.get_by_role("button").first
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    filters.get_by_label("anglais").check()
    expect(filters).to_contain_text("3 sur 5 articles")
    reader.ask(WHO_AND_WHY)
    expect(reader.last.locator(".abstained")).to_be_visible()
    expect(reader.last).to_contain_text("Recherche limitée à")
    filters.get_by_role("button", name="Effacer").click()
    expect(filters).to_contain_text("Filtres · 5 articles")


@pytest.mark.parametrize(
    ("locale", "language", "everywhere"),
    [
        ("fr-FR", "anglais", "Chercher dans tous les articles"),
        ("en-GB", "English", "Search everywhere"),
    ],
)
def test_a_refusal_under_a_filter_offers_to_search_everywhere(
    address: str, visit: Visit, locale: str, language: str, everywhere: str
) -> None:
    """A click asks again in all articles, and the filters are cleared."""
    reader = visit(address, locale=locale)
    filters = reader.page.locator("#filters")
    filters.get_by_role("button").first.click()
    filters.get_by_label(language).check()
    reader.ask(WHO_AND_WHY)
    expect(reader.last.locator(".abstained")).to_be_visible()
    reader.last.get_by_role("button", name=everywhere).click()
    expect(reader.last.locator("blockquote").first).to_be_visible()
    expect(filters).to_contain_text("5 articles")
    expect(filters.get_by_label(language)).not_to_be_checked()


def test_the_library_is_searched_sorted_and_read(address: str, visit: Visit) -> None:
    """The table narrows as one types, sorts by its heads, and opens articles in the page."""
    reader = visit(address)
    page = reader.page
    page.get_by_role("tab", name="Bibliothèque").click()
    titles = page.locator("#library-table td.title")
    expect(titles).to_have_count(5)
    page.locator("#library-search input, #library-search textarea").fill("musee")
    expect(titles).to_have_count(1)
    titles.first.get_by_role("button").click()
    expect(page.locator("#article .text")).to_contain_text("gratuite le dimanche")
    page.locator("#library-search input, #library-search textarea").fill("")
    expect(titles).to_have_count(5)
    page.get_by_role("button", name="Titre").click()
    expect(page.locator("th.title")).to_have_attribute("aria-sort", "ascending")


def test_on_a_phone_an_article_leads_back_to_the_list(address: str, visit: Visit) -> None:
    """An article is scrolled to below the list, and its button goes back to where one was."""
    page = visit(address, locale="en-GB", phone=True).page
    page.get_by_role("tab", name="Library").click()
    title = page.locator("#library-table td.title button").nth(2)
    title.click()
    expect(page.locator("#article .headline")).to_be_in_viewport()
    page.get_by_role("button", name="Back to the list").click()
    expect(title).to_be_in_viewport()
    expect(title).to_be_focused()


def test_two_readers_share_nothing(address: str, visit: Visit) -> None:
    """What one reader asks does not appear on another's page."""
    first, second = visit(address), visit(address)
    first.ask(WHO_AND_WHY)
    second.page.reload()
    expect(second.page.locator(".welcome")).to_be_visible()
    expect(second.page.locator(".turn")).to_have_count(0)


def test_a_hostile_article_and_question_do_nothing(address: str, visit: Visit) -> None:
    """Markup in articles and questions opens no dialog, loads nothing, and is read as text."""
    reader = visit(address, locale="en-GB")
    attack = (
        "zebra? <img src=http://evil.example/q.png onerror=alert(6)> ![x](http://evil.example/m)"
    )
    reader.ask(attack)
    reader.open(1)
    reader.page.locator("#source-whole").click()
    expect(reader.source).to_contain_text("<iframe src='http://evil.example/f'>")
    reader.page.get_by_role("tab", name="Library").click()
    reader.page.locator("#library-table td.title button").first.click()
    expect(reader.page.locator("#article")).to_contain_text("<script>alert('title')</script>")
    reader.page.wait_for_timeout(500)
    assert reader.dialogs == []
    assert reader.strangers == []
    assert reader.page.locator("#screens img, #screens iframe").count() == 0


def test_a_page_opened_before_the_first_build_works_after_it(
    app: FastAPI, library: FakeLibrary, visit: Visit
) -> None:
    """Without an index the page says what to do; once there is one it answers."""
    library.missing = True
    with serving(app) as address:
        reader = visit(address)
        expect(reader.page.locator("#conversation .missing")).to_contain_text("qa build")
        reader.choose("Bibliothèque")
        expect(reader.page.locator("#library-table .missing")).to_contain_text("qa build")
        reader.choose("Questions")
        reader.ask(WHO_AND_WHY)
        expect(reader.last.locator(".problem")).to_contain_text("Il n’y a pas encore d’index")
        library.missing = False
        reader.ask(WHO_AND_WHY)
        expect(reader.last.locator(".marker")).to_have_count(2)
        reader.choose("Bibliothèque")
        expect(reader.page.locator("#library-table tbody tr").first).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_has_enough_contrast(address: str, visit: Visit, *, dark: bool) -> None:
    """Every piece of visible text stands out from what is behind it by 4.5 to 1."""
    reader = visit(address, locale="en-GB", dark=dark)
    reader.ask("How many people died in the flood?")
    reader.open(1)
    poor = reader.page.evaluate(CONTRAST)
    assert poor == []


def test_every_control_has_a_name(address: str, visit: Visit) -> None:
    """Each button and field of the page tells a screen reader what it is."""
    reader = visit(address)
    reader.ask(WHO_AND_WHY)
    reader.open(1)
    tree = reader.page.locator("body").aria_snapshot()
    assert not re.findall(r"^\s*- (?:button|textbox|combobox)(?::|$)", tree, re.MULTILINE)


CONTRAST = """() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] > .9) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || element.closest('script, style, :disabled, .unseen') ||
        !element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const [one, two] = [parse(getComputedStyle(element).color), behind(element)].map(light);
    const ratio = (Math.max(one, two) + .05) / (Math.min(one, two) + .05);
    if (ratio < 4.5) poor.push([text.slice(0, 40), ratio.toFixed(2)]);
  }
  return poor;
}"""
