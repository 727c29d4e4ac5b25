"""Saved questions: the star under an answer, and their tab."""

from __future__ import annotations

from qa_ui.page.layout import Page
from qa_ui.page.saved import SavedEvents
from qa_ui.page.wiring.browser import AT_ONCE, in_browser


def wire_saved(page: Page, events: SavedEvents) -> None:
    """Questions are saved where they are answered, and shown with their news in their tab."""
    tab, ask, session, outputs = page.saved, page.ask, page.session, events.outputs
    tab.tab.select(events.show, [session], outputs, **AT_ONCE)
    page.language.change(events.switch, [page.language], outputs, **AT_ONCE)
    tab.timer.tick(events.show, [session], outputs, **AT_ONCE)
    starred = ask.conversation.follow(
        events.follow, [session], [session, ask.conversation, *outputs], **AT_ONCE
    )
    in_browser(starred, "focusStar")
    listed = tab.questions
    box = [ask.question, *ask.filters.inputs]
    in_browser(listed.reask(events.reask, None, box, **AT_ONCE), "askAgain")
    listed.seen(events.seen, [session], outputs, **AT_ONCE)
    asked = listed.delete(events.ask_deletion, [session], outputs, **AT_ONCE)
    in_browser(asked, "focusKeep")
    listed.confirm(events.delete, [tab.asked, session], outputs, **AT_ONCE)
    listed.cancel(events.show, [session], outputs, **AT_ONCE)
