"""The page: lays out the components and connects their events; each tab has a module of events.

Every event is private: the public endpoints are those of `qa_ui.http.api`. An event gets values
in the order of its inputs and returns updates by component, so its outputs have no order.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, Final

import gradio as gr

from qa.settings import Settings
from qa_ui.access.rights import caller_name
from qa_ui.http.metrics import Metrics
from qa_ui.i18n import as_language, negotiate
from qa_ui.jobs.evaluation import Evaluator
from qa_ui.jobs.rebuild import Rebuilder
from qa_ui.page.articles import ArticleEvents
from qa_ui.page.ask import AskEvents
from qa_ui.page.evaluate import EvaluationEvents
from qa_ui.page.events import Given, Updates
from qa_ui.page.layout import Page, lay_out
from qa_ui.page.library import LibraryEvents
from qa_ui.page.service import PageService
from qa_ui.page.session import Session
from qa_ui.page.source import SourceEvents
from qa_ui.page.translate import translate, translated_components
from qa_ui.protocols import Library
from qa_ui.views.library import TableState
from qa_ui.views.login import logout_html

QUEUED: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}
AT_ONCE: Final[dict[str, Any]] = {**QUEUED, "queue": False}
TYPED: Final[dict[str, Any]] = {**AT_ONCE, "trigger_mode": "always_last"}
OVERLAPPING: Final[dict[str, Any]] = {"trigger_mode": "multiple"}
"""For events that may be triggered again while they run; Gradio drops the second otherwise."""

SESSIONS_KEPT: Final = 500
"""Page loads whose states Gradio keeps; each takes some memory, the oldest is dropped first."""

DROPPED_KEPT: Final = (3600, 24 * 3600)
"""How often copies of dropped files are checked, and how old they get, in seconds."""


def build_app(
    assistant: Library,
    settings: Settings,
    rebuilder: Rebuilder,
    evaluator: Evaluator,
    metrics: Metrics | None = None,
) -> gr.Blocks:
    """The page over a library. Mount or launch it with `theme.page_options()`."""
    service = PageService(assistant, settings, metrics)
    blocks: gr.Blocks
    with gr.Blocks(
        title="qa", analytics_enabled=False, fill_width=True, delete_cache=DROPPED_KEPT
    ) as blocks:
        page = lay_out()
        wire_language(blocks, page, service)
        wire_asking(page, AskEvents(page, service))
        wire_conversation(page, AskEvents(page, service))
        wire_source(page, SourceEvents(page, service))
        wire_library(page, LibraryEvents(page, service))
        events = ArticleEvents(page, service, settings, rebuilder)
        wire_adding(page, events)
        wire_removing(page, events)
        wire_evaluation(page, EvaluationEvents(page, evaluator))
        if settings.auth:
            wire_account(page)
    blocks.queue(
        max_size=max(1, settings.questions_waiting),  # with 0 no question at all would be accepted
        default_concurrency_limit=settings.questions_at_once,
        api_open=False,  # or the queue could be bypassed
    )
    blocks.state_session_capacity = SESSIONS_KEPT
    return blocks


def wire_language(blocks: gr.Blocks, page: Page, service: PageService) -> None:
    """The page is in the browser's language, or the one in the address, until switched."""
    library, outputs = page.library, translated_components(page)

    def greet(table: TableState, request: gr.Request) -> Updates:
        accepted = negotiate(request.headers.get("accept-language"))
        language = as_language(request.query_params.get("lang"), accepted)
        updates = translate(page, service, Session(language), table)
        updates[page.language] = {**updates[page.language], "value": language}
        return updates

    def switch(
        language: str, session: Session, table: TableState, reading: str | None, *chosen: Given
    ) -> Updates:
        session = replace(session, language=as_language(language, session.language))
        filters = page.ask.filters.read(*chosen)
        return translate(page, service, session, table, reading=reading, chosen=filters)

    given = [page.language, page.session, library.state, library.reading, *page.ask.filters.inputs]
    greeted = blocks.load(greet, [library.state], outputs, **AT_ONCE)
    switched = page.language.input(switch, given, outputs, **AT_ONCE)
    for event in (greeted, switched):
        _in_browser(event, "setLanguage", page.language)
    late: Updates = {component: gr.update(visible=True) for component in page.late}
    arrived = greeted.then(lambda: late, None, page.late, **AT_ONCE)
    _in_browser(arrived, "nameDropZone")
    _in_browser(arrived, "markFilters")


def wire_asking(page: Page, events: AskEvents) -> None:
    """Questions come from the box, the examples, or an earlier turn; filters narrow them."""
    ask, session, bar = page.ask, page.session, page.ask.filters
    open_one = [session, page.searches]
    given = [ask.question, *open_one, *bar.inputs]
    taken = ask.conversation.ask(events.take, None, [ask.question], **AT_ONCE)
    again = ask.conversation.again(events.again, [session], [session, ask.question], **AT_ONCE)
    everywhere = ask.conversation.everywhere(
        events.everywhere, [session], [session, ask.question, *bar.inputs], **AT_ONCE
    )
    for trigger in (ask.question.submit, taken.then, again.then, everywhere.then):
        asked = trigger(events.ask, given, events.outputs, **AT_ONCE)
        found = asked.then(
            events.search,
            open_one,
            [ask.conversation],
            concurrency_id="questions",
            **QUEUED,
            **OVERLAPPING,
        )
        found.failure(events.stop, open_one, events.outputs, **AT_ONCE)  # too many are waiting
        settled = found.then(events.settle, open_one, events.outputs, **AT_ONCE, **OVERLAPPING)
        _in_browser(settled, "showAnswer")
    stopped = ask.question.stop(events.stop, open_one, events.outputs, **AT_ONCE)
    _in_browser(stopped, "focusQuestion")
    for control in bar.inputs:
        control.change(events.count, [session, *bar.inputs], [bar.accordion], **AT_ONCE)
    for toggled in (bar.accordion.expand, bar.accordion.collapse):
        toggled(None, js=_call("markFilters"), api_visibility="private")
    bar.clear.click(events.clear_filters, None, bar.inputs, **AT_ONCE)


def wire_conversation(page: Page, events: AskEvents) -> None:
    """Questions are edited, answers judged; the conversation is saved, and begun anew."""
    ask, session, outputs = page.ask, page.session, events.outputs
    edited = ask.conversation.edit(events.edit, [session], outputs, **AT_ONCE)
    renewed = ask.new.click(events.renew, [session, page.searches], outputs, **AT_ONCE)
    for event in (edited, renewed):
        _in_browser(event, "focusQuestion")
    judged = [session, ask.conversation]
    for event in (
        ask.conversation.judge(events.judge, [session], judged, **AT_ONCE),
        ask.conversation.note(events.note, [session], judged, **AT_ONCE),
    ):
        _in_browser(event, "focusJudged")
    saved = ask.conversation.save(events.save, [session], [ask.saved], **AT_ONCE)
    _in_browser(saved, "saveFile", ask.saved)


def wire_source(page: Page, events: SourceEvents) -> None:
    """Markers open the panel; its buttons step, widen and close; Esc closes too."""
    source, given = page.ask.source, [page.session, page.searches]
    for trigger, act, then in (
        (page.ask.conversation.open, events.open, "showSource"),
        (source.previous.click, events.previous, "showSentence"),
        (source.next.click, events.next, "showSentence"),
        (source.whole.click, events.widen, "showSentence"),
        (source.close.click, events.close, "focusOpener"),
        (page.ask.conversation.escape, events.close, "focusOpener"),
    ):
        _in_browser(trigger(act, given, events.outputs, **AT_ONCE), then)


def wire_library(page: Page, events: LibraryEvents) -> None:
    """The table is searched as one types, sorted by its heads, and opens articles."""
    library, session = page.library, page.session
    given, outputs = [library.state, session], events.outputs
    library.search.change(events.search, [*given, library.search], outputs, **TYPED)
    library.tab.select(events.refresh, given, outputs, **AT_ONCE)
    library.table.sort(events.sort, given, outputs, **AT_ONCE)
    library.table.more(events.lengthen, given, outputs, **AT_ONCE)
    shown = [library.reading, library.article]
    read = library.table.read(events.read, [session], shown, **AT_ONCE)
    _in_browser(read, "showArticle")


def wire_adding(page: Page, events: ArticleEvents) -> None:
    """Articles are added, and the index is rebuilt."""
    tab, adding, outputs = page.articles, page.articles.adding, events.outputs
    given, fields = [tab.state, page.session], [adding.files, adding.pasted]
    for event in (
        tab.tab.select(events.show, given, outputs, **AT_ONCE),
        page.language.input(events.switch, [tab.state, page.language], outputs, **AT_ONCE),
    ):
        _in_browser(event, "nameDropZone")
    adding.files.change(None, js=_call("nameDropZone"), api_visibility="private")
    adding.add.click(events.add, [*given, *fields], [*outputs, *fields], **QUEUED)
    adding.rebuild.click(events.rebuild, given, outputs, **AT_ONCE)
    watched, chosen = [*outputs, *events.index_outputs], page.ask.filters.inputs
    tab.timer.tick(events.watch, [*given, *chosen], watched, **AT_ONCE)


def wire_removing(page: Page, events: ArticleEvents) -> None:
    """Articles and unreadable files are removed, and a generation is put back in use."""
    tab, removing, outputs = page.articles, page.articles.removing, events.outputs
    given, chosen = [tab.state, page.session], page.ask.filters.inputs
    removing.search.change(events.search, [*given, removing.search], outputs, **TYPED)
    back = removing.generations.confirm(
        events.roll_back, [*given, *chosen], [*outputs, *events.index_outputs], **AT_ONCE
    )
    _in_browser(back, "focusGenerations")
    steps: list[tuple[Callable[..., Any], Callable[..., Updates], str]] = [
        (removing.found.remove, events.ask_removal, "focusCancel"),
        (removing.found.confirm, events.remove, "focusRemoval"),
        (removing.found.cancel, events.cancel, "focusRemoval"),
        (tab.progress.discard, events.ask_discarding, "focusCancel"),
        (tab.progress.confirm, events.discard, "focusFailed"),
        (tab.progress.cancel, events.cancel, "focusFailed"),
        (removing.generations.rollback, events.ask_rollback, "focusCancel"),
        (removing.generations.cancel, events.cancel, "focusGenerations"),
    ]
    for trigger, act, then in steps:
        _in_browser(trigger(act, given, outputs, **AT_ONCE), then)


def wire_evaluation(page: Page, events: EvaluationEvents) -> None:
    """Answers are measured, in the background, and judgements go out as a file."""
    tab, session, outputs = page.evaluation, page.session, events.outputs
    for event in (
        tab.tab.select(events.show, [session], outputs, **AT_ONCE),
        page.language.input(events.switch, [page.language], outputs, **AT_ONCE),
    ):
        _in_browser(event, "markEnglish")
    tab.judged.click(events.measure_judgements, [session], outputs, **AT_ONCE)
    tab.asked.upload(events.measure_file, [session, tab.asked], outputs, **AT_ONCE)
    tab.timer.tick(events.show, [session], outputs, **AT_ONCE)
    exported = tab.export.click(events.export, None, [tab.exported], **AT_ONCE)
    _in_browser(exported, "saveFile", tab.exported)


def wire_account(page: Page) -> None:
    """The masthead shows who is logged in, in the page's language, and lets them leave."""
    with page.title.parent or nullcontext():
        account = gr.HTML(elem_id="account", apply_default_css=False)

    def show(language: str, request: gr.Request) -> str:
        return logout_html(as_language(language), caller_name(request) or "")

    page.language.change(show, [page.language], [account], **AT_ONCE)


def _in_browser(event: Any, function: str, *inputs: Any) -> None:  # noqa: ANN401 - Gradio's own
    """Call a function of `page.js` after an event."""
    event.then(None, list(inputs) or None, None, js=_call(function), api_visibility="private")


def _call(function: str) -> str:
    return f"(...given) => qa.{function}(...given)"
