"""The list of the conversations that are kept, in a drawer on the left, and its button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import gradio as gr

from qa_ui.page.layout.parts import Texts, button, clickable

EVENTS: Final = ("open", "rename", "remove", "ask")
"""The events of the list; `ask` asks what an address asked for."""


@dataclass
class KeptList:
    """The conversations that are kept.

    Attributes:
        toggle: Opens and closes the list.
        list: The list.
        notice: What the reader should know about the conversation, above it.
        address: What the browser's address says, and what it should say.
    """

    toggle: gr.Button
    list: gr.HTML
    notice: gr.HTML
    address: gr.JSON


def kept_button(texts: Texts) -> gr.Button:
    """The button of the list, for the masthead."""
    return button("kept", texts, size="sm", elem_id="kept-toggle")


def kept_list(toggle: gr.Button) -> KeptList:
    """Lay the list out, below the masthead."""
    shown = clickable("kept", *EVENTS, script="conversations")
    notice = gr.HTML(elem_id="kept-notice", apply_default_css=False)
    return KeptList(toggle, shown, notice, gr.JSON(visible=False))
