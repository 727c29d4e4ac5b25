"""The events of the search tab, and of asking only the articles that somebody chose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gradio as gr

from qa.errors import IndexFolderError, QAError
from qa.index.query import parse_query
from qa.types import Article, Language, SearchResult
from qa_ui.page.events import NOTHING, Updates, bounded, event_number, event_value
from qa_ui.page.layout import Page
from qa_ui.page.searching import SearchState
from qa_ui.page.service import PageService
from qa_ui.page.session import Session
from qa_ui.protocols import Library
from qa_ui.views import search as views

_MARKED = 200
"""Passages of an article in which words are marked."""


class SearchEvents:
    """The events of one page's search."""

    def __init__(self, page: Page, service: PageService, library: Library) -> None:
        self._page, self._tab = page, page.search
        self._service, self._library = service, library

    @property
    def chosen(self) -> list[Any]:
        """The components that choosing articles to be asked changes."""
        return [self._page.ask.filters.articles, self._page.tabs]

    def search(self, state: SearchState, session: Session, query: str) -> Updates:
        """A new search; the article that is open closes."""
        return self._shown(state.searching(bounded(query)), session)

    def sort(self, state: SearchState, session: Session, event: gr.EventData) -> Updates:
        """The results in another order."""
        return self._shown(state.sorting(event_value(event, "sort")), session)

    def lengthen(self, state: SearchState, session: Session) -> Updates:
        """More results."""
        return self._shown(state.longer(), session)

    def toggle(self, state: SearchState, session: Session, event: gr.EventData) -> Updates:
        """Narrow the results to a value of a facet, or widen them again."""
        facet, value = event_value(event, "facet"), event_value(event, "value")
        return self._shown(state.toggling(facet, value), session)

    def widen(self, state: SearchState, session: Session) -> Updates:
        """The results without facets."""
        return self._shown(state.widened(), session)

    def loosen(self, state: SearchState, session: Session) -> Updates:
        """The same words without quotation marks, exclusions and alternatives."""
        words = parse_query(state.query).text
        return {self._tab.box: words, **self._shown(state.searching(words), session)}

    def read(self, state: SearchState, session: Session, event: gr.EventData) -> Updates:
        """Open an article at a passage."""
        at, until = event_number(event, "at"), event_number(event, "until")
        return self._article(
            state.opening(event_value(event, "article"), at, until), session.language
        )

    def shut(self, state: SearchState, session: Session) -> Updates:
        """Close the article."""
        return self._article(state.opening(""), session.language)

    def translate(self, state: SearchState, language: Language) -> Updates:
        """The tab in another language."""
        return self._shown(state, Session(language))

    def about(self, event: gr.EventData) -> Updates:
        """Ask only the article that a button belongs to."""
        return self._choose([event_value(event, "article")])

    def about_source(self, session: Session) -> Updates:
        """Ask only the article that is open beside the conversation."""
        article = self._service.opened_article(session)
        return self._choose([article]) if article else NOTHING

    def only(self, state: SearchState) -> Updates:
        """Ask only the articles that were found."""
        try:
            found = self._find(replace(state, shown=views.ASKED_AT_MOST))
        except QAError:
            return NOTHING
        return self._choose([one.id for one in found.found])

    def free(self) -> Updates:
        """Ask all articles again."""
        return {self._page.ask.filters.articles: ()}

    def _choose(self, articles: list[str]) -> Updates:
        return {
            self._page.ask.filters.articles: tuple(filter(None, articles)),
            self._page.tabs: gr.update(selected="ask"),
        }

    def _find(self, state: SearchState) -> SearchResult:
        return self._library.find(state.query, state.shown, sort=state.sort, **state.filters)

    def _shown(self, state: SearchState, session: Session) -> Updates:
        language, tab = session.language, self._tab
        article = self._article(state, language)
        if not state.query:
            return {**article, tab.facets: "", tab.results: ""}
        try:
            found = self._find(state)
        except QAError as error:
            return {**article, tab.facets: "", tab.results: views.problem_html(error, language)}
        return {
            **article,
            tab.facets: views.facets_html(found, state, language),
            tab.results: views.results_html(found, state, language),
        }

    def _article(self, state: SearchState, language: Language) -> Updates:
        """The article that is open, and the state that says so."""
        article = self._service.article(state.reading) if state.reading else None
        shown = self._marked(article, state, language) if article else ""
        return {
            self._tab.state: state,
            self._tab.beside: gr.update(visible=bool(shown)),
            self._tab.article: shown,
        }

    def _marked(self, article: Article, state: SearchState, language: Language) -> str:
        try:
            hits = self._library.search(
                state.query, _MARKED, "lexical", sort="date", articles=[article.id]
            )
        except (QAError, IndexFolderError):
            hits = []
        marks = sorted({mark for hit in hits for mark in hit.marks})
        at = min(max(state.at, 0), len(article.text))
        until = min(max(state.until, at), len(article.text))
        return views.article_html(article, marks, (at, until), language)
