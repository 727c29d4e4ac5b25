"""The tab of the feeds."""

from __future__ import annotations

import gradio as gr

from qa_ui.page.feeds import FeedEvents
from qa_ui.page.layout import Page
from qa_ui.page.wiring.browser import AT_ONCE, QUEUED, Step, wire_steps


def wire_feeds(blocks: gr.Blocks, page: Page, events: FeedEvents) -> None:
    """The tab is there for those who may change the articles; feeds come, run and go."""
    tab, form, outputs = page.feeds, page.feeds.form, events.outputs
    given = [tab.state, page.session]
    blocks.load(events.greet, None, [tab.tab], **AT_ONCE)
    tab.tab.select(events.show, given, outputs, **AT_ONCE)
    tab.timer.tick(events.refresh, given, events.refreshed, **AT_ONCE)
    # The language is set by the page itself too, once it is known.
    chosen = [page.language, form.every]
    page.language.change(events.switch, chosen, [*outputs, form.every], **AT_ONCE)
    fields = [form.url, form.name]
    for trigger in (form.add.click, form.url.submit, form.name.submit):
        trigger(events.add, [*given, *fields, form.every], [*outputs, *fields], **QUEUED)
    steps: list[Step] = [
        (tab.feeds.run, events.run, "focusFeed"),
        (tab.feeds.pause, events.pause, "focusFeed"),
        (tab.feeds.resume, events.run, "focusFeed"),
        (tab.feeds.remove, events.ask_removal, "focusFeedQuestion"),
        (tab.feeds.confirm, events.remove, "focusFeedForm"),
        (tab.feeds.cancel, events.cancel, "focusFeed"),
    ]
    wire_steps(steps, given, outputs)
