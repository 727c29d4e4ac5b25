"""The tab where answers are measured."""

from __future__ import annotations

import gradio as gr

from qa_ui.page.evaluate import EvaluationEvents
from qa_ui.page.layout import Page
from qa_ui.page.wiring.browser import AT_ONCE, in_browser


def wire_evaluation(blocks: gr.Blocks, page: Page, events: EvaluationEvents) -> None:
    """Editors see what readers judged; answers are measured, in the background."""
    tab, session, outputs = page.evaluation, page.session, events.outputs
    blocks.load(events.offer, None, [tab.tab], **AT_ONCE)
    tab.tab.select(events.show, [session], outputs, **AT_ONCE)
    page.language.input(events.switch, [page.language], outputs, **AT_ONCE)
    tab.judged.click(events.measure_judgements, [session], outputs, **AT_ONCE)
    tab.asked.upload(events.measure_file, [session, tab.asked], outputs, **AT_ONCE)
    tab.stop.click(events.stop, [session], outputs, **AT_ONCE)
    tab.timer.tick(events.show, [session], outputs, **AT_ONCE)
    for button, export in ((tab.export, events.export), (tab.report, events.report)):
        exported = button.click(export, None, [tab.exported], **AT_ONCE)
        in_browser(exported, "saveFile", tab.exported)
