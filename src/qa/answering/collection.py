"""All articles, or those of a day: which of them show what they are about, and how each begins."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from qa.answering.choice import tells
from qa.index.generations import Generation
from qa.lang.dates import first_day, last_day
from qa.lang.temporal import temporal_expressions
from qa.reader import Candidate
from qa.reader.confidence import content_words
from qa.types import Filters, Hit, PartialDate

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LOOKED_AT: Final = 400
"""Newest articles among which topics are looked for."""
_LEADING: Final = 3
"""Sentences at the head of an article of which one says what it is about."""
_DATELINE: Final = 40
"""Characters at the head of an article in which its dateline stands."""
_RELATED: Final = 0.38
"""Cosine of the beginnings of two articles of one topic."""


def passages(generation: Generation, article_id: str, count: int) -> list[Hit]:
    """The first passages of an article, as if a search had found them."""
    rows = generation.store.rows_of(article_id)[:count]
    return [passage.hit(score=0.0) for passage in generation.store.passages(rows)]


def begin(generation: Generation, article_id: str) -> Hit | None:
    """The first passage of an article."""
    return next(iter(passages(generation, article_id, 1)), None)


def lead(generation: Generation, hit: Hit) -> Candidate | None:
    """The sentence that says what an article is about: of its first, that nearest to the title."""
    title = content_words(hit.title)
    telling = (one for one in generation.store.sentences(hit.article_id) if tells(one.text))
    first = list(itertools.islice(telling, _LEADING))
    best = max(first, key=lambda one: len(title & content_words(one.text)), default=None)
    return best and Candidate(hit, best.text, best.start, best.end, 1.0, 1.0, marked=False)


def day_of(generation: Generation, hit: Hit, quote: str = "") -> PartialDate | None:
    """The date of an article; the day in its dateline, where its own date says only the month.

    Args:
        generation: What holds the article.
        hit: A passage of it.
        quote: A sentence of it, which may have the dateline too.
    """
    if hit.published is None or len(hit.published) != len("2022-01"):
        return hit.published
    first = hit if hit.start == 0 else begin(generation, hit.article_id) or hit
    for head in (quote[:_DATELINE], first.text[:_DATELINE]):
        for time in temporal_expressions(head, hit.language, last_day(hit.published)):
            # "On Sunday" is some Sunday of the month: only a day that is written counts.
            written = re.search(rf"(?<!\d)0?{int(time.first[8:] or 0)}(?!\d)", head)
            if written and time.first == time.last and time.first.startswith(f"{hit.published}-"):
                return time.first
    return hit.published


def newest_first(generation: Generation, hits: Iterable[Hit]) -> list[Hit]:
    """Passages by the days of their articles; undated ones last."""
    return _newest_first([(hit, day_of(generation, hit)) for hit in hits])


def _newest_first(dated: Iterable[tuple[Hit, PartialDate | None]]) -> list[Hit]:
    def first(one: tuple[Hit, PartialDate | None]) -> str:
        _, day = one
        return first_day(day).isoformat() if day else ""

    return [hit for hit, _ in sorted(dated, key=first, reverse=True)]


def of_period(generation: Generation, where: Filters) -> list[Hit]:
    """How each article of a period begins, newest first.

    An article whose month alone is known is of a day only if its dateline says so.
    """
    articles = generation.store.summaries(where, _LOOKED_AT)
    begins = filter(None, (begin(generation, article.id) for article in articles))
    finest = max((len(day) for day in (where.since, where.until) if day), default=0)

    def within(day: PartialDate | None) -> bool:
        day = day or ""
        return len(day) >= finest and (not finest or _distance(day, where) == 0)

    dated = ((hit, day_of(generation, hit)) for hit in begins)
    return _newest_first((hit, day) for hit, day in dated if within(day))


def spread(generation: Generation, hits: Sequence[Hit], count: int, *, latest: bool) -> list[Hit]:
    """Articles of different topics, in their order: the first ones, or those of the widest topics.

    An article stands for all that are related to it, and the next one taken is none of these; of
    the widest topics, that with the most relatives among those left comes next (the greedy cover
    of Nemhauser, Wolsey and Fisher 1978).
    """
    if len(hits) <= count:
        return list(hits)
    related = _related(generation, hits)
    left = np.ones(len(hits), dtype=np.bool_)
    taken: list[int] = []
    while len(taken) < count and left.any():
        worth = left if latest else np.where(left, related[:, left].sum(axis=1), 0)
        taken.append(int(worth.argmax()))
        left &= ~related[taken[-1]]
    return [hits[i] for i in sorted(taken)]


def related_to(generation: Generation, hit: Hit, hits: Sequence[Hit]) -> NDArray[np.bool_]:
    """Which articles are of one topic with that of a passage, shape (len(hits),)."""
    return _related(generation, [hit, *hits])[0, 1:]


def _related(generation: Generation, hits: Sequence[Hit]) -> NDArray[np.bool_]:
    """Which articles are of one topic, shape (n, n)."""
    rows = [generation.store.rows_of(hit.article_id)[0] for hit in hits]
    vectors = generation.vectors.at(np.array(rows))
    related: NDArray[np.bool_] = vectors @ vectors.T >= _RELATED
    np.fill_diagonal(related, val=True)
    return related


def timeless(where: Filters) -> Filters:
    """Filters without their dates."""
    return where.model_copy(update={"since": None, "until": None, "undated": False})


def nearest(generation: Generation, where: Filters, count: int) -> list[Hit]:
    """How the dated articles begin that lie nearest to a period in which there are none."""
    dated = [one for one in generation.store.summaries(timeless(where)) if one.published]
    dated.sort(key=lambda one: _distance(str(one.published), where))
    return list(filter(None, (begin(generation, one.id) for one in dated[:count])))


def _distance(published: str, where: Filters) -> int:
    """Days between an article and a period."""
    since = first_day(where.since) if where.since else date.min
    until = last_day(where.until) if where.until else date.max
    return max(0, (since - last_day(published)).days, (first_day(published) - until).days)
