"""The tab of the library: the table of articles and the article being read."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from qa_ui.page.layout.parts import Texts, button, clickable, i18n
from qa_ui.views.library import TableState


@dataclass
class LibraryTab:
    """The table of articles and the article being read.

    Attributes:
        state: How the table is searched and sorted, a `TableState`.
        remove: Leads an editor to the removal of the article being read.
        reading: Id of the article being read.
    """

    tab: gr.Tab
    search: gr.Textbox
    table: gr.HTML
    remove: gr.Button
    article: gr.HTML
    state: gr.State
    reading: gr.State


def library_tab(tab: gr.Tab, texts: Texts) -> LibraryTab:
    """Lay the tab out."""
    search = gr.Textbox(label=i18n("library_search"), elem_id="library-search", max_lines=1)
    texts.append((search, {"label": "library_search"}))
    with gr.Row(elem_id="library"):
        with gr.Column(scale=3, min_width=320):
            table = clickable("library-table", "sort", "read", "more", "about")
        with gr.Column(scale=2, min_width=320):
            remove = button(
                "library_remove", texts, visible=False, size="sm", elem_id="library-remove"
            )
            article = clickable("article", "about", script="reading")
    return LibraryTab(tab, search, table, remove, article, gr.State(TableState()), gr.State(None))
