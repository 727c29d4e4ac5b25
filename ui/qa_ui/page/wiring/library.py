"""The tab of the library."""

from __future__ import annotations

from qa_ui.page.layout import Page
from qa_ui.page.library import LibraryEvents
from qa_ui.page.wiring.browser import AT_ONCE, TYPED, in_browser


def wire_library(page: Page, events: LibraryEvents) -> None:
    """The table is searched as one types, sorted by its heads, and opens articles."""
    library, session = page.library, page.session
    given, outputs = [library.state, session], events.outputs
    library.search.change(events.search, [*given, library.search], outputs, **TYPED)
    library.tab.select(events.refresh, given, outputs, **AT_ONCE)
    library.table.sort(events.sort, given, outputs, **AT_ONCE)
    library.table.more(events.lengthen, given, outputs, **AT_ONCE)
    shown = [library.reading, library.article, library.remove]
    read = library.table.read(events.read, [session], shown, **AT_ONCE)
    in_browser(read, "showArticle")
