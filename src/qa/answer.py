"""Readings to an Answer: choose, quote, abstain, and say it in the user's language.

All text of an answer is fixed phrases, the user's own question and verbatim quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qa.question import Question, QuestionPart
from qa.reader import Reading
from qa.types import Answer, AnswerPart, Citation, Hit, Language

_QUOTES_PER_PART = 2
_ALMOST_AS_GOOD = 0.8
"""A further sentence is quoted when its confidence is at least this share of the best one's."""

NOT_SAID: dict[Language, str] = {
    "fr": "Les articles ne le disent pas.",
    "en": "The articles do not say.",
}
"""What stands in place of an answer that the articles do not give."""

_PHRASES: dict[Language, dict[str, str]] = {
    "fr": {
        "reason": "Aucun passage des articles ne répond avec assez de certitude à : {asked}",
        "no_hits": "Aucun article ne correspond à cette question et aux filtres choisis.",
        "understood": "Question comprise ainsi : {asked}",
        "quote": "« {quote} »",
    },
    "en": {
        "reason": "No passage of the articles answers with enough certainty: {asked}",
        "no_hits": "No article matches this question and the chosen filters.",
        "understood": "Understood as: {asked}",
        "quote": "“{quote}”",
    },
}


class PartReadings(NamedTuple):
    """A part of a question and the sentences found for it, most probable first."""

    part: QuestionPart
    readings: Sequence[Reading]


def compose(
    question: Question,
    found: Sequence[PartReadings],
    hits: list[Hit],
    *,
    threshold: float,
    timings: Mapping[str, float],
) -> Answer:
    """Choose what is quoted for each part and put the answer into words.

    Args:
        question: The question as it was understood.
        found: Its parts in order, each with its readings.
        hits: All passages that were read, best first.
        threshold: Least confidence of an answer (0..1).
        timings: Seconds by stage.
    """
    citations = _Citations()
    parts = [_answer_part(part, readings, citations, threshold) for part, readings in found]
    answered = [part for part in parts if part.answered]
    best = [part.confidence for part in parts]
    return Answer(
        question=question.text,
        language=question.language,
        answered=bool(answered),
        text=_text(question, parts, citations.all),
        confidence=min(part.confidence for part in answered) if answered else max(best),
        reason=None if answered else _reason(question, hits),
        parts=parts,
        citations=citations.all,
        hits=hits,
        timings=dict(timings),
    )


class _Citations:
    """Numbers quotes in the order of their first use, each sentence once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int], int] = {}
        self.all: list[Citation] = []

    def number(self, reading: Reading) -> int:
        """The number of the citation of a reading, made if it is new."""
        key = (reading.hit.article_id, reading.start)
        if key not in self._numbers:
            self._numbers[key] = len(self.all) + 1
            self.all.append(_citation(len(self.all) + 1, reading))
        return self._numbers[key]


def _citation(number: int, reading: Reading) -> Citation:
    hit = reading.hit
    return Citation(
        number=number,
        article_id=hit.article_id,
        title=hit.title,
        url=hit.url,
        source=hit.source,
        published=hit.published,
        language=hit.language,
        quote=reading.text,
        start=reading.start,
        end=reading.end,
        answer_start=reading.answer_start,
        answer_end=reading.answer_end,
        also_in=hit.also_in,
    )


def _answer_part(
    part: QuestionPart, readings: Sequence[Reading], citations: _Citations, threshold: float
) -> AnswerPart:
    confidence = readings[0].confidence if readings else 0.0
    chosen = _choose(readings) if confidence >= threshold else []
    return AnswerPart(
        question=part.text,
        kind=part.kind,
        answered=bool(chosen),
        answer=_span(chosen[0]) if chosen else None,
        confidence=confidence,
        citations=[citations.number(reading) for reading in chosen],
    )


def _choose(readings: Sequence[Reading]) -> list[Reading]:
    """The best sentence, and the next where it is almost as good."""
    enough = readings[0].confidence * _ALMOST_AS_GOOD
    return [r for r in readings[:_QUOTES_PER_PART] if r.confidence >= enough]


def _span(reading: Reading) -> str | None:
    if reading.answer_start is None or reading.answer_end is None:
        return None
    return reading.text[reading.answer_start - reading.start : reading.answer_end - reading.start]


def _reason(question: Question, hits: Sequence[Hit]) -> str:
    phrases = _PHRASES[question.language]
    if not hits:
        return phrases["no_hits"]
    return phrases["reason"].format(asked=" ".join(part.text for part in question.parts))


def _text(question: Question, parts: Sequence[AnswerPart], citations: Sequence[Citation]) -> str:
    """The answer as markdown: parts under their questions, quotes with their markers."""
    phrases = _PHRASES[question.language]
    blocks = []
    if question.understood:
        blocks.append(f"*{phrases['understood'].format(asked=escape(question.understood))}*")
    if not any(part.answered for part in parts):
        return "\n\n".join([*blocks, NOT_SAID[question.language]])
    for part in parts:
        if len(parts) > 1:
            blocks.append(f"**{escape(part.question)}**")
        blocks += [_quote(citations[number - 1], phrases) for number in part.citations]
        if not part.answered:
            blocks.append(NOT_SAID[question.language])
    return "\n\n".join(blocks)


def _quote(citation: Citation, phrases: Mapping[str, str]) -> str:
    quote = escape(citation.quote).replace("\n", "\n> ")
    return f"> {phrases['quote'].format(quote=quote)} [{citation.number}]"


def escape(text: str) -> str:
    """Text of others as inert markdown: no HTML, links, images, emphasis or false markers."""
    text = re.sub(r"&(?=#|\w+;)", "&amp;", text)
    text = text.replace("<", "&lt;").replace("[", "&#91;")
    return re.sub(r"([\\`*_~])", r"\\\1", text)
