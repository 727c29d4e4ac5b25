"""The tab of lists of questions."""

from __future__ import annotations

from qa_ui.page.batch import BatchEvents
from qa_ui.page.layout import Page
from qa_ui.page.wiring.browser import AT_ONCE


def wire_batch(page: Page, events: BatchEvents) -> None:
    """A list is pasted, chosen or dropped; it goes on while the page is closed."""
    tab, session, outputs = page.batch, page.session, events.outputs
    tab.tab.select(events.show, [session], outputs, **AT_ONCE)
    page.language.input(events.switch, [page.language], outputs, **AT_ONCE)
    tab.start.click(events.start, [tab.pasted, session], outputs, **AT_ONCE)
    tab.file.file(events.start_file, [session], outputs, **AT_ONCE)
    tab.progress.stop(events.stop, [session], outputs, **AT_ONCE)
    tab.progress.forget(events.forget, [session], outputs, **AT_ONCE)
    tab.timer.tick(events.watch, [session], outputs, **AT_ONCE)
