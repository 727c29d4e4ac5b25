"""What events of the page return: updates of the components that they are wired to."""

from __future__ import annotations

from dataclasses import replace

import gradio as gr
import pytest
from starlette.requests import Request

from qa.errors import Failure
from qa.settings import Settings
from qa.workspace.conversations import MOST_TURNS
from qa_ui.access.rights import NOBODY, Caller, mark
from qa_ui.http.metrics import Metrics
from qa_ui.page.ask import AskEvents
from qa_ui.page.events import LONGEST, NOTHING, event_number, event_value
from qa_ui.page.layout import Page
from qa_ui.page.library import LibraryEvents
from qa_ui.page.service import PageService
from qa_ui.page.session import Filters, Searches, Session
from qa_ui.page.translate import translate, translated_components
from qa_ui.views.library import TableState
from tests.ui.fakes import TROOPS, FakeLibrary

NO_FILTERS: tuple[None, None, list[str], list[str]] = (None, None, [], [])
ASKED = "Qui a envoyé des troupes et pourquoi ?"


@pytest.fixture
def service(library: FakeLibrary, settings: Settings) -> PageService:
    """What the page asks of the small library."""
    return PageService(library, settings)


@pytest.fixture
def answered(library: FakeLibrary) -> Session:
    """A conversation of one answered question."""
    return Session("fr").asking(ASKED, Filters(), "1").settled(library.ask(ASKED))


def click(**carried: object) -> gr.EventData:
    """A click on a button that carries values."""
    return gr.EventData(None, carried)


def test_a_question_is_shown_at_once_and_answered_later(layout: Page, service: PageService) -> None:
    """Asking, searching and settling update only components of theirs, each when it is due."""
    events, searches = AskEvents(layout, service), Searches()
    shown = events.ask(ASKED, Session("fr"), searches, *NO_FILTERS)
    assert shown.keys() == set(events.outputs) - {
        layout.ask.source.previous,
        layout.ask.source.next,
        layout.ask.source.whole,
    }
    session = shown[layout.session]
    assert "Recherche" in shown[layout.ask.conversation]
    assert events.settle(session, searches) == NOTHING
    assert list(events.search(session, searches)) == [NOTHING]  # no model writes, so nothing grows
    settled = events.settle(session, searches)
    ask = layout.ask
    assert settled.keys() == {layout.session, ask.conversation, ask.cards, ask.question}
    assert settled[layout.session].turns[0].answer is not None


def test_a_question_too_many_is_not_taken(
    layout: Page, library: FakeLibrary, settings: Settings
) -> None:
    """Its reader learns that the server is busy; nothing is searched."""
    metrics = Metrics()
    metrics.watch("page", lambda: settings.questions_waiting)
    events = AskEvents(layout, PageService(library, settings, metrics))
    shown = events.ask(ASKED, Session("fr"), Searches(), *NO_FILTERS)
    assert "Trop de questions sont en attente" in shown[layout.ask.conversation]
    assert shown[layout.session].turns[0].question == ASKED
    assert list(events.search(shown[layout.session], Searches())) == [NOTHING]
    assert 'refused_total{where="page"} 1.0' in metrics.render(None).decode()


def test_a_question_that_finds_the_queue_full_says_so(layout: Page, service: PageService) -> None:
    """It may have become full since; one that was answered meanwhile is shown."""
    events, searches = AskEvents(layout, service), Searches()
    asking = Session("fr").asking(ASKED, Filters(), "1")
    refused = events.refuse(asking, searches)
    assert refused[layout.session].turns[0].problem == Failure(code="busy")
    assert "Trop de questions" in refused[layout.ask.conversation]
    list(events.search(asking, searches))
    answered = events.refuse(asking, searches)
    assert answered[layout.session].turns[0].answer is not None


def test_what_cannot_be_done_changes_nothing(
    layout: Page, service: PageService, answered: Session
) -> None:
    """An empty question, a second one while one is open, a turn that is not there."""
    events, open_one = AskEvents(layout, service), answered.asking("Et ?", Filters(), "2")
    assert events.ask("  ", answered, Searches(), *NO_FILTERS) == NOTHING
    assert events.ask("Et ?", open_one, Searches(), *NO_FILTERS) == NOTHING
    for turn in ("7", "-1", "x", ""):
        assert events.again(answered, click(turn=turn)) == NOTHING
        assert events.edit(answered, click(turn=turn)) == NOTHING
        assert events.judge(answered, click(turn=turn, verdict="good"), gr.Request()) == NOTHING
    assert events.edit(open_one, click(turn="0")) == NOTHING
    assert events.note(answered, click(turn="0", note="x"), gr.Request()) == NOTHING


def test_a_question_is_taken_back_into_the_box(
    layout: Page, service: PageService, answered: Session
) -> None:
    """Editing and stopping shorten the conversation and leave its question in the box."""
    events = AskEvents(layout, service)
    edited = events.edit(answered, click(turn="0"))
    stopped = events.stop(answered.asking("Et ?", Filters(), "2"), Searches())
    for shown, turns, question in ((edited, 0, ASKED), (stopped, 1, "Et ?")):
        assert len(shown[layout.session].turns) == turns
        assert shown[layout.ask.question]["value"] == question
        assert shown[layout.ask.new]["visible"] == bool(turns)


def test_the_table_is_drawn_again_only_for_another_index(
    layout: Page, service: PageService
) -> None:
    """Opening the tab keeps a search as it is, unless the index changed."""
    events, library = LibraryEvents(layout, service), layout.library
    first = events.refresh(TableState(), Session("en"))
    assert first.keys() == set(events.outputs)
    state = events.search(first[library.state], Session("en"), "flood")[library.state]
    assert events.refresh(state, Session("en")) == NOTHING
    assert events.sort(state, Session("en"), click(column="title"))[library.state].column == "title"


@pytest.mark.parametrize("caller", [NOBODY, Caller("ada", may_change=True)])
def test_an_editor_is_led_from_an_article_to_its_removal(
    layout: Page, service: PageService, caller: Caller
) -> None:
    """The article of the table is shown to everybody, the button beside it only to editors."""
    scope = {"type": "http", "headers": [], "query_string": b""}
    mark(scope, caller)
    events, library = LibraryEvents(layout, service), layout.library
    request = gr.Request(request=Request(scope))
    read = events.read(Session("en"), click(article=TROOPS.id), request)
    assert read[library.reading] == TROOPS.id
    assert TROOPS.title in read[library.article]
    assert read[library.remove]["visible"] == caller.may_change


def test_another_language_changes_every_text(
    layout: Page, service: PageService, answered: Session
) -> None:
    """Each component that holds words is updated, and no other."""
    for session in (answered, Session("en")):
        shown = translate(layout, service, session, TableState())
        assert shown.keys() == set(translated_components(layout))
    assert shown[layout.ask.filters.accordion]["label"] == "Filters · 5 articles"
    assert "Ask the articles" in shown[layout.title]


def test_a_button_carries_text_and_numbers() -> None:
    """What is missing or no number has a value that nothing else has."""
    event = click(turn="12", kind="cite", huge="9" * 40)
    assert (event_value(event, "kind"), event_value(event, "none")) == ("cite", "")
    assert [event_number(event, name) for name in ("turn", "kind", "huge")] == [12, -1, -1]
    assert event_value(gr.EventData(None, None), "kind") == ""


def test_what_a_page_sends_beyond_measure_is_cut(
    layout: Page, service: PageService, answered: Session
) -> None:
    """A page keeps no megabytes of a question, a search, a filter or a button's value."""
    huge = "x" * 1_000_000
    asked = AskEvents(layout, service).ask(huge, answered, Searches(), huge, huge, [huge], [])
    turn = asked[layout.session].turns[-1]
    assert len(turn.question) == LONGEST
    assert max(map(len, (turn.filters.since, turn.filters.until, *turn.filters.sources))) <= 500
    found = LibraryEvents(layout, service).search(TableState(), answered, huge)
    assert len(found[layout.library.state].query) == LONGEST
    assert len(event_value(click(article=huge), "article")) == LONGEST


def test_a_conversation_has_an_end(layout: Page, service: PageService, answered: Session) -> None:
    """With as many questions as are kept, another one is not taken, and the reader learns why."""
    long = replace(answered, turns=answered.turns * MOST_TURNS)
    with pytest.warns(UserWarning, match="commencez-en une nouvelle"):
        assert AskEvents(layout, service).ask(ASKED, long, Searches(), *NO_FILTERS) == NOTHING
