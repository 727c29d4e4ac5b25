"""The tab where articles are added and removed, and the index is brought up to date."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from qa_ui.page.layout.parts import Texts, button, clickable, heading, i18n, note
from qa_ui.views.articles import ArticlesState


@dataclass
class AddForm:
    """Where articles are added."""

    column: gr.Column
    formats: gr.HTML
    files: gr.File
    pasted: gr.Textbox
    add: gr.Button
    added: gr.HTML


@dataclass
class RemoveForm:
    """Where articles are removed and put back, and the index is brought up to date or put back."""

    column: gr.Column
    search: gr.Textbox
    found: gr.HTML
    rebuild: gr.Button
    generations: gr.HTML


@dataclass
class ArticlesTab:
    """The articles going in and out; readers who may not change them see how a rebuild goes."""

    tab: gr.Tab
    refused: gr.HTML
    adding: AddForm
    progress: gr.HTML
    removing: RemoveForm
    timer: gr.Timer
    state: gr.State


def articles_tab(tab: gr.Tab, texts: Texts) -> ArticlesTab:
    """Lay the tab out."""
    refused = gr.HTML(elem_id="articles-refused", apply_default_css=False)
    with gr.Row(elem_id="articles"):
        with gr.Column(scale=3, min_width=320):
            adding = _add_form(texts)
            progress = clickable("progress", "discard", "confirm", "cancel")
        removing = _remove_form(texts)
    timer, state = gr.Timer(1, active=False), gr.State(ArticlesState())
    return ArticlesTab(tab, refused, adding, progress, removing, timer, state)


def _add_form(texts: Texts) -> AddForm:
    with gr.Column(visible=False) as column:
        heading("feed_title", texts)
        files = gr.File(
            label=i18n("feed_files"), file_count="multiple", elem_id="drop", visible=False
        )
        folder = gr.HTML(
            html_template='<button type="button" class="suggestion">${value}</button>',
            js_on_load="qa.chooseFolder(element)",
            elem_id="drop-folder",
            apply_default_css=False,
        )
        formats = gr.HTML(elem_id="articles-formats", apply_default_css=False)
        pasted = gr.Textbox(
            label=i18n("feed_pasted"), lines=4, max_lines=12, elem_id="articles-pasted"
        )
        add = button("feed_add", texts, variant="primary", elem_id="articles-add")
        added = clickable("articles-added", "undo", "clear", "ask")
    texts += [
        (files, {"label": "feed_files"}),
        (folder, {"value": "feed_folder"}),
        (pasted, {"label": "feed_pasted"}),
    ]
    return AddForm(column, formats, files, pasted, add, added)


def _remove_form(texts: Texts) -> RemoveForm:
    with gr.Column(scale=2, min_width=320, visible=False) as column:
        heading("remove_title", texts)
        search = gr.Textbox(label=i18n("remove_search"), max_lines=1, elem_id="remove-search")
        found = clickable("removable", "remove", "confirm", "cancel", "restore")
        heading("rebuild_title", texts)
        note("rebuild_hint", texts)
        rebuild = button("rebuild", texts, elem_id="rebuild")
        heading("rollback_title", texts)
        generations = clickable("generations", "rollback", "confirm", "cancel")
    texts.append((search, {"label": "remove_search"}))
    return RemoveForm(column, search, found, rebuild, generations)
