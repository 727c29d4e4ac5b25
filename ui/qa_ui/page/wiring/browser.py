"""How events are queued, and functions of the page's scripts called."""

from __future__ import annotations

from typing import Any, Final

QUEUED: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}
AT_ONCE: Final[dict[str, Any]] = {**QUEUED, "queue": False}
TYPED: Final[dict[str, Any]] = {**AT_ONCE, "trigger_mode": "always_last"}
OVERLAPPING: Final[dict[str, Any]] = {"trigger_mode": "multiple"}
"""For events that may be triggered again while they run; Gradio drops the second otherwise."""


def in_browser(event: Any, function: str, *inputs: Any) -> None:  # noqa: ANN401 - Gradio's own
    """Call a function of the page's scripts after an event."""
    event.then(None, list(inputs) or None, None, js=call(function), api_visibility="private")


def call(function: str) -> str:
    """A function of the page's scripts, called with what the event gives."""
    return f"(...given) => qa.{function}(...given)"
