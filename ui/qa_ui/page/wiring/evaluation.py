"""The tab where answers are measured."""

from __future__ import annotations

from qa_ui.page.evaluate import EvaluationEvents
from qa_ui.page.layout import Page
from qa_ui.page.wiring.browser import AT_ONCE, in_browser


def wire_evaluation(page: Page, events: EvaluationEvents) -> None:
    """Answers are measured, in the background, and judgements go out as a file."""
    tab, session, outputs = page.evaluation, page.session, events.outputs
    for event in (
        tab.tab.select(events.show, [session], outputs, **AT_ONCE),
        page.language.input(events.switch, [page.language], outputs, **AT_ONCE),
    ):
        in_browser(event, "markEnglish")
    tab.judged.click(events.measure_judgements, [session], outputs, **AT_ONCE)
    tab.asked.upload(events.measure_file, [session, tab.asked], outputs, **AT_ONCE)
    tab.timer.tick(events.show, [session], outputs, **AT_ONCE)
    exported = tab.export.click(events.export, None, [tab.exported], **AT_ONCE)
    in_browser(exported, "saveFile", tab.exported)
