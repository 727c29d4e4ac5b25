"""The Feeds tab as HTML: each feed with its last result, and the folders that are watched.

Pure functions from values to HTML. A button carries in `data-do` what it asks for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from qa.phrases.locales import duration
from qa.workspace.feeds.schedule import interval, seconds_of
from qa_ui.i18n import tr, tr_count
from qa_ui.views.blocks import failure_html
from qa_ui.views.render import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.errors import QAError
    from qa.types import Language
    from qa.workspace.feeds import Feed, Outcome
    from qa_ui.http.schemas import RebuildState

INTERVALS: Final = ("15m", "30m", "1h", "3h", "12h", "1d")
"""How often a feed may be run, as the page offers it."""


@dataclass(frozen=True)
class FeedsState:
    """The state of one page's Feeds tab; kept in a `gr.State`.

    Attributes:
        removing: Name of the feed whose removal waits for its second click.
        done: The outcome of the last click, in words.
        problem: What went wrong with it.
    """

    removing: str | None = None
    done: str = ""
    problem: QAError | None = None

    def fresh(self) -> FeedsState:
        """Without outcomes of earlier clicks and open questions."""
        return FeedsState()

    def asking(self, removing: str) -> FeedsState:
        """With the question before a removal."""
        return replace(self.fresh(), removing=removing)


def interval_words(seconds: int, page: Language) -> str:
    """How often something happens: `30 minutes`."""
    return duration(page, *interval(seconds))


def intervals(page: Language) -> list[tuple[str, str]]:
    """The intervals that are offered, as (words, interval)."""
    return [(interval_words(seconds_of(text), page), text) for text in INTERVALS]


def outcome_html(state: FeedsState, page: Language) -> str:
    """What became of the last click, or why nothing did; empty before the first."""
    if state.problem is not None:
        return failure_html(tr(page, "feeds_problem"), state.problem, page)
    return render("feeds_done", page, done=state.done) if state.done else ""


def feeds_html(feeds: Sequence[Feed], state: FeedsState, page: Language) -> str:
    """The feeds, each with its last result, its next run and what can be done with it."""
    shown = [
        (feed, interval_words(feed.every, page), outcome_words(feed.outcome, page))
        for feed in feeds
    ]
    return render("feeds", page, feeds=shown, removing=state.removing)


def outcome_words(outcome: Outcome | None, page: Language) -> str:
    """What a run brought: `3 new articles, 1 updated`; empty for one that failed."""
    if outcome is None or outcome.failure:
        return ""
    words = [tr_count(page, "feeds_new", outcome.new)] if outcome.new else []
    words += [tr_count(page, "feeds_updated", outcome.updated)] if outcome.updated else []
    words += [tr_count(page, "feeds_waiting", outcome.waiting)] if outcome.waiting else []
    return ", ".join(words) or tr(page, "feeds_nothing")


def folder_html(
    folder: str,
    rebuild: RebuildState,
    page: Language,
    *,
    watching: bool,
    changed_at: str | None,
) -> str:
    """Whether the folder of articles is watched, and what the last update of the index did."""
    return render(
        "watched",
        page,
        folder=folder,
        watching=watching,
        changed_at=changed_at,
        rebuild=rebuild,
        done=_rebuild_words(rebuild, page),
    )


def _rebuild_words(rebuild: RebuildState, page: Language) -> str:
    if rebuild.report is None:
        return ""
    did = rebuild.report
    counts = {"added": did.added, "updated": did.updated, "removed": did.removed}
    return ", ".join(
        tr_count(page, f"index_{kind}", len(ids)) for kind, ids in counts.items() if ids
    ) or tr(page, "index_same")
