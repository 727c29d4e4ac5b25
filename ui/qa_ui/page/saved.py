"""The events of saved questions: saved under an answer, shown with their news, asked, deleted."""

from __future__ import annotations

from typing import Any

import gradio as gr

from qa.errors import QAError, SavedError
from qa.settings import Settings
from qa.types import Filters as SavedFilters
from qa.types import Language
from qa.workspace.saved import SavedQuestions
from qa_ui.access.addresses import callers_are_known
from qa_ui.access.rights import caller_name
from qa_ui.i18n import as_language, problem_text, tr
from qa_ui.page.events import NOTHING, Updates, event_number, event_value
from qa_ui.page.layout import Page
from qa_ui.page.service import PageService
from qa_ui.page.session import Session, Turn
from qa_ui.views.blocks import failure_html, note_html
from qa_ui.views.saved import filters_of, saved_html


class SavedEvents:
    """The events of one page's saved questions.

    Args:
        page: The components.
        service: Shows the conversation.
        settings: Say who may save questions.
        questions: The saved questions of all readers.
    """

    def __init__(
        self, page: Page, service: PageService, settings: Settings, questions: SavedQuestions
    ) -> None:
        self._page = page
        self._tab = page.saved
        self._service = service
        self._questions = questions
        self._allowed = callers_are_known(settings)

    @property
    def outputs(self) -> list[Any]:
        """The components that show the saved questions."""
        tab = self._tab
        return [tab.tab, tab.refused, tab.column, tab.questions, tab.asked, tab.timer]

    def show(self, session: Session, request: gr.Request) -> Updates:
        """The tab as things are now."""
        return self._shown(session.language, request)

    def switch(self, language: str, request: gr.Request) -> Updates:
        """The tab in another language."""
        return self._shown(as_language(language), request)

    def follow(self, session: Session, event: gr.EventData, request: gr.Request) -> Updates:
        """The star of an answer: save its question with its filters, or delete it again."""
        position = event_number(event, "turn")
        turn = session.turns[position] if 0 <= position < len(session.turns) else None
        if turn is None or turn.answer is None or not self._allowed:
            return NOTHING
        try:
            after = session.saving(position, self._turned(turn, request))
        except QAError as error:
            gr.Warning(
                problem_text(error, session.language), title=tr(session.language, "saved_failed")
            )
            return NOTHING
        shown = self._service.conversation(after)
        return {
            self._page.session: after,
            self._page.ask.conversation: shown,
            **self._shown(session.language, request),
        }

    def reask(self, event: gr.EventData, request: gr.Request) -> Updates:
        """A saved question and its filters, in the question box."""
        try:
            saved = self._questions.find(event_value(event, "saved"), caller_name(request))
        except SavedError:
            return NOTHING
        bar, chosen = self._page.ask.filters, filters_of(saved)
        return {
            self._page.ask.question: saved.question,
            bar.since: chosen.since,
            bar.until: chosen.until,
            bar.sources: list(chosen.sources),
            bar.languages: list(chosen.languages),
        }

    def seen(self, session: Session, event: gr.EventData, request: gr.Request) -> Updates:
        """All that is new about a question is seen."""
        try:
            self._questions.mark_seen(event_value(event, "saved"), caller_name(request))
        except SavedError:  # it was deleted in another window
            return self._shown(session.language, request)
        return self._shown(session.language, request)

    def ask_deletion(self, session: Session, event: gr.EventData, request: gr.Request) -> Updates:
        """Ask whether a question shall be deleted."""
        return self._shown(session.language, request, event_value(event, "saved"))

    def delete(self, asked: str, session: Session, request: gr.Request) -> Updates:
        """Delete the question of which it was asked."""
        self._remove(asked, request)
        return self._shown(session.language, request)

    def _turned(self, turn: Turn, request: gr.Request) -> str:
        """Save the question of a turn, or delete it; its id as a saved one, empty if it is none."""
        if turn.saved:
            self._remove(turn.saved, request)
            return ""
        if turn.answer is None:
            return ""
        given = turn.filters.arguments
        filters = SavedFilters.model_validate({name: one for name, one in given.items() if one})
        asked = turn.answer.understood or turn.question
        saved = self._questions.add(
            caller_name(request), asked, filters=filters, language=turn.answer.language
        )
        if saved.asked is None:
            self._questions.record(saved, turn.answer, turn.generation)
        return saved.id

    def _remove(self, identity: str, request: gr.Request) -> None:
        try:
            self._questions.remove(identity, caller_name(request))
        except SavedError:  # it was deleted in another window
            return

    def _shown(self, language: Language, request: gr.Request, asked: str = "") -> Updates:
        tab = self._tab
        if not self._allowed:
            refused = note_html(tr(language, "saved_not_allowed"), language)
            return {tab.refused: refused, tab.column: gr.update(visible=False)}
        try:
            html, new, some = self._listed(language, request, asked)
        except QAError as error:
            failed = failure_html(tr(language, "saved_title"), error, language)
            return {tab.questions: failed, tab.column: gr.update(visible=True)}
        label = tr(language, "tab_saved_new" if new else "tab_saved", count=new)
        return {
            tab.tab: gr.update(label=label),
            tab.column: gr.update(visible=True),
            tab.questions: html,
            tab.asked: asked,
            tab.timer: gr.update(active=some),
        }

    def _listed(self, language: Language, request: gr.Request, asked: str) -> tuple[str, int, bool]:
        """The saved questions as HTML, how much is new about them, and whether there are any."""
        owner = caller_name(request)
        saved = self._questions.all(owner) if self._questions.exist else []
        items = self._questions.items(saved) if saved else []
        feed = self._questions.feed_of(owner) if saved else ""
        root = request.request.scope.get("root_path", "") if request.request else ""
        html = saved_html(saved, items, language, asked=asked, root=root, feed=feed)
        return html, sum(one.new for one in saved), bool(saved)
