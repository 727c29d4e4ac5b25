"""The events of the Articles tab, by who causes them."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
import pytest
from starlette.requests import Request

from qa.corpus.hidden import Hidden
from qa.errors import FailedFile
from qa.settings import Settings
from qa_ui.access.rights import NOBODY, Caller, mark
from qa_ui.jobs.rebuild import Rebuilder
from qa_ui.page.adding import AddingEvents
from qa_ui.page.articles import ArticleEvents
from qa_ui.page.layout import Page
from qa_ui.page.layout.articles import ArticlesTab
from qa_ui.page.service import PageService
from qa_ui.page.session import Session
from qa_ui.views.articles import ArticlesState
from tests.ui.conftest import FakeBuild
from tests.ui.fakes import FLOOD_ONE, FakeLibrary

NO_FILTERS: tuple[None, None, list[str], list[str]] = (None, None, [], [])
EDITOR = Caller("ada", may_change=True)


@pytest.fixture
def rebuilder(build: FakeBuild, settings: Settings) -> Rebuilder:
    """Starts the build that the test controls."""
    return Rebuilder(build, settings)


@pytest.fixture
def tab(layout: Page) -> ArticlesTab:
    """The components of the tab."""
    return layout.articles


@pytest.fixture
def events(
    layout: Page, library: FakeLibrary, settings: Settings, rebuilder: Rebuilder
) -> ArticleEvents:
    """The tab's events over the small library."""
    return ArticleEvents(layout, PageService(library, settings), settings, rebuilder)


@pytest.fixture
def adds(
    layout: Page, events: ArticleEvents, settings: Settings, rebuilder: Rebuilder
) -> AddingEvents:
    """The events of the form for new articles."""
    return AddingEvents(layout, events, settings, rebuilder)


def sent_by(caller: Caller) -> gr.Request:
    """A request of the page by a caller."""
    scope = {"type": "http", "headers": [], "query_string": b""}
    mark(scope, caller)
    return gr.Request(request=Request(scope))


@pytest.mark.parametrize("caller", [NOBODY, EDITOR], ids=["nobody", "editor"])
def test_only_who_may_change_articles_adds_them(
    adds: AddingEvents, rebuilder: Rebuilder, settings: Settings, tmp_path: Path, caller: Caller
) -> None:
    """Files and texts are saved and indexed for an editor and left for anybody else."""
    dropped = tmp_path / "dropped.txt"
    dropped.write_text("Title\n\nText.", encoding="utf-8")
    adds.drop(ArticlesState(), Session(), [str(dropped)], sent_by(caller))
    adds.paste(ArticlesState(), Session(), "Pasted\n\nText.", sent_by(caller))
    rebuilder.wait(10)
    assert rebuilder.state.state == ("done" if caller.may_change else "idle")
    saved = sorted(path.name for path in settings.articles.rglob("*.txt"))
    assert saved == (["dropped.txt", "pasted.txt"] if caller.may_change else [])


def test_an_editor_sees_that_a_collection_is_only_asked(
    events: ArticleEvents, tab: ArticlesTab
) -> None:
    """Where nobody may change the articles, the reason is not who they are."""
    fixed = Caller("ada", may_change=False, fixed=True)
    refused = [
        events.show(ArticlesState(), Session("en"), sent_by(caller))[tab.refused]
        for caller in (NOBODY, fixed)
    ]
    assert "only editors may" in refused[0]
    assert "This collection is only asked" in refused[1]


@pytest.mark.parametrize("caller", [NOBODY, EDITOR], ids=["nobody", "editor"])
def test_only_who_may_change_articles_rebuilds(
    events: ArticleEvents, rebuilder: Rebuilder, caller: Caller
) -> None:
    """A rebuild starts for an editor, and for nobody else."""
    events.rebuild(ArticlesState(), Session(), sent_by(caller))
    rebuilder.wait(10)
    assert rebuilder.state.state == ("done" if caller.may_change else "idle")


@pytest.mark.parametrize("caller", [NOBODY, EDITOR], ids=["nobody", "editor"])
def test_only_who_may_change_articles_removes_them(
    events: ArticleEvents, flood: Path, caller: Caller
) -> None:
    """The file of an article goes for an editor, and stays for anybody else."""
    events.remove(ArticlesState(removing=FLOOD_ONE.id), Session(), sent_by(caller))
    assert flood.exists() != caller.may_change


def test_the_article_that_is_read_is_asked_about(tab: ArticlesTab, events: ArticleEvents) -> None:
    """From the library one comes to the question whether the article is to be removed."""
    asked = events.ask_removal_of(FLOOD_ONE.id, ArticlesState(), Session(), sent_by(EDITOR))
    assert asked[tab.state].removing == FLOOD_ONE.id
    assert 'data-do="confirm"' in asked[tab.removing.found]
    none = events.ask_removal_of(None, ArticlesState(), Session(), sent_by(EDITOR))
    assert none[tab.state].removing is None


@pytest.mark.parametrize("caller", [NOBODY, EDITOR], ids=["nobody", "editor"])
def test_only_who_may_change_articles_goes_back(
    tab: ArticlesTab, events: ArticleEvents, caller: Caller
) -> None:
    """An editor hears what became of going back; anybody else's click does nothing."""
    shown = events.roll_back(ArticlesState(returning=True), Session(), sent_by(caller), *NO_FILTERS)
    assert shown.keys() <= {*events.outputs, *events.index_outputs}
    assert ("contains no index" in shown[tab.state].returned) == caller.may_change


@pytest.fixture
def broken(settings: Settings, build: FakeBuild, rebuilder: Rebuilder) -> Path:
    """A file that could not be read in the last rebuild."""
    file = settings.articles / "uploads" / "broken.pdf"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no PDF at all")
    build.failed = [FailedFile(path="uploads/broken.pdf", code="pdf.not_pdf")]
    rebuilder.start()
    rebuilder.wait(10)
    return file


def rejecting(path: str) -> gr.EventData:
    """The first click on removing a file that could not be read."""
    return gr.EventData(None, {"file": path})


@pytest.mark.parametrize("caller", [NOBODY, EDITOR], ids=["nobody", "editor"])
def test_only_who_may_change_articles_removes_what_failed(
    tab: ArticlesTab, events: ArticleEvents, broken: Path, caller: Caller
) -> None:
    """A file that could not be read goes by two clicks of an editor, and of nobody else."""
    click, request = rejecting("uploads/broken.pdf"), sent_by(caller)
    asked = events.ask_discarding(ArticlesState(), Session("fr"), click, request)
    assert ("qui n’a pas pu être lu" in asked[tab.progress]) == caller.may_change
    assert broken.exists()
    done = events.discard(asked[tab.state], Session("fr"), request)
    assert broken.exists() != caller.may_change
    assert ("broken.pdf a été supprimé" in done[tab.progress]) == caller.may_change
    assert "n’est pas un PDF" in done[tab.progress]
    assert "data-do" not in done[tab.progress]


def test_only_what_failed_is_removed_like_that(
    tab: ArticlesTab, events: ArticleEvents, broken: Path, flood: Path
) -> None:
    """Neither a file of the index nor one that was put right meanwhile goes by such a click."""
    click = rejecting(flood.name)
    asked = events.ask_discarding(ArticlesState(), Session(), click, sent_by(EDITOR))[tab.state]
    events.discard(asked, Session(), sent_by(EDITOR))
    assert flood.exists()
    broken.with_suffix(".txt").write_text("x", encoding="utf-8")
    events.discard(ArticlesState(discarding="uploads/broken.txt"), Session(), sent_by(EDITOR))
    assert broken.with_suffix(".txt").exists()
    events.discard(ArticlesState(), Session(), sent_by(EDITOR))
    assert broken.exists()


def test_removing_and_going_back_need_their_first_click(
    tab: ArticlesTab, events: ArticleEvents, flood: Path
) -> None:
    """A second click that no first one came before does nothing."""
    events.remove(ArticlesState(), Session(), sent_by(EDITOR))
    shown = events.roll_back(ArticlesState(), Session(), sent_by(EDITOR), *NO_FILTERS)
    assert flood.exists()
    assert shown[tab.state].returned == ""


def test_going_back_waits_for_a_rebuild(
    tab: ArticlesTab, events: ArticleEvents, build: FakeBuild, rebuilder: Rebuilder
) -> None:
    """While a rebuild runs the index is not put back under it."""
    build.go.clear()
    rebuilder.start()
    shown = events.roll_back(
        ArticlesState(returning=True), Session("fr"), sent_by(EDITOR), *NO_FILTERS
    )
    assert (
        shown[tab.state].returned
        == "Une mise à jour est en cours\N{NO-BREAK SPACE}; attendez qu’elle se termine."
    )
    build.go.set()
    rebuilder.wait(10)


def test_an_article_that_left_the_index_cannot_be_removed(
    tab: ArticlesTab, events: ArticleEvents, library: FakeLibrary, flood: Path
) -> None:
    """Between the two clicks the article went out of the index: its file stays."""
    library.remove(FLOOD_ONE.id)
    shown = events.remove(ArticlesState(removing=FLOOD_ONE.id), Session(), sent_by(EDITOR))
    assert shown[tab.state].removed == "This article is no longer in the index."
    assert flood.exists()


def test_what_was_added_last_is_taken_back(
    tab: ArticlesTab, adds: AddingEvents, settings: Settings, rebuilder: Rebuilder
) -> None:
    """New files go by an editor's click; one that took another's place stays."""
    for text in ("Title\n\nOld text.", "Title\n\nText."):
        state = adds.paste(ArticlesState(), Session(), text, sent_by(EDITOR))[tab.state]
    assert adds.undo(state, Session(), sent_by(EDITOR))[tab.state].added is None
    assert (settings.articles / "pasted" / "title.txt").exists()
    state = adds.paste(ArticlesState(), Session(), "Other\n\nText.", sent_by(EDITOR))[tab.state]
    adds.undo(state, Session(), sent_by(NOBODY))
    assert (settings.articles / "pasted" / "other.txt").exists()
    adds.undo(state, Session(), sent_by(EDITOR))
    rebuilder.wait(10)
    assert [path.name for path in settings.articles.rglob("*.txt")] == ["title.txt"]


def test_what_gave_no_article_is_deleted_by_one_click(
    tab: ArticlesTab,
    adds: AddingEvents,
    settings: Settings,
    build: FakeBuild,
    rebuilder: Rebuilder,
) -> None:
    """The files that a rebuild could not read go; what it read, and what was refused, stays."""
    build.failed = [FailedFile(path="pasted/other.txt", code="file.no_text")]
    for text in ("Title\n\nText.", "Other\n\nText."):
        state = adds.paste(ArticlesState(), Session(), text, sent_by(EDITOR))[tab.state]
    rebuilder.wait(10)
    adds.clear(state, Session(), sent_by(NOBODY))
    assert (settings.articles / "pasted" / "other.txt").exists()
    cleared = adds.clear(state, Session(), sent_by(EDITOR))[tab.state]
    rebuilder.wait(10)
    assert [path.name for path in settings.articles.rglob("*.txt")] == ["title.txt"]
    assert cleared.added.saved == []


def test_adding_waits_for_its_turn(
    tab: ArticlesTab, adds: AddingEvents, build: FakeBuild, rebuilder: Rebuilder
) -> None:
    """What is added while a rebuild runs is indexed by the one that follows."""
    build.go.clear()
    adds.paste(ArticlesState(), Session(), "One\n\nText.", sent_by(EDITOR))
    shown = adds.paste(ArticlesState(), Session(), "Two\n\nText.", sent_by(EDITOR))
    assert "being indexed" in shown[tab.adding.added]
    build.go.set()
    rebuilder.wait(10)
    assert build.count == 2
    assert rebuilder.state.state == "done"


def test_nothing_is_indexed_where_all_was_refused(
    tab: ArticlesTab, adds: AddingEvents, rebuilder: Rebuilder
) -> None:
    """The reason is shown, and the address stays in the field."""
    shown = adds.paste(ArticlesState(), Session(), "http://127.0.0.1/a", sent_by(EDITOR))
    assert rebuilder.state.state == "idle"
    assert "private network" in shown[tab.adding.added]
    assert tab.adding.pasted not in shown


def test_a_removed_article_is_put_back(
    tab: ArticlesTab, events: ArticleEvents, settings: Settings, rebuilder: Rebuilder
) -> None:
    """An article of the corpus is on the list of the removed until an editor takes it off."""
    file = settings.corpus / FLOOD_ONE.path
    file.parent.mkdir(parents=True)
    file.write_text(FLOOD_ONE.text, encoding="utf-8")
    shown = events.remove(ArticlesState(removing=FLOOD_ONE.id), Session(), sent_by(EDITOR))
    assert file.exists()
    assert 'data-do="restore"' in shown[tab.removing.found]
    click = gr.EventData(None, {"file": FLOOD_ONE.path, "article": FLOOD_ONE.id})
    events.restore(ArticlesState(), Session(), click, sent_by(NOBODY))
    assert Hidden(settings.articles).all()
    shown = events.restore(ArticlesState(), Session(), click, sent_by(EDITOR))
    assert "was put back" in shown[tab.removing.found]
    assert 'data-do="restore"' not in shown[tab.removing.found]
    rebuilder.wait(10)
    assert rebuilder.state.state == "done"
