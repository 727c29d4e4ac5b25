"""The events of the Feeds tab: feeds are added, run, paused and removed.

Everything that changes or fetches something checks `may_change` first; other readers do not see
the tab.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from qa.errors import QAError
from qa.settings import Settings
from qa.types import Language
from qa_ui.access.rights import may_change
from qa_ui.i18n import as_language, tr
from qa_ui.jobs.schedule import Schedule
from qa_ui.page.events import NOTHING, Given, Updates, bounded, event_value
from qa_ui.page.layout import Page
from qa_ui.page.session import Session
from qa_ui.views.feeds import (
    FeedsState,
    feeds_html,
    folder_html,
    intervals,
    outcome_html,
)

_EVERY = "30m"


class FeedEvents:
    """The events of one page's Feeds tab.

    Args:
        page: The components.
        settings: Where the corpus is.
        schedule: Shared by all pages and the HTTP API.
    """

    def __init__(self, page: Page, settings: Settings, schedule: Schedule) -> None:
        self._tab = page.feeds
        self._settings = settings
        self._schedule = schedule

    @property
    def outputs(self) -> list[Any]:
        """The components that these events update."""
        tab = self._tab
        return [tab.tab, tab.state, tab.form.outcome, tab.feeds, tab.folder, tab.timer]

    @property
    def refreshed(self) -> list[Any]:
        """Those that a tick updates: the state may be another one by the time it is done."""
        return [one for one in self.outputs if one is not self._tab.state]

    def greet(self, request: gr.Request) -> Updates:
        """Whether the tab is there, when the page is opened."""
        return {self._tab.tab: gr.update(visible=may_change(request))}

    def show(self, state: FeedsState, session: Session, request: gr.Request) -> Updates:
        """The tab as things are now."""
        return self._shown(state, session.language, request)

    def refresh(self, state: FeedsState, session: Session, request: gr.Request) -> Updates:
        """The tab as things are now, for a tick."""
        shown = self.show(state, session, request)
        return {one: shown[one] for one in self.refreshed if one in shown}

    def switch(self, language: str, every: Given, request: gr.Request) -> Updates:
        """The tab in another language, the choice of intervals included."""
        page = as_language(language)
        shown = self._shown(FeedsState(), page, request)
        offered = gr.update(choices=intervals(page), value=every or _EVERY)
        return {**shown, self._tab.form.every: offered}

    def add(
        self, state: FeedsState, session: Session, request: gr.Request, *fields: Given
    ) -> Updates:
        """Follow a feed; its address and name are emptied unless that failed."""
        if not may_change(request):
            return self.show(state, session, request)
        page, form = session.language, self._tab.form
        url, name, every = (bounded(str(field or "")) for field in fields)
        if not url:
            return self.show(FeedsState(done=tr(page, "feeds_no_url")), session, request)
        try:
            feed = self._schedule.add(url, name or None, every or _EVERY)
        except QAError as error:
            return self.show(FeedsState(problem=error), session, request)
        done = tr(page, "feeds_added", title=feed.title)
        return {**self.show(FeedsState(done=done), session, request), form.url: "", form.name: ""}

    def run(
        self, state: FeedsState, session: Session, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """Run a feed soon; a paused one goes on with that."""
        del state
        return self._act("resume", session, event, request)

    def pause(
        self, state: FeedsState, session: Session, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """Run a feed no more for a while."""
        del state
        return self._act("pause", session, event, request)

    def ask_removal(
        self, state: FeedsState, session: Session, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """The first click on removing a feed: ask whether it is meant."""
        return self.show(state.asking(event_value(event, "feed")), session, request)

    def remove(self, state: FeedsState, session: Session, request: gr.Request) -> Updates:
        """The second click: the feed is forgotten, its articles stay."""
        if not may_change(request) or state.removing is None:
            return self.show(state.fresh(), session, request)
        try:
            title = self._schedule.feeds.get(state.removing).title
            self._schedule.feeds.remove(state.removing)
        except QAError as error:
            return self.show(FeedsState(problem=error), session, request)
        done = tr(session.language, "feeds_removed", title=title)
        return self.show(FeedsState(done=done), session, request)

    def cancel(self, state: FeedsState, session: Session, request: gr.Request) -> Updates:
        """The first click is taken back."""
        return self.show(state.fresh(), session, request)

    def _act(self, act: str, session: Session, event: gr.EventData, request: gr.Request) -> Updates:
        if not may_change(request):
            return NOTHING
        state = FeedsState()
        try:
            getattr(self._schedule.feeds, act)(event_value(event, "feed"))
        except QAError as error:
            state = FeedsState(problem=error)
        self._schedule.wake()
        return self.show(state, session, request)

    def _shown(self, state: FeedsState, page: Language, request: gr.Request) -> Updates:
        tab = self._tab
        if not may_change(request):
            return {tab.tab: gr.update(visible=False), tab.timer: gr.update(active=False)}
        try:
            feeds = self._schedule.feeds.all()
        except QAError as error:
            feeds, state = [], FeedsState(problem=error)
        rebuild = self._schedule.rebuilder.state
        busy = rebuild.state == "running" or any(
            feed.running or not (feed.paused or feed.last_run) for feed in feeds
        )
        return {
            tab.state: state,
            tab.form.outcome: outcome_html(state, page),
            tab.feeds: feeds_html(feeds, state, page),
            tab.folder: folder_html(
                str(self._settings.corpus),
                rebuild,
                page,
                watching=self._schedule.watching,
                changed_at=self._schedule.changed_at,
            ),
            # A question whether a removal is meant may be drawn over by what was asked before it.
            tab.timer: gr.update(active=busy or bool(state.removing) or self._schedule.is_due()),
        }
