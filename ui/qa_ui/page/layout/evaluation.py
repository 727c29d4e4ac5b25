"""The tab where answers are measured, on what readers judged or on a file of questions."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from qa_ui.i18n import tr
from qa_ui.page.layout.parts import Texts, button, heading, note


@dataclass
class EvaluationTab:
    """The buttons that start an evaluation, and its report.

    Attributes:
        judged: Starts an evaluation on what readers judged.
        asked: Starts an evaluation on a file of questions.
        exported: A file on its way to the browser, which saves it.
    """

    tab: gr.Tab
    refused: gr.HTML
    column: gr.Column
    judged: gr.Button
    asked: gr.UploadButton
    export: gr.Button
    exported: gr.JSON
    progress: gr.HTML
    report: gr.Markdown
    plots: gr.HTML
    timer: gr.Timer


def evaluation_tab(tab: gr.Tab, texts: Texts) -> EvaluationTab:
    """Lay the tab out."""
    refused = gr.HTML(elem_id="evaluation-refused", apply_default_css=False)
    with gr.Column(visible=False, elem_id="evaluation") as column:
        heading("evaluation_title", texts)
        note("evaluation_about", texts)
        with gr.Row(elem_id="measure"):
            judged = gr.Button(variant="primary", elem_id="measure-judgements")
            asked = gr.UploadButton(
                tr("en", "evaluate_file"), elem_id="measure-file", visible=False
            )
            export = button("export_judgements", texts, elem_id="export-judgements")
        exported = gr.JSON(visible=False)
        progress = gr.HTML(elem_id="evaluation-progress", apply_default_css=False)
        with gr.Column(elem_id="evaluation-report"):
            report = gr.Markdown(latex_delimiters=[], visible=False)
        plots = gr.HTML(elem_id="evaluation-plots", apply_default_css=False)
    texts.append((asked, {"label": "evaluate_file"}))
    timer = gr.Timer(1, active=False)
    return EvaluationTab(
        tab, refused, column, judged, asked, export, exported, progress, report, plots, timer
    )
