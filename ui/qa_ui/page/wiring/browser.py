"""How events are queued, and functions of the page's scripts called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from qa_ui.page.events import Updates

QUEUED: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}
AT_ONCE: Final[dict[str, Any]] = {**QUEUED, "queue": False}
TYPED: Final[dict[str, Any]] = {**AT_ONCE, "trigger_mode": "always_last"}
OVERLAPPING: Final[dict[str, Any]] = {"trigger_mode": "multiple"}
"""For events that may be triggered again while they run; Gradio drops the second otherwise."""

Step = tuple[Callable[..., Any], Callable[..., Updates], str]
"""A trigger, what it does, and the function of the page's scripts that follows."""


def in_browser(event: Any, function: str, *inputs: Any) -> None:  # noqa: ANN401 - Gradio's own
    """Call a function of the page's scripts after an event."""
    event.then(None, list(inputs) or None, None, js=call(function), api_visibility="private")


def wire_steps(steps: Iterable[Step], given: list[Any], outputs: list[Any]) -> None:
    """Connect triggers with what they do at once, and with the script that follows.

    Args:
        steps: What happens on which trigger.
        given: The inputs of each event.
        outputs: The components that each may update.
    """
    for trigger, act, then in steps:
        in_browser(trigger(act, given, outputs, **AT_ONCE), then)


def call(function: str) -> str:
    """A function of the page's scripts, called with what the event gives."""
    return f"(...given) => qa.{function}(...given)"
