"""The page as axe-core and the keyboard find it: its states, languages, colours and sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page, expect

from qa.accounts import Users
from qa.corpus.hidden import Hidden, HiddenArticle
from qa.errors import FailedFile
from qa.settings import Settings
from qa_ui.server import create_app

from .browser import Reader
from .conftest import CHROMIUM, PHONE, FakeBuild, serving, settings_in
from .fakes import FakeLibrary

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")

Visit = Callable[..., Reader]
State = Callable[[Reader], None]

LOOKS = {
    "french-wide-light": {"locale": "fr-FR"},
    "english-wide-dark": {"locale": "en-GB", "dark": True},
    "french-phone-dark": {"locale": "fr-FR", "phone": True, "dark": True},
    "english-phone-light": {"locale": "en-GB", "phone": True},
}
EDITOR = ("zoé", "le mot de passe")


def welcome(reader: Reader) -> None:
    """Nothing was asked yet: examples, and a topic that is open."""
    expect(reader.page.locator("#proposals .suggestion").first).to_be_visible()
    reader.page.locator("#proposals summary").first.click()
    expect(reader.page.locator("#proposals details .suggestion").first).to_be_visible()


def answer(reader: Reader) -> None:
    """Two parts, quotes, and what can be asked next."""
    reader.ask("Qui a envoyé des troupes et pourquoi ?")
    expect(reader.page.locator("#proposals .suggestions")).to_be_visible()


def source(reader: Reader) -> None:
    """A quote in its article."""
    reader.open(1)
    reader.page.locator("#source-whole").click()
    expect(reader.source).to_contain_text("Le calme est revenu")


def differing(reader: Reader) -> None:
    """Articles that give different numbers."""
    reader.page.locator("#source-close").click()
    expect(reader.source).to_be_hidden()
    reader.ask("How many people died in the flood?")
    expect(reader.last.locator(".differ")).to_be_visible()


def timeline(reader: Reader) -> None:
    """An overview as a plot, and the source that a mark of it opens by the keyboard."""
    reader.ask("Timeline of the flood")
    reader.last.locator(".timeline .mark").nth(1).focus()
    reader.page.keyboard.press("Enter")
    expect(reader.source).to_contain_text("Eleven people died")


def abstention(reader: Reader) -> None:
    """What the articles do not say."""
    reader.ask("Qui a gagné la course ?")
    expect(reader.last.locator(".abstained .no")).to_be_visible()


def shortcuts(reader: Reader) -> None:
    """The list of keys, over the page."""
    reader.page.locator("#help button").first.click()
    expect(reader.page.get_by_role("dialog")).to_be_visible()


def older_sources(reader: Reader) -> None:
    """The sources of an older answer, picked by a click."""
    reader.page.keyboard.press("Escape")
    reader.page.locator('.turn [data-do="pick"]').first.click()
    expect(reader.page.locator("#cards .of")).to_be_visible()


def problem(reader: Reader) -> None:
    """A question that could not be handled."""
    reader.ask("refused")
    expect(reader.last.locator(".problem")).to_be_visible()


def menu(reader: Reader) -> None:
    """The files in which an answer can be saved."""
    reader.page.locator("#conversation .menu summary").first.click()
    expect(reader.page.locator("#conversation .menu button").first).to_be_visible()


def kept(reader: Reader) -> None:
    """The list of conversations."""
    reader.page.keyboard.press("Escape")
    reader.page.locator("#kept-toggle").click()
    expect(reader.page.locator("#kept li a").first).to_be_visible()


def renaming(reader: Reader) -> None:
    """A conversation of the list, whose title is being changed."""
    reader.page.locator("#kept [data-row=rename]").first.click()
    expect(reader.page.locator("#kept input").first).to_be_focused()


def deleting(reader: Reader) -> None:
    """The question before a conversation is deleted."""
    reader.page.locator("#kept [data-row=cancel]").first.click()
    reader.page.locator("#kept [data-row=delete]").first.click()
    expect(reader.page.locator("#kept .confirmation").first).to_be_visible()


def not_there(reader: Reader) -> None:
    """The address of a conversation that was deleted."""
    reader.page.goto(f"{reader.address}/c/none")
    expect(reader.page.locator("#kept-notice p")).to_be_visible()


def filters(reader: Reader) -> None:
    """The filters, opened."""
    reader.page.locator("#filters button").first.click()
    expect(reader.page.locator("#filters input[type=checkbox]").first).to_be_visible()


def found(reader: Reader) -> None:
    """Results of a search with facets, one of them chosen, and an article that is read."""
    reader.choose("Recherche", "Search")
    box = reader.page.locator("#search-box input, #search-box textarea")
    box.fill("flood people")
    box.press("Enter")
    expect(reader.page.locator("#search-results .results mark").first).to_be_visible()
    facets = reader.page.locator("#search-facets .facets")
    if reader.page.evaluate("window.innerWidth <= 768"):  # folded once the results are there
        expect(facets).not_to_have_attribute("open", "")
        facets.locator("> summary").click()
    facets.locator("[data-facet=source]").first.click()
    expect(facets.locator("[aria-pressed=true]")).to_have_count(1)
    reader.page.locator("#search-results h2 button").first.click()
    expect(reader.page.locator("#search-article .text mark").first).to_be_visible()


def chosen(reader: Reader) -> None:
    """One article alone is asked."""
    reader.page.locator("#search-article .about").click()
    expect(reader.page.locator("#only .only")).to_be_visible()


def library(reader: Reader) -> None:
    """The table and an article of it."""
    reader.choose("Bibliothèque", "Library")
    reader.page.locator("#library-table td.title button").first.click()
    expect(reader.page.locator("#article .text")).to_be_visible()


def articles(reader: Reader) -> None:
    """Where articles are added and removed, asking whether one shall be removed."""
    reader.choose("Ajouter", "Add articles")
    reader.page.locator("#remove-search input, #remove-search textarea").fill("musee")
    reader.page.locator("#removable button").first.click()
    expect(reader.page.locator("#rebuild")).to_be_visible()


def feeds(reader: Reader) -> None:
    """Where feeds are added, after an address that was refused."""
    reader.choose("Flux", "Feeds")
    reader.page.locator("#feed-url input, #feed-url textarea").fill("http://127.0.0.1:9/")
    reader.page.locator("#feed-add").click()
    expect(reader.page.locator("#feed-outcome [role=alert]")).to_be_visible()


def many_questions(reader: Reader) -> None:
    """A list of questions with its answers."""
    reader.choose("En série", "Many questions")
    reader.page.locator("#batch-pasted textarea").fill("Who sent troops?\nWho won?")
    reader.page.locator("#batch-start").click()
    expect(reader.page.locator("#batch-progress a").first).to_be_visible()


def saved_questions(reader: Reader) -> None:
    """A saved question, asking whether it shall be deleted."""
    reader.choose("Questions", "Ask")
    reader.ask("How many people died in the flood?")
    reader.last.locator("[data-do=follow]").click()
    expect(reader.last.locator("[data-do=follow][aria-pressed=true]")).to_be_visible()
    reader.choose("Suivies", "Saved")
    reader.page.locator("#saved [data-do=delete]").first.click()
    expect(reader.page.locator("#saved .confirmation")).to_be_visible()


def last_screen(reader: Reader) -> None:
    """The screen of the last tab, as it is when it is opened."""
    reader.page.locator("#screens [role=tab]").last.click()
    expect(reader.page.locator("#screens [role=tab]").last).to_have_attribute(
        "aria-selected", "true"
    )


STATES: list[State] = [
    welcome,
    answer,
    source,
    differing,
    timeline,
    abstention,
    shortcuts,
    older_sources,
    problem,
    menu,
    kept,
    renaming,
    deleting,
    not_there,
    filters,
    found,
    chosen,
    library,
    articles,
    feeds,
    many_questions,
    saved_questions,
    last_screen,
]


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_axe_finds_nothing(address: str, visit: Visit, look: dict[str, Any]) -> None:
    """No state of the page breaks a rule of axe-core that matters, contrast included."""
    reader = visit(address, **look)
    found = []
    for state in STATES:
        state(reader)
        found += [(state.__name__, *one) for one in broken_rules(reader.page)]
    assert found == []


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_axe_finds_nothing_before_the_first_build(
    address: str, library: FakeLibrary, visit: Visit, look: dict[str, Any]
) -> None:
    """The page that says how to build the index is as accessible as the others."""
    library.missing = True
    reader = visit(address, **look)
    expect(reader.page.locator("#conversation .missing")).to_be_visible()
    assert broken_rules(reader.page) == []
    reader.choose("Bibliothèque", "Library")
    expect(reader.page.locator("#library-table .missing")).to_be_visible()
    assert broken_rules(reader.page) == []


def payload(name: str) -> FilePayload:
    """A file as a browser sends it."""
    return {"name": name, "mimeType": "text/plain", "buffer": b"Title\n\nBody."}


@pytest.mark.parametrize("look", [LOOKS["french-phone-dark"], LOOKS["english-wide-dark"]])
def test_axe_finds_nothing_in_an_article(address: str, visit: Visit, look: dict[str, Any]) -> None:
    """The page of an article with a marked quote, one whose quote is gone, and one that is gone."""
    page = visit(address, **look).page
    found = []
    for place in ("musee.md#s=0-40", "musee.md#s=900-999", "nowhere"):
        page.goto(f"{address}/a/{place}")
        found += broken_rules(page)
    assert found == []


@pytest.mark.parametrize("look", [LOOKS["french-phone-dark"], LOOKS["english-wide-dark"]])
def test_axe_finds_nothing_where_a_file_failed(
    address: str, settings: Settings, build: FakeBuild, visit: Visit, look: dict[str, Any]
) -> None:
    """The report of a rebuild with a file that failed, and the question before it is removed."""
    settings.corpus.mkdir()
    (settings.corpus / "a.pdf").write_bytes(b"x")
    build.failed = [FailedFile(path="a.pdf", code="pdf.not_pdf")]
    page = visit(address, **look).page
    page.locator("#screens [role=tab]").nth(3).click()
    page.locator("#rebuild").click()
    page.locator("#progress details.failed button").click()
    expect(page.locator("#progress .confirmation")).to_be_visible()
    assert broken_rules(page) == []
    page.locator("#progress .confirmation [data-do=cancel]").click()
    page.locator("#drop input[type=file]").set_input_files([payload("a.txt"), payload("a.exe")])
    expect(page.locator("#articles-added .refused")).to_be_visible()
    Hidden(settings.articles).hide(HiddenArticle(path="x.txt", title="X"))
    page.locator("#rebuild").click()
    expect(page.locator(".hidden-articles")).to_be_visible()
    assert broken_rules(page) == []


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where one has to log in."""
    folder = tmp_path_factory.mktemp("guarded")
    settings = settings_in(folder, auth=True)
    Users(settings.users).add(*EDITOR, "editor")
    with serving(create_app(settings, library=FakeLibrary(), build=FakeBuild())) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_axe_finds_nothing_where_one_logs_in(
    guarded: str, browser: Browser, locale: str, scheme: Literal["light", "dark"]
) -> None:
    """The form, the form with an error, and the page of somebody who is logged in."""
    context = browser.new_context(locale=locale, viewport=PHONE, color_scheme=scheme)
    page = context.new_page()
    page.goto(guarded)
    found = broken_rules(page)
    log_in(page, "wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    found += broken_rules(page)
    log_in(page, EDITOR[1])
    expect(page.locator("#account button")).to_be_visible()
    found += broken_rules(page)
    context.close()
    assert found == []


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_the_focus_can_be_seen_wherever_it_goes(address: str, visit: Visit, *, phone: bool) -> None:
    """On each screen, what the Tab key reaches has an outline that stands out by 3 to 1."""
    reader = visit(address, phone=phone)
    unseen, reached = [], 0
    walked = (answer, source, differing, filters, found, library, articles, feeds)
    for state in (*walked, last_screen, kept):
        state(reader)
        reader.page.evaluate(FROM_THE_TOP)
        for _ in range(LONGEST_TOUR):
            reader.page.keyboard.press("Tab")
            where, seen = reader.page.evaluate(FOCUS)
            if where == "BODY":
                break
            reached += 1
            if not seen:
                unseen.append((state.__name__, where))
        if state is found:  # the open article covers the tabs of a phone
            reader.page.keyboard.press("Escape")
    assert unseen == []
    assert reached > 50


def broken_rules(page: Page) -> list[tuple[str, str, str]]:
    """The rules that the page breaks and that matter, with where and how."""
    return [
        (rule["id"], str(node["target"]), node["failureSummary"])
        for rule in Axe().run(page).response["violations"]
        if rule["impact"] in {"moderate", "serious", "critical"}
        for node in rule["nodes"]
    ]


def log_in(page: Page, password: str) -> None:
    """Fill in the form and send it."""
    page.locator("input[name=name]").fill(EDITOR[0])
    page.locator("input[name=password]").fill(password)
    page.locator("form button").first.click()


LONGEST_TOUR = 80
"""Presses of the Tab key; no screen has as many controls."""

FROM_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
}"""

FOCUS = """() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = parse(getComputedStyle(document.body).backgroundColor);
  const focused = document.activeElement;
  let seen = false;
  for (let e = focused, up = 0; e && up < 5; e = e.parentElement, up += 1) {
    const style = getComputedStyle(e);
    const [one, two] = [parse(style.outlineColor), ground].map(light);
    const ratio = (Math.max(one, two) + .05) / (Math.min(one, two) + .05);
    seen ||= style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && ratio >= 3 &&
      e.checkVisibility({opacityProperty: true, visibilityProperty: true});
  }
  return [focused === document.body ? 'BODY' : focused.outerHTML.slice(0, 120), seen];
}"""
