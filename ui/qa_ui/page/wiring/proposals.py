"""The questions that a click asks, below the conversation."""

from __future__ import annotations

from qa_ui.page.layout import Page
from qa_ui.page.proposals import ProposalEvents
from qa_ui.page.wiring.browser import AT_ONCE


def wire_proposals(page: Page, events: ProposalEvents) -> None:
    """They follow the conversation, and are looked at again while more are being found."""
    ask = page.ask
    given, outputs = [page.session, ask.proposals], [ask.proposals, ask.proposals_timer]
    for trigger in (ask.conversation.change, ask.proposals_timer.tick):
        trigger(events.show, given, outputs, **AT_ONCE)
