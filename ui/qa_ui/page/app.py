"""The page: lays out the components and connects their events; each tab has a module of events.

Every event is private: the public endpoints are those of `qa_ui.http.api`. An event gets values
in the order of its inputs and returns updates by component, so its outputs have no order.
"""

from __future__ import annotations

from typing import Final

import gradio as gr

from qa.settings import Settings
from qa_ui.http.metrics import Metrics
from qa_ui.jobs.evaluation import Evaluator
from qa_ui.jobs.rebuild import Rebuilder
from qa_ui.page.adding import AddingEvents
from qa_ui.page.articles import ArticleEvents
from qa_ui.page.ask import AskEvents
from qa_ui.page.evaluate import EvaluationEvents
from qa_ui.page.layout import lay_out
from qa_ui.page.library import LibraryEvents
from qa_ui.page.service import PageService
from qa_ui.page.source import SourceEvents
from qa_ui.page.wiring.articles import wire_adding, wire_removing
from qa_ui.page.wiring.ask import wire_asking, wire_conversation, wire_source
from qa_ui.page.wiring.evaluation import wire_evaluation
from qa_ui.page.wiring.library import wire_library
from qa_ui.page.wiring.masthead import wire_account, wire_language
from qa_ui.protocols import Library

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
        wire_adding(page, events, AddingEvents(page, events, settings, rebuilder))
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
