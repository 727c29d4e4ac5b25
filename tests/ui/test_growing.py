"""Sources are opened while an answer is still being written."""

from __future__ import annotations

import gradio as gr
import pytest

from qa.settings import Settings
from qa_ui.page.ask import NOTHING_SHOWN, Handlers
from qa_ui.page.service import Desk
from qa_ui.page.session import Filters, Opened, Searches, Session

from .fakes import TROOPS, WHO, WHY, FakeLibrary, make_answer, make_hit

ASKED = "Qui a envoyé des troupes et pourquoi ?"
TICKET = "7"


@pytest.fixture
def handlers(library: FakeLibrary, settings: Settings) -> Handlers:
    """The events of one page over the small library."""
    return Handlers(Desk(library, settings))


@pytest.fixture
def session() -> Session:
    """A question that waits for its answer."""
    return Session("fr").asking(ASKED, Filters(), TICKET)


@pytest.fixture
def searches(session: Session) -> Searches:
    """What was written of its answer so far."""
    searches = Searches()
    assert searches.begin(TICKET)
    answer = make_answer(ASKED, [WHO, WHY], [make_hit(TROOPS, 1)])
    searches.end(session.settled(answer).turns[-1])
    return searches


def click(number: int) -> gr.EventData:
    """A click on a marker of the first turn."""
    return gr.EventData(None, {"kind": "cite", "turn": "0", "number": str(number)})


def test_a_marker_opens_its_source_before_the_end(
    handlers: Handlers, session: Session, searches: Searches
) -> None:
    """The panel shows the quote in its article; the question stays open for the rest."""
    after, *panel = handlers.open(session, searches, click(1))
    assert after.waiting
    assert after.opened == Opened(0, "cite", 1)
    assert "L’alliance menée par Moscou" in panel[3]
    assert "Source 1 sur 2" in panel[2]


def test_the_panel_moves_before_the_end(
    handlers: Handlers, session: Session, searches: Searches
) -> None:
    """Its buttons step, widen and close; then the answer arrives as ever."""
    opened, *_ = handlers.open(session, searches, click(1))
    second, *panel = handlers.next(opened, searches)
    assert "protéger les bâtiments" in panel[3]
    whole, *panel = handlers.widen(second, searches)
    assert "Le calme est revenu" in panel[3]
    first, *_ = handlers.previous(whole, searches)
    assert first.opened == Opened(0, "cite", 1)
    closed, *panel = handlers.close(first, searches)
    assert closed == session
    settled, *_ = handlers.settle(closed, searches)
    assert not settled.waiting


def test_before_anything_is_written_there_is_nothing_to_open(
    handlers: Handlers, session: Session
) -> None:
    """A click that means no source changes nothing, and no source is shown without its answer."""
    nothing = Searches()
    assert handlers.open(session, nothing, click(1))[0] == session
    assert handlers.settle(session, nothing) == NOTHING_SHOWN
    forgotten = session.opening(None)
    shown = handlers.panel(forgotten)
    assert shown[2:4] == ["", ""]
