"""What stands above the tabs: the language, and who is logged in."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import gradio as gr

from qa_ui.access.rights import caller_name, home_of
from qa_ui.i18n import as_language, asked_language
from qa_ui.page.events import Given, Updates
from qa_ui.page.layout import Page
from qa_ui.page.service import PageService
from qa_ui.page.session import Session
from qa_ui.page.translate import translate, translated_components
from qa_ui.page.wiring.browser import AT_ONCE, in_browser
from qa_ui.place import Place
from qa_ui.views.collections import collections_html
from qa_ui.views.library import TableState
from qa_ui.views.login import logout_html


def wire_language(blocks: gr.Blocks, page: Page, service: PageService) -> Given:
    """The page is in the browser's language, or the one in the address, until switched.

    Returns:
        The event after which the page has its language.
    """
    library, outputs = page.library, translated_components(page)

    def greet(table: TableState, request: gr.Request) -> Updates:
        language = asked_language(request.headers, request.query_params)
        updates = translate(page, service, Session(language), table)
        updates[page.language] = {**updates[page.language], "value": language}
        return updates

    def switch(
        language: str, session: Session, table: TableState, reading: str | None, *chosen: Given
    ) -> Updates:
        session = replace(session, language=as_language(language, session.language))
        filters = page.ask.filters.read(*chosen)
        return translate(page, service, session, table, reading=reading, chosen=filters)

    given = [page.language, page.session, library.state, library.reading, *page.ask.filters.inputs]
    greeted = blocks.load(greet, [library.state], outputs, **AT_ONCE)
    switched = page.language.input(switch, given, outputs, **AT_ONCE)
    for event in (greeted, switched):
        in_browser(event, "setLanguage", page.language)
    late: Updates = {component: gr.update(visible=True) for component in page.late}
    arrived = greeted.then(lambda: late, None, page.late, **AT_ONCE)
    in_browser(arrived, "nameDropZone")
    in_browser(arrived, "markFilters")
    return greeted


def wire_collections(page: Page, place: Place) -> None:
    """The masthead names the collections; a link leads to each."""
    with page.title.parent or nullcontext():
        names = gr.HTML(elem_id="collections", apply_default_css=False)

    def show(language: str) -> str:
        return collections_html(as_language(language), place)

    page.language.change(show, [page.language], [names], **AT_ONCE)


def wire_account(page: Page) -> None:
    """The masthead shows who is logged in, in the page's language, and lets them leave."""
    with page.title.parent or nullcontext():
        account = gr.HTML(elem_id="account", apply_default_css=False)

    def show(language: str, request: gr.Request) -> str:
        return logout_html(as_language(language), caller_name(request), home_of(request))

    page.language.change(show, [page.language], [account], **AT_ONCE)
