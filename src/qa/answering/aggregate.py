"""What several articles say to one part of a question: the same, or something else.

The same answer from several articles is agreement; copies of one dispatch count once. Where
articles that tell the same story give other numbers, they are reports that differ, and the
newest leads. Knows readings and what they count; how it is said is decided in `answer`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from qa.answering.claims import Claim, claims_of
from qa.answering.stories import (
    names_of,
    of_another_day,
    same_story,
    story_of,
    surely_same_story,
    within_reach,
)
from qa.lang.dates import first_day
from qa.lang.quantities import UNITS, Quantity, asked_themes
from qa.lang.text import fold
from qa.question.lexicon import flat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.question import QuestionPart
    from qa.reader import Reading

MOST_CITED = 3
"""Quotes that a part has at most."""

_ALMOST_AS_GOOD = 0.8
"""A further sentence is quoted when its confidence is at least this share of the best one's."""

_SURE_ENOUGH = 0.5
"""As above, for a sentence that says the same, or gives another number of the same thing."""

_POSSIBLE = 0.05
"""As above, for a sentence with another amount of the same money: there are many amounts."""

_ALIKE = 3
"""How many times one amount of money may be another, if both are to be reports of it."""

_FIRST = re.compile(
    r"\bpremiere?s? (?:bilan|chiffre|decompte|estimation|temps)s?\b|\bprovisoires?\b|"
    r"\binitia\w+\b|\bau depart\b|\bfirst (?:toll|count|report|figure|estimate|death toll)s?\b|"
    r"\bat first\b|\bpreliminary\b"
)
_OUTDATED = re.compile(
    r"\binitial(?:ement|ly)\b|\bau depart\b|\bd'abord\b|\bdans un premier temps\b|\bat first\b"
)
_ONE_CASE = re.compile(r"(?<!moins )(?<!least )\b(?:une?|one)$")
_SHORT_WORD = 3


class Report(NamedTuple):
    """One of the answers that articles give to a part, and the readings that give it."""

    answer: str
    readings: list[Reading]


class Verdict(NamedTuple):
    """What is said about one part.

    Attributes:
        answer: The shortest answer, None where the whole sentence is the answer.
        cited: The readings that are quoted for it, the leading one first.
        reports: All answers, newest first, where they differ; else empty.
    """

    answer: str | None
    cited: list[Reading]
    reports: list[Report]


def weigh(part: QuestionPart, readings: Sequence[Reading], threshold: float) -> Verdict:
    """What the readings of a part, most probable first and at least one, amount to.

    Args:
        part: What is asked.
        readings: The first one is an answer, that is, not below the threshold.
        threshold: Least confidence of an answer (0..1).
    """
    claims = _with_number_first(part, claims_of(part, readings), threshold)
    reports = _reports(part, claims)
    if reports:
        return Verdict(reports[0].answer, reports[0].readings, reports)
    return Verdict(span_of(claims[0].reading), _cited(claims, threshold), [])


def span_of(reading: Reading) -> str | None:
    """The shortest answer as the sentence writes it."""
    if reading.answer_start is None or reading.answer_end is None:
        return None
    return reading.text[reading.answer_start - reading.start : reading.answer_end - reading.start]


def _with_number_first(part: QuestionPart, claims: list[Claim], threshold: float) -> list[Claim]:
    """Where a number of something is asked, the best sentence that has one leads.

    A sentence without it stays in front where no other is sure enough.
    """
    if part.kind != "how_many" or not asked_themes(part.text):
        return claims
    enough = max(threshold, claims[0].reading.confidence * _SURE_ENOUGH)
    able = [claim for claim in claims if claim.number and claim.reading.confidence >= enough]
    return [able[0], *(claim for claim in claims if claim is not able[0])] if able else claims


def _cited(claims: Sequence[Claim], threshold: float) -> list[Reading]:
    """The best reading, those that say the same in other articles, else one almost as good."""
    best = claims[0].reading
    enough = max(threshold, best.confidence * _SURE_ENOUGH)
    same = [
        claim.reading
        for claim in claims[1:]
        if claim.reading.confidence >= enough and _say_the_same(claims[0], claim)
    ]
    cited = _independent([best, *same])
    if len(cited) == 1:
        almost = best.confidence * _ALMOST_AS_GOOD
        cited += [
            claim.reading
            for claim in claims[1:2]
            if claim.reading.confidence >= almost
            and (
                claim.reading.hit.article_id == best.hit.article_id
                or not _is_copy(claim.reading, best)
            )
        ]
    return cited[:MOST_CITED]


def _independent(readings: Sequence[Reading]) -> list[Reading]:
    """The readings whose articles are neither the same nor copies of one before."""
    kept: list[Reading] = []
    for reading in readings:
        if not any(_is_copy(reading, other) for other in kept):
            kept.append(reading)
    return kept


def _is_copy(one: Reading, other: Reading) -> bool:
    first = {one.hit.article_id, *one.hit.also_in}
    second = {other.hit.article_id, *other.hit.also_in}
    return bool(first & second) or _words(one.text) == _words(other.text)


def _say_the_same(one: Claim, other: Claim) -> bool:
    """Whether two claims give one answer to the same thing."""
    if not same_story(one.reading.hit, other.reading.hit):
        return False
    if one.number and other.number:
        return _same_number(one.number, other.number)
    if one.number or other.number:
        return False
    first, second = (_words(span_of(claim.reading) or "") for claim in (one, other))
    content = {word for word in first & second if len(word) > _SHORT_WORD or word.isdigit()}
    return bool(content) and (first <= second or second <= first)


def _same_number(one: Quantity, other: Quantity) -> bool:
    return one.value == other.value and one.theme == other.theme


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(text)))


def _reports(part: QuestionPart, claims: Sequence[Claim]) -> list[Report]:
    """The different numbers that articles of one story give, newest first; empty if they agree.

    A question for the first figure wants no later one. Of an article the most probable sentence
    counts that tells of the same. Where the question says what is counted ("morts"), a sentence
    that gives another number of it need not be likely: it is unlikely just because the first
    one answers so well.
    """
    best = claims[0]
    if best.number is None or _FIRST.search(flat(part.text)):
        return []
    if of_another_day(best.reading.hit, part.text):
        return []
    enough = best.reading.confidence * _least_share(best.number.theme, asked_themes(part.text))
    names = names_of(part.text) & story_of(best.reading.hit).names
    rivals = [
        claim
        for claim in claims[1:]
        if claim.reading.confidence >= enough
        and _counts_the_same(best, claim)
        and names <= story_of(claim.reading.hit).names
        and not of_another_day(claim.reading.hit, part.text)
    ]
    groups: dict[float, list[Claim]] = {}
    for claim in _first_of_articles([best, *rivals]):
        if claim.number:
            groups.setdefault(claim.number.value, []).append(claim)
    if len(groups) == 1:
        return []
    return [_report(group) for group in sorted(groups.values(), key=_newest, reverse=True)]


def _least_share(theme: str, asked: set[str]) -> float:
    """How likely a rival must be, by the likelihood of the best claim."""
    if theme not in asked:
        return _SURE_ENOUGH
    return _POSSIBLE if theme in UNITS else 0.0


def _first_of_articles(claims: Sequence[Claim]) -> list[Claim]:
    """The first claim of every article."""
    kept: list[Claim] = []
    for claim in claims:
        if not any(_is_copy(claim.reading, one.reading) for one in kept):
            kept.append(claim)
    return kept


def _counts_the_same(best: Claim, claim: Claim) -> bool:
    """Whether a claim counts the same thing in the same story, not too long before or after."""
    if claim.number is None or best.number is None or claim.number.theme != best.number.theme:
        return False
    if not _can_rival(best.number, claim):
        return False
    one, other = best.reading.hit, claim.reading.hit
    return within_reach(one, other) and surely_same_story(one, other)


def _can_rival(best: Quantity, claim: Claim) -> bool:
    """Whether the number of a claim is neither one case of many nor said to be out of date."""
    number, text = claim.number, flat(claim.reading.text)
    if number is None or _OUTDATED.search(text) or _ONE_CASE.search(text[: number.end]):
        return False
    low, high = sorted((best.value, number.value))
    return number.theme not in UNITS or high <= _ALIKE * low


def _newest(group: Sequence[Claim]) -> tuple[str, float]:
    """What groups are ordered by: the day of the newest article, then how certain it is."""
    return max((_day(claim.reading), claim.reading.confidence) for claim in group)


def _day(reading: Reading) -> str:
    return first_day(reading.hit.published).isoformat() if reading.hit.published else ""


def _report(group: Sequence[Claim]) -> Report:
    """A group, its newest article first; of one day, the most certain first."""
    ranked = sorted(
        group, key=lambda claim: (_day(claim.reading), claim.reading.confidence), reverse=True
    )
    readings = _independent([claim.reading for claim in ranked])
    return Report(span_of(readings[0]) or readings[0].text, readings[:MOST_CITED])
