"""What events return, and what a clicked button carries."""

from __future__ import annotations

from typing import Any, Final

import gradio as gr

Updates = dict[Any, Any]
"""New values, or Gradio's updates, by the components that they are for."""

Given = Any
"""A value that a component hands over; Gradio has checked it against the component."""

NOTHING: Final[Updates] = gr.skip()
"""Every component stays as it is; Gradio takes no empty dictionary for that."""

LONGEST: Final = 10_001
"""Characters of a value that a page may send: more than any question, address or note."""


def event_value(event: gr.EventData, name: str, longest: int = LONGEST) -> str:
    """What a clicked button carried under a name; empty if nothing, cut if it is too long."""
    data = event._data  # noqa: SLF001 - Gradio has no other way to look a key up
    return str(data.get(name, ""))[:longest] if isinstance(data, dict) else ""


def bounded(text: str | None) -> str:
    """A text that somebody typed, without white space around it; the rest of a huge one is cut."""
    return (text or "").strip()[:LONGEST]


def event_number(event: gr.EventData, name: str) -> int:
    """A number that a button carried; -1, which is never valid, if it carried none."""
    text = event_value(event, name)
    return int(text) if text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004 - digits
