"""What the sentences that were found say of a number that is asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from qa.lang.quantities import UNITS, Quantity, asked_themes, quantities
from qa.reader import Reading, candidates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.question import QuestionPart
    from qa.reader import SentenceFinder
    from qa.types import Hit

_SHORT_THEME = 3
_NOUN = re.compile(r"\s(?:d[e’']\s?)?[^\W\d_]{4,}")


class Claim(NamedTuple):
    """A reading with the number in it that answers, if it is a number that is asked for."""

    reading: Reading
    number: Quantity | None


def claims_of(part: QuestionPart, readings: Sequence[Reading]) -> list[Claim]:
    """What each reading claims."""
    if part.kind != "how_many":
        return [Claim(reading, None) for reading in readings]
    asked = asked_themes(part.text)
    return [_claim(reading, asked) for reading in readings]


def asks_for_a_count(part: QuestionPart) -> bool:
    """Whether a part says what is to be counted: the dead, homes, but not just euros."""
    return part.kind == "how_many" and bool(asked_themes(part.text) - UNITS)


def unread(hits: Sequence[Hit], sentences: SentenceFinder) -> list[Reading]:
    """The sentences of passages that no reader has seen: possible claims, of no confidence."""
    return [
        Reading(hit=found.hit, text=found.text, start=found.start, end=found.end, confidence=0.0)
        for found in candidates(hits, sentences)
    ]


def _claim(reading: Reading, asked: set[str]) -> Claim:
    """A reading with its number; its span is put around that if it holds another or none."""
    found = quantities(reading.text, reading.hit.language)
    start, end = _span_in_sentence(reading)
    number = _number(found, asked, start, end)
    if number is None:
        return Claim(reading, None)
    inside = {one.theme for one in found if start <= one.start < end}
    others = {theme for theme in inside - {number.theme} if len(theme) > _SHORT_THEME}
    if start <= number.start and number.end <= end and not others:
        return Claim(reading, number)
    noun = _NOUN.match(reading.text, number.end)
    places = (number.start, noun.end() if noun else number.end)
    first, last = (reading.start + place for place in places)
    marked = reading.model_copy(update={"answer_start": first, "answer_end": last})
    return Claim(marked, number)


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
