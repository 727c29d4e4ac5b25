"""The events of the tab where questions are asked: asking, stopping, editing, judging, saving.

A question takes three events. Only the middle one lasts, and it does not write the session, so
that changes which the reader makes meanwhile are kept, and Gradio accepts the next question while
a search that was stopped still runs. An event that changes nothing does not write the session
either, because the session it was given may be out of date by the time it returns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import gradio as gr

from qa.errors import Failure
from qa.judgements import Verdict
from qa.types import Language
from qa.workspace.conversations import MOST_TURNS
from qa_ui.access.browsers import owner_behind
from qa_ui.http.logs import within
from qa_ui.http.tracing import request_of
from qa_ui.i18n import problem_text, tr
from qa_ui.page.events import NOTHING, Given, Updates, bounded, event_number, event_value
from qa_ui.page.layout import Page
from qa_ui.page.service import PageService
from qa_ui.page.session import Judged, Searches, Session
from qa_ui.page.source import panel_components, panel_updates
from qa_ui.views.export import exported


class AskEvents:
    """The events of one page's conversation."""

    def __init__(self, page: Page, service: PageService) -> None:
        self._page = page
        self._ask = page.ask
        self._service = service

    @property
    def outputs(self) -> list[Any]:
        """The components that events which add or remove questions update."""
        ask = self._ask
        own = [self._page.session, ask.conversation, ask.question, ask.new]
        return [*own, *panel_components(self._page)]

    def ask(self, question: str, session: Session, searches: Searches, *chosen: Given) -> Updates:
        """Show the question at once; while one is open, no other starts."""
        asked, session = bounded(question), searches.settle(session)
        if not asked or session.waiting:
            return NOTHING
        if len(session.turns) >= MOST_TURNS:
            long = Failure(code="conversation.long", values={"most": MOST_TURNS})
            gr.Warning(problem_text(long, session.language))
            return NOTHING
        session = session.asking(asked, self._ask.filters.read(*chosen), uuid4().hex)
        if self._service.is_full:
            return self._changed(self._refused(session), ready_box(session.language, ""))
        return self._changed(session, busy_box(session.language))

    def search(
        self, session: Session, searches: Searches, request: gr.Request | None = None
    ) -> Iterator[Updates]:
        """Answer the open question, unless that has been begun already.

        The answer is shown as it grows only where a model writes it; one that is there at once
        is shown when it can be used, by `settle`.
        """
        request_id = session.turns[-1].request_id if session.waiting else ""
        if not request_id or not searches.begin(request_id):
            yield NOTHING  # a search that yields nothing empties what it might have changed
            return
        answers = self._service.answers(session, lambda: not searches.wanted(request_id))
        for grown in within(request_of(request), answers):
            if not searches.wanted(request_id):
                break
            searches.end(grown.turns[-1])
            if self._service.writes:
                yield self._shown(grown, growing=True)
        yield NOTHING  # Gradio sends the last value again when the search has ended

    def settle(self, session: Session, searches: Searches) -> Updates:
        """Show the answer of the open question, if it is there by now."""
        settled = searches.settle(session)
        if settled is session and (session.waiting or not self._service.writes):
            return NOTHING
        shown = self._shown(settled)
        if settled is session:  # a stopped answer may have been drawn once more
            return shown
        box = ready_box(settled.language)
        return {self._page.session: settled, self._ask.question: box, **shown}

    def refuse(self, session: Session, searches: Searches) -> Updates:
        """Too many questions were waiting: the open one can be asked again."""
        searches.stop()
        if searches.settle(session) is not session or not session.waiting:
            return self.settle(session, searches)
        return self._changed(self._refused(session), ready_box(session.language))

    def take(self, event: gr.EventData) -> str:
        """An example: its question goes into the box."""
        return event_value(event, "question")

    def again(self, session: Session, event: gr.EventData) -> Updates:
        """Go back to before a turn, with its question in the box."""
        turn = _turn(session, event)
        if turn is None:
            return NOTHING
        question = session.turns[turn].question
        return {self._page.session: session.before(turn), self._ask.question: question}

    def everywhere(self, session: Session, event: gr.EventData) -> Updates:
        """As `again`, but in all articles: the filters are cleared."""
        again = self.again(session, event)
        return again and {**again, **self.clear_filters()}

    def edit(self, session: Session, event: gr.EventData) -> Updates:
        """As `again`, but the question waits in the box to be changed."""
        turn = _turn(session, event)
        if turn is None:
            return NOTHING
        box = ready_box(session.language, session.turns[turn].question)
        return self._changed(session.before(turn), box)

    def stop(self, session: Session, searches: Searches) -> Updates:
        """Keep what is written so far, or give the question that was searched back to the box."""
        searches.stop()
        if searches.settle(session) is not session:
            return self.settle(session, searches)
        question = session.turns[-1].question if session.waiting else ""
        return self._changed(session.stopped(), ready_box(session.language, question))

    def renew(self, session: Session, searches: Searches) -> Updates:
        """Begin a new conversation; of the old one nothing is searched any more."""
        searches.stop()
        return self._changed(Session(session.language), ready_box(session.language, ""))

    def show(self, session: Session) -> Updates:
        """Show another conversation."""
        return self._changed(session, ready_box(session.language, ""))

    def judge(self, session: Session, event: gr.EventData, request: gr.Request) -> Updates:
        """A thumb of an answer: press it, or take it back."""
        turn = event_number(event, "turn")
        verdict: Verdict = "bad" if event_value(event, "verdict") == "bad" else "good"
        judged = _judged(session, turn)
        note = event_value(event, "note") or judged.note
        wanted = Judged() if judged.verdict == verdict else Judged(verdict, note)
        return self._judge(session, turn, wanted, request)

    def note(self, session: Session, event: gr.EventData, request: gr.Request) -> Updates:
        """The note on an answer that was judged before."""
        turn = event_number(event, "turn")
        verdict = _judged(session, turn).verdict
        if verdict is None:
            return NOTHING
        return self._judge(session, turn, Judged(verdict, event_value(event, "note")), request)

    def save(self, session: Session, event: gr.EventData) -> dict[str, str] | None:
        """The conversation, or one answer, as a file of the kind that a button names."""
        return exported(session, event_value(event, "kind"), event_number(event, "turn"))

    def count(self, session: Session, *chosen: Given) -> Updates:
        """Show how many articles the filters leave."""
        bar = self._ask.filters
        label = self._service.filter_label(session.language, bar.read(*chosen))
        return {bar.accordion: gr.update(label=label)}

    def chosen(self, session: Session, *chosen: Given) -> Updates:
        """Show of which articles alone questions are asked, and how many there are."""
        bar = self._ask.filters
        only = self._service.only(bar.read(*chosen), session.language)
        return {**self.count(session, *chosen), bar.only: only}

    def clear_filters(self) -> Updates:
        """Let all articles pass."""
        bar = self._ask.filters
        return {
            bar.since: None,
            bar.until: None,
            bar.sources: [],
            bar.languages: [],
            bar.articles: (),
        }

    def _refused(self, session: Session) -> Session:
        """The session whose open question is not taken."""
        self._service.refused()
        return session.settled(None, Failure(code="busy"))

    def _judge(self, session: Session, turn: int, judged: Judged, request: gr.Request) -> Updates:
        owner = owner_behind(request) or ""
        after = self._service.judge(session, turn, judged, owner)
        if after is session:
            return NOTHING
        shown = self._service.conversation(after)
        return {self._page.session: after, self._ask.conversation: shown}

    def _shown(self, session: Session, *, growing: bool = False) -> Updates:
        """A conversation and its sources."""
        return {
            self._ask.conversation: self._service.conversation(session, growing=growing),
            self._ask.cards: self._service.cards(session, growing=growing),
        }

    def _changed(self, session: Session, box: Any) -> Updates:  # noqa: ANN401 - an update
        """A conversation with another number of questions, and the panel that belongs to it."""
        return {
            self._page.session: session,
            self._ask.conversation: self._service.conversation(session),
            self._ask.question: box,
            self._ask.new: gr.update(visible=bool(session.turns)),
            **panel_updates(self._page, self._service, session),
        }


def busy_box(page: Language) -> Any:  # noqa: ANN401 - an update
    """The question box while a question is being searched: empty, with a stop button."""
    return gr.update(value="", submit_btn=False, stop_btn=tr(page, "stop"))


def ready_box(page: Language, question: str | None = None) -> Any:  # noqa: ANN401 - an update
    """The question box ready for the next question, or holding one."""
    held: dict[str, Any] = {} if question is None else {"value": question}
    return gr.update(submit_btn=tr(page, "send"), stop_btn=False, **held)


def _turn(session: Session, event: gr.EventData) -> int | None:
    """The turn that a button belongs to; None if it is not there, or a question is open."""
    turn = event_number(event, "turn")
    there = not session.waiting and 0 <= turn < len(session.turns)
    return turn if there else None


def _judged(session: Session, turn: int) -> Judged:
    return session.turns[turn].judged if 0 <= turn < len(session.turns) else Judged()
