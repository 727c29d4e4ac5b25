"""The conversations that are kept, and the addresses of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_ui.page.wiring.browser import AT_ONCE, OVERLAPPING, call, in_browser

if TYPE_CHECKING:
    from qa_ui.page.kept import KeptEvents
    from qa_ui.page.layout import Page


def wire_kept(page: Page, events: KeptEvents, greeted: Any) -> None:  # noqa: ANN401 - Gradio's own
    """The list opens, renames and deletes; the page shows what its address names.

    Args:
        page: The components.
        events: What happens.
        greeted: The event after which the page has its language.
    """
    kept, session, everything = page.kept, page.session, events.outputs
    open_one = [session, page.searches]
    given = [*open_one, kept.address]
    arrived = greeted.then(events.arrive, given, everything, js=call("arrival"), **AT_ONCE)
    opened = kept.list.open(events.open, open_one, everything, **AT_ONCE, **OVERLAPPING)
    removed = kept.list.remove(events.remove, open_one, everything, **AT_ONCE)
    renamed = kept.list.rename(events.rename, [session], events.list_outputs, **AT_ONCE)
    for event in (arrived, opened, removed):
        in_browser(event, "showAddress", kept.address)
    for event in (removed, renamed):
        in_browser(event, "focusKept")
    switched = [page.language, session]
    page.language.input(events.translate, switched, events.list_outputs, **AT_ONCE)
    kept.toggle.click(None, js=call("toggleKept"), api_visibility="private")


def keep_after(page: Page, events: KeptEvents, *happened: Any) -> None:  # noqa: ANN401 - as above
    """Keep the conversation after events that changed it."""
    for event in happened:
        kept = event.then(events.keep, [page.session], events.list_outputs, **AT_ONCE)
        in_browser(kept, "showAddress", page.kept.address)
