"""Between the page and the library."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.errors import Failure, IndexDamagedError, QuestionError
from qa.settings import Settings
from qa.types import IndexStatus
from qa.workspace.judgements import Judgements
from qa_ui.i18n import problem_text
from qa_ui.page.service import REMEMBERED, PageService
from qa_ui.page.session import Filters, Judged, Opened, Session
from qa_ui.views.library import TableState
from tests.ui.fakes import ARTICLES, TROOPS, FakeLibrary


@pytest.fixture
def service(library: FakeLibrary, settings: Settings) -> PageService:
    """A service over the small library."""
    return PageService(library, settings)


def last(service: PageService, session: Session) -> Session:
    """The session as it stays when its last question is answered."""
    *_, settled = service.answers(session)
    return settled


def asked(service: PageService, question: str, filters: Filters | None = None) -> Session:
    """A session with one question and what became of it."""
    return last(service, Session("fr").asking(question, filters or Filters()))


def said(session: Session) -> str:
    """Why the last question failed, in French."""
    problem = session.turns[-1].problem
    assert problem is not None
    return problem_text(problem, "fr")


def test_the_history_goes_along(service: PageService, library: FakeLibrary) -> None:
    """A follow-up is asked with the exchanges before it."""
    session = asked(service, "Qui a envoyé des troupes ?")
    last(service, session.asking("Et pourquoi ?", Filters()))
    assert library.asked[-1][1][0][0] == "Qui a envoyé des troupes ?"


def test_the_filters_go_along(service: PageService) -> None:
    """What the filters leave out answers nothing."""
    english = asked(service, "Qui a envoyé des troupes ?", Filters(languages=("en",)))
    answer = english.turns[-1].answer
    assert answer is not None
    assert not answer.answered


def test_a_refused_question_says_why(service: PageService) -> None:
    """An error of the library reaches the reader in its own words."""
    assert "question est vide" in said(asked(service, "refused"))


def test_a_broken_library_does_not_break_the_page(
    service: PageService, library: FakeLibrary
) -> None:
    """An unexpected error is said without its insides."""
    library.status = library.ask = None  # type: ignore[assignment, method-assign]
    problem = said(asked(service, "Pourquoi ?"))
    assert "erreur inattendue" in problem
    assert "NoneType" not in problem


def test_without_an_index_the_page_says_what_to_do(
    service: PageService, library: FakeLibrary
) -> None:
    """No index means no articles, no facts, and the command that makes one."""
    library.missing = True
    assert "qa build" in service.conversation(Session("fr"))
    assert service.table(TableState(), "fr") == service.conversation(Session("fr"))
    assert service.facts("fr") == service.read(None, "fr") == ""
    assert service.listed(TableState()).articles == service.known([TROOPS.id]) == []
    assert service.months("fr") == []
    assert "pas encore d’index" in said(asked(service, "Pourquoi ?"))


def test_only_who_runs_the_server_is_shown_its_folders(
    library: FakeLibrary, settings: Settings
) -> None:
    """Where people log in, or anybody may come, they see names."""
    library.missing = True
    alone = PageService(library, settings).conversation(Session("en"))
    assert str(settings.index.parent) in alone
    for opened in ({"auth": True}, {"public": True}):
        service = PageService(library, settings.model_copy(update=opened))
        page = service.conversation(Session("en"))
        assert str(settings.index.parent) not in page
        assert "qa build" in page


def test_a_damaged_index_is_reported(settings: Settings) -> None:
    """An index that cannot be opened shows the library's remedy in the page."""

    class Damaged(FakeLibrary):
        def status(self) -> IndexStatus:
            raise IndexDamagedError("/srv/secret/index", "index.mismatch")

    service = PageService(Damaged(), settings)
    for page in (service.conversation(Session("fr")), service.table(TableState(), "fr")):
        assert "reconstruisez l’index" in page
        assert "secret" not in page


def test_the_whole_article_opens(service: PageService) -> None:
    """The panel shows the passage, then on demand the whole article."""
    session = asked(service, "Qui a envoyé des troupes ?")
    passage = service.source(session.opening(Opened(0, "cite", 1)))
    whole = service.source(session.opening(Opened(0, "cite", 1, whole=True)))
    assert "Le calme est revenu" not in passage
    assert "Le calme est revenu" in whole
    assert service.source(session) == ""


def test_an_article_that_was_removed_leaves_its_passage(
    service: PageService, library: FakeLibrary
) -> None:
    """If a rebuild removed the article, the panel says so and keeps the quoted passage."""
    session = asked(service, "Qui a envoyé des troupes ?")
    library.remove(TROOPS.id)
    html = service.source(session.opening(Opened(0, "cite", 1, whole=True)))
    assert "n’est plus dans l’index" in html
    assert "<mark>" in html
    assert "n’est plus dans l’index" in service.read(TROOPS.id, "fr")


def test_the_count_follows_the_filters(service: PageService) -> None:
    """Filters say how many articles remain, and what is not a date."""
    assert service.remaining(Filters(), "en") == "5 articles"
    assert service.remaining(Filters(languages=("fr",)), "en") == "2 of 5 articles"
    assert "widen" in service.remaining(Filters(since="2030"), "en")
    assert "“soon” is not a date" in service.remaining(Filters(until="soon"), "en")


def test_choices_come_from_the_articles(service: PageService) -> None:
    """Only months and sources that have articles are offered, months newest first."""
    assert service.months("fr")[0] == ("mai 2025", "2025-05")
    assert [month for _, month in service.months("fr")][-1] == "2022-01"
    assert "Le Courrier" in service.sources()


def test_the_table_shows_what_is_searched(service: PageService) -> None:
    """The table lists the found articles out of all."""
    assert service.table(TableState("flood"), "en").count('data-do="read"') == 2
    assert f"{len(ARTICLES)} articles" in service.table(TableState(), "en")


def test_a_question_that_is_too_long_is_said_without_names_of_settings(
    service: PageService, library: FakeLibrary
) -> None:
    """A reader cannot change settings: the limit is named, and what to do."""

    def refuse(*_: object, **__: object) -> None:
        raise QuestionError("question.too_long", length=12000, limit=1000)

    library.stream = refuse  # type: ignore[assignment, method-assign]
    problem = said(asked(service, "Pourquoi ?"))
    assert "1\u202f000" in problem
    assert "raccourcissez-la" in problem
    assert "max_question_chars" not in problem


def test_a_judgement_holds_what_its_answer_could_depend_on(
    service: PageService, settings: Settings
) -> None:
    """Of a long conversation only the last exchanges are kept with each judgement."""
    turn = asked(service, "Qui a envoyé des troupes ?").turns[0]
    assert turn.answer
    turn = replace(turn, answer=turn.answer.model_copy(update={"understood": "Qui ?"}))
    long = Session("fr", (*[turn] * 20, replace(turn, request_id="z")))
    service.judge(long, 20, Judged("good"))
    [kept] = Judgements.of(settings).all()
    assert (kept.id, len(kept.history)) == ("z", REMEMBERED)


def test_a_reader_cannot_fill_the_disk_with_judgements(
    library: FakeLibrary, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One reader judges so much in a day; others are not kept from it, nothing is lost."""
    monkeypatch.setattr("qa_ui.page.service.JUDGED_A_DAY", 2)
    service = PageService(library, settings)
    session = last(service, Session("fr").asking("Qui a envoyé des troupes ?", Filters(), "z"))
    for _ in range(2):
        session = service.judge(session, 0, Judged("good"), "user:ann")
    refused = service.judge(session, 0, Judged("bad"), "user:ann").turns[0].judged
    full = Failure(code="judgements.too_many", values={"most": 2})
    assert refused == Judged("good", problem=full)
    assert "2 avis" in problem_text(full, "fr")
    assert service.judge(session, 0, Judged("bad"), "user:bob").turns[0].judged == Judged("bad")
    service.judge(session, 0, Judged(), "user:ann")  # what was judged may be taken back
    assert Judgements.of(settings).all() == []
