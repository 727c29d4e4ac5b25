"""Between the page and the library."""

from __future__ import annotations

import pytest

from qa.errors import IndexDamagedError
from qa.settings import Settings
from qa_ui.page.service import Desk
from qa_ui.page.session import Filters, Opened, Session
from qa_ui.protocols import LazyAssistant
from qa_ui.views.library import View
from ui.fakes import ARTICLES, TROOPS, FakeLibrary


@pytest.fixture
def desk(library: FakeLibrary, settings: Settings) -> Desk:
    """A desk over the small library."""
    return Desk(library, settings)


def last(desk: Desk, session: Session) -> Session:
    """The session as it stays when its last question is answered."""
    *_, settled = desk.answers(session)
    return settled


def asked(desk: Desk, question: str, filters: Filters | None = None) -> Session:
    """A session with one question and what became of it."""
    return last(desk, Session("fr").asking(question, filters or Filters()))


def test_the_history_goes_along(desk: Desk, library: FakeLibrary) -> None:
    """A follow-up is asked with the exchanges before it."""
    session = asked(desk, "Qui a envoyé des troupes ?")
    last(desk, session.asking("Et pourquoi ?", Filters()))
    assert library.asked[-1][1][0][0] == "Qui a envoyé des troupes ?"


def test_the_filters_go_along(desk: Desk) -> None:
    """What the filters leave out answers nothing."""
    english = asked(desk, "Qui a envoyé des troupes ?", Filters(languages=("en",)))
    answer = english.turns[-1].answer
    assert answer is not None
    assert not answer.answered


def test_a_refused_question_says_why(desk: Desk) -> None:
    """An error of the library reaches the reader in its own words."""
    assert asked(desk, "refused").turns[-1].problem == "this question is refused; ask another"


def test_a_broken_library_does_not_break_the_page(desk: Desk, library: FakeLibrary) -> None:
    """An unexpected error is said without its insides."""
    library.status = library.ask = None  # type: ignore[assignment, method-assign]
    problem = asked(desk, "Pourquoi ?").turns[-1].problem
    assert problem
    assert "NoneType" not in problem


def test_without_an_index_the_page_says_what_to_do(desk: Desk, library: FakeLibrary) -> None:
    """No index means no articles, no facts, and the command that makes one."""
    library.missing = True
    assert "qa build" in desk.conversation(Session("fr"))
    assert desk.facts("fr") == ""
    assert desk.articles() == []
    assert asked(desk, "Pourquoi ?").turns[-1].problem == "Il n’y a pas encore d’index"


def test_a_damaged_index_is_reported(settings: Settings) -> None:
    """An index that cannot be opened shows the library's remedy in the page."""

    def opening() -> FakeLibrary:
        raise IndexDamagedError("index", "vectors.faiss is damaged; build again")

    page = Desk(LazyAssistant(opening), settings).conversation(Session("fr"))
    assert "vectors.faiss is damaged; build again" in page


def test_the_whole_article_opens(desk: Desk) -> None:
    """The panel shows the passage, then on demand the whole article."""
    session = asked(desk, "Qui a envoyé des troupes ?")
    passage = desk.source(session.opening(Opened(0, "cite", 1)))
    whole = desk.source(session.opening(Opened(0, "cite", 1, whole=True)))
    assert "Le calme est revenu" not in passage
    assert "Le calme est revenu" in whole
    assert desk.source(session) == ""


def test_an_article_that_was_removed_leaves_its_passage(desk: Desk, library: FakeLibrary) -> None:
    """If a rebuild removed the article, the panel says so and keeps the quoted passage."""
    session = asked(desk, "Qui a envoyé des troupes ?")
    library.remove(TROOPS.id)
    html = desk.source(session.opening(Opened(0, "cite", 1, whole=True)))
    assert "n’est plus dans l’index" in html
    assert "<mark>" in html
    assert "n’est plus dans l’index" in desk.read(TROOPS.id, "fr")


def test_the_count_follows_the_filters(desk: Desk) -> None:
    """Filters say how many articles remain, and what is not a date."""
    assert desk.remaining(Filters(), "en") == "5 articles"
    assert desk.remaining(Filters(languages=("fr",)), "en") == "2 of 5 articles"
    assert "widen" in desk.remaining(Filters(since="2030"), "en")
    assert "“soon” is not a date" in desk.remaining(Filters(until="soon"), "en")


def test_choices_come_from_the_articles(desk: Desk) -> None:
    """Only months and sources that have articles are offered, months newest first."""
    assert desk.months("fr")[0] == ("mai 2025", "2025-05")
    assert [month for _, month in desk.months("fr")][-1] == "2022-01"
    assert "Le Courrier" in desk.sources()


def test_the_table_shows_what_is_searched(desk: Desk) -> None:
    """The table lists the found articles out of all."""
    assert desk.table(View("flood"), "en").count('data-do="read"') == 2
    assert f"{len(ARTICLES)} articles" in desk.table(View(), "en")


def test_an_assistant_opens_when_it_is_needed(library: FakeLibrary) -> None:
    """The index is opened once, at the first call, and again only after it failed."""
    opened: list[int] = []

    def opening() -> FakeLibrary:
        opened.append(1)
        if len(opened) == 1:
            raise IndexDamagedError("index", "not yet")
        return library

    lazy = LazyAssistant(opening)
    assert opened == []
    lazy.warm()
    assert lazy.status().articles == len(ARTICLES)
    assert lazy.article(TROOPS.id) == TROOPS
    assert lazy.search("flood", 2)
    assert len(opened) == 2
    lazy.close()
    lazy.close()
    assert lazy.articles()
    assert len(opened) == 3
