"""The events of adding articles: what is dropped or pasted is saved and indexed in one step."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from qa.corpus import ReadLimits
from qa.corpus.handles import delete
from qa.settings import Settings
from qa_ui.access.rights import may_change
from qa_ui.articles import uploads
from qa_ui.articles.outcomes import ids
from qa_ui.articles.pasted import take_pasted
from qa_ui.http.schemas import Uploaded
from qa_ui.jobs.rebuild import Rebuilder
from qa_ui.page.articles import ArticleEvents
from qa_ui.page.events import Updates
from qa_ui.page.layout import Page
from qa_ui.page.session import Session
from qa_ui.views.articles import ArticlesState, refused_files


class AddingEvents:
    """The events of one page's form for new articles.

    Args:
        page: The components.
        tab: The events of the whole tab, which shows the outcome.
        settings: Where the app's folder of articles is, and the limits.
        rebuilder: Shared with the HTTP API, so that one rebuild runs at a time.
    """

    def __init__(
        self, page: Page, tab: ArticleEvents, settings: Settings, rebuilder: Rebuilder
    ) -> None:
        self._page = page
        self._form = page.articles.adding
        self._tab = tab
        self._settings = settings
        self._rebuilder = rebuilder

    @property
    def outputs(self) -> list[Any]:
        """The components that its events update."""
        return [*self._tab.outputs, self._form.files, self._form.pasted]

    def drop(
        self,
        state: ArticlesState,
        session: Session,
        dropped: list[str] | None,
        request: gr.Request,
    ) -> Updates:
        """Save what was dropped, and update the index."""
        if not may_change(request):
            return self._tab.show(state, session, request)
        limit = self._settings.max_file_bytes
        added = uploads.save_all(self._settings.articles, _named(dropped or []), limit=limit)
        return {**self._added(state, added, session, request), self._form.files: None}

    def paste(
        self, state: ArticlesState, session: Session, pasted: str | None, request: gr.Request
    ) -> Updates:
        """Save a text, or fetch addresses, and update the index; what failed stays in the field."""
        if not may_change(request):
            return self._tab.show(state, session, request)
        settings = self._settings
        added = take_pasted(
            pasted or "",
            settings.articles,
            limit=settings.max_file_bytes,
            limits=ReadLimits.of(settings),
        )
        emptied = {} if added.failed else {self._form.pasted: ""}
        return {**self._added(state, added, session, request), **emptied}

    def undo(self, state: ArticlesState, session: Session, request: gr.Request) -> Updates:
        """Delete the files that were added last; those that took another's place stay."""
        if may_change(request) and state.added is not None:
            self._delete(state.added.added)
            state = replace(state.without_outcomes(), added=None)
        return self._tab.show(state, session, request)

    def clear(self, state: ArticlesState, session: Session, request: gr.Request) -> Updates:
        """Delete those of the files that were added last which gave no article."""
        if may_change(request) and state.added is not None:
            paths = refused_files(state.added, self._tab.became(state))
            self._delete(paths)
            state = replace(state.without_outcomes(), added=state.added.without(paths))
        return self._tab.show(state, session, request)

    def _delete(self, paths: Sequence[str]) -> None:
        for path in paths:
            with suppress(OSError):  # it is gone, or a link has come in its way
                delete(self._settings.articles.resolve() / path)
        self._rebuilder.request()

    def ask(self, state: ArticlesState) -> Updates:
        """Ask only the articles that were added last."""
        return {self._page.ask.filters.articles: tuple(ids(self._tab.became(state)))}

    def _added(
        self, state: ArticlesState, added: Uploaded, session: Session, request: gr.Request
    ) -> Updates:
        if added.saved:
            self._rebuilder.request()
        state = replace(state.without_outcomes().asking(), added=added)
        return self._tab.show(state, session, request)


def _named(paths: Sequence[str]) -> list[uploads.Named]:
    """Files under their names."""
    return [(path.name, path) for path in map(Path, paths)]
