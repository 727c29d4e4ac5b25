"""The tab where questions are asked."""

from __future__ import annotations

from typing import Any

from qa_ui.page.ask import AskEvents
from qa_ui.page.kept import KeptEvents
from qa_ui.page.layout import Page
from qa_ui.page.source import SourceEvents
from qa_ui.page.wiring.browser import AT_ONCE, OVERLAPPING, QUEUED, call, in_browser, wire_steps
from qa_ui.page.wiring.kept import keep_after


def wire_asking(page: Page, events: AskEvents, kept: KeptEvents) -> None:
    """Questions come from the box, the examples, or an earlier turn; filters narrow them."""
    ask, session, bar = page.ask, page.session, page.ask.filters
    open_one = [session, page.searches]
    given = [ask.question, *open_one, *bar.inputs]
    taken = ask.conversation.ask(events.take, None, [ask.question], **AT_ONCE)
    proposed = ask.proposals.ask(events.take, None, [ask.question], **AT_ONCE)
    judged = page.evaluation.feedback.ask(events.take, None, [ask.question], **AT_ONCE)
    in_browser(judged, "openAsking")
    again = ask.conversation.again(events.again, [session], [session, ask.question], **AT_ONCE)
    everywhere = ask.conversation.everywhere(
        events.everywhere, [session], [session, ask.question, *bar.inputs], **AT_ONCE
    )
    addressed = page.kept.list.ask(events.take, None, [ask.question], **AT_ONCE)
    clicked = (taken.then, proposed.then, judged.then, again.then, everywhere.then)
    for trigger in (ask.question.submit, *clicked, addressed.then):
        asked = trigger(events.ask, given, events.outputs, js=call("afterGreeting"), **AT_ONCE)
        found = asked.then(
            events.search,
            open_one,
            [ask.conversation, ask.cards],
            concurrency_id="questions",
            **QUEUED,
            **OVERLAPPING,
        )
        found.failure(events.refuse, open_one, events.outputs, **AT_ONCE)  # too many are waiting
        settled = found.then(events.settle, open_one, events.outputs, **AT_ONCE, **OVERLAPPING)
        in_browser(settled, "showAnswer")
        keep_after(page, kept, asked, settled)
    stopped = ask.question.stop(events.stop, open_one, events.outputs, **AT_ONCE)
    in_browser(stopped, "focusQuestion")
    keep_after(page, kept, stopped)
    for control in bar.controls:
        control.change(events.count, [session, *bar.inputs], [bar.accordion], **AT_ONCE)
    for toggled in (bar.accordion.expand, bar.accordion.collapse):
        toggled(None, js=call("markFilters"), api_visibility="private")
    cleared = bar.clear.click(events.clear_filters, None, bar.inputs, **AT_ONCE)
    for changed in (cleared, everywhere):
        show_chosen(page, events, changed)


def show_chosen(page: Page, events: AskEvents, event: Any) -> Any:  # noqa: ANN401 - Gradio's own
    """Show of which articles alone questions are asked, after an event that changed it."""
    bar = page.ask.filters
    shown = [bar.accordion, bar.only]
    return event.then(events.chosen, [page.session, *bar.inputs], shown, **AT_ONCE)


def wire_conversation(page: Page, events: AskEvents, kept: KeptEvents) -> None:
    """Questions are edited, answers judged; the conversation is saved, and begun anew."""
    ask, session, outputs = page.ask, page.session, events.outputs
    edited = ask.conversation.edit(events.edit, [session], outputs, **AT_ONCE)
    renewed = ask.new.click(events.renew, [session, page.searches], outputs, **AT_ONCE)
    for event in (edited, renewed):
        in_browser(event, "focusQuestion")
    keep_after(page, kept, renewed)
    judged = [session, ask.conversation]
    for event in (
        ask.conversation.judge(events.judge, [session], judged, **AT_ONCE),
        ask.conversation.note(events.note, [session], judged, **AT_ONCE),
    ):
        in_browser(event, "focusJudged")
        keep_after(page, kept, event)
    saved = ask.conversation.save(events.save, [session], [ask.saved], **AT_ONCE)
    in_browser(saved, "saveFile", ask.saved)


def wire_source(page: Page, events: SourceEvents) -> None:
    """Markers open the panel; its buttons step, widen and close; Esc closes too."""
    source, given = page.ask.source, [page.session, page.searches]
    steps = (
        (page.ask.conversation.open, events.open, "showSource"),
        (page.ask.cards.open, events.open, "showSource"),
        (page.ask.conversation.pick, events.pick, "showCards"),
        (page.ask.cards.pick, events.pick, "showCards"),
        (source.previous.click, events.previous, "showSentence"),
        (source.next.click, events.next, "showSentence"),
        (source.whole.click, events.widen, "showSentence"),
        (source.close.click, events.close, "focusOpener"),
        (page.ask.conversation.escape, events.close, "focusOpener"),
    )
    wire_steps(steps, given, events.outputs)
