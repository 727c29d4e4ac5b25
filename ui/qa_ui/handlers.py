"""What happens on an event: the reader's session and the controls in, updates out.

Methods of one class, because Gradio finds `gr.EventData` by their annotations. Knows
which values an event hands over, not which components they come from.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

import gradio as gr

from qa.types import Language
from qa_ui.desk import Desk
from qa_ui.i18n import LANGUAGES, tr
from qa_ui.library import View
from qa_ui.session import Filters, Opened, Session
from qa_ui.sources import position_html

STOPPED_KEPT: Final = 1000
PANEL_PARTS: Final = 7
"""How many components `Handlers.panel` updates."""

Updates = tuple[Any, ...]
Given = Any
"""A value that a component hands over; Gradio has checked it against the component."""

Update = Any
"""A value for a component, or one of Gradio's updates."""


class Handlers:
    """The events of one page, over one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stopped: deque[str] = deque(maxlen=STOPPED_KEPT)

    def answer(self, question: str, session: Session, *chosen: Given) -> Iterator[Updates]:
        """Show the question at once, then its answer; while one is open, no other starts."""
        asked = question.strip()
        if not asked or session.waiting:
            yield session, *[gr.skip()] * (3 + PANEL_PARTS)
            return
        ticket = uuid4().hex
        session = session.asking(asked, filters(*chosen), ticket)
        shown = self._desk.conversation(session)
        yield (
            session,
            shown,
            busy_box(session.language),
            gr.update(visible=True),
            *self.panel(session),
        )
        session = self._desk.answer(session)
        if ticket in self._stopped:  # its thread went on, but nobody waits for it any more
            return
        shown = self._desk.conversation(session)
        yield session, shown, ready_box(session.language), *[gr.skip()] * (1 + PANEL_PARTS)

    def take(self, session: Session, event: gr.EventData) -> tuple[Session, str]:
        """An example: its question goes into the box."""
        return session, str(carried(event, "question"))

    def again(self, session: Session, event: gr.EventData) -> tuple[Session, Update]:
        """Go back to before a turn, with its question in the box."""
        turn = number(event, "turn")
        if session.waiting or not 0 <= turn < len(session.turns):
            return session, gr.skip()
        return session.before(turn), session.turns[turn].question

    def edit(self, session: Session, event: gr.EventData) -> Updates:
        """As `again`, but the question waits in the box to be changed."""
        before, question = self.again(session, event)
        return self._shorter(
            before, gr.skip() if before == session else ready_box(session.language, question)
        )

    def stop(self, session: Session) -> Updates:
        """Give the question that was being searched back to the box."""
        question = ""
        if session.waiting:
            question = session.turns[-1].question
            self._stopped.append(session.turns[-1].ticket)
        return self._shorter(session.stopped(), ready_box(session.language, question))

    def renew(self, session: Session) -> Updates:
        """Begin a new conversation."""
        return self._shorter(Session(session.language), ready_box(session.language, ""))

    def open(self, session: Session, event: gr.EventData) -> Updates:
        """Show the source that a marker or a passage stands for."""
        wanted = Opened(
            turn=number(event, "turn"),
            kind="hit" if carried(event, "kind") == "hit" else "cite",
            number=number(event, "number"),
        )
        session = session.opening(wanted)
        return session, *self.panel(session)

    def previous(self, session: Session) -> Updates:
        """Show the source before this one."""
        return self._moved(session.stepping(-1))

    def next(self, session: Session) -> Updates:
        """Show the source after this one."""
        return self._moved(session.stepping(1))

    def widen(self, session: Session) -> Updates:
        """Show the whole article, or the passage again."""
        opened = session.opened
        return self._moved(
            session.opening(replace(opened, whole=not opened.whole)) if opened else session
        )

    def close(self, session: Session) -> Updates:
        """Close the panel."""
        return self._moved(session.opening(None))

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
        if opened is None:
            return [gr.update(visible=False), gr.update(visible=True), "", "", *[gr.skip()] * 3]
        count = session.count(opened.turn, opened.kind)
        return [
            gr.update(visible=True),
            gr.update(visible=False),
            position_html(opened, count, page),
            self._desk.source(session),
            gr.update(value=tr(page, "previous"), interactive=opened.number > 1),
            gr.update(value=tr(page, "next"), interactive=opened.number < count),
            gr.update(value=tr(page, "only_passage" if opened.whole else "whole")),
        ]

    def filter_label(self, page: Language, chosen: Filters) -> str:
        """What the filter bar says while it is closed: `Filters · 12 of 34 articles`."""
        return f"{tr(page, 'filters')} · {self._desk.remaining(chosen, page)}"

    def _moved(self, session: Session) -> Updates:
        return session, *self.panel(session)

    def _shorter(self, session: Session, box: Update) -> Updates:
        """A conversation that got shorter, with the panel that belongs to it."""
        new = gr.update(visible=bool(session.turns))
        return session, self._desk.conversation(session), box, new, *self.panel(session)


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
