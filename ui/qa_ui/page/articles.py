"""The events of the Articles tab: rebuilding, removing, putting back, going back.

Everything that changes something checks `may_change` first; other readers are shown the tab
without the forms.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gradio as gr

from qa.errors import IndexFolderError, ReadError, RollbackError
from qa.settings import Settings
from qa.types import Language
from qa_ui.access.rights import is_fixed, may_change
from qa_ui.articles.outcomes import Outcome, outcomes
from qa_ui.articles.removal import NotRemovableError, Removal
from qa_ui.i18n import as_language, problem_text, tr
from qa_ui.jobs.job import AlreadyRunningError
from qa_ui.jobs.rebuild import Rebuilder
from qa_ui.page.events import Given, Updates, bounded, event_value
from qa_ui.page.layout import Page
from qa_ui.page.service import PageService
from qa_ui.page.session import Session
from qa_ui.views.articles import (
    ROWS,
    ArticlesState,
    added_html,
    generations_html,
    named_in,
    rebuild_html,
    removal_html,
)
from qa_ui.views.blocks import note_html
from qa_ui.views.library import TableState


class ArticleEvents:
    """The events of one page's Articles tab.

    Args:
        page: The components.
        service: What is read.
        settings: Where the corpus and the index are, and the limits.
        rebuilder: Shared with the HTTP API, so that one rebuild runs at a time.
    """

    def __init__(
        self, page: Page, service: PageService, settings: Settings, rebuilder: Rebuilder
    ) -> None:
        self._page = page
        self._tab = page.articles
        self._service = service
        self._settings = settings
        self._rebuilder = rebuilder
        self._removal = Removal(settings)

    @property
    def outputs(self) -> list[Any]:
        """The components of the tab that its events update."""
        tab, adding, removing = self._tab, self._tab.adding, self._tab.removing
        return [
            tab.progress,
            tab.state,
            tab.refused,
            tab.timer,
            adding.column,
            adding.formats,
            adding.added,
            removing.column,
            removing.found,
            removing.rebuild,
            removing.generations,
        ]

    @property
    def index_outputs(self) -> list[Any]:
        """The components outside the tab that show what the index in use holds."""
        ask, bar = self._page.ask, self._page.ask.filters
        return [ask.conversation, ask.facts, bar.accordion, bar.since, bar.until, bar.sources]

    def show(self, state: ArticlesState, session: Session, request: gr.Request) -> Updates:
        """The tab as things are now."""
        return self._shown(state, session.language, request)

    def switch(self, state: ArticlesState, language: str, request: gr.Request) -> Updates:
        """The tab in another language; outcomes in the old one are gone."""
        return self._shown(state.without_outcomes(), as_language(language), request)

    def rebuild(self, state: ArticlesState, session: Session, request: gr.Request) -> Updates:
        """Start a rebuild, or one after that which is running."""
        if may_change(request):
            self._rebuilder.request()
            state = replace(state.without_outcomes().asking(), added=None)
        return self.show(state, session, request)

    def watch(
        self, state: ArticlesState, session: Session, request: gr.Request, *chosen: Given
    ) -> Updates:
        """A second later: the progress alone, or everything once the rebuild has ended."""
        now = self._rebuilder.state
        if now.state == "running":
            return {self._tab.progress: rebuild_html(now, {}, session.language)}
        return {**self.show(state, session, request), **self._index(session, *chosen)}

    def became(self, state: ArticlesState) -> list[Outcome]:
        """What became of each file that was added last."""
        if state.added is None:
            return []
        articles = self._service.in_files(state.added.saved)
        return outcomes(state.added, articles, self._rebuilder.state)

    def search(
        self, state: ArticlesState, session: Session, query: str, request: gr.Request
    ) -> Updates:
        """The articles that can be removed, searched."""
        state = replace(state.asking(), query=bounded(query), removed="")
        return self.show(state, session, request)

    def ask_removal(
        self, state: ArticlesState, session: Session, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """The first click on removing an article: ask whether it is meant."""
        return self.ask_removal_of(event_value(event, "article"), state, session, request)

    def ask_removal_of(
        self, article_id: str | None, state: ArticlesState, session: Session, request: gr.Request
    ) -> Updates:
        """The same of the article that is open in the library."""
        article = self._service.article(article_id) if article_id else None
        state = state.without_outcomes().asking(removing=article.id if article else None)
        return self.show(state, session, request)

    def remove(self, state: ArticlesState, session: Session, request: gr.Request) -> Updates:
        """The second click: delete the article's file."""
        if may_change(request) and state.removing is not None:
            state = replace(state, removed=self._remove(state.removing, session.language))
        return self.show(state.asking(), session, request)

    def restore(
        self, state: ArticlesState, session: Session, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """Put an article back that was left out, and update the index."""
        path, article_id = event_value(event, "file"), event_value(event, "article") or None
        if may_change(request):
            state = replace(state, removed=self._restore(path, article_id, session.language))
        return self.show(state.asking(), session, request)

    def ask_discarding(
        self, state: ArticlesState, session: Session, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """The first click on removing a file that could not be read: ask whether it is meant."""
        path = event_value(event, "file")  # Gradio takes a `path` for a file of its own
        return self.show(state.without_outcomes().asking(discarding=path), session, request)

    def discard(self, state: ArticlesState, session: Session, request: gr.Request) -> Updates:
        """The second click: delete the file that could not be read."""
        if may_change(request) and state.discarding in self._removable():
            state = replace(state, discarded=self._discard(state.discarding, session.language))
        return self.show(state.asking(), session, request)

    def ask_rollback(self, state: ArticlesState, session: Session, request: gr.Request) -> Updates:
        """The first click on going back a generation: ask whether it is meant."""
        return self.show(state.without_outcomes().asking(returning=True), session, request)

    def roll_back(
        self, state: ArticlesState, session: Session, request: gr.Request, *chosen: Given
    ) -> Updates:
        """The second click: put the generation before back in use."""
        if may_change(request) and state.returning:
            state = replace(state, returned=self._roll_back(session.language))
        shown = self.show(state.asking(), session, request)
        return {**shown, **self._index(session, *chosen)}

    def cancel(self, state: ArticlesState, session: Session, request: gr.Request) -> Updates:
        """The first click is taken back."""
        return self.show(state.asking(), session, request)

    def _remove(self, article_id: str, language: Language) -> str:
        article = self._service.article(article_id)
        if article is None:
            return tr(language, "article_gone")
        try:
            outcome = self._removal.remove(article)
            self._rebuilder.request()
        except NotRemovableError as error:
            return tr(language, error.key, path=article.path)
        except ReadError as error:
            return problem_text(error, language)
        return tr(language, f"removed_{outcome}", path=article.path, title=article.title)

    def _restore(self, path: str, article_id: str | None, language: Language) -> str:
        try:
            entry = self._removal.put_back(path, article_id)
        except ReadError as error:
            return problem_text(error, language)
        if entry is None:
            return ""
        self._rebuilder.request()
        return tr(language, "hidden_restored", title=entry.title or entry.path)

    def _discard(self, path: str, language: Language) -> str:
        try:
            outcome = self._removal.discard(path, known=self._service.known)
        except NotRemovableError as error:
            return tr(language, error.key, path=path)
        except ReadError as error:
            return problem_text(error, language)
        return tr(language, f"discarded_{outcome}", path=path)

    def _removable(self) -> set[str]:
        """Paths of the files that failed in the last rebuild and are still there."""
        report = self._rebuilder.state.report
        failed = report.failures if report else []
        return {one.path for one in failed if self._removal.can_discard(one)}

    def _roll_back(self, language: Language) -> str:
        from qa.index.publish import rollback

        try:
            name = self._rebuilder.while_idle(lambda: rollback(self._settings.index))
        except AlreadyRunningError:
            return tr(language, "rollback_busy")
        except RollbackError:
            return tr(language, "rollback_none")
        except IndexFolderError as error:
            return problem_text(error, language)
        return tr(language, "rolled_back", name=name)

    def _shown(self, state: ArticlesState, language: Language, request: gr.Request) -> Updates:
        tab, may = self._tab, may_change(request)
        why = "feed_fixed" if is_fixed(request) else "feed_not_allowed"
        return {
            tab.state: state,
            tab.refused: "" if may else note_html(tr(language, why), language),
            tab.adding.column: gr.update(visible=may),
            tab.removing.column: gr.update(visible=may),
            tab.removing.generations: generations_html(self._service.status(), state, language),
            **self._adding(state, language),
            **self._articles(state, language, self._removable() if may else set()),
        }

    def _adding(self, state: ArticlesState, language: Language) -> Updates:
        """The form, and whether a rebuild can be started from it."""
        tab, running = self._tab, self._rebuilder.state.state == "running"
        return {
            tab.adding.formats: note_html(tr(language, "feed_formats"), language),
            tab.adding.added: added_html(state.added, self.became(state), language),
            tab.removing.rebuild: gr.update(interactive=not running),
            tab.timer: gr.update(active=running),
        }

    def _articles(self, state: ArticlesState, language: Language, removable: set[str]) -> Updates:
        """The last rebuild, and the articles that can be removed."""
        rebuild, service = self._rebuilder.state, self._service
        titles = {one.id: one.title for one in service.known(named_in(rebuild.report))}
        removing = service.article(state.removing) if state.removing else None
        searched = TableState(query=state.query.strip(), shown=ROWS)
        matching = service.listed(searched, texts=False) if searched.query else None
        return {
            self._tab.progress: rebuild_html(
                rebuild, titles, language, state=state, removable=removable
            ),
            self._tab.removing.found: removal_html(
                matching, removing, state.removed, language, hidden=self._removal.hidden()
            ),
        }

    def _index(self, session: Session, *chosen: Given) -> Updates:
        """What shows the index outside the tab; a conversation stays as it is."""
        language, service, ask = session.language, self._service, self._page.ask
        bar, sources = ask.filters, service.sources()
        months, wanted = gr.update(choices=service.months(language)), bar.read(*chosen)
        kept = [source for source in wanted.sources if source in sources]
        begun = {} if session.turns else {ask.conversation: service.conversation(session)}
        return {
            **begun,
            ask.facts: service.facts(language),
            bar.accordion: gr.update(label=service.filter_label(language, wanted)),
            bar.since: months,
            bar.until: months,
            bar.sources: gr.update(choices=sources, value=kept),
        }
