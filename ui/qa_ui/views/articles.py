"""The Articles tab as HTML: what was added, how a rebuild goes, what may be removed.

Pure functions from values to HTML. A button carries in `data-do` what it asks for; nothing here
removes or builds anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from qa_ui.i18n import format_number, tr, tr_count
from qa_ui.views.blocks import failure_html
from qa_ui.views.render import render

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from qa.corpus.hidden import HiddenArticle
    from qa.types import (
        Article,
        ArticleList,
        BuildProgress,
        BuildReport,
        IndexStatus,
        Language,
    )
    from qa_ui.articles.outcomes import Outcome
    from qa_ui.http.schemas import RebuildState, Uploaded

ROWS: Final = 8
"""Articles that are offered for removal at once."""

LISTED: Final = 100
"""Articles that are named in each list of a report."""

SHOWN: Final = 5
"""Titles and problems that are named of one added file."""

_MINUTE: Final = 60
_COUNTED: Final = ("added", "updated", "unchanged", "removed", "failed", "warnings")
_LISTED: Final = ("failed", "warnings", "added", "updated", "removed", "unchanged")


@dataclass(frozen=True)
class ArticlesState:
    """The state of one page's Articles tab; kept in a `gr.State`.

    Attributes:
        added: What became of what was added last.
        query: What is searched among the articles that can be removed.
        removing: Id of the article whose removal waits for its second click.
        returning: Whether going back a generation waits for its second click.
        discarding: Path of the unreadable file whose removal waits for its second click.
        removed: The outcome of the last removal, in words.
        returned: The outcome of the last return, in words.
        discarded: The outcome of the last removal of an unreadable file, in words.
    """

    added: Uploaded | None = None
    query: str = ""
    removing: str | None = None
    returning: bool = False
    discarding: str | None = None
    removed: str = ""
    returned: str = ""
    discarded: str = ""

    def asking(
        self,
        *,
        removing: str | None = None,
        returning: bool = False,
        discarding: str | None = None,
    ) -> ArticlesState:
        """With one question before its second click, or none; no other stays open."""
        return replace(self, removing=removing, returning=returning, discarding=discarding)

    def without_outcomes(self) -> ArticlesState:
        """Without the outcomes of earlier clicks."""
        return replace(self, removed="", returned="", discarded="")


def added_html(added: Uploaded | None, became: Sequence[Outcome], page: Language) -> str:
    """What became of added files, texts and addresses; empty before anything was.

    Args:
        added: What was saved and refused.
        became: What became of each.
        page: The language of the page.
    """
    if added is None:
        return ""
    waiting = [one for one in became if one.state == "waiting"]
    refused = [one for one in became if one.state == "refused"]
    count = sum(len(one.articles) for one in became)
    return render(
        "added",
        page,
        nothing=not became,
        heading=tr_count(page, "feed_indexing", len(waiting))
        if waiting
        else tr(page, "feed_refused_all")
        if len(refused) == len(became)
        else tr_count(page, "feed_ready", count),
        waiting=waiting,
        outcomes=sorted((one for one in became if one.state != "waiting"), key=_urgency),
        refused=len(refused),
        all_refused=len(refused) == len(became),
        shown=SHOWN,
        most=LISTED,
        ready=count > 0 and not waiting,
        undoable=bool(added.added),
        clearable=bool(refused_files(added, became)) and not waiting,
    )


def refused_files(added: Uploaded, became: Sequence[Outcome]) -> list[str]:
    """Paths of the files that were saved but gave no article; each rebuild would fail on them."""
    return [one.name for one in became if one.state == "refused" and one.name in added.saved]


def _urgency(outcome: Outcome) -> int:
    """What one has to look at comes first."""
    return 0 if outcome.state == "refused" else 1 if outcome.problems else 2


def named_in(report: BuildReport | None) -> list[str]:
    """The ids of the articles that a report names."""
    kinds = (report.added, report.updated, report.removed, report.unchanged) if report else ()
    return [id_ for kind in kinds for id_ in kind[:LISTED]]


def rebuild_html(
    rebuild: RebuildState,
    titles: Mapping[str, str],
    page: Language,
    *,
    state: ArticlesState | None = None,
    removable: Collection[str] = (),
) -> str:
    """The progress of the rebuild, or the report of the last one; empty before the first.

    Args:
        rebuild: As the rebuilder gives it.
        titles: Titles of articles by their ids, as far as they are known.
        page: The language of the page.
        state: The state of the tab.
        removable: Paths of files that failed and may be removed from the page.
    """
    if rebuild.state == "running":
        return _running(rebuild.progress, rebuild.seconds_left, page)
    if rebuild.state == "failed" and rebuild.failure:
        return failure_html(tr(page, "rebuild_failed"), rebuild.failure, page)
    if rebuild.report is None:
        return ""
    return report_html(rebuild.report, titles, page, state=state, removable=removable)


def report_html(
    report: BuildReport,
    titles: Mapping[str, str],
    page: Language,
    *,
    state: ArticlesState | None = None,
    removable: Collection[str] = (),
) -> str:
    """What a rebuild did: how many of each, then which, the failures first; see `rebuild_html`."""
    discarding, discarded = (state.discarding, state.discarded) if state else (None, "")
    did = {kind: getattr(report, kind) for kind in _COUNTED} | {"failed": report.failures}
    return render(
        "report",
        page,
        counted=[(kind, did[kind]) for kind in _COUNTED],
        listed=[(kind, did[kind]) for kind in _LISTED],
        titles=titles,
        removable=removable,
        discarding=discarding,
        discarded=discarded,
        quiet=bool(state and state.added),  # it stands with what was added
        most=LISTED,
    )


def _running(progress: BuildProgress | None, left: float | None, page: Language) -> str:
    words, done, total = [], 0, 0
    if progress and progress.done:
        words.append(_counted(progress, page))
        done, total = progress.done, progress.total
    if left is not None:
        words.append(left_words(left, page))
    stage = tr(page, f"stage_{progress.stage}" if progress else "stage_start")
    return render("running", page, stage=stage, words=" · ".join(words), done=done, total=total)


def _counted(progress: BuildProgress, page: Language) -> str:
    if not progress.total:
        return tr_count(page, "count_all", progress.done)
    done = format_number(page, progress.done)
    return tr(page, "count_some", count=done, total=format_number(page, progress.total))


def left_words(seconds: float, page: Language) -> str:
    """About how long something still takes: in steps of five seconds, then in minutes."""
    if seconds < _MINUTE:
        return tr(page, "left_seconds", count=max(5, 5 * round(seconds / 5)))
    return tr(page, "left_minutes", count=round(seconds / _MINUTE))


def removal_html(
    matching: ArticleList | None,
    removing: Article | None,
    outcome: str,
    page: Language,
    hidden: Sequence[HiddenArticle] = (),
) -> str:
    """The articles that a search found, each with a button, and the question before removal.

    Args:
        matching: Those found, of which the first are shown; None before anything is searched for.
        removing: The one whose removal waits for its second click.
        outcome: The outcome of the last removal, in words.
        page: The language of the page.
        hidden: What is left out and can be put back.
    """
    return render(
        "removal",
        page,
        articles=matching and matching.articles,
        more=matching.found - len(matching.articles) if matching else 0,
        removing=removing,
        outcome=outcome,
        hidden=hidden[:LISTED],
    )


def generations_html(status: IndexStatus | None, state: ArticlesState, page: Language) -> str:
    """Which generation is in use, and the way back to the one before, asked for twice."""
    oldest = status is None or status.generation == next(iter(status.generations), None)
    return render(
        "generations",
        page,
        built=status.built if status else "",
        oldest=oldest,
        returning=state.returning,
        outcome=state.returned,
    )
