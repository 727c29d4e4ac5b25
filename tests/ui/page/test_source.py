"""Sources are opened while an answer is still being written."""

from __future__ import annotations

import gradio as gr
import pytest

from qa.settings import Settings
from qa_ui.page.ask import AskEvents
from qa_ui.page.events import NOTHING
from qa_ui.page.layout import Page
from qa_ui.page.service import PageService
from qa_ui.page.session import Filters, Opened, Searches, Session
from qa_ui.page.source import SourceEvents, panel_updates
from tests.ui.fakes import TROOPS, WHO, WHY, FakeLibrary, make_answer, make_hit

ASKED = "Qui a envoyé des troupes et pourquoi ?"
REQUEST = "7"


@pytest.fixture
def service(library: FakeLibrary, settings: Settings) -> PageService:
    """What the page asks of the small library."""
    return PageService(library, settings)


@pytest.fixture
def events(layout: Page, service: PageService) -> SourceEvents:
    """The events of the source panel."""
    return SourceEvents(layout, service)


@pytest.fixture
def session() -> Session:
    """A question that waits for its answer."""
    return Session("fr").asking(ASKED, Filters(), REQUEST)


@pytest.fixture
def searches(session: Session) -> Searches:
    """What was written of its answer so far."""
    searches = Searches()
    assert searches.begin(REQUEST)
    answer = make_answer(ASKED, [WHO, WHY], [make_hit(TROOPS, 1)])
    searches.end(session.settled(answer).turns[-1])
    return searches


def click(number: int) -> gr.EventData:
    """A click on a marker of the first turn."""
    return gr.EventData(None, {"kind": "cite", "turn": "0", "number": str(number)})


def test_a_marker_opens_its_source_before_the_end(
    layout: Page, events: SourceEvents, session: Session, searches: Searches
) -> None:
    """The panel shows the quote in its article; the question stays open for the rest."""
    shown = events.open(session, searches, click(1))
    after, panel = shown[layout.session], layout.ask.source
    assert after.waiting
    assert after.opened == Opened(0, "cite", 1)
    assert "L’alliance menée par Moscou" in shown[panel.body]
    assert "Source 1 sur 2" in shown[panel.position]
    assert shown.keys() <= set(events.outputs)


def test_the_panel_moves_before_the_end(
    layout: Page,
    service: PageService,
    events: SourceEvents,
    session: Session,
    searches: Searches,
) -> None:
    """Its buttons step, widen and close; then the answer arrives as ever."""
    body = layout.ask.source.body
    opened = events.open(session, searches, click(1))[layout.session]
    second = events.next(opened, searches)
    assert "protéger les bâtiments" in second[body]
    whole = events.widen(second[layout.session], searches)
    assert "Le calme est revenu" in whole[body]
    first = events.previous(whole[layout.session], searches)[layout.session]
    assert first.opened == Opened(0, "cite", 1)
    closed = events.close(first, searches)[layout.session]
    assert closed == session
    settled = AskEvents(layout, service).settle(closed, searches)
    assert not settled[layout.session].waiting


def test_before_anything_is_written_there_is_nothing_to_open(
    layout: Page, service: PageService, events: SourceEvents, session: Session
) -> None:
    """A click that means no source changes nothing, and no source is shown without its answer."""
    nothing = Searches()
    assert events.open(session, nothing, click(1))[layout.session] == session
    assert AskEvents(layout, service).settle(session, nothing) == NOTHING
    shown = panel_updates(layout, service, session)
    assert shown[layout.ask.source.position] == ""
    assert shown[layout.ask.source.body] == ""
