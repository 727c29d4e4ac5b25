"""Thumbs and notes: what they say, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qa.judgements import LONGEST_NOTE
from qa.settings import Settings
from qa.workspace.judgements import Judgements
from qa_ui.page.service import PageService
from qa_ui.page.session import Filters, Judged, Session, Turn
from qa_ui.views.conversation import conversation
from tests.ui.fakes import FakeLibrary

QUESTION = "Qui a envoyé des troupes et pourquoi ?"
FLOOD = "Who died in the flood?"


@pytest.fixture
def session(library: FakeLibrary) -> Session:
    """Two answered questions."""
    session = Session("fr")
    for number, question in enumerate((QUESTION, FLOOD), start=1):
        asked = session.asking(question, Filters(), f"request-{number}")
        session = asked.settled(library.ask(question, session.history), generation="g7")
    return session


def test_thumbs_say_what_they_are_and_whether_they_are_pressed() -> None:
    """Words and `aria-pressed` tell; the note comes with the first thumb."""
    turn = Turn(FLOOD, answer=FakeLibrary().ask(FLOOD))
    html = conversation(Session("fr", (turn,)), judging=True)
    assert html.partition('class="judging"')[2].count('aria-pressed="false"') == 2
    assert "Bonne réponse" in html
    assert "<input" not in html
    judged = replace(turn, judged=Judged("bad", "<b>"))
    html = conversation(Session("en", (judged,)), judging=True)
    assert 'data-verdict="bad" aria-pressed="true"' in html
    assert 'data-verdict="good" aria-pressed="false"' in html
    assert 'value="&lt;b&gt;"' in html


def test_a_judgement_is_stored_with_its_answer(
    library: FakeLibrary, settings: Settings, session: Session
) -> None:
    """Question, history, answer and generation are kept under the turn's own id."""
    note = "x" * (LONGEST_NOTE + 9)
    session = PageService(library, settings).judge(session, 1, Judged("good", f" \ud800\x00{note}"))
    (kept,) = Judgements.of(settings).all()
    assert (kept.id, kept.verdict, kept.note) == ("request-2", "good", note[:LONGEST_NOTE])
    assert kept.answer == session.turns[1].answer
    assert kept.history == replace(session, turns=session.turns[:1]).history
    assert [question for question, _ in kept.history] == [QUESTION]
    assert (kept.generation, kept.language, kept.question) == ("g7", "en", FLOOD)
    assert session.turns[1].judged.verdict == "good"
    assert session.turns[0].judged == Judged()


def test_a_judgement_is_changed_and_taken_back(
    library: FakeLibrary, settings: Settings, session: Session
) -> None:
    """One turn has one row, and none once its thumb is released."""
    service, kept = PageService(library, settings), Judgements.of(settings)
    session = service.judge(service.judge(session, 0, Judged("good")), 0, Judged("bad", "no"))
    assert [(one.verdict, one.note) for one in kept.all()] == [("bad", "no")]
    session = service.judge(session, 0, Judged())
    assert kept.all() == []
    assert session.turns[0].judged == Judged()


def test_what_cannot_be_stored_is_said_beside_the_answer(
    library: FakeLibrary, settings: Settings, session: Session
) -> None:
    """The answer stays, the thumb is not pressed, and the reason stands there."""
    settings.judgements.mkdir()
    service = PageService(library, settings)
    judged = service.judge(session, 0, Judged("good"))
    assert judged.turns[0].answer == session.turns[0].answer
    assert judged.turns[0].judged.verdict is None
    html = service.conversation(judged)
    assert 'role="alert"' in html
    assert "Votre avis n’a pas pu être enregistré" in html
    assert "judgements.sqlite" in html


@pytest.mark.parametrize("position", [-1, 2, 99])
def test_a_turn_without_an_answer_is_not_judged(
    library: FakeLibrary, settings: Settings, session: Session, position: int
) -> None:
    """Questions that do not exist, or are still searched, change nothing."""
    waiting = session.asking("Et ?", Filters())
    assert PageService(library, settings).judge(waiting, position, Judged("good")) == waiting
    assert not settings.data.exists()


def test_nobody_known_judges_on_a_public_server(
    library: FakeLibrary, settings: Settings, session: Session, tmp_path: Path
) -> None:
    """Without log-in on a public address there are no thumbs; with log-in there are."""
    public = settings.model_copy(update={"public": True})
    service = PageService(library, public)
    assert "judging" not in service.conversation(session)
    assert service.judge(session, 0, Judged("good")) == session
    assert list(tmp_path.iterdir()) == []
    shared = settings.model_copy(update={"public": True, "auth": True})
    assert "judging" in PageService(library, shared).conversation(session)
