"""The search tab, and the ways to ask only chosen articles."""

from __future__ import annotations

from qa_ui.i18n import as_language
from qa_ui.page.ask import AskEvents
from qa_ui.page.events import Updates
from qa_ui.page.layout import Page
from qa_ui.page.search import SearchEvents
from qa_ui.page.searching import SearchState
from qa_ui.page.wiring.ask import show_chosen
from qa_ui.page.wiring.browser import AT_ONCE, in_browser


def wire_search(page: Page, events: SearchEvents) -> None:
    """Searching, narrowing, sorting and reading."""
    tab, session = page.search, page.session
    given, outputs = [tab.state, session], tab.outputs

    def switch(state: SearchState, language: str) -> Updates:
        return events.translate(state, as_language(language))

    tab.box.submit(events.search, [*given, tab.box], outputs, **AT_ONCE)
    tab.facets.toggle(events.toggle, given, outputs, **AT_ONCE)
    tab.facets.widen(events.widen, given, outputs, **AT_ONCE)
    tab.results.widen(events.widen, given, outputs, **AT_ONCE)
    tab.results.loosen(events.loosen, given, [*outputs, tab.box], **AT_ONCE)
    tab.results.sort(events.sort, given, outputs, **AT_ONCE)
    page.language.input(switch, [tab.state, page.language], outputs, **AT_ONCE)
    in_browser(tab.results.more(events.lengthen, given, outputs, **AT_ONCE), "focusMore")
    opened = [tab.state, tab.beside, tab.article]
    in_browser(tab.results.read(events.read, given, opened, **AT_ONCE), "showFound")
    in_browser(tab.article.shut(events.shut, given, opened, **AT_ONCE), "focusFound")


def wire_choosing(page: Page, events: SearchEvents, asking: AskEvents) -> None:
    """Asking only the articles that were chosen, until the chip is removed."""
    state, bar = page.search.state, page.ask.filters
    about = [
        trigger(events.about, None, events.chosen, **AT_ONCE)
        for trigger in (
            page.search.results.about,
            page.search.article.about,
            page.library.table.about,
            page.library.article.about,
        )
    ]
    only = page.search.results.only(events.only, [state], events.chosen, **AT_ONCE)
    source = page.ask.source.about.click(
        events.about_source, [page.session], events.chosen, **AT_ONCE
    )
    freed = bar.only.free(events.free, None, [bar.articles], **AT_ONCE)
    for event in (*about, only, source, freed):
        in_browser(show_chosen(page, asking, event), "askChosen")
