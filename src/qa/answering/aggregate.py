"""What several articles say to one part of a question: the same, or something else.

The same answer from several articles is agreement; copies of one dispatch count once. Where
articles give other numbers in sentences that would each be an answer if there were no better one,
they are reports that differ, and of those about as likely the newest leads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from qa.lang.dates import first_day, last_day
from qa.lang.numbers import Readings, numbers_in
from qa.lang.text import fold
from qa.question import QuestionPart
from qa.reader import Candidate

MOST_CITED = 3
"""Quotes that a part has at most."""

_ALMOST_AS_GOOD = 0.8
"""A second sentence is quoted when its confidence is at least this share of the best one's."""

_RIVAL = 0.2
"""Least confidence, as if there were no better one, of a sentence that gives another number."""

_ABOUT_AS_LIKELY = 0.5
"""A newer report leads if it is at least this share as likely, alone, as the likeliest one."""

_APART = timedelta(days=62)
"""Reports that lie further apart are not about the same state of affairs."""

_SHORT_WORD = 3


class Variant(NamedTuple):
    """One of the answers that articles give to a part, and the sentences that give it."""

    answer: str
    candidates: list[Candidate]


class Aggregate(NamedTuple):
    """What articles say about one part.

    Attributes:
        answer: The shortest answer, None where the whole sentence is the answer.
        cited: The sentences that are quoted for it, the leading one first.
        reports: All answers, newest first, where they differ; else empty.
    """

    answer: str | None
    cited: list[Candidate]
    reports: list[Variant]


def aggregate(
    part: QuestionPart, candidates: Sequence[Candidate], threshold: float
) -> Aggregate | None:
    """What the candidates for a part, most probable first, amount to; None if nothing answers."""
    if not candidates or candidates[0].confidence < threshold:
        return None
    if part.request:
        return Aggregate(None, list(candidates), [])
    best, *others = candidates
    likely = [best, *(one for one in others if one.alone >= _RIVAL)]
    if part.kind == "how_many" and (reports := _reports(likely)):
        enough = max(map(_likelihood, reports)) * _ABOUT_AS_LIKELY
        leading = next(report for report in reports if _likelihood(report) >= enough)
        return Aggregate(leading.answer, leading.candidates, reports)
    same = [one for one in likely if _agree(best, one, ones=part.kind == "how_many")]
    return Aggregate(best.answer, _cited(candidates, same), [])


def _cited(candidates: Sequence[Candidate], same: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence, those that say the same in other articles, else one almost as good."""
    best = candidates[0]
    cited = _independent([best, *same])
    if len(cited) == 1:
        cited += [
            one
            for one in candidates[1:2]
            if one.confidence >= best.confidence * _ALMOST_AS_GOOD
            and (one.hit.article_id == best.hit.article_id or not _is_copy(one, best))
        ]
    return cited[:MOST_CITED]


def _independent(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates whose articles are neither the same nor copies of one before."""
    kept: list[Candidate] = []
    for one in candidates:
        if not any(_is_copy(one, other) for other in kept):
            kept.append(one)
    return kept


def _is_copy(one: Candidate, other: Candidate) -> bool:
    first = {one.hit.article_id, *one.hit.also_in}
    second = {other.hit.article_id, *other.hit.also_in}
    return bool(first & second) or _words(one.text) == _words(other.text)


def _agree(one: Candidate, other: Candidate, *, ones: bool) -> bool:
    """Whether two short answers are the same: the same number, or one says the other."""
    if (number := _number(one, ones=ones)) and (rival := _number(other, ones=ones)):
        return not number.isdisjoint(rival)
    first, second = _words(one.answer or ""), _words(other.answer or "")
    content = {word for word in first & second if len(word) > _SHORT_WORD or word.isdigit()}
    return bool(content) and (first <= second or second <= first)


def _number(candidate: Candidate, *, ones: bool = True) -> Readings | None:
    """The number of a short answer, if it has exactly one; `ones` makes `un` and `one` numbers."""
    found = numbers_in(candidate.span or "", ones=ones)
    return found[0] if len(found) == 1 else None


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(text)))


def _reports(likely: Sequence[Candidate]) -> list[Variant]:
    """The different numbers that articles of one time give, newest first; empty if they agree."""
    best = likely[0]
    groups: dict[Readings, list[Candidate]] = {}
    for one in _independent(likely):
        if (number := _number(one)) and _of_one_time(best, one):
            same = next((known for known in groups if not known.isdisjoint(number)), number)
            groups.setdefault(same, []).append(one)
    if _number(best) is None or len(groups) < 2:  # noqa: PLR2004 - one report does not differ
        return []
    ranked = sorted(groups.values(), key=lambda group: max(map(_newest, group)), reverse=True)
    return [_report(group) for group in ranked]


def _of_one_time(one: Candidate, other: Candidate) -> bool:
    """Whether two articles are dated, and not too far apart; or one and the same."""
    a, b = one.hit.published, other.hit.published
    if one is other or a is None or b is None:
        return one is other
    return max(first_day(a), first_day(b)) - min(last_day(a), last_day(b)) <= _APART


def _newest(candidate: Candidate) -> tuple[str, float]:
    """What reports are ordered by: the day of the article, then how certain it is."""
    day = candidate.hit.published
    return (first_day(day).isoformat() if day else "", candidate.confidence)


def _likelihood(report: Variant) -> float:
    return max(candidate.alone for candidate in report.candidates)


def _report(group: Sequence[Candidate]) -> Variant:
    """A group, its newest article first."""
    ranked = sorted(group, key=_newest, reverse=True)
    return Variant(ranked[0].span or ranked[0].text, ranked[:MOST_CITED])
