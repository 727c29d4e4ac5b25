"""The whole page said again in one language: which components, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from qa_ui.i18n import LANGUAGES, tr
from qa_ui.page.ask import Given, Handlers, Update
from qa_ui.page.session import Filters, Session
from qa_ui.views.render import render

if TYPE_CHECKING:
    from qa.types import Language
    from qa_ui.page.layout import Page
    from qa_ui.page.service import Desk
    from qa_ui.views.library import View


def panel_outputs(page: Page) -> list[Any]:
    """The components that `Handlers.panel` updates."""
    source = page.ask.source
    return [
        source.column,
        page.ask.beside,
        source.position,
        source.body,
        source.previous,
        source.next,
        source.whole,
    ]


def spoken(page: Page) -> list[Any]:
    """Everything that is written anew when the language changes."""
    ask, bar, shelf = page.ask, page.ask.filters, page.library
    own = [
        page.session,
        shelf.view,
        page.title,
        ask.conversation,
        ask.facts,
        shelf.table,
        shelf.article,
    ]
    controls = [bar.accordion, bar.since, bar.until, bar.sources, bar.languages]
    return [*own, *controls, *panel_outputs(page), *(part for part, _ in _plain(page))]


def speak(
    page: Page,
    desk: Desk,
    session: Session,
    view: View,
    *,
    reading: str | None = None,
    chosen: Filters | None = None,
) -> list[Update]:
    """What the components of `spoken` say in the session's language."""
    language, handlers = session.language, Handlers(desk)
    return [
        session,
        desk.current(view),
        _masthead(session),
        desk.conversation(session),
        desk.facts(language),
        desk.table(view, language),
        desk.read(reading, language),
        gr.update(label=handlers.filter_label(language, chosen or Filters())),
        *_controls(desk, session, chosen or Filters()),
        *handlers.panel(session),
        *(_say(says, language) for _, says in _plain(page)),
    ]


def _say(says: dict[str, str], language: Language) -> Update:
    said: dict[str, Any] = {name: tr(language, key) for name, key in says.items()}
    return gr.update(**said)


def _controls(desk: Desk, session: Session, chosen: Filters) -> list[Update]:
    """The filters: labels, choices and values."""
    language = session.language
    months = desk.months(language)
    named = [(tr(language, code), code) for code in LANGUAGES]
    hint = tr(language, "filters_date")

    def say(key: str, **more: Given) -> Update:
        return gr.update(label=tr(language, key), **more)

    return [
        say("filters_since", info=hint, choices=months, value=chosen.since),
        say("filters_until", info=hint, choices=months, value=chosen.until),
        say("filters_sources", choices=desk.sources(), value=list(chosen.sources)),
        say("filters_languages", choices=named, value=list(chosen.languages)),
    ]


def _plain(page: Page) -> list[tuple[Any, dict[str, str]]]:
    """The components that only need other words; filters and panel need other values too."""
    own = [*page.ask.filters.inputs, page.ask.filters.accordion, *panel_outputs(page)]
    return [(part, says) for part, says in page.texts if not any(part is other for other in own)]


def _masthead(session: Session) -> str:
    return render("masthead", session.language)
