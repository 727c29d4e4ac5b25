"""The tab where answers are measured, on what readers judged or on a file of questions."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from qa_ui.i18n import tr
from qa_ui.page.layout.parts import Texts, button, clickable, heading, note


@dataclass
class EvaluationTab:
    """What readers judged, the buttons that start an evaluation, and what came of it.

    Attributes:
        feedback: Figures of the judgements, and the bad answers with buttons that ask again.
        judged: Starts an evaluation on what readers judged.
        asked: Starts an evaluation on a file of questions.
        stop: Ends the evaluation that is running.
        exported: A file on its way to the browser, which saves it.
        outcomes: What became of the questions of the last evaluation.
        report: Saves all figures of it.
    """

    tab: gr.Tab
    refused: gr.HTML
    column: gr.Column
    feedback: gr.HTML
    judged: gr.Button
    asked: gr.UploadButton
    stop: gr.Button
    export: gr.Button
    exported: gr.JSON
    progress: gr.HTML
    outcomes: gr.HTML
    report: gr.Button
    timer: gr.Timer


def evaluation_tab(tab: gr.Tab, texts: Texts) -> EvaluationTab:
    """Lay the tab out."""
    refused = gr.HTML(elem_id="evaluation-refused", apply_default_css=False)
    with gr.Column(visible=False, elem_id="evaluation") as column:
        heading("feedback_title", texts)
        feedback = clickable("feedback", "ask")
        export = button("export_judgements", texts, elem_id="export-judgements")
        heading("evaluation_title", texts)
        note("evaluation_about", texts)
        with gr.Row(elem_id="measure"):
            judged = gr.Button(variant="primary", elem_id="measure-judgements")
            asked = gr.UploadButton(
                tr("en", "evaluate_file"), elem_id="measure-file", visible=False
            )
            stop = button("stop", texts, elem_id="stop-measuring", visible=False)
        exported = gr.JSON(visible=False)
        progress = gr.HTML(elem_id="evaluation-progress", apply_default_css=False)
        outcomes = gr.HTML(elem_id="evaluation-outcomes", apply_default_css=False)
        report = button("export_report", texts, elem_id="export-report", visible=False)
    texts.append((asked, {"label": "evaluate_file"}))
    timer = gr.Timer(1, active=False)
    return EvaluationTab(
        tab,
        refused,
        column,
        feedback,
        judged,
        asked,
        stop,
        export,
        exported,
        progress,
        outcomes,
        report,
        timer,
    )
