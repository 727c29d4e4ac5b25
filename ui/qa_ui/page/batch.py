"""The events of the tab of lists: a list is taken, watched, stopped, forgotten."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, Final

import gradio as gr

from qa.batch import BatchQuestion, read_pasted, read_questions
from qa.corpus.files import File
from qa.errors import QAError, ReadError, WorkspaceError
from qa.settings import Settings
from qa.types import Language
from qa_ui.access.addresses import callers_are_known
from qa_ui.access.rights import caller_name
from qa_ui.i18n import as_language, tr
from qa_ui.jobs.batches import Batches
from qa_ui.page.events import Updates, event_value
from qa_ui.page.layout import Page
from qa_ui.page.session import Session
from qa_ui.views.batch import QUESTIONS_SHOWN, file_html, progress_html, rows_html
from qa_ui.views.blocks import failure_html, note_html

LARGEST_LIST: Final = 700_000
"""Bytes of a file of questions: in base64 what a request may have; the script knows it too."""

_LARGEST_SENT: Final = LARGEST_LIST // 3 * 4 + 8
"""Characters of such a file in base64, and some that make it too large."""


class BatchEvents:
    """The events of one page's tab of lists.

    Args:
        page: The components.
        settings: How long lists may be, and who may have them answered.
        batches: The lists, shared by all pages; a page shows those of its reader.
    """

    def __init__(self, page: Page, settings: Settings, batches: Batches) -> None:
        self._tab = page.batch
        self._settings = settings
        self._batches = batches
        self._allowed = callers_are_known(settings)

    @property
    def outputs(self) -> list[Any]:
        """The components that these events update."""
        tab = self._tab
        shown = [tab.refused, tab.column, tab.file, tab.pasted, tab.start, tab.problem]
        return [*shown, tab.progress, tab.rows, tab.timer]

    def show(self, session: Session, request: gr.Request) -> Updates:
        """The tab as things are now."""
        return self._shown(session.language, request)

    def switch(self, language: str, request: gr.Request) -> Updates:
        """The tab in another language."""
        return self._shown(as_language(language), request)

    def watch(self, session: Session, request: gr.Request) -> Updates:
        """How far the list is; the form stays as it is."""
        return self._followed(session.language, request)

    def start(self, pasted: str, session: Session, request: gr.Request) -> Updates:
        """Answer a pasted list."""
        name = tr(session.language, "batch_pasted_name")
        most = self._settings.batch_questions
        taken = self._take(
            lambda: read_pasted(pasted, name=name, most=most), name, session.language, request
        )
        return taken if taken.get(self._tab.problem) else {**taken, self._tab.pasted: ""}

    def start_file(self, session: Session, event: gr.EventData, request: gr.Request) -> Updates:
        """Answer a list in a file that the browser read."""
        name = PurePath(event_value(event, "name")).name or "questions"
        content, language = event_value(event, "content", _LARGEST_SENT), session.language

        def read() -> list[BatchQuestion]:
            try:
                data = b64decode(content, validate=True)
            except binascii.Error as error:
                raise ReadError(name, "file.truncated") from error
            if event_value(event, "large") or len(data) > LARGEST_LIST:
                raise ReadError(name, "list.too_large", size=LARGEST_LIST / 1e6)
            file = File(name=name, data=data, max_bytes=LARGEST_LIST)
            return read_questions(file, most=self._settings.batch_questions)

        return self._take(read, name, language, request)

    def stop(self, session: Session, event: gr.EventData, request: gr.Request) -> Updates:
        """End the list; what was answered of it stays."""
        return self._change(self._batches.stop, session.language, event, request)

    def forget(self, session: Session, event: gr.EventData, request: gr.Request) -> Updates:
        """Drop the list and its answers."""
        return self._change(self._batches.forget, session.language, event, request)

    def _change(
        self,
        change: Callable[[str, str], None],
        language: Language,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        try:
            change(event_value(event, "batch"), caller_name(request))
        except WorkspaceError as error:
            return self._unreachable(error, language)
        return self._shown(language, request)

    def _take(
        self,
        read: Callable[[], list[BatchQuestion]],
        name: str,
        language: Language,
        request: gr.Request,
    ) -> Updates:
        if not self._allowed:
            return self._shown(language, request)
        try:
            questions, base = read(), _base(request)
            self._batches.start(caller_name(request), name, questions, language=language, base=base)
        except QAError as error:
            refused = failure_html(tr(language, "batch_refused"), error, language)
            return {self._tab.problem: refused}
        return self._shown(language, request)

    def _shown(self, language: Language, request: gr.Request) -> Updates:
        tab = self._tab
        refused = note_html(tr(language, "batch_not_allowed"), language)
        return {
            tab.refused: "" if self._allowed else refused,
            tab.column: gr.update(visible=self._allowed),
            tab.file: file_html(language, self._settings.batch_questions),
            **({tab.problem: ""} if self._allowed else {}),
            **self._followed(language, request),
        }

    def _followed(self, language: Language, request: gr.Request) -> Updates:
        tab = self._tab
        try:
            lists = self._batches.lists(caller_name(request)) if self._allowed else []
            answers = self._batches.rows(lists[0], QUESTIONS_SHOWN) if lists else []
        except WorkspaceError as error:
            return self._unreachable(error, language)
        root = request.request.scope.get("root_path", "") if request.request else ""
        return {
            tab.progress: progress_html(lists, language, root) if lists else "",
            tab.rows: rows_html(lists[0], answers, language) if lists else "",
            tab.timer: gr.update(active=any(one.state == "running" for one in lists)),
        }

    def _unreachable(self, error: WorkspaceError, language: Language) -> Updates:
        """That the lists cannot be shown; one that is watched is looked for again."""
        failed = failure_html(tr(language, "batch_unreachable"), error, language)
        return {self._tab.progress: failed, self._tab.rows: ""}


def _base(request: gr.Request) -> str:
    """Address of the app, as the reader's browser knows it."""
    return str(request.request.base_url).rstrip("/") if request.request else ""
