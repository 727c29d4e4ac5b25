"""The page: lays out the components and connects their events; each tab has a module of events.

Every event is private: the public endpoints are those of `qa_ui.http.api`. An event gets values
in the order of its inputs and returns updates by component, so its outputs have no order.
"""

from __future__ import annotations

import os
from typing import Final

import gradio as gr

from qa_ui.page.adding import AddingEvents
from qa_ui.page.articles import ArticleEvents
from qa_ui.page.ask import AskEvents
from qa_ui.page.batch import BatchEvents
from qa_ui.page.evaluate import EvaluationEvents
from qa_ui.page.feeds import FeedEvents
from qa_ui.page.kept import KeptEvents
from qa_ui.page.layout import Page, lay_out
from qa_ui.page.library import LibraryEvents
from qa_ui.page.proposals import ProposalEvents
from qa_ui.page.saved import SavedEvents
from qa_ui.page.search import SearchEvents
from qa_ui.page.service import PageService
from qa_ui.page.source import SourceEvents
from qa_ui.page.wiring.articles import wire_adding, wire_removing
from qa_ui.page.wiring.ask import wire_asking, wire_conversation, wire_source
from qa_ui.page.wiring.batch import wire_batch
from qa_ui.page.wiring.evaluation import wire_evaluation
from qa_ui.page.wiring.feeds import wire_feeds
from qa_ui.page.wiring.kept import wire_kept
from qa_ui.page.wiring.library import wire_library
from qa_ui.page.wiring.masthead import wire_account, wire_collections, wire_language
from qa_ui.page.wiring.proposals import wire_proposals
from qa_ui.page.wiring.saved import wire_saved
from qa_ui.page.wiring.search import wire_choosing, wire_search
from qa_ui.services import Services

SESSIONS_KEPT: Final = 500
"""Page loads whose states Gradio keeps; each takes some memory, the oldest is dropped first."""

NEVER: Final = "1000000000"
"""Events between two summaries of Gradio's own statistics; by default each event makes one,
through a data frame of all events before it, and nobody reads them."""

DROPPED_KEPT: Final = (3600, 24 * 3600)
"""How often copies of dropped files are checked, and how old they get, in seconds."""


def build_app(services: Services) -> gr.Blocks:
    """The page over a library. Mount or launch it with `theme.page_options()`."""
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", NEVER)
    blocks: gr.Blocks
    with gr.Blocks(
        title="qa", analytics_enabled=False, fill_width=True, delete_cache=DROPPED_KEPT
    ) as blocks:
        _wire(blocks, lay_out(), services)
    settings = services.settings
    blocks.queue(
        max_size=2 * PageService.places(settings),  # the page itself refuses, in its own words
        default_concurrency_limit=settings.questions_at_once,
        api_open=False,  # or the queue could be bypassed
    )
    blocks.state_session_capacity = SESSIONS_KEPT
    queue = blocks._queue  # noqa: SLF001 - Gradio has no other way to ask how long it is
    services.metrics.watch("page", lambda: len(queue))
    return blocks


def _wire(blocks: gr.Blocks, page: Page, services: Services) -> None:
    settings, library, place = services.settings, services.library, services.place
    judgements, fixed = services.evaluator.judgements, not place.changeable
    service = PageService(library, settings, services.metrics, judgements, fixed=fixed)
    greeted = wire_language(blocks, page, service)
    asking = AskEvents(page, service)
    kept = KeptEvents(page, asking, services.conversations)
    wire_kept(page, kept, greeted)
    wire_asking(page, asking, kept)
    wire_conversation(page, asking, kept)
    wire_proposals(page, ProposalEvents(page, services.proposing))
    wire_source(page, SourceEvents(page, service))
    wire_library(page, LibraryEvents(page, service))
    searching = SearchEvents(page, service, library)
    wire_search(page, searching)
    wire_choosing(page, searching, asking)
    events = ArticleEvents(page, service, settings, services.rebuilder)
    wire_adding(page, events, AddingEvents(page, events, settings, services.rebuilder), asking)
    wire_removing(page, events)
    wire_feeds(blocks, page, FeedEvents(page, settings, services.schedule))
    wire_batch(page, BatchEvents(page, settings, services.batches))
    wire_saved(page, SavedEvents(page, service, settings, services.saved))
    wire_evaluation(blocks, page, EvaluationEvents(page, services.evaluator))
    if settings.auth:
        wire_account(page)
    if len(place.libraries) > 1:
        wire_collections(page, place)
