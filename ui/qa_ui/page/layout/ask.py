"""The tab where questions are asked: conversation, question box, filters, source panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import gradio as gr

from qa_ui.i18n import LANGUAGES
from qa_ui.page.layout.parts import Texts, button, clickable, dropdown, i18n
from qa_ui.page.session import Filters

EVENTS: Final = (
    *("open", "pick", "ask", "again", "everywhere", "edit", "judge", "note", "save", "follow"),
)
"""The events of the buttons in a conversation."""

_LONGEST: Final = 500
"""Characters of a filter; none that fits anything is longer."""

_MOST: Final = 1000
"""Sources that are chosen at once."""


@dataclass
class SourcePanel:
    """The panel that shows a citation in its article."""

    column: gr.Column
    position: gr.HTML
    body: gr.HTML
    previous: gr.Button
    next: gr.Button
    close: gr.Button
    whole: gr.Button
    about: gr.Button


@dataclass
class FilterBar:
    """Date range, sources and languages, with the count of articles as its label.

    Attributes:
        articles: Ids of the only articles that are asked; empty: all.
        only: Says so, and takes it back.
    """

    accordion: gr.Accordion
    since: gr.Dropdown
    until: gr.Dropdown
    sources: gr.Dropdown
    languages: gr.CheckboxGroup
    clear: gr.Button
    articles: gr.State
    only: gr.HTML

    @property
    def controls(self) -> list[Any]:
        """What the reader sets by hand."""
        return [self.since, self.until, self.sources, self.languages]

    @property
    def inputs(self) -> list[Any]:
        """The controls and the chosen articles, whose values `read` takes."""
        return [*self.controls, self.articles]

    @staticmethod
    def read(
        since: str | None,
        until: str | None,
        sources: list[str] | None,
        languages: list[str] | None,
        articles: tuple[str, ...] = (),
    ) -> Filters:
        """The values of `inputs` as filters."""
        return Filters(
            since=(since or "").strip()[:_LONGEST] or None,
            until=(until or "").strip()[:_LONGEST] or None,
            sources=tuple(source[:_LONGEST] for source in (sources or ())[:_MOST]),
            languages=tuple(code for code in LANGUAGES if code in (languages or ())),
            articles=tuple(articles),
        )


@dataclass
class AskTab:
    """Conversation, question box, filters and the panel beside them.

    Attributes:
        proposals: Questions that a click asks, below the conversation.
        proposals_timer: Ticks while these are being looked for.
        saved: A file on its way to the browser, which saves it.
        counter: How long the question is, once it is nearly too long.
        beside: Shown beside the conversation while no source is open: first the facts about the
            articles, then the sources of an answer.
    """

    conversation: gr.HTML
    proposals: gr.HTML
    proposals_timer: gr.Timer
    saved: gr.JSON
    question: gr.Textbox
    counter: gr.HTML
    new: gr.Button
    filters: FilterBar
    beside: gr.Column
    facts: gr.HTML
    cards: gr.HTML
    source: SourcePanel


def ask_tab(texts: Texts) -> AskTab:
    """Lay the tab out."""
    with gr.Row(elem_id="ask"):
        with gr.Column(scale=3, min_width=320, elem_id="chat"):
            conversation = clickable("conversation", *EVENTS, "escape", script="conversation")
            proposals = clickable("proposals", "ask")
            proposals_timer = gr.Timer(1.5, active=False)
            saved = gr.JSON(visible=False)
            with gr.Group(elem_id="composer"):
                only = clickable("only", "free")
                question = _question_box(texts)
                counter = gr.HTML(
                    elem_id="counter",
                    js_on_load="qa.countCharacters(element)",
                    apply_default_css=False,
                )
                with gr.Row(elem_id="under"):
                    filters = _filter_bar(texts, only)
                    new = button("new", texts, size="sm", elem_id="new", visible=False)
        with gr.Column(scale=2, min_width=320, elem_id="aside"):
            with gr.Column(elem_id="beside") as beside:
                facts = gr.HTML(elem_id="facts", apply_default_css=False)
                cards = clickable("cards", "open", "pick")
            source = _source_panel(texts)
    return AskTab(
        conversation,
        proposals,
        proposals_timer,
        saved,
        question,
        counter,
        new,
        filters,
        beside,
        facts,
        cards,
        source,
    )


def _question_box(texts: Texts) -> gr.Textbox:
    box = gr.Textbox(
        label=i18n("ask_label"),
        placeholder=i18n("ask_placeholder"),
        show_label=False,
        lines=1,
        max_lines=6,
        autofocus=True,
        submit_btn=True,
        elem_id="question",
    )
    texts.append(
        (box, {"label": "ask_label", "placeholder": "ask_placeholder", "submit_btn": "send"})
    )
    return box


def _filter_bar(texts: Texts, only: gr.HTML) -> FilterBar:
    with gr.Accordion(i18n("filters"), open=False, elem_id="filters") as accordion:
        with gr.Row():
            since = _date("filters_since", texts)
            until = _date("filters_until", texts)
        with gr.Row():
            sources = dropdown("filters_sources", texts, multiselect=True, min_width=130)
            languages = gr.CheckboxGroup(
                [], label=i18n("filters_languages"), min_width=130, visible=False
            )
        texts.append((languages, {"label": "filters_languages"}))
        clear = button("filters_clear", texts, size="sm")
    articles = gr.State(())
    return FilterBar(accordion, since, until, sources, languages, clear, articles, only)


def _date(key: str, texts: Texts) -> gr.Dropdown:
    """Months to choose from; any other date can be typed."""
    hint = i18n("filters_date")
    return dropdown(key, texts, info=hint, allow_custom_value=True, min_width=130)


def _source_panel(texts: Texts) -> SourcePanel:
    with gr.Column(visible=False, elem_id="source") as column:
        with gr.Row(elem_id="source-bar"):
            position = gr.HTML(elem_id="source-position", apply_default_css=False)
            previous = button("previous", texts, size="sm", elem_id="source-previous")
            following = button("next", texts, size="sm", elem_id="source-next")
            close = button("close", texts, size="sm", elem_id="source-close")
        body = gr.HTML(elem_id="source-body", apply_default_css=False)
        with gr.Row(elem_id="source-more"):
            whole = button("whole", texts, size="sm", elem_id="source-whole")
            about = button("about", texts, size="sm", elem_id="source-about")
    return SourcePanel(column, position, body, previous, following, close, whole, about)
