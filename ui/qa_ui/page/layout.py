"""The page's components, screen by screen; no events here.

`Page.texts` lists what each component says, by key, so that one function can say it
all again in another language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from qa_ui.i18n import NAMES, STRINGS, tr
from qa_ui.page import script
from qa_ui.page.session import Searches, Session
from qa_ui.views.articles import Feed
from qa_ui.views.library import View

Texts = list[tuple[Any, dict[str, str]]]
"""Components with the keys of what their properties say."""

_i18n = gr.I18n(**STRINGS)


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


@dataclass
class FilterBar:
    """Date range, sources and languages, with the count of articles as its label."""

    accordion: gr.Accordion
    since: gr.Dropdown
    until: gr.Dropdown
    sources: gr.Dropdown
    languages: gr.CheckboxGroup
    clear: gr.Button

    @property
    def inputs(self) -> list[Any]:
        """The controls, in the order of `Filters`."""
        return [self.since, self.until, self.sources, self.languages]


@dataclass
class AskScreen:
    """Conversation, question box, filters and the panel beside them."""

    conversation: gr.HTML
    saved: gr.JSON
    question: gr.Textbox
    new: gr.Button
    filters: FilterBar
    beside: gr.Column
    facts: gr.HTML
    source: SourcePanel


@dataclass
class LibraryScreen:
    """The table of articles and the article being read."""

    tab: gr.Tab
    search: gr.Textbox
    table: gr.HTML
    article: gr.HTML
    view: gr.State
    reading: gr.State


@dataclass
class AddForm:
    """Where articles are added and the index is brought up to date."""

    column: gr.Column
    formats: gr.HTML
    files: gr.File
    pasted: gr.Textbox
    add: gr.Button
    added: gr.HTML
    rebuild: gr.Button


@dataclass
class UndoForm:
    """Where articles are removed, and an earlier generation is put back in use."""

    column: gr.Column
    search: gr.Textbox
    shelf: gr.HTML
    generations: gr.HTML


@dataclass
class FeedScreen:
    """The articles going in and out; readers who may not change them see how a rebuild goes."""

    tab: gr.Tab
    refused: gr.HTML
    adding: AddForm
    progress: gr.HTML
    undoing: UndoForm
    timer: gr.Timer
    feed: gr.State


@dataclass
class EvaluationScreen:
    """The measuring of answers, on what readers judged or on a file of questions."""

    tab: gr.Tab
    refused: gr.HTML
    column: gr.Column
    judged: gr.Button
    asked: gr.UploadButton
    export: gr.Button
    exported: gr.JSON
    progress: gr.HTML
    report: gr.Markdown
    plots: gr.HTML
    timer: gr.Timer


@dataclass
class Page:
    """All of the page."""

    session: gr.State
    searches: gr.State
    title: gr.HTML
    language: gr.Radio
    ask: AskScreen
    library: LibraryScreen
    feed: FeedScreen
    evaluation: EvaluationScreen
    texts: Texts = field(default_factory=list)

    @property
    def late(self) -> list[Any]:
        """What nobody needs to type the first question; laid out unseen, so that it costs no time.

        The browser fetches the code of a component when it is first to be seen.
        """
        return [*self.ask.filters.inputs, self.feed.adding.files, self.evaluation.asked]


def lay_out() -> Page:
    """Put the whole page together inside the current `gr.Blocks`."""
    texts: Texts = []
    session, searches = gr.State(Session()), gr.State(Searches())
    with gr.Row(elem_id="masthead"):
        title = gr.HTML(elem_id="title")
        language = gr.Radio(
            [(name, code) for code, name in NAMES.items()],
            label=_i18n("language"),
            container=False,
            elem_id="language",
        )
    texts.append((language, {"label": "language"}))
    with gr.Tabs(elem_id="screens"):
        with gr.Tab(_i18n("tab_ask"), id="ask") as ask_tab:
            ask = _ask_screen(texts)
        with gr.Tab(_i18n("tab_library"), id="library") as library_tab:
            library = _library_screen(library_tab, texts)
        with gr.Tab(_i18n("tab_feed"), id="feed") as feed_tab:
            feed = _feed_screen(feed_tab, texts)
        with gr.Tab(_i18n("tab_evaluate"), id="evaluate") as evaluation_tab:
            evaluation = _evaluation_screen(evaluation_tab, texts)
    texts += [
        (ask_tab, {"label": "tab_ask"}),
        (library_tab, {"label": "tab_library"}),
        (feed_tab, {"label": "tab_feed"}),
        (evaluation_tab, {"label": "tab_evaluate"}),
    ]
    return Page(session, searches, title, language, ask, library, feed, evaluation, texts)


def _ask_screen(texts: Texts) -> AskScreen:
    with gr.Row(elem_id="desk"):
        with gr.Column(scale=3, min_width=320, elem_id="chat"):
            conversation = gr.HTML(
                elem_id="conversation",
                js_on_load=script.CLICKS + script.KEYS + script.NOTES,
                apply_default_css=False,
            )
            saved = gr.JSON(visible=False)  # on its way to the browser, which saves it
            with gr.Group(elem_id="composer"):
                question = _question_box(texts)
                with gr.Row(elem_id="under"):
                    filters = _filter_bar(texts)
                    new = _button("new", texts, size="sm", elem_id="new", visible=False)
        with gr.Column(scale=2, min_width=320, elem_id="aside"):
            with gr.Column(elem_id="facts") as beside:
                facts = gr.HTML(apply_default_css=False)
            source = _source_panel(texts)
    return AskScreen(conversation, saved, question, new, filters, beside, facts, source)


def _question_box(texts: Texts) -> gr.Textbox:
    box = gr.Textbox(
        label=_i18n("ask_label"),
        placeholder=_i18n("ask_placeholder"),
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


def _filter_bar(texts: Texts) -> FilterBar:
    with gr.Accordion(_i18n("filters"), open=False, elem_id="filters") as accordion:
        with gr.Row():
            since = _date("filters_since", texts)
            until = _date("filters_until", texts)
        with gr.Row():
            sources = _dropdown("filters_sources", texts, multiselect=True, min_width=130)
            languages = gr.CheckboxGroup(
                [], label=_i18n("filters_languages"), min_width=130, visible=False
            )
        texts.append((languages, {"label": "filters_languages"}))
        clear = _button("filters_clear", texts, size="sm")
    return FilterBar(accordion, since, until, sources, languages, clear)


def _source_panel(texts: Texts) -> SourcePanel:
    with gr.Column(visible=False, elem_id="source") as column:
        with gr.Row(elem_id="source-bar"):
            position = gr.HTML(elem_id="source-position", apply_default_css=False)
            previous = _button("previous", texts, size="sm", elem_id="source-previous")
            following = _button("next", texts, size="sm", elem_id="source-next")
            close = _button("close", texts, size="sm", elem_id="source-close")
        body = gr.HTML(elem_id="source-body", apply_default_css=False)
        whole = gr.Button(_i18n("whole"), size="sm", elem_id="source-whole")
    return SourcePanel(column, position, body, previous, following, close, whole)


def _library_screen(tab: gr.Tab, texts: Texts) -> LibraryScreen:
    search = gr.Textbox(label=_i18n("library_search"), elem_id="library-search", max_lines=1)
    texts.append((search, {"label": "library_search"}))
    with gr.Row(elem_id="shelves"):
        with gr.Column(scale=3, min_width=320):
            table = gr.HTML(
                elem_id="library-table", js_on_load=script.CLICKS, apply_default_css=False
            )
        with gr.Column(scale=2, min_width=320):
            article = gr.HTML(elem_id="article", js_on_load=script.BACK, apply_default_css=False)
    return LibraryScreen(tab, search, table, article, gr.State(View()), gr.State(None))


def _feed_screen(tab: gr.Tab, texts: Texts) -> FeedScreen:
    refused = gr.HTML(elem_id="feed-refused", apply_default_css=False)
    with gr.Row(elem_id="feed"):
        with gr.Column(scale=3, min_width=320):
            adding = _add_form(texts)
            progress = gr.HTML(
                elem_id="progress", js_on_load=script.CLICKS, apply_default_css=False
            )
        undoing = _undo_form(texts)
    return FeedScreen(
        tab, refused, adding, progress, undoing, gr.Timer(1, active=False), gr.State(Feed())
    )


def _add_form(texts: Texts) -> AddForm:
    with gr.Column(visible=False) as column:
        _heading("feed_title", texts)
        files = gr.File(
            label=_i18n("feed_files"), file_count="multiple", elem_id="drop", visible=False
        )
        formats = gr.HTML(elem_id="feed-formats", apply_default_css=False)
        pasted = gr.Textbox(
            label=_i18n("feed_pasted"), lines=4, max_lines=12, elem_id="feed-pasted"
        )
        add = _button("feed_add", texts, elem_id="feed-add")
        added = gr.HTML(elem_id="feed-added", apply_default_css=False)
        _heading("rebuild_title", texts)
        _note("rebuild_hint", texts)
        rebuild = _button("rebuild", texts, variant="primary", elem_id="rebuild")
    texts += [(files, {"label": "feed_files"}), (pasted, {"label": "feed_pasted"})]
    return AddForm(column, formats, files, pasted, add, added, rebuild)


def _undo_form(texts: Texts) -> UndoForm:
    with gr.Column(scale=2, min_width=320, visible=False) as column:
        _heading("remove_title", texts)
        search = gr.Textbox(label=_i18n("remove_search"), max_lines=1, elem_id="remove-search")
        shelf = gr.HTML(elem_id="shelf", js_on_load=script.CLICKS, apply_default_css=False)
        _heading("rollback_title", texts)
        generations = gr.HTML(
            elem_id="generations", js_on_load=script.CLICKS, apply_default_css=False
        )
    texts.append((search, {"label": "remove_search"}))
    return UndoForm(column, search, shelf, generations)


def _evaluation_screen(tab: gr.Tab, texts: Texts) -> EvaluationScreen:
    refused = gr.HTML(elem_id="evaluation-refused", apply_default_css=False)
    with gr.Column(visible=False, elem_id="evaluation") as column:
        _heading("evaluation_title", texts)
        _note("evaluation_about", texts)
        with gr.Row(elem_id="measure"):
            judged = gr.Button(variant="primary", elem_id="measure-judgements")
            asked = gr.UploadButton(
                tr("en", "evaluate_file"), elem_id="measure-file", visible=False
            )
            export = _button("export_judgements", texts, elem_id="export-judgements")
        exported = gr.JSON(visible=False)  # on its way to the browser, which saves it
        progress = gr.HTML(elem_id="evaluation-progress", apply_default_css=False)
        with gr.Column(elem_id="evaluation-report"):
            report = gr.Markdown(latex_delimiters=[], visible=False)
        plots = gr.HTML(elem_id="evaluation-plots", apply_default_css=False)
    texts.append((asked, {"label": "evaluate_file"}))
    timer = gr.Timer(1, active=False)
    return EvaluationScreen(
        tab, refused, column, judged, asked, export, exported, progress, report, plots, timer
    )


def _heading(key: str, texts: Texts) -> None:
    heading = gr.HTML(html_template="<h2>${value}</h2>", apply_default_css=False)
    texts.append((heading, {"value": key}))


def _note(key: str, texts: Texts) -> None:
    note = gr.HTML(html_template="<p class='note'>${value}</p>", apply_default_css=False)
    texts.append((note, {"value": key}))


def _button(key: str, texts: Texts, **options: Any) -> gr.Button:  # noqa: ANN401 - Gradio's own
    button = gr.Button(_i18n(key), **options)
    texts.append((button, {"value": key}))
    return button


def _date(key: str, texts: Texts) -> gr.Dropdown:
    """Months to choose from; any other date can be typed."""
    hint = _i18n("filters_date")
    return _dropdown(key, texts, info=hint, allow_custom_value=True, min_width=130)


def _dropdown(key: str, texts: Texts, **options: Any) -> gr.Dropdown:  # noqa: ANN401 - Gradio's own
    dropdown = gr.Dropdown([], label=_i18n(key), visible=False, **options)
    texts.append((dropdown, {"label": key}))
    return dropdown
