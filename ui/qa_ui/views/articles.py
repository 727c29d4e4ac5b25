"""The Articles tab as HTML: what was added, how a rebuild goes, what may be removed.

Pure functions from values to strings; `esc` is the only door for text from outside. A button
carries with `data-do` what it asks for; nothing here removes or builds anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from qa_ui.escape import esc
from qa_ui.i18n import format_moment, format_number, tr, tr_count
from qa_ui.reasons import reason_html
from qa_ui.views.blocks import failure_html, note_html, progress_html
from qa_ui.views.conversation import byline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from qa.types import (
        ArticleSummary,
        BuildProgress,
        BuildReport,
        FailedFile,
        IndexStatus,
        Language,
    )
    from qa_ui.http.schemas import RebuildState, Refused, Uploaded

ROWS: Final = 8
"""Articles that are offered for removal at once."""

LISTED: Final = 100
"""Articles that are named in each list of a report."""

_MINUTE: Final = 60
_COUNTED: Final = ("added", "updated", "unchanged", "removed", "failed")


@dataclass(frozen=True)
class Feed:
    """What one page's Articles tab is in the middle of; kept in a `gr.State`.

    Attributes:
        added: What became of what was added last.
        query: What is searched among the articles that can be removed.
        removing: Id of the article whose removal waits for its second click.
        returning: Whether going back a generation waits for its second click.
        discarding: Path of the unreadable file whose removal waits for its second click.
        told: What the last removal came to, in words.
        returned: What the last return came to, in words.
        discarded: What the last removal of an unreadable file came to, in words.
    """

    added: Uploaded | None = None
    query: str = ""
    removing: str | None = None
    returning: bool = False
    discarding: str | None = None
    told: str = ""
    returned: str = ""
    discarded: str = ""

    def asking(
        self,
        *,
        removing: str | None = None,
        returning: bool = False,
        discarding: str | None = None,
    ) -> Feed:
        """With one question before its second click, or none; no other stays open."""
        return replace(self, removing=removing, returning=returning, discarding=discarding)

    def silent(self) -> Feed:
        """Without what earlier clicks came to."""
        return replace(self, told="", returned="", discarded="")


def added_html(added: Uploaded | None, page: Language) -> str:
    """What became of added files, texts and addresses; empty before anything was."""
    if added is None:
        return ""
    if not added.saved and not added.failed:
        return note_html(tr(page, "feed_nothing"))
    taken = "".join(
        _taken(f"feed_{change}", paths, page)
        for change, paths in (
            ("added", added.added),
            ("updated", added.updated),
            ("unchanged", added.unchanged),
        )
    )
    new = added.added or added.updated
    after = note_html(tr(page, "feed_then_build")) if new else ""
    return f'<div role="status">{taken}{_refused(added.failed, page)}{after}</div>'


def _taken(key: str, paths: Sequence[str], page: Language) -> str:
    items = "".join(f"<li><code>{esc(path)}</code></li>" for path in paths)
    return f"<h3>{esc(tr(page, key))}</h3><ul>{items}</ul>" if paths else ""


def _refused(failed: Iterable[Refused], page: Language) -> str:
    items = "".join(f"<li>{_failure(one.name, one.reason, page)}</li>" for one in failed)
    return f'<h3 class="bad">{esc(tr(page, "feed_refused"))}</h3><ul>{items}</ul>' if items else ""


def _failure(name: str, reason: str, page: Language) -> str:
    """A file and why it failed."""
    return f"<code>{esc(name)}</code> {reason_html(reason, page)}"


def rebuild_html(
    state: RebuildState,
    titles: Mapping[str, str],
    page: Language,
    *,
    feed: Feed | None = None,
    removable: Collection[str] = (),
) -> str:
    """Where the rebuild is, or what the last one did; empty before the first.

    Args:
        state: As the rebuilder gives it.
        titles: Titles of articles by their ids, as far as they are known.
        page: The language of the page.
        feed: What the page is in the middle of.
        removable: Paths of files that failed and may be removed from the page.
    """
    if state.state == "running":
        return _running(state.progress, state.seconds_left, page)
    if state.state == "failed":
        return failure_html(tr(page, "rebuild_failed"), reason_html(state.error or "", page))
    if state.report is None:
        return ""
    failures = _failures(state.report.failed, feed or Feed(), removable, page)
    return report_html(state.report, titles, page, failures)


def _running(progress: BuildProgress | None, left: float | None, page: Language) -> str:
    stage = tr(page, f"stage_{progress.stage}" if progress else "stage_start")
    said, total = [], 0
    if progress and progress.done:
        said.append(_counted(progress, page))
        total = progress.total
    if left is not None:
        said.append(left_words(left, page))
    done = progress.done if progress else 0
    label = tr(page, "rebuild_running")
    bar = progress_html(stage, " · ".join(said), label, done=done, total=total)
    return bar + note_html(tr(page, "rebuild_meanwhile"))


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


def report_html(
    report: BuildReport, titles: Mapping[str, str], page: Language, failures: str = ""
) -> str:
    """What a rebuild did: how many of each, then which, the failures first."""
    tally = "".join(
        f"<div><dt>{esc(tr(page, f'report_{kind}'))}</dt>"
        f"<dd>{format_number(page, len(getattr(report, kind)))}</dd></div>"
        for kind in _COUNTED
    )
    lists = [failures]
    for kind in ("added", "updated", "removed", "unchanged"):
        items = [_article(article, titles) for article in getattr(report, kind)]
        lists.append(_listed(kind, items, page))
    return (
        f'<div role="status"><h3>{esc(tr(page, "rebuild_done"))}</h3>'
        f'<dl class="tally">{tally}</dl></div>{"".join(lists)}'
    )


def _failures(
    failed: Sequence[FailedFile], feed: Feed, removable: Collection[str], page: Language
) -> str:
    """The files that failed, each with its reason and, where it is possible, the way out."""
    items = [_failed(one, feed, page, removable=one.path in removable) for one in failed]
    return _told(feed.discarded) + _listed("failed", items, page)


def _failed(one: FailedFile, feed: Feed, page: Language, *, removable: bool) -> str:
    said = _failure(one.path, one.reason, page)
    if not removable:
        return f"<li>{said}</li>"
    if one.path == feed.discarding:
        asked = _question(tr(page, "discard_sure", path=one.path), "remove_yes", page)
        return f"<li>{said}{asked}</li>"
    label = tr(page, "discard_label", path=one.path)
    button = _button("remove", page, do="reject", file=one.path, label=label)
    return f'<li class="row"><p>{said}</p>{button}</li>'


def _article(article_id: str, titles: Mapping[str, str]) -> str:
    title = titles.get(article_id)
    if not title or title == article_id:
        return f"<li><code>{esc(article_id)}</code></li>"
    return f"<li><cite>{esc(title)}</cite> <code>{esc(article_id)}</code></li>"


def _listed(kind: str, items: Sequence[str], page: Language) -> str:
    """A list under its heading; what did not change is folded away."""
    if not items:
        return ""
    rest = len(items) - LISTED
    more = f"<li>{esc(tr_count(page, 'facts_more', rest))}</li>" if rest > 0 else ""
    unfolded = "" if kind == "unchanged" else " open"
    count = format_number(page, len(items))
    return (
        f'<details class="{kind}"{unfolded}><summary>{esc(tr(page, f"report_{kind}"))} ({count})'
        f"</summary><ul>{''.join(items[:LISTED])}{more}</ul></details>"
    )


def shelf_html(
    articles: Sequence[ArticleSummary], removing: ArticleSummary | None, told: str, page: Language
) -> str:
    """The articles that a search found, each with a button, and the question before removal.

    Args:
        articles: Those found, the first of them shown.
        removing: The one whose removal waits for its second click.
        told: What the last removal came to, in words.
        page: The language of the page.
    """
    if removing:
        said = tr(page, "remove_sure", title=removing.title, path=removing.path)
        return _question(said, "remove_yes", page)
    if not articles:
        return _told(told) + note_html(tr(page, "library_none"))
    rows = "".join(_row(article, page) for article in articles[:ROWS])
    rest = len(articles) - ROWS
    more = note_html(tr_count(page, "remove_more", rest)) if rest > 0 else ""
    return f'{_told(told)}<ul class="shelf">{rows}</ul>{more}'


def _told(words: str) -> str:
    return f'<p class="told" role="status">{esc(words)}</p>' if words else ""


def _row(article: ArticleSummary, page: Language) -> str:
    label = tr(page, "remove_label", title=article.title)
    return (
        f'<li class="row"><p><cite lang="{article.language}">{esc(article.title)}</cite> '
        f"<small>{byline(page, article.source, article.published)}</small> "
        f"<code>{esc(article.path)}</code></p>"
        f"{_button('remove', page, do='drop', article=article.id, label=label)}</li>"
    )


def _button(key: str, page: Language, *, label: str = "", **data: str) -> str:
    """A button that carries what it asks for; its label says which of several it is."""
    carried = "".join(f' data-{name}="{esc(value)}"' for name, value in data.items())
    named = f' aria-label="{esc(label)}"' if label else ""
    return f'<button type="button" class="suggestion"{carried}{named}>{esc(tr(page, key))}</button>'


def generations_html(status: IndexStatus | None, feed: Feed, page: Language) -> str:
    """Which generation is in use, and the way back to the one before, asked for twice."""
    told = _told(feed.returned)
    if status is None:
        return told + note_html(tr(page, "no_index_title"))
    built = format_moment(page, status.built)
    used = esc(tr(page, "generation_used", name=status.generation, built=built))
    if status.generation == next(iter(status.generations), status.generation):
        return f"{told}<p>{used}</p>{note_html(tr(page, 'rollback_none'))}"
    if feed.returning:
        return f"<p>{used}</p>{_question(tr(page, 'rollback_sure'), 'rollback_yes', page)}"
    return f"{told}<p>{used}</p>{_button('rollback', page, do='back')}"


def _question(asked: str, yes: str, page: Language) -> str:
    """What is about to happen, and the two ways on."""
    return (
        f'<div class="sure" role="group"><p>{esc(asked)}</p>'
        f'<button type="button" class="yes" data-do="sure">{esc(tr(page, yes))}</button> '
        f"{_button('keep', page, do='keep')}</div>"
    )
