"""The whole page in another language: which components change, and their new values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from qa_ui.i18n import LANGUAGES, tr
from qa_ui.page.session import Filters, Session
from qa_ui.page.source import panel_components, panel_updates
from qa_ui.views.render import render

if TYPE_CHECKING:
    from qa.types import Language
    from qa_ui.page.events import Given, Updates
    from qa_ui.page.layout import Page
    from qa_ui.page.service import PageService
    from qa_ui.views.library import TableState


def translated_components(page: Page) -> list[Any]:
    """The components that change with the language."""
    ask, library = page.ask, page.library
    own = [
        page.session,
        page.title,
        page.help,
        ask.conversation,
        ask.counter,
        ask.facts,
        ask.filters.accordion,
        ask.filters.only,
        library.state,
        library.table,
        library.article,
        *panel_components(page),
    ]
    return list(dict.fromkeys([*own, *(component for component, _ in page.texts)]))


def translate(
    page: Page,
    service: PageService,
    session: Session,
    table: TableState,
    *,
    reading: str | None = None,
    chosen: Filters | None = None,
) -> Updates:
    """The page in the session's language.

    Args:
        page: The components.
        service: What they show.
        session: What the page holds.
        table: How the library is searched and sorted.
        reading: Id of the article that is being read.
        chosen: The filters that are set.
    """
    language, chosen, ask = session.language, chosen or Filters(), page.ask
    return {
        **{component: _texts(keys, language) for component, keys in page.texts},
        **_filters(page, service, language, chosen),
        **panel_updates(page, service, session),
        page.session: session,
        page.title: render("masthead", language),
        page.help: render("help", language),
        ask.counter: render("counter", language, most=service.longest_question),
        ask.conversation: service.conversation(session),
        ask.facts: service.facts(language),
        page.library.state: service.current(table),
        page.library.table: service.table(table, language),
        page.library.article: service.read(reading, language),
    }


def _texts(keys: dict[str, str], language: Language) -> Given:
    texts: dict[str, Any] = {name: tr(language, key) for name, key in keys.items()}
    return gr.update(**texts)


def _filters(page: Page, service: PageService, language: Language, chosen: Filters) -> Updates:
    """The filters: labels, choices and values."""
    bar, months, hint = page.ask.filters, service.months(language), tr(language, "filters_date")
    named = [(tr(language, code), code) for code in LANGUAGES]

    def labelled(key: str, **more: Given) -> Given:
        return gr.update(label=tr(language, key), **more)

    return {
        bar.accordion: gr.update(label=service.filter_label(language, chosen)),
        bar.only: service.only(chosen, language),
        bar.since: labelled("filters_since", info=hint, choices=months, value=chosen.since),
        bar.until: labelled("filters_until", info=hint, choices=months, value=chosen.until),
        bar.sources: labelled(
            "filters_sources", choices=service.sources(), value=list(chosen.sources)
        ),
        bar.languages: labelled("filters_languages", choices=named, value=list(chosen.languages)),
    }
