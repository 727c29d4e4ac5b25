"""Saved questions as HTML: each with what is new about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.batch import article_address
from qa_ui.page.session import Filters
from qa_ui.views.render import render
from qa_ui.views.texts import describe_filters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.types import Language
    from qa.workspace.saved import NewItem, SavedQuestion

EARLIER_SHOWN = 20


def saved_html(
    saved: Sequence[SavedQuestion],
    items: Sequence[NewItem],
    page: Language,
    *,
    asked: str,
    root: str,
    feed: str,
) -> str:
    """The saved questions, newest first.

    Args:
        saved: The questions.
        items: What was found for them, newest first.
        page: The language of the page.
        asked: Id of the question of which it is asked whether it shall be deleted.
        root: The path that the app is served under, without a slash at its end.
        feed: The secret of the feed of all of them.
    """
    return render(
        "saved",
        page,
        saved=[(one, *_news(one, items, root), _filters(one, page)) for one in saved],
        asked=asked,
        root=root,
        feed=feed,
    )


def filters_of(saved: SavedQuestion) -> Filters:
    """The filters of a saved question, as the page sets them."""
    given = saved.filters
    return Filters(given.since, given.until, given.sources, given.languages)


def _filters(saved: SavedQuestion, page: Language) -> str:
    return describe_filters(page, filters_of(saved))


Linked = list[tuple["NewItem", str]]


def _news(saved: SavedQuestion, items: Sequence[NewItem], root: str) -> tuple[Linked, Linked]:
    """The news of a question with their addresses: those that are new, and some seen before."""
    mine = [
        (item, article_address(item.article_id, item.start, item.end, root))
        for item in items
        if item.saved == saved.id
    ]
    seen = [one for one in mine if one[0].seen]
    return [one for one in mine if not one[0].seen], seen[:EARLIER_SHOWN]
