"""The tab of the saved questions, with what is new about them."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from qa_ui.page.layout.parts import Texts, clickable, heading, note


@dataclass
class SavedTab:
    """The saved questions.

    Attributes:
        asked: Id of the question of which it is asked whether it shall be deleted.
        timer: Looks for what is new while the page is open.
    """

    tab: gr.Tab
    refused: gr.HTML
    column: gr.Column
    questions: gr.HTML
    asked: gr.State
    timer: gr.Timer


def saved_tab(tab: gr.Tab, timer: gr.Timer, texts: Texts) -> SavedTab:
    """Lay the tab out; a timer in it would not run before the tab was opened once."""
    refused = gr.HTML(elem_id="saved-refused", apply_default_css=False)
    with gr.Column(visible=False, elem_id="saved") as column:
        heading("saved_title", texts)
        note("saved_about", texts)
        questions = clickable("saved-questions", "reask", "seen", "delete", "confirm", "cancel")
    return SavedTab(tab, refused, column, questions, gr.State(""), timer)
