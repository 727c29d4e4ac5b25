"""The events of the library: its table is searched and sorted, an article is read."""

from __future__ import annotations

from typing import Any

import gradio as gr

from qa_ui.access.rights import may_change
from qa_ui.page.events import NOTHING, Updates, bounded, event_value
from qa_ui.page.layout import Page
from qa_ui.page.service import PageService
from qa_ui.page.session import Session
from qa_ui.views.library import TableState


class LibraryEvents:
    """The events of one page's library."""

    def __init__(self, page: Page, service: PageService) -> None:
        self._library = page.library
        self._service = service

    @property
    def outputs(self) -> list[Any]:
        """The components that the table's events update."""
        return [self._library.state, self._library.table]

    def refresh(self, state: TableState, session: Session) -> Updates:
        """The table anew if the index changed; else nothing, so that no search is undone."""
        current = self._service.current(state)
        return NOTHING if current == state else self._show(current, session)

    def search(self, state: TableState, session: Session, query: str) -> Updates:
        """The table, searched."""
        return self._show(state.searching(bounded(query)), session)

    def sort(self, state: TableState, session: Session, event: gr.EventData) -> Updates:
        """The table, sorted by another column."""
        return self._show(state.sorting(event_value(event, "column")), session)

    def lengthen(self, state: TableState, session: Session) -> Updates:
        """The table, with more rows."""
        return self._show(state.longer(), session)

    def read(self, session: Session, event: gr.EventData, request: gr.Request) -> Updates:
        """An article of the table, to be read, and by an editor to be removed."""
        article_id, library = event_value(event, "article"), self._library
        return {
            library.reading: article_id,
            library.article: self._service.read(article_id, session.language),
            library.remove: gr.update(visible=may_change(request)),
        }

    def _show(self, state: TableState, session: Session) -> Updates:
        table = self._service.table(state, session.language)
        return {self._library.state: state, self._library.table: table}
