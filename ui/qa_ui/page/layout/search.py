"""The tab of the full-text search: the box, facets, results, and the article being read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from qa_ui.page.layout.parts import Texts, clickable, i18n, note
from qa_ui.page.searching import SearchState

_RESULTS = ("sort", "more", "read", "about", "only", "widen", "loosen")
"""What the buttons of the results cause."""


@dataclass
class SearchTab:
    """The box, what was found, and the article being read.

    Attributes:
        state: A `SearchState`.
        beside: The column of the article, hidden while none is open.
    """

    tab: gr.Tab
    box: gr.Textbox
    facets: gr.HTML
    results: gr.HTML
    beside: gr.Column
    article: gr.HTML
    state: gr.State

    @property
    def outputs(self) -> list[Any]:
        """All that a search changes."""
        return [self.state, self.facets, self.results, self.beside, self.article]


def search_tab(tab: gr.Tab, texts: Texts) -> SearchTab:
    """Lay the tab out."""
    with gr.Column(elem_id="searching"):
        box = gr.Textbox(
            label=i18n("search_label"),
            show_label=False,
            placeholder=i18n("search_label"),
            max_lines=1,
            submit_btn=True,
            elem_id="search-box",
        )
        note("search_help", texts)
    texts.append(
        (box, {"label": "search_label", "placeholder": "search_label", "submit_btn": "search_go"})
    )
    with gr.Row(elem_id="search"):
        with gr.Column(scale=0, min_width=210, elem_id="search-side"):
            facets = clickable("search-facets", "toggle", "widen")
        with gr.Column(scale=3, min_width=320):
            results = clickable("search-results", *_RESULTS)
        with gr.Column(scale=3, min_width=320, visible=False, elem_id="search-beside") as beside:
            article = clickable("search-article", "about", "shut")
    return SearchTab(tab, box, facets, results, beside, article, gr.State(SearchState()))
