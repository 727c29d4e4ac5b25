"""What happens on the Articles tab: adding, rebuilding, removing, going back.

Everything that changes something asks `may_change` first; one who may not is shown the screen
as it is for them. Knows which values an event hands over, not which components they come from.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import gradio as gr

from qa.corpus import formats
from qa.errors import IndexFolderError, RollbackError
from qa_ui import library, uploads
from qa_ui.blocks import note_html
from qa_ui.feed import Feed, added_html, generations_html, rebuild_html, shelf_html
from qa_ui.feedfiles import (
    NotRemovableError,
    discard,
    is_row,
    is_there,
    remove,
    take_pasted,
)
from qa_ui.handlers import Given, Handlers, Update, Updates, carried, filters
from qa_ui.i18n import as_language, tr
from qa_ui.job import AlreadyRunningError
from qa_ui.reasons import said_on
from qa_ui.rights import may_change
from qa_ui.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.settings import Settings
    from qa.types import Language
    from qa_ui.desk import Desk
    from qa_ui.layout import Page
    from qa_ui.rebuild import Rebuilder

OUTPUTS: Final = 17
"""How many components `watch` updates, the progress being the first."""


def screen_outputs(page: Page) -> list[Any]:
    """The components of the tab, as every event of `Feeding` gives them."""
    screen, adding, undoing = page.feed, page.feed.adding, page.feed.undoing
    return [
        screen.progress,
        screen.feed,
        screen.refused,
        adding.column,
        adding.formats,
        adding.added,
        adding.rebuild,
        undoing.column,
        undoing.shelf,
        undoing.generations,
        screen.timer,
    ]


def fresh_outputs(page: Page) -> list[Any]:
    """The components outside the tab that speak of the index in use."""
    ask, bar = page.ask, page.ask.filters
    return [ask.conversation, ask.facts, bar.accordion, bar.since, bar.until, bar.sources]


class Feeding:
    """The events of one page's Articles tab.

    Args:
        desk: What is read.
        settings: Where the corpus and the index are, and the limits.
        rebuilder: Shared with the HTTP API, so that one rebuild runs at a time.
    """

    def __init__(self, desk: Desk, settings: Settings, rebuilder: Rebuilder) -> None:
        self._desk = desk
        self._settings = settings
        self._rebuilder = rebuilder

    def show(self, feed: Feed, session: Session, request: gr.Request) -> Updates:
        """The tab as things are now."""
        return self._screen(feed, session.language, request)

    def switch(self, feed: Feed, language: str, request: gr.Request) -> Updates:
        """The tab in another language; what was told in the old one is gone."""
        return self._screen(feed.silent(), as_language(language), request)

    def add(
        self,
        feed: Feed,
        session: Session,
        dropped: list[str] | None,
        pasted: str | None,
        request: gr.Request,
    ) -> Updates:
        """Save what was dropped and pasted; the fields are emptied, but for a text that failed."""
        if not may_change(request):
            return *self.show(feed, session, request), gr.skip(), gr.skip()
        corpus, limit = self._settings.corpus, self._settings.max_file_bytes
        one = uploads.save_all(corpus, _opened(dropped or []), limit=limit)
        other = take_pasted(pasted or "", corpus, limit=limit)
        left = gr.skip() if other.failed else ""
        return *self.show(replace(feed, added=one.with_those(other)), session, request), None, left

    def rebuild(self, feed: Feed, session: Session, request: gr.Request) -> Updates:
        """Start a rebuild; where one runs, that is the one."""
        if may_change(request):
            try:
                self._rebuilder.start()
            except AlreadyRunningError:
                pass
            else:
                refused = feed.added.refusals() if feed.added else None
                feed = replace(feed.silent().asking(), added=refused)
        return self.show(feed, session, request)

    def watch(
        self, feed: Feed, session: Session, request: gr.Request, *chosen: Given
    ) -> list[Update]:
        """A second later: the progress alone, or everything once the rebuild has ended."""
        state = self._rebuilder.state
        if state.state == "running":
            return [rebuild_html(state, {}, session.language), *[gr.skip()] * (OUTPUTS - 1)]
        return [*self.show(feed, session, request), *self._afresh(session, *chosen)]

    def search(self, feed: Feed, session: Session, query: str, request: gr.Request) -> Updates:
        """The articles that can be removed, searched."""
        return self.show(replace(feed.asking(), query=query, told=""), session, request)

    def drop(
        self, feed: Feed, session: Session, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """The first click on removing an article: ask whether it is meant."""
        article = self._desk.article(str(carried(event, "article")))
        feed = feed.silent().asking(removing=article.id if article else None)
        if article and is_row(article.path):
            told = tr(session.language, "remove_row", path=article.path)
            feed = replace(feed.asking(), told=told)
        return self.show(feed, session, request)

    def remove(self, feed: Feed, session: Session, request: gr.Request) -> Updates:
        """The second click: delete the article's file."""
        if may_change(request) and feed.removing is not None:
            told = self._remove(feed.removing, session.language)
            feed = replace(feed, told=told)
        return self.show(feed.asking(), session, request)

    def reject(
        self, feed: Feed, session: Session, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """The first click on removing a file that could not be read: ask whether it is meant."""
        path = str(carried(event, "file"))  # Gradio takes a `path` for a file of its own
        return self.show(feed.silent().asking(discarding=path), session, request)

    def discard(self, feed: Feed, session: Session, request: gr.Request) -> Updates:
        """The second click: delete the file that could not be read."""
        if may_change(request) and feed.discarding in self._removable():
            feed = replace(feed, discarded=self._discard(feed.discarding, session.language))
        return self.show(feed.asking(), session, request)

    def back(self, feed: Feed, session: Session, request: gr.Request) -> Updates:
        """The first click on going back a generation: ask whether it is meant."""
        return self.show(feed.silent().asking(returning=True), session, request)

    def roll_back(
        self, feed: Feed, session: Session, request: gr.Request, *chosen: Given
    ) -> list[Update]:
        """The second click: put the generation before back in use."""
        if may_change(request) and feed.returning:
            feed = replace(feed, returned=self._roll_back(session.language))
        shown = self.show(feed.asking(), session, request)
        return [*shown, *self._afresh(session, *chosen)]

    def keep(self, feed: Feed, session: Session, request: gr.Request) -> Updates:
        """Neither is meant."""
        return self.show(feed.asking(), session, request)

    def _remove(self, article_id: str, page: Language) -> str:
        article = self._desk.article(article_id)
        if article is None:
            return tr(page, "article_gone")
        try:
            remove(article, self._settings.corpus, limit=self._settings.max_file_bytes)
        except NotRemovableError as error:
            return tr(page, error.key, path=article.path)
        return tr(page, "removed", path=article.path)

    def _discard(self, path: str, page: Language) -> str:
        known = {article.id for article in self._desk.articles()}
        limit = self._settings.max_file_bytes
        try:
            discard(path, self._settings.corpus, limit=limit, known=known)
        except NotRemovableError as error:
            return tr(page, error.key, path=path)
        return tr(page, "discarded", path=path)

    def _removable(self) -> set[str]:
        """Paths of the files that failed in the last rebuild and are still there."""
        report, corpus = self._rebuilder.state.report, self._settings.corpus
        failed = report.failed if report else []
        return {one.path for one in failed if is_there(one.path, corpus)}

    def _roll_back(self, page: Language) -> str:
        from qa.index.publish import rollback

        try:
            name = self._rebuilder.while_idle(lambda: rollback(self._settings.index))
        except AlreadyRunningError:
            return tr(page, "rollback_busy")
        except RollbackError:
            return tr(page, "rollback_none")
        except IndexFolderError as error:
            return said_on(page, str(error))
        return tr(page, "rolled_back", name=name)

    def _screen(self, feed: Feed, page: Language, request: gr.Request) -> Updates:
        may, state = may_change(request), self._rebuilder.state
        running = state.state == "running"
        articles = self._desk.articles()
        titles = {article.id: article.title for article in articles}
        removing = next((one for one in articles if one.id == feed.removing), None)
        found = library.found(articles, library.View(query=feed.query))
        refused = "" if may else note_html(tr(page, "feed_not_allowed"))
        plain = ", ".join(ending for ending in formats() if not ending.endswith(".gz"))
        removable = self._removable() if may else ()
        return (
            rebuild_html(state, titles, page, feed=feed, removable=removable),
            feed,
            refused,
            gr.update(visible=may),
            note_html(tr(page, "feed_formats", formats=plain)),
            added_html(feed.added, page),
            gr.update(interactive=not running),
            gr.update(visible=may),
            shelf_html(found, removing, feed.told, page),
            generations_html(self._desk.status(), feed, page),
            gr.update(active=running),
        )

    def _afresh(self, session: Session, *chosen: Given) -> list[Update]:
        """What speaks of the index outside the tab; a conversation stays as it is."""
        page, desk = session.language, self._desk
        months, sources = gr.update(choices=desk.months(page)), desk.sources()
        kept = [source for source in filters(*chosen).sources if source in sources]
        return [
            gr.skip() if session.turns else desk.conversation(session),
            desk.facts(page),
            gr.update(label=Handlers(desk).filter_label(page, filters(*chosen))),
            months,
            months,
            gr.update(choices=sources, value=kept),
        ]


def _opened(paths: Sequence[str]) -> Iterator[tuple[str, BinaryIO]]:
    """Files with their names, one open at a time."""
    for path in map(Path, paths):
        with path.open("rb") as file:
            yield path.name, file
