"""The page: lays out, then wires; what happens on an event is in `qa_ui.handlers`.

Every event is private: the public endpoints are those of `qa_ui.api`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import gradio as gr

from qa.settings import Settings
from qa_ui import script
from qa_ui.desk import Desk
from qa_ui.handlers import Given, Handlers, Update, filters
from qa_ui.i18n import as_language, negotiate
from qa_ui.layout import Page, lay_out
from qa_ui.library import View
from qa_ui.metrics import Metrics
from qa_ui.ports import Library
from qa_ui.session import Session
from qa_ui.speech import panel_outputs, speak, spoken

QUEUED: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}
AT_ONCE: Final[dict[str, Any]] = {**QUEUED, "queue": False}
TYPED: Final[dict[str, Any]] = {**AT_ONCE, "trigger_mode": "always_last"}
QUESTIONS_AT_ONCE: Final = 8
QUESTIONS_WAITING: Final = 64


def build_app(assistant: Library, settings: Settings, metrics: Metrics | None = None) -> gr.Blocks:
    """The page over a library. Mount or launch it with `theme.page_options()`."""
    desk = Desk(assistant, settings, metrics)
    handlers = Handlers(desk)
    blocks: gr.Blocks
    with gr.Blocks(title="qa", analytics_enabled=False, fill_width=True) as blocks:
        page = lay_out()
        wire_language(blocks, page, desk)
        wire_asking(page, handlers)
        wire_conversation(page, handlers)
        wire_source(page, handlers)
        wire_filters(page, handlers)
        wire_library(page, handlers)
    blocks.queue(max_size=QUESTIONS_WAITING, default_concurrency_limit=QUESTIONS_AT_ONCE)
    return blocks


def wire_language(blocks: gr.Blocks, page: Page, desk: Desk) -> None:
    """The page speaks the browser's language, or the one in the address, until switched."""
    shelf, outputs = page.library, spoken(page)

    def greet(view: View, request: gr.Request) -> list[Update]:
        accepted = negotiate(request.headers.get("accept-language"))
        language = as_language(request.query_params.get("lang"), accepted)
        return [language, *speak(page, desk, Session(language), view)]

    def switch(
        language: str, session: Session, view: View, reading: str | None, *chosen: Given
    ) -> list[Update]:
        said = replace(session, language=as_language(language, session.language))
        return speak(page, desk, said, view, reading=reading, chosen=filters(*chosen))

    given = [page.language, page.session, shelf.view, shelf.reading, *page.ask.filters.inputs]
    greeted = blocks.load(greet, [shelf.view], [page.language, *outputs], **AT_ONCE)
    switched = page.language.input(switch, given, outputs, **AT_ONCE)
    for event in (greeted, switched):
        _in_browser(event, script.SET_LANGUAGE, page.language)


def wire_asking(page: Page, handlers: Handlers) -> None:
    """Questions come from the box, the examples, or an earlier turn."""
    ask, session = page.ask, page.session
    inputs = [ask.question, session, *ask.filters.inputs]
    shown = [session, ask.conversation, ask.question, ask.new, *panel_outputs(page)]
    asked: list[Any] = [ask.question.submit(handlers.answer, inputs, shown, **QUEUED)]
    for event, take in (
        (ask.conversation.ask, handlers.take),
        (ask.conversation.again, handlers.again),
    ):
        taken = event(take, [session], [session, ask.question], **AT_ONCE)
        asked.append(taken.then(handlers.answer, inputs, shown, **QUEUED))
    for answered in asked:
        _in_browser(answered, script.SHOW_LAST_TURN)
        _in_browser(answered, script.FOCUS_QUESTION)
    stopped = ask.question.stop(handlers.stop, [session], shown, cancels=asked, **AT_ONCE)
    _in_browser(stopped, script.FOCUS_QUESTION)


def wire_conversation(page: Page, handlers: Handlers) -> None:
    """An earlier question can be edited, and the conversation begun anew."""
    ask, session = page.ask, page.session
    shown = [session, ask.conversation, ask.question, ask.new, *panel_outputs(page)]
    edited = ask.conversation.edit(handlers.edit, [session], shown, **AT_ONCE)
    renewed = ask.new.click(handlers.renew, [session], shown, **AT_ONCE)
    for event in (edited, renewed):
        _in_browser(event, script.FOCUS_QUESTION)


def wire_source(page: Page, handlers: Handlers) -> None:
    """Markers open the panel; its buttons step, widen and close; Esc closes too."""
    source, session = page.ask.source, page.session
    outputs = [session, *panel_outputs(page)]
    for event, handler, then in (
        (page.ask.conversation.open, handlers.open, script.SHOW_AND_FOCUS_SOURCE),
        (source.previous.click, handlers.previous, script.SHOW_SENTENCE),
        (source.next.click, handlers.next, script.SHOW_SENTENCE),
        (source.whole.click, handlers.widen, script.SHOW_SENTENCE),
        (source.close.click, handlers.close, script.FOCUS_OPENER),
        (page.ask.conversation.escape, handlers.close, script.FOCUS_OPENER),
    ):
        _in_browser(event(handler, [session], outputs, **AT_ONCE), then)


def wire_filters(page: Page, handlers: Handlers) -> None:
    """Every change says how many articles remain."""
    bar = page.ask.filters
    for control in bar.inputs:
        control.change(handlers.count, [page.session, *bar.inputs], [bar.accordion], **AT_ONCE)
    bar.clear.click(lambda: (None, None, [], []), None, bar.inputs, **AT_ONCE)


def wire_library(page: Page, handlers: Handlers) -> None:
    """The table is searched as one types, sorted by its heads, and opens articles."""
    shelf, session = page.library, page.session
    given, outputs = [shelf.view, session], [shelf.view, shelf.table]
    shelf.search.change(handlers.search_table, [*given, shelf.search], outputs, **TYPED)
    shelf.tab.select(handlers.refresh_table, given, outputs, **AT_ONCE)
    shelf.table.sort(handlers.sort_table, given, outputs, **AT_ONCE)
    shelf.table.more(handlers.lengthen_table, given, outputs, **AT_ONCE)
    read = shelf.table.read(handlers.read, [session], [shelf.reading, shelf.article], **AT_ONCE)
    _in_browser(read, script.SHOW_ARTICLE)


def _in_browser(event: Any, code: str, *inputs: Any) -> None:  # noqa: ANN401 - Gradio's own
    """Run a line of JavaScript after an event."""
    event.then(None, list(inputs) or None, None, js=code, api_visibility="private")
