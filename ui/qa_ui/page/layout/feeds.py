"""The tab of the feeds that bring in articles, and of the folder that is watched."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from qa_ui.page.layout.parts import Texts, button, clickable, dropdown, heading, i18n, note
from qa_ui.views.feeds import FeedsState


@dataclass
class FeedForm:
    """Where a feed is added."""

    url: gr.Textbox
    name: gr.Textbox
    every: gr.Dropdown
    add: gr.Button
    outcome: gr.HTML


@dataclass
class FeedsTab:
    """The feeds; only those who may change the articles see the tab.

    Attributes:
        feeds: The list with its buttons.
        folder: The watched folder, and the last update of the index.
    """

    tab: gr.Tab
    form: FeedForm
    feeds: gr.HTML
    folder: gr.HTML
    timer: gr.Timer
    state: gr.State


def feeds_tab(tab: gr.Tab, texts: Texts) -> FeedsTab:
    """Lay the tab out."""
    with gr.Row(elem_id="feeds"):
        with gr.Column(scale=3, min_width=320):
            heading("feeds_title", texts)
            feeds = clickable("feed-list", "run", "pause", "resume", "remove", "confirm", "cancel")
        with gr.Column(scale=2, min_width=320):
            form = _form(texts)
            heading("watch_title", texts)
            folder = gr.HTML(elem_id="watched", apply_default_css=False)
    timer, state = gr.Timer(2, active=False), gr.State(FeedsState())
    return FeedsTab(tab, form, feeds, folder, timer, state)


def _form(texts: Texts) -> FeedForm:
    heading("feeds_add_title", texts)
    url = gr.Textbox(label=i18n("feeds_url"), max_lines=1, elem_id="feed-url")
    name = gr.Textbox(label=i18n("feeds_name"), max_lines=1, elem_id="feed-name")
    every = dropdown("feeds_interval", texts, elem_id="feed-every")
    add = button("feeds_add", texts, variant="primary", elem_id="feed-add")
    outcome = gr.HTML(elem_id="feed-outcome", apply_default_css=False)
    note("feeds_hint", texts)
    texts += [(url, {"label": "feeds_url"}), (name, {"label": "feeds_name"})]
    return FeedForm(url, name, every, add, outcome)
