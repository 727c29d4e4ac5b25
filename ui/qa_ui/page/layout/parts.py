"""Components that tabs share, and the keys of their texts."""

from __future__ import annotations

from typing import Any, Final

import gradio as gr

from qa_ui.i18n import STRINGS

Texts = list[tuple[Any, dict[str, str]]]
"""Components with the keys of the texts in their properties."""

i18n: Final = gr.I18n(**STRINGS)


def clickable(name: str, *events: str, script: str = "clicks") -> gr.HTML:
    """HTML whose buttons cause events.

    Args:
        name: Its id in the document.
        events: What a button may name in `data-do`; Gradio looks for them in the script.
        script: The function of the page's scripts that listens to the buttons.
    """
    return gr.HTML(
        elem_id=name,
        js_on_load=f"qa.{script}(element, trigger, {list(events)})",
        apply_default_css=False,
    )


def heading(key: str, texts: Texts) -> None:
    """A heading of a form."""
    component = gr.HTML(html_template="<h2>${value}</h2>", apply_default_css=False)
    texts.append((component, {"value": key}))


def note(key: str, texts: Texts) -> None:
    """A remark in small print."""
    component = gr.HTML(html_template="<p class='note'>${value}</p>", apply_default_css=False)
    texts.append((component, {"value": key}))


def button(key: str, texts: Texts, **options: Any) -> gr.Button:  # noqa: ANN401 - Gradio's own
    """A button; the options are those of `gr.Button`."""
    component = gr.Button(i18n(key), **options)
    texts.append((component, {"value": key}))
    return component


def dropdown(key: str, texts: Texts, **options: Any) -> gr.Dropdown:  # noqa: ANN401 - Gradio's own
    """A dropdown, empty and hidden at first; the options are those of `gr.Dropdown`."""
    component = gr.Dropdown([], label=i18n(key), visible=False, **options)
    texts.append((component, {"label": key}))
    return component
