"""The Search tab in a browser, and asking only chosen articles, over the small library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from .browser import Reader
from .conftest import CHROMIUM
from .fakes import FLOOD_ONE, FLOOD_TWO, TROOPS, FakeLibrary

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]


def search(reader: Reader, query: str) -> Locator:
    """Type a query into the Search tab, press Enter, and wait for what was found."""
    reader.choose("Recherche", "Search")
    box = reader.page.locator("#search-box input, #search-box textarea")
    box.fill(query)
    box.press("Enter")
    results = reader.page.locator("#search-results")
    expect(results.locator(".tally, .no")).to_be_visible()
    return results


def test_results_are_marked_narrowed_and_sorted(address: str, visit: Visit) -> None:
    """Passages have their words marked; a facet narrows and widens; the newest come first."""
    reader = visit(address, locale="en-GB")
    results = search(reader, "flood people")
    expect(results.locator(".tally")).to_have_text("2 articles · 2 passages")
    expect(results.locator("mark").first).to_have_text("Flood")
    facets = reader.page.locator("#search-facets")
    expect(facets.get_by_role("button", name="Valley Post 2")).to_be_visible()
    facets.get_by_role("button", name="2 March", exact=False).or_(
        facets.get_by_role("button", name="March 2024")
    ).click()
    expect(facets.get_by_role("button", name="March 2024")).to_have_attribute(
        "aria-pressed", "true"
    )
    facets.get_by_role("button", name="Remove all filters").click()
    expect(facets.locator("[aria-pressed=true]")).to_have_count(0)
    results.get_by_role("button", name="By date").click()
    expect(results.get_by_role("button", name="By date")).to_have_attribute("aria-pressed", "true")
    expect(results.locator("h2").first).to_have_text("Flood in the valley: toll rises")
    assert reader.errors == []


def test_a_query_that_cannot_be_searched_says_why(address: str, visit: Visit) -> None:
    """An exclusion alone is named; where nothing is found the page says what to change."""
    reader = visit(address, locale="fr-FR")
    results = search(reader, "-refused")
    expect(results.locator(".no")).to_contain_text("La recherche ne fait qu’exclure")
    results = search(reader, "licorne")
    expect(results).to_contain_text("Essayez d’autres mots, ou moins de mots.")


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_an_article_is_read_and_asked(address: str, visit: Visit, *, phone: bool) -> None:
    """From a result one reads the article and asks it alone, until the chip is removed."""
    reader = visit(address, locale="en-GB", phone=phone)
    page = reader.page
    results = search(reader, "four people")
    results.locator("h2 button").click()
    article = page.locator("#search-article")
    expect(article.locator(".text mark").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(article.locator(".text")).to_have_count(0)
    results.locator("h2 button").click()
    article.get_by_role("button", name="Ask this article").click()
    only = page.locator("#only .only")
    expect(only).to_contain_text(f"Only: “{FLOOD_ONE.title}”")
    reader.ask("How many people died in the flood?")
    expect(reader.last.locator(".short")).to_contain_text("Four")
    expect(reader.last).to_contain_text("Search limited to: 1 chosen article")
    only.get_by_role("button", name="Search everywhere").click()
    expect(only).to_have_count(0)
    reader.ask("How many people died in the flood again?")
    expect(reader.last.locator(".differ")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


def test_a_long_article_scrolls_in_its_column(address: str, visit: Visit) -> None:
    """The open article keeps to the window and scrolls, in the search and in the library."""
    reader = visit(address, locale="en-GB")
    search(reader, "four people").locator("h2 button").click()
    overflow = "element => getComputedStyle(element).overflowY"
    article = reader.page.locator("#search-article")
    expect(article.locator(".here")).to_have_text(FLOOD_ONE.text)
    assert article.evaluate(overflow) == "auto"
    reader.choose("Bibliothèque", "Library")
    reader.page.locator("#library-table td.title button").first.click()
    assert reader.page.locator("#article").evaluate(overflow) == "auto"


def test_a_search_without_results_drops_its_operators(address: str, visit: Visit) -> None:
    """The offered search has the same words without operators, also in its box."""
    reader = visit(address, locale="fr-FR")
    results = search(reader, "flood -nothing unicorn")
    results.get_by_role("button", name="Chercher ces mots sans guillemets ni exclusion").click()
    box = reader.page.locator("#search-box input, #search-box textarea")
    expect(box).to_have_value("flood unicorn")


def test_only_what_was_found_is_asked(address: str, visit: Visit) -> None:
    """The list of results as a whole can be asked, and everything again after an abstention."""
    reader = visit(address, locale="fr-FR")
    results = search(reader, "flood")
    results.get_by_role("button", name="Interroger seulement ces articles").click()
    expect(reader.page.locator("#only .only")).to_contain_text("Seulement : 2 articles")
    reader.ask("Qui a envoyé des troupes ?")
    reader.last.get_by_role("button", name="Chercher dans tous les articles").click()
    expect(reader.last.locator("blockquote").first).to_be_visible()
    expect(reader.page.locator("#only .only")).to_have_count(0)


def test_an_article_of_the_library_or_of_an_answer_is_asked(address: str, visit: Visit) -> None:
    """A row of the library, the article it opens, and an open source lead to asking it alone."""
    reader = visit(address, locale="en-GB")
    page, only = reader.page, reader.page.locator("#only .only")
    page.get_by_role("tab", name="Library").click()
    page.locator("#library-search input, #library-search textarea").fill("searches went on")
    expect(page.locator("#library-table tbody tr")).to_have_count(1)
    page.locator("#library-table .about").click()
    expect(only).to_contain_text("toll rises")
    page.get_by_role("tab", name="Library").click()
    page.locator("#library-search input, #library-search textarea").fill("dentelle")
    expect(page.locator("#library-table tbody tr")).to_have_count(1)
    page.locator("#library-table td.title button").click()
    page.locator("#article").get_by_role("button", name="Ask this article").click()
    expect(only).to_contain_text("dentelle")
    only.locator("button").click()
    reader.ask("Who sent troops?")
    reader.open(1)
    page.locator("#source-about").click()
    expect(only).to_contain_text(TROOPS.title)


def test_hostile_results_are_text(address: str, visit: Visit) -> None:
    """Markup in titles, sources and passages is shown, not run."""
    reader = visit(address, locale="en-GB")
    results = search(reader, "zebra")
    expect(results.locator("h2")).to_contain_text("<script>alert('title')</script>")
    expect(results.locator(".found")).to_contain_text("onerror=")
    results.locator("h2 button").click()
    expect(reader.page.locator("#search-article .text")).to_contain_text("onerror=")
    reader.page.locator("#search-article .about").click()
    expect(reader.page.locator("#only .only")).to_contain_text("<script>")
    assert (reader.dialogs, reader.strangers) == ([], [])


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
@pytest.mark.parametrize(("locale", "headings"), [
    ("fr-FR", ["Personnes", "Lieux"]), ("en-GB", ["People", "Places"]),
])  # fmt: skip
def test_people_and_places_narrow(
    address: str,
    visit: Visit,
    library: FakeLibrary,
    locale: str,
    headings: list[str],
    *,
    phone: bool,
) -> None:
    """Names are facets like the outlets, hostile ones are text; without names there are none."""
    reader = visit(address, locale=locale, phone=phone)
    page, facets = reader.page, reader.page.locator("#search-facets")
    results = search(reader, "flood")
    expect(facets.locator("section")).to_have_count(3)
    hostile = "<img src=x onerror=alert(1)>"
    library.named = {
        FLOOD_ONE.id: {"people": ["Ada Byron", hostile], "places": ["Lurance"]},
        FLOOD_TWO.id: {"people": ["Ada Byron"], "places": ["Lurance", "Saint-Maurin"]},
    }
    search(reader, "flood people")
    expect(facets.locator("section")).to_have_count(5)
    expect(facets.locator("h2")).to_contain_text(["", "", "", *headings])
    if phone:
        expect(facets.locator(".facets[open]")).to_have_count(0)
        facets.locator(".facets > summary").click()
    expect(facets.get_by_role("button", name="Lurance")).to_be_visible()
    expect(facets.get_by_text(hostile)).to_have_count(1)
    facets.get_by_role("button", name="Saint-Maurin").click()
    expect(results.locator("h2")).to_have_count(1)
    expect(facets.locator("[aria-pressed=true]")).to_have_text(["Saint-Maurin 1"])
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    assert (reader.errors, reader.dialogs, reader.strangers) == ([], [], [])
