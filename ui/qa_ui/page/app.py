"""The page: lays out, then wires; what happens on an event is in `qa_ui.page.ask`.

Every event is private: the public endpoints are those of `qa_ui.http.api`.
"""

from __future__ import annotations

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
from qa_ui.page import script
from qa_ui.page.articles import Feeding, fresh_outputs, screen_outputs
from qa_ui.page.ask import Given, Handlers, Update, filters
from qa_ui.page.evaluate import Evaluating, evaluation_outputs
from qa_ui.page.layout import Page, lay_out
from qa_ui.page.service import Desk
from qa_ui.page.session import Session
from qa_ui.page.translate import panel_outputs, speak, spoken
from qa_ui.protocols import Library
from qa_ui.views.library import View
from qa_ui.views.login import logout_html

QUEUED: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}
AT_ONCE: Final[dict[str, Any]] = {**QUEUED, "queue": False}
TYPED: Final[dict[str, Any]] = {**AT_ONCE, "trigger_mode": "always_last"}
OVERLAPPING: Final[dict[str, Any]] = {"trigger_mode": "multiple"}
"""For events that may be wanted again while they run; Gradio drops the second one otherwise."""

SESSIONS_KEPT: Final = 500
"""Page loads that Gradio remembers; each takes some memory, the oldest is forgotten first."""

DROPPED_KEPT: Final = (3600, 24 * 3600)
"""How often copies of dropped files are looked through and how old they get, in seconds."""


def build_app(
    assistant: Library,
    settings: Settings,
    rebuilder: Rebuilder,
    evaluator: Evaluator,
    metrics: Metrics | None = None,
) -> gr.Blocks:
    """The page over a library. Mount or launch it with `theme.page_options()`."""
    desk = Desk(assistant, settings, metrics)
    handlers = Handlers(desk)
    blocks: gr.Blocks
    with gr.Blocks(
        title="qa", analytics_enabled=False, fill_width=True, delete_cache=DROPPED_KEPT
    ) as blocks:
        page = lay_out()
        wire_language(blocks, page, desk)
        wire_asking(page, handlers)
        wire_conversation(page, handlers)
        wire_source(page, handlers)
        wire_filters(page, handlers)
        wire_library(page, handlers)
        wire_feed(page, Feeding(desk, settings, rebuilder))
        wire_evaluation(page, Evaluating(evaluator))
        if settings.auth:
            wire_account(page)
    blocks.queue(
        max_size=max(1, settings.questions_waiting),  # 0 would leave no way to those at work
        default_concurrency_limit=settings.questions_at_once,
        api_open=False,  # or what waits in line could be had without waiting
    )
    blocks.state_session_capacity = SESSIONS_KEPT
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
    late = [gr.update(visible=True)] * len(page.late)
    arrived = greeted.then(lambda: late, None, page.late, **AT_ONCE)
    _in_browser(arrived, script.NAME_DROP_ZONE)
    _in_browser(arrived, script.SAY_WHETHER_OPEN)


def wire_feed(page: Page, feeding: Feeding) -> None:
    """Articles are added and removed, the index is rebuilt and put back."""
    screen, adding, undoing = page.feed, page.feed.adding, page.feed.undoing
    given, shown = [screen.feed, page.session], screen_outputs(page)
    afresh, chosen = [*shown, *fresh_outputs(page)], page.ask.filters.inputs
    fields = [adding.files, adding.pasted]
    for said in (
        screen.tab.select(feeding.show, given, shown, **AT_ONCE),
        page.language.input(feeding.switch, [screen.feed, page.language], shown, **AT_ONCE),
    ):
        _in_browser(said, script.NAME_DROP_ZONE)
    adding.files.change(None, js=script.NAME_DROP_ZONE, api_visibility="private")
    adding.add.click(feeding.add, [*given, *fields], [*shown, *fields], **QUEUED)
    adding.rebuild.click(feeding.rebuild, given, shown, **AT_ONCE)
    screen.timer.tick(feeding.watch, [*given, *chosen], afresh, **AT_ONCE)
    undoing.search.change(feeding.search, [*given, undoing.search], shown, **TYPED)
    shelf, generations = undoing.shelf, undoing.generations
    for event, then in (
        (shelf.drop(feeding.drop, given, shown, **AT_ONCE), script.FOCUS_KEEP),
        (shelf.sure(feeding.remove, given, shown, **AT_ONCE), script.FOCUS_REMOVAL),
        (shelf.keep(feeding.keep, given, shown, **AT_ONCE), script.FOCUS_REMOVAL),
        (screen.progress.reject(feeding.reject, given, shown, **AT_ONCE), script.FOCUS_KEEP),
        (screen.progress.sure(feeding.discard, given, shown, **AT_ONCE), script.FOCUS_FAILED),
        (screen.progress.keep(feeding.keep, given, shown, **AT_ONCE), script.FOCUS_FAILED),
        (generations.back(feeding.back, given, shown, **AT_ONCE), script.FOCUS_KEEP),
        (
            generations.sure(feeding.roll_back, [*given, *chosen], afresh, **AT_ONCE),
            script.FOCUS_RETURN,
        ),
        (generations.keep(feeding.keep, given, shown, **AT_ONCE), script.FOCUS_RETURN),
    ):
        _in_browser(event, then)


def wire_evaluation(page: Page, evaluating: Evaluating) -> None:
    """Answers are measured, in the background, and judgements go out as a file."""
    screen, session = page.evaluation, page.session
    shown = evaluation_outputs(page)
    for said in (
        screen.tab.select(evaluating.show, [session], shown, **AT_ONCE),
        page.language.input(evaluating.switch, [page.language], shown, **AT_ONCE),
    ):
        _in_browser(said, script.MARK_ENGLISH)
    screen.judged.click(evaluating.measure_judgements, [session], shown, **AT_ONCE)
    screen.asked.upload(evaluating.measure_file, [session, screen.asked], shown, **AT_ONCE)
    screen.timer.tick(evaluating.show, [session], shown, **AT_ONCE)
    exported = screen.export.click(evaluating.export, None, [screen.exported], **AT_ONCE)
    _in_browser(exported, script.SAVE_FILE, screen.exported)


def wire_account(page: Page) -> None:
    """The masthead says who is logged in, in the page's language, and lets them leave."""
    with page.title.parent or nullcontext():
        account = gr.HTML(elem_id="account", apply_default_css=False)

    def show(language: str, request: gr.Request) -> str:
        return logout_html(as_language(language), caller_name(request) or "")

    page.language.change(show, [page.language], [account], **AT_ONCE)


def wire_asking(page: Page, handlers: Handlers) -> None:
    """Questions come from the box, the examples, or an earlier turn."""
    ask, session = page.ask, page.session
    open_one = [session, page.searches]
    given = [ask.question, *open_one, *ask.filters.inputs]
    shown = [session, ask.conversation, ask.question, ask.new, *panel_outputs(page)]
    asked = [
        ask.question.submit(handlers.ask, given, shown, **AT_ONCE),
        ask.conversation.ask(handlers.take, None, [ask.question], **AT_ONCE).then(
            handlers.ask, given, shown, **AT_ONCE
        ),
        ask.conversation.again(handlers.again, [session], [session, ask.question], **AT_ONCE).then(
            handlers.ask, given, shown, **AT_ONCE
        ),
    ]
    for one in asked:
        found = one.then(
            handlers.search,
            open_one,
            [ask.conversation],
            concurrency_id="questions",
            **QUEUED,
            **OVERLAPPING,
        )
        found.failure(handlers.stop, open_one, shown, **AT_ONCE)  # too many are waiting
        settled = found.then(handlers.settle, open_one, shown, **AT_ONCE, **OVERLAPPING)
        _in_browser(settled, script.SHOW_ANSWER)
    stopped = ask.question.stop(handlers.stop, open_one, shown, **AT_ONCE)
    _in_browser(stopped, script.FOCUS_QUESTION)


def wire_conversation(page: Page, handlers: Handlers) -> None:
    """Questions are edited, answers judged; the conversation is saved, and begun anew."""
    ask, session = page.ask, page.session
    shown = [session, ask.conversation, ask.question, ask.new, *panel_outputs(page)]
    edited = ask.conversation.edit(handlers.edit, [session], shown, **AT_ONCE)
    renewed = ask.new.click(handlers.renew, [session, page.searches], shown, **AT_ONCE)
    for event in (edited, renewed):
        _in_browser(event, script.FOCUS_QUESTION)
    judged = [session, ask.conversation]
    for event in (
        ask.conversation.judge(handlers.judge, [session], judged, **AT_ONCE),
        ask.conversation.note(handlers.note, [session], judged, **AT_ONCE),
    ):
        _in_browser(event, script.FOCUS_JUDGED)
    saved = ask.conversation.save(handlers.save, [session], [ask.saved], **AT_ONCE)
    _in_browser(saved, script.SAVE_FILE, ask.saved)


def wire_source(page: Page, handlers: Handlers) -> None:
    """Markers open the panel; its buttons step, widen and close; Esc closes too."""
    source, given = page.ask.source, [page.session, page.searches]
    outputs = [page.session, *panel_outputs(page)]
    for event, handler, then in (
        (page.ask.conversation.open, handlers.open, script.SHOW_AND_FOCUS_SOURCE),
        (source.previous.click, handlers.previous, script.SHOW_SENTENCE),
        (source.next.click, handlers.next, script.SHOW_SENTENCE),
        (source.whole.click, handlers.widen, script.SHOW_SENTENCE),
        (source.close.click, handlers.close, script.FOCUS_OPENER),
        (page.ask.conversation.escape, handlers.close, script.FOCUS_OPENER),
    ):
        _in_browser(event(handler, given, outputs, **AT_ONCE), then)


def wire_filters(page: Page, handlers: Handlers) -> None:
    """Every change says how many articles remain."""
    bar = page.ask.filters
    for control in bar.inputs:
        control.change(handlers.count, [page.session, *bar.inputs], [bar.accordion], **AT_ONCE)
    for toggled in (bar.accordion.expand, bar.accordion.collapse):
        toggled(None, js=script.SAY_WHETHER_OPEN, api_visibility="private")
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
