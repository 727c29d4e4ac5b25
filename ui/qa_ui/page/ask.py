"""What happens on an event: the reader's session and the controls in, updates out.

Methods of one class, because Gradio finds `gr.EventData` by their annotations. Knows
which values an event hands over, not which components they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

import gradio as gr

from qa.judgements import Verdict
from qa.types import Language
from qa_ui.i18n import LANGUAGES, tr
from qa_ui.page.service import Desk
from qa_ui.page.session import Filters, Judged, Opened, Searches, Session
from qa_ui.views.export import exported
from qa_ui.views.library import View
from qa_ui.views.source import position_html

PANEL_PARTS: Final = 7
"""How many components `Handlers.panel` updates."""

NOTHING_SHOWN: Final = (gr.skip(),) * (4 + PANEL_PARTS)
"""For the session, conversation, box, "new" and panel: all stay as they are."""

Updates = tuple[Any, ...]
Given = Any
"""A value that a component hands over; Gradio has checked it against the component."""

Update = Any
"""A value for a component, or one of Gradio's updates."""


class Handlers:
    """The events of one page, over one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # A question takes three events. Only the middle one lasts, and it writes nothing of the
    # session, so that whatever the reader does meanwhile stands; and Gradio accepts the next
    # question though a search that was stopped still runs. Who has nothing to say skips the
    # session too: what an event got is old by the time it returns.

    def ask(self, question: str, session: Session, searches: Searches, *chosen: Given) -> Updates:
        """Show the question at once; while one is open, no other starts."""
        asked, session = question.strip(), searches.settle(session)
        if not asked or session.waiting:
            return NOTHING_SHOWN
        session = session.asking(asked, filters(*chosen), uuid4().hex)
        new = gr.update(visible=True)
        shown = self._desk.conversation(session)
        return session, shown, busy_box(session.language), new, *self.panel(session)

    def search(self, session: Session, searches: Searches) -> Iterator[Update]:
        """Answer the open question, unless that has been begun already.

        The answer is shown as it grows only where a model writes it; one that is there at once
        is shown when it can be used, by `settle`.
        """
        ticket = session.turns[-1].ticket if session.waiting else ""
        if not ticket or not searches.begin(ticket):
            return
        for grown in self._desk.answers(session, lambda: not searches.wanted(ticket)):
            if not searches.wanted(ticket):
                break
            searches.end(grown.turns[-1])
            if self._desk.writes:
                yield self._desk.conversation(grown, growing=True)
        if self._desk.writes:
            yield gr.skip()  # Gradio sends the last value again when the search has ended

    def settle(self, session: Session, searches: Searches) -> Updates:
        """Show the answer of the open question, if it is there by now."""
        settled = searches.settle(session)
        if settled is session and (session.waiting or not self._desk.writes):
            return NOTHING_SHOWN
        if settled is session:  # what was stopped may have been shown once more after that
            return gr.skip(), self._desk.conversation(session), *NOTHING_SHOWN[2:]
        shown = self._desk.conversation(settled)
        return settled, shown, ready_box(settled.language), *[gr.skip()] * (1 + PANEL_PARTS)

    def take(self, event: gr.EventData) -> str:
        """An example: its question goes into the box."""
        return str(carried(event, "question"))

    def again(self, session: Session, event: gr.EventData) -> tuple[Update, Update]:
        """Go back to before a turn, with its question in the box."""
        turn = number(event, "turn")
        if session.waiting or not 0 <= turn < len(session.turns):
            return gr.skip(), gr.skip()
        return session.before(turn), session.turns[turn].question

    def judge(self, session: Session, event: gr.EventData) -> tuple[Update, Update]:
        """A thumb of an answer: press it, or take it back."""
        given, turn = carried(event, "verdict"), number(event, "turn")
        verdict: Verdict = "bad" if given == "bad" else "good"
        judged = self._judged(session, turn)
        note = str(carried(event, "note")) or judged.note
        wanted = Judged() if judged.verdict == verdict else Judged(verdict, note)
        return self._judge(session, turn, wanted)

    def note(self, session: Session, event: gr.EventData) -> tuple[Update, Update]:
        """The note on an answer that was judged before."""
        turn = number(event, "turn")
        verdict = self._judged(session, turn).verdict
        if verdict is None:
            return gr.skip(), gr.skip()
        return self._judge(session, turn, Judged(verdict, str(carried(event, "note"))))

    def save(self, session: Session, event: gr.EventData) -> dict[str, str] | None:
        """The conversation as a file of the kind that a button names."""
        return exported(session, str(carried(event, "kind")))

    def edit(self, session: Session, event: gr.EventData) -> Updates:
        """As `again`, but the question waits in the box to be changed."""
        before, question = self.again(session, event)
        if not isinstance(before, Session):
            return NOTHING_SHOWN
        return self._shorter(before, ready_box(session.language, question))

    def stop(self, session: Session, searches: Searches) -> Updates:
        """Keep what is written so far, or give the question that was searched back to the box."""
        searches.stop()
        if searches.settle(session) is not session:
            return self.settle(session, searches)
        question = session.turns[-1].question if session.waiting else ""
        return self._shorter(session.stopped(), ready_box(session.language, question))

    def renew(self, session: Session, searches: Searches) -> Updates:
        """Begin a new conversation; of the old one nothing is searched any more."""
        searches.stop()
        return self._shorter(Session(session.language), ready_box(session.language, ""))

    # Sources are looked at while an answer grows, too; the session holds it only once it is whole.

    def open(self, session: Session, searches: Searches, event: gr.EventData) -> Updates:
        """Show the source that a marker or a passage stands for."""
        wanted = Opened(
            turn=number(event, "turn"),
            kind="hit" if carried(event, "kind") == "hit" else "cite",
            number=number(event, "number"),
        )
        return self._moved(session, searches, lambda seen: seen.opening(wanted))

    def previous(self, session: Session, searches: Searches) -> Updates:
        """Show the source before this one."""
        return self._moved(session, searches, lambda seen: seen.stepping(-1))

    def next(self, session: Session, searches: Searches) -> Updates:
        """Show the source after this one."""
        return self._moved(session, searches, lambda seen: seen.stepping(1))

    def widen(self, session: Session, searches: Searches) -> Updates:
        """Show the whole article, or the passage again."""
        return self._moved(session, searches, Session.widening)

    def close(self, session: Session, searches: Searches) -> Updates:
        """Close the panel."""
        return self._moved(session, searches, lambda seen: seen.opening(None))

    def count(self, session: Session, *chosen: Given) -> Update:
        """Say how many articles the filters leave."""
        return gr.update(label=self.filter_label(session.language, filters(*chosen)))

    def show_table(self, view: View, session: Session) -> tuple[View, str]:
        """The library as it is now."""
        return view, self._desk.table(view, session.language)

    def refresh_table(self, view: View, session: Session) -> Updates:
        """The library anew if the index changed; else nothing, so that no search is undone."""
        current = self._desk.current(view)
        return (gr.skip(), gr.skip()) if current == view else self.show_table(current, session)

    def search_table(self, view: View, session: Session, query: str) -> tuple[View, str]:
        """The library, searched."""
        return self.show_table(view.searching(query), session)

    def sort_table(self, view: View, session: Session, event: gr.EventData) -> tuple[View, str]:
        """The library, sorted by another column."""
        return self.show_table(view.sorting(str(carried(event, "column"))), session)

    def lengthen_table(self, view: View, session: Session) -> tuple[View, str]:
        """The library, with more rows."""
        return self.show_table(view.longer(), session)

    def read(self, session: Session, event: gr.EventData) -> tuple[str, str]:
        """An article of the library, to be read."""
        article_id = str(carried(event, "article"))
        return article_id, self._desk.read(article_id, session.language)

    def panel(self, session: Session) -> list[Update]:
        """The source panel: the open source, or the facts where none is open."""
        opened, page = session.opened, session.language
        count = session.count(opened.turn, opened.kind) if opened else 0
        if opened is None or not count:
            return [gr.update(visible=False), gr.update(visible=True), "", "", *[gr.skip()] * 3]
        return [
            gr.update(visible=True),
            gr.update(visible=False),
            position_html(opened, count, page),
            self._desk.source(session),
            _stepper(tr(page, "previous"), count, possible=opened.number > 1),
            _stepper(tr(page, "next"), count, possible=opened.number < count),
            gr.update(value=tr(page, "only_passage" if opened.whole else "whole")),
        ]

    def filter_label(self, page: Language, chosen: Filters) -> str:
        """What the filter bar says while it is closed: `Filters · 12 of 34 articles`."""
        return f"{tr(page, 'filters')} · {self._desk.remaining(chosen, page)}"

    def _judge(self, session: Session, turn: int, judged: Judged) -> tuple[Update, Update]:
        after = self._desk.judge(session, turn, judged)
        if after is session:
            return gr.skip(), gr.skip()
        return after, self._desk.conversation(after)

    def _judged(self, session: Session, turn: int) -> Judged:
        return session.turns[turn].judged if 0 <= turn < len(session.turns) else Judged()

    def _moved(
        self, session: Session, searches: Searches, move: Callable[[Session], Session]
    ) -> Updates:
        """Another source in the panel, or none; what the session has of turns stays."""
        seen = move(searches.settle(session))
        return replace(session, opened=seen.opened), *self.panel(seen)

    def _shorter(self, session: Session, box: Update) -> Updates:
        """A conversation that got shorter, with the panel that belongs to it."""
        new = gr.update(visible=bool(session.turns))
        return session, self._desk.conversation(session), box, new, *self.panel(session)


def _stepper(said: str, count: int, *, possible: bool) -> Update:
    """A button to another source of the same answer, if there is another."""
    return gr.update(value=said, visible=count > 1, interactive=possible)


def busy_box(page: Language) -> Update:
    """The question box while a question is being searched: empty, with a stop button."""
    return gr.update(value="", submit_btn=False, stop_btn=tr(page, "stop"))


def ready_box(page: Language, question: str | None = None) -> Update:
    """The question box ready for the next question, or holding one."""
    said: dict[str, Any] = {} if question is None else {"value": question}
    return gr.update(submit_btn=tr(page, "send"), stop_btn=False, **said)


def filters(
    since: str | None, until: str | None, sources: list[str] | None, languages: list[str] | None
) -> Filters:
    """The filter controls' values as `Filters`."""
    return Filters(
        since=(since or "").strip() or None,
        until=(until or "").strip() or None,
        sources=tuple(sources or ()),
        languages=tuple(code for code in LANGUAGES if code in (languages or ())),
    )


def carried(event: gr.EventData, name: str) -> object:
    """What a clicked button carried under a name; an empty string if nothing."""
    data = event._data  # noqa: SLF001 - Gradio has no other way to look a key up
    return data.get(name, "") if isinstance(data, dict) else ""


def number(event: gr.EventData, name: str) -> int:
    """A number that a button carried; -1, which nothing has, if it is none."""
    text = str(carried(event, name))
    return int(text) if text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004 - digits
