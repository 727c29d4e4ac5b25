"""The events beside the conversation: the sources of a turn; one opens, steps, widens, closes.

Sources can be opened while an answer is still being written; the session holds that answer only
once it is complete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gradio as gr

from qa_ui.i18n import tr
from qa_ui.page.events import NOTHING, Updates, event_number, event_value
from qa_ui.page.layout import Page
from qa_ui.page.service import PageService
from qa_ui.page.session import Opened, Searches, Session
from qa_ui.views.source import position_html


class SourceEvents:
    """The events of one page's source panel."""

    def __init__(self, page: Page, service: PageService) -> None:
        self._page = page
        self._service = service

    @property
    def outputs(self) -> list[Any]:
        """The components that these events update."""
        return [self._page.session, *panel_components(self._page)]

    def open(self, session: Session, searches: Searches, event: gr.EventData) -> Updates:
        """Show the source of a clicked marker or passage."""
        wanted = Opened(
            turn=event_number(event, "turn"),
            kind="hit" if event_value(event, "kind") == "hit" else "cite",
            number=event_number(event, "number"),
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

    def pick(self, session: Session, searches: Searches, event: gr.EventData) -> Updates:
        """Show the sources of a turn that was clicked."""
        turn = event_number(event, "turn")
        if turn == session.current and session.opened is None:
            return NOTHING
        return self._moved(session, searches, lambda seen: seen.picking(turn))

    def close(self, session: Session, searches: Searches) -> Updates:
        """Close the panel."""
        return self._moved(session, searches, lambda seen: seen.opening(None))

    def _moved(
        self, session: Session, searches: Searches, move: Callable[[Session], Session]
    ) -> Updates:
        """Another source in the panel, or none; the turns of the session stay as they are."""
        seen = move(searches.settle(session))
        panel = panel_updates(self._page, self._service, seen)
        moved = replace(session, opened=seen.opened, picked=seen.picked)
        return {self._page.session: moved, **panel}


def panel_components(page: Page) -> list[Any]:
    """The components of the source panel, and the one in its place while it is closed."""
    source = page.ask.source
    return [
        page.ask.beside,
        page.ask.cards,
        source.column,
        source.position,
        source.body,
        source.previous,
        source.next,
        source.whole,
    ]


def panel_updates(page: Page, service: PageService, session: Session) -> Updates:
    """The source panel: the open source, or the cards of all sources where none is open."""
    opened, language, source = session.opened, session.language, page.ask.source
    count = session.count(opened.turn, opened.kind) if opened else 0
    shown = opened is not None and count > 0
    updates: Updates = {
        source.column: gr.update(visible=shown),
        page.ask.beside: gr.update(visible="hidden" if shown else True),
        page.ask.cards: service.cards(session),
        source.position: "",
        source.body: "",
    }
    if opened is None or not count:
        return updates
    return {
        **updates,
        source.position: position_html(opened, count, language),
        source.body: service.source(session),
        source.previous: _stepper(tr(language, "previous"), count, possible=opened.number > 1),
        source.next: _stepper(tr(language, "next"), count, possible=opened.number < count),
        source.whole: gr.update(value=tr(language, "only_passage" if opened.whole else "whole")),
    }


def _stepper(words: str, count: int, *, possible: bool) -> Any:  # noqa: ANN401 - an update
    """A button to another source of the same answer, if there is another."""
    return gr.update(value=words, visible=count > 1, interactive=possible)
