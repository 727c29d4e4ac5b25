"""Lists of questions as HTML: where a file is chosen, how far a list is, its answers."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from qa.batch import LIST_FORMATS
from qa_ui.i18n import format_number, tr, tr_count
from qa_ui.views.render import render
from qa_ui.views.texts import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.batch import BatchRow
    from qa.types import Language
    from qa.workspace.batches import Batch

QUESTIONS_SHOWN: Final = 200
"""Questions whose answers are in the page; the tables that are downloaded have all of them."""


def file_html(page: Language, most: int) -> str:
    """Where a file is chosen or dropped."""
    return render("batch_file", page, formats=LIST_FORMATS, most=most)


def progress_html(lists: Sequence[Batch], page: Language, root: str) -> str:
    """How far the lists are, and their buttons: the first one in full, the others a line each.

    Args:
        lists: At least one.
        page: The language of the page.
        root: The path that the app is served under, without a slash at its end.
    """
    batch, *others = lists
    return render(
        "batch_progress",
        page,
        batch=batch,
        words=_done(batch, page),
        current=shortened(batch.current),
        left=_left(batch, page),
        others=[(one, _done(one, page)) for one in others],
        download=f"{root}/api/batches",
    )


def _done(batch: Batch, page: Language) -> str:
    return tr_count(page, "batch_done", batch.done, total=format_number(page, batch.total))


def _left(batch: Batch, page: Language) -> str:
    seconds = batch.seconds_left
    if seconds is None:
        return ""
    if seconds < 90:  # noqa: PLR2004 - a minute and a half
        return tr(page, "left_seconds", count=max(1, round(seconds)))
    return tr(page, "left_minutes", count=round(seconds / 60))


def rows_html(batch: Batch, rows: Sequence[BatchRow], page: Language) -> str:
    """The answers as a table, a group of rows for each question.

    Args:
        batch: The list.
        rows: The answers to its first questions.
        page: The language of the page.
    """
    found = groupby(rows, lambda row: (row.id, row.question))
    groups = [(question, list(parts)) for (_, question), parts in found]
    return render("batch_rows", page, groups=groups, more=max(0, batch.done - QUESTIONS_SHOWN))
