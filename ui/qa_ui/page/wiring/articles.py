"""The tab where articles go in and out."""

from __future__ import annotations

from qa_ui.page.adding import AddingEvents
from qa_ui.page.articles import ArticleEvents
from qa_ui.page.ask import AskEvents
from qa_ui.page.layout import Page
from qa_ui.page.wiring.ask import show_chosen
from qa_ui.page.wiring.browser import AT_ONCE, QUEUED, TYPED, Step, call, in_browser, wire_steps


def wire_adding(page: Page, events: ArticleEvents, adds: AddingEvents, asking: AskEvents) -> None:
    """Articles are added and indexed in one step, and the index is rebuilt."""
    tab, adding, outputs = page.articles, page.articles.adding, events.outputs
    given = [tab.state, page.session]
    for event in (
        tab.tab.select(events.show, given, outputs, **AT_ONCE),
        page.language.input(events.switch, [tab.state, page.language], outputs, **AT_ONCE),
    ):
        in_browser(event, "nameDropZone")
    adding.files.change(None, js=call("nameDropZone"), api_visibility="private")
    adding.files.upload(adds.drop, [*given, adding.files], adds.outputs, **QUEUED)
    adding.add.click(adds.paste, [*given, adding.pasted], adds.outputs, **QUEUED)
    adding.added.undo(adds.undo, given, adds.outputs, **AT_ONCE)
    adding.added.clear(adds.clear, given, adds.outputs, **AT_ONCE)
    chosen_only = [page.ask.filters.articles]
    asked = adding.added.ask(adds.ask, [tab.state], chosen_only, **AT_ONCE)
    in_browser(show_chosen(page, asking, asked), "openQuestion")
    tab.removing.rebuild.click(events.rebuild, given, outputs, **AT_ONCE)
    watched, chosen = [*outputs, *events.index_outputs], page.ask.filters.inputs
    tab.timer.tick(events.watch, [*given, *chosen], watched, **AT_ONCE)


def wire_removing(page: Page, events: ArticleEvents) -> None:
    """Articles and unreadable files are removed, and a generation is put back in use."""
    tab, removing, outputs = page.articles, page.articles.removing, events.outputs
    given, chosen = [tab.state, page.session], page.ask.filters.inputs
    removing.search.change(events.search, [*given, removing.search], outputs, **TYPED)
    back = removing.generations.confirm(
        events.roll_back, [*given, *chosen], [*outputs, *events.index_outputs], **AT_ONCE
    )
    in_browser(back, "focusGenerations")
    asked = page.library.remove.click(
        events.ask_removal_of, [page.library.reading, *given], outputs, **AT_ONCE
    )
    in_browser(asked, "openRemoval")
    steps: list[Step] = [
        (removing.found.remove, events.ask_removal, "focusCancel"),
        (removing.found.confirm, events.remove, "focusRemoval"),
        (removing.found.cancel, events.cancel, "focusRemoval"),
        (removing.found.restore, events.restore, "focusRemoval"),
        (tab.progress.discard, events.ask_discarding, "focusCancel"),
        (tab.progress.confirm, events.discard, "focusFailed"),
        (tab.progress.cancel, events.cancel, "focusFailed"),
        (removing.generations.rollback, events.ask_rollback, "focusCancel"),
        (removing.generations.cancel, events.cancel, "focusGenerations"),
    ]
    wire_steps(steps, given, outputs)
