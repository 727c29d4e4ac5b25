"""The tab where a list of questions is answered at once."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from qa_ui.page.layout.parts import Texts, button, clickable, heading, i18n, note


@dataclass
class BatchTab:
    """The form that takes a list, and how far the last one is with its answers.

    Attributes:
        file: Where a file is chosen or dropped; the page's script reads it.
        progress: How far the list is, and the buttons that stop it and fetch it.
        rows: Its answers.
    """

    tab: gr.Tab
    refused: gr.HTML
    column: gr.Column
    file: gr.HTML
    pasted: gr.Textbox
    start: gr.Button
    problem: gr.HTML
    progress: gr.HTML
    rows: gr.HTML
    timer: gr.Timer


def batch_tab(tab: gr.Tab, texts: Texts) -> BatchTab:
    """Lay the tab out."""
    refused = gr.HTML(elem_id="batch-refused", apply_default_css=False)
    with gr.Column(visible=False, elem_id="batch") as column:
        heading("batch_title", texts)
        note("batch_about", texts)
        file = clickable("batch-file", "file", script="questionList")
        pasted = gr.Textbox(
            label=i18n("batch_pasted"), lines=4, max_lines=12, elem_id="batch-pasted"
        )
        start = button("batch_start", texts, variant="primary", elem_id="batch-start")
        problem = gr.HTML(elem_id="batch-problem", apply_default_css=False)
    progress = clickable("batch-progress", "stop", "forget", script="questionLists")
    rows = gr.HTML(elem_id="batch-rows", apply_default_css=False)
    texts.append((pasted, {"label": "batch_pasted"}))
    timer = gr.Timer(2, active=False)
    return BatchTab(tab, refused, column, file, pasted, start, problem, progress, rows, timer)
