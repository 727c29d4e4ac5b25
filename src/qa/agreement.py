"""What several articles say to one part of a question: the same, or something else.

The same answer from several articles is agreement; copies of one dispatch count once. Where
articles that tell the same story give other numbers, they are reports that differ, and the
newest leads. Knows readings and what they count; how it is said is decided in `answer`.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from qa.dates import first_day, last_day
from qa.quantities import Quantity, asked_themes, quantities
from qa.question.lexicon import flat
from qa.text import fold, word_set

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

_APART = timedelta(days=62)
"""Reports that lie further apart are not about the same state of affairs."""

_RIVALS = 40
"""Readings that are looked at for another number."""

_SAME_STORY = 0.16
"""Share of the content words of the smaller passage that two passages of one story have in
common, at least; with a name."""

_STEM = 6
_SHORT_WORD = 3
_FIRST = re.compile(
    r"\bpremiere?s? (?:bilan|chiffre|decompte|estimation|temps)s?\b|\bprovisoires?\b|"
    r"\binitia\w+\b|\bau depart\b|\bfirst (?:toll|count|report|figure|estimate|death toll)s?\b|"
    r"\bat first\b|\bpreliminary\b"
)
_NOUN = re.compile(r"\s(?:d[e’']\s?)?[^\W\d_]{4,}")
_EMPTY = word_set(
    "dans avec pour plus cette apres avant depuis selon sont etait etaient ont leur leurs mais "
    "comme entre aussi fait faire dont elle elles ils nous vous tous tout toute that this with "
    "from were have been after before about which their they there would could said when while "
    "article personnes people monsieur madame annee annees jour jours hier lundi mardi mercredi "
    "jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday "
    "combien quel quelle what which"
)


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
    claims = _with_number_first(part, _claims(part, readings[:_RIVALS]), threshold)
    reports = _reports(part, claims)
    if reports:
        return Verdict(reports[0].answer, reports[0].readings, reports)
    return Verdict(span_of(claims[0].reading), _cited(claims, threshold), [])


def span_of(reading: Reading) -> str | None:
    """The shortest answer as the sentence writes it."""
    if reading.answer_start is None or reading.answer_end is None:
        return None
    return reading.text[reading.answer_start - reading.start : reading.answer_end - reading.start]


class _Claim(NamedTuple):
    """A reading with the number in it that answers, if it is a number that is asked for."""

    reading: Reading
    number: Quantity | None


def _claims(part: QuestionPart, readings: Sequence[Reading]) -> list[_Claim]:
    if part.kind != "how_many":
        return [_Claim(reading, None) for reading in readings]
    asked = asked_themes(part.text)
    return [_claim(reading, asked) for reading in readings]


def _with_number_first(part: QuestionPart, claims: list[_Claim], threshold: float) -> list[_Claim]:
    """Where a number of something is asked, the best sentence that has one leads.

    A sentence without it stays in front where no other is sure enough.
    """
    if part.kind != "how_many" or not asked_themes(part.text):
        return claims
    enough = max(threshold, claims[0].reading.confidence * _SURE_ENOUGH)
    able = [claim for claim in claims if claim.number and claim.reading.confidence >= enough]
    return [able[0], *(claim for claim in claims if claim is not able[0])] if able else claims


def _claim(reading: Reading, asked: set[str]) -> _Claim:
    """A reading with its number; its span is put around that if it holds another or none."""
    found = quantities(reading.text, reading.hit.language)
    start, end = _span_in_sentence(reading)
    number = _number(found, asked, start, end)
    if number is None:
        return _Claim(reading, None)
    inside = {one.theme for one in found if start <= one.start < end}
    others = {theme for theme in inside - {number.theme} if len(theme) > _SHORT_WORD}
    if start <= number.start and number.end <= end and not others:
        return _Claim(reading, number)
    noun = _NOUN.match(reading.text, number.end)
    places = (number.start, noun.end() if noun else number.end)
    first, last = (reading.start + place for place in places)
    marked = reading.model_copy(update={"answer_start": first, "answer_end": last})
    return _Claim(marked, number)


def _span_in_sentence(reading: Reading) -> tuple[int, int]:
    """Offsets of the marked span in the sentence; (0, 0) if none is marked."""
    if reading.answer_start is None or reading.answer_end is None:
        return 0, 0
    return reading.answer_start - reading.start, reading.answer_end - reading.start


def _number(found: Sequence[Quantity], asked: set[str], start: int, end: int) -> Quantity | None:
    """The number that counts what is asked, the nearest to the marked span.

    A span may be wrong; a number that counts something else than what is asked is never taken.
    """
    fitting = [number for number in found if number.theme in asked]
    if fitting:
        near = min(fitting, key=lambda number: abs(number.start - start))
        return near if end or len(fitting) == 1 else None
    marked = [number for number in found if number.start < end and start < number.end]
    return marked[0] if marked and not asked else None


def _cited(claims: Sequence[_Claim], threshold: float) -> list[Reading]:
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


def _say_the_same(one: _Claim, other: _Claim) -> bool:
    """Whether two claims give one answer to the same thing."""
    if not _same_story(one.reading, other.reading):
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


def _reports(part: QuestionPart, claims: Sequence[_Claim]) -> list[Report]:
    """The different numbers that articles of one story give, newest first; empty if they agree.

    A question for the first figure wants no later one. Of an article its most probable
    sentence counts. Where the question says what is counted ("morts"), a sentence that gives
    another number of it need not be likely: it is unlikely just because the first one answers
    so well.
    """
    best = claims[0]
    if best.number is None or _FIRST.search(flat(part.text)):
        return []
    sure = best.number.theme in asked_themes(part.text)
    enough = 0.0 if sure else best.reading.confidence * _SURE_ENOUGH
    names = _names(part.text) & _Story(best.reading).names
    others = [
        claim
        for claim in _first_of_articles(claims)
        if claim.reading.confidence >= enough
        and _counts_the_same(best, claim)
        and names <= _Story(claim.reading).names
    ]
    groups: dict[float, list[_Claim]] = {}
    for claim in [best, *others]:
        if claim.number:
            groups.setdefault(claim.number.value, []).append(claim)
    if len(groups) == 1:
        return []
    return [_report(group) for group in sorted(groups.values(), key=_newest, reverse=True)]


def _first_of_articles(claims: Sequence[_Claim]) -> list[_Claim]:
    """Of every article but that of the first claim, the first claim with a number."""
    kept = [claims[0]]
    for claim in claims[1:]:
        if claim.number and not any(_is_copy(claim.reading, one.reading) for one in kept):
            kept.append(claim)
    return kept[1:]


def _counts_the_same(best: _Claim, claim: _Claim) -> bool:
    """Whether a claim counts the same thing in the same story, not too long before or after."""
    if claim.number is None or best.number is None or claim.number.theme != best.number.theme:
        return False
    return _within_reach(best.reading, claim.reading) and _same_story(best.reading, claim.reading)


def _within_reach(one: Reading, other: Reading) -> bool:
    """Whether both are dated, and not too far apart."""
    a, b = one.hit.published, other.hit.published
    if a is None or b is None:
        return False
    apart = max(first_day(a), first_day(b)) - min(last_day(a), last_day(b))
    return apart <= _APART


def _newest(group: Sequence[_Claim]) -> tuple[str, float]:
    """What groups are ordered by: the day of the newest article, then how certain it is."""
    return max((_day(claim.reading), claim.reading.confidence) for claim in group)


def _day(reading: Reading) -> str:
    return first_day(reading.hit.published).isoformat() if reading.hit.published else ""


def _report(group: Sequence[_Claim]) -> Report:
    """A group, its newest article first; of one day, the most certain first."""
    ranked = sorted(
        group, key=lambda claim: (_day(claim.reading), claim.reading.confidence), reverse=True
    )
    readings = _independent([claim.reading for claim in ranked])
    return Report(span_of(readings[0]) or readings[0].text, readings[:MOST_CITED])


def _same_story(one: Reading, other: Reading) -> bool:
    """Whether two passages tell of one event: a name in common, and enough of their words."""
    first, second = _Story(one), _Story(other)
    smaller = min(len(first.words), len(second.words))
    shared = len(first.words & second.words)
    if one.hit.language != other.hit.language:
        return len(first.names & second.names) > 1
    return bool(first.names & second.names) and shared >= _SAME_STORY * smaller


class _Story:
    """The content words and the names of a passage with its title."""

    def __init__(self, reading: Reading) -> None:
        text = f"{reading.hit.title}\n{reading.hit.text}"
        self.words = {
            word[:_STEM]
            for word in re.findall(r"[^\W\d_]+", fold(text))
            if len(word) > _SHORT_WORD and word not in _EMPTY
        }
        self.names = _names(text)


def _names(text: str) -> set[str]:
    """Capitalised words, crudely stemmed; most of those that open a sentence are no names."""
    capitals = re.findall(r"(?<![.!?»–-] )\b[A-ZÀ-Þ][\w-]{2,}", text)
    return {name[:_STEM] for name in map(fold, capitals) if name not in _EMPTY}
