"""The whole page: the masthead, the tabs, and the states that they share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from qa_ui.i18n import NAMES
from qa_ui.page.layout.articles import ArticlesTab, articles_tab
from qa_ui.page.layout.ask import AskTab, ask_tab
from qa_ui.page.layout.batch import BatchTab, batch_tab
from qa_ui.page.layout.evaluation import EvaluationTab, evaluation_tab
from qa_ui.page.layout.feeds import FeedsTab, feeds_tab
from qa_ui.page.layout.kept import KeptList, kept_button, kept_list
from qa_ui.page.layout.library import LibraryTab, library_tab
from qa_ui.page.layout.parts import Texts, i18n
from qa_ui.page.layout.saved import SavedTab, saved_tab
from qa_ui.page.layout.search import SearchTab, search_tab
from qa_ui.page.session import Searches, Session


@dataclass
class Page:
    """All of the page.

    Attributes:
        session: The reader's `Session`.
        searches: What the searches of this page found, `Searches`.
        help: The keys that the page knows, and the button that shows them.
        texts: The keys of what each component says, for the switch to another language.
    """

    session: gr.State
    searches: gr.State
    title: gr.HTML
    language: gr.Radio
    help: gr.HTML
    kept: KeptList
    tabs: gr.Tabs
    ask: AskTab
    search: SearchTab
    library: LibraryTab
    articles: ArticlesTab
    feeds: FeedsTab
    batch: BatchTab
    saved: SavedTab
    evaluation: EvaluationTab
    texts: Texts = field(default_factory=list)

    @property
    def late(self) -> list[Any]:
        """Components that the first question does not need; hidden at first, to save time.

        The browser fetches the code of a component when it is first shown.
        """
        late = [self.articles.adding.files, self.feeds.form.every, self.evaluation.asked]
        return [*self.ask.filters.controls, *late]


def lay_out() -> Page:
    """Put the whole page together inside the current `gr.Blocks`."""
    texts: Texts = []
    session, searches = gr.State(Session()), gr.State(Searches())
    with gr.Row(elem_id="masthead"):
        toggle = kept_button(texts)
        title = gr.HTML(elem_id="title")
        language = gr.Radio(
            [(name, code) for code, name in NAMES.items()],
            label=i18n("language"),
            container=False,
            elem_id="language",
        )
        shortcuts = gr.HTML(elem_id="help", apply_default_css=False, js_on_load="qa.help(element)")
    texts.append((language, {"label": "language"}))
    kept = kept_list(toggle)
    news = gr.Timer(20, active=False)
    # The bar of the tabs scrolls, by its style.
    with gr.Tabs(elem_id="screens", overflow_behavior="wrap") as tabs:
        with _tab("ask", texts):
            ask = ask_tab(texts)
        with _tab("search", texts) as tab:
            search = search_tab(tab, texts)
        with _tab("library", texts) as tab:
            library = library_tab(tab, texts)
        with _tab("feed", texts) as tab:
            articles = articles_tab(tab, texts)
        with _tab("batch", texts) as tab:
            batch = batch_tab(tab, texts)
        with _tab("saved", texts) as tab:
            saved = saved_tab(tab, news, texts)
        with _tab("feeds", texts, visible=False) as tab:
            feeds = feeds_tab(tab, texts)
        with _tab("evaluate", texts, visible=False) as tab:
            evaluation = evaluation_tab(tab, texts)
    return Page(
        session,
        searches,
        title,
        language,
        shortcuts,
        kept,
        tabs,
        ask,
        search,
        library,
        articles,
        feeds,
        batch,
        saved,
        evaluation,
        texts,
    )


def _tab(name: str, texts: Texts, *, visible: bool = True) -> gr.Tab:
    tab = gr.Tab(i18n(f"tab_{name}"), id=name, visible=visible)
    texts.append((tab, {"label": f"tab_{name}"}))
    return tab
