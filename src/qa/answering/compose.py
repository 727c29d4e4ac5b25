"""Readings to an Answer: choose, quote, abstain, and say it in the user's language.

All text of an answer is fixed phrases, the user's own question, and what stands in the
articles: verbatim quotes, and title, source and date of an article.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qa.answering.aggregate import Report as Found
from qa.answering.aggregate import Verdict, weigh
from qa.answering.markdown import escape
from qa.lang.dates import first_day, last_day
from qa.phrases import say
from qa.phrases.wording import about, filters_in_words
from qa.question import Question, QuestionPart
from qa.reader import Reading
from qa.types import Answer, AnswerPart, AppliedFilters, Citation, Hit, Language, Report

CLOSEST = 3
"""Passages that are offered at most where nothing is answered."""


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
    filters: AppliedFilters | None = None,
) -> Answer:
    """Choose what is quoted for each part and put the answer into words.

    Args:
        question: The question as it was understood.
        found: Its parts in order, each with its readings.
        hits: All passages that were read, best first.
        threshold: Least confidence of an answer (0..1).
        timings: Seconds by stage.
        filters: What the question itself said of the articles, None if nothing.
    """
    citations = _Citations()
    verdicts = [_verdict(one, threshold) for one in found]
    parts = [
        _answer_part(part, readings, verdict, citations)
        for (part, readings), verdict in zip(found, verdicts, strict=True)
    ]
    reports = [_reports(verdict, citations) for verdict in verdicts]
    answered = [part for part in parts if part.answered]
    reason = None if answered else _reason(question, hits)
    words = _Words(question, citations.all, filters)
    return Answer(
        question=question.text,
        language=question.language,
        answered=bool(answered),
        text=words.answered(parts, reports) if answered else words.refused(str(reason), hits),
        confidence=min(part.confidence for part in answered)
        if answered
        else max((part.confidence for part in parts), default=0.0),
        reason=reason,
        parts=parts,
        citations=citations.all,
        reports=[report for several in reports for report in several],
        hits=hits,
        filters=filters,
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


def _verdict(found: PartReadings, threshold: float) -> Verdict | None:
    """What the articles say to a part; None where nothing is certain enough."""
    if not found.readings or found.readings[0].confidence < threshold:
        return None
    return weigh(found.part, found.readings, threshold)


def _answer_part(
    part: QuestionPart,
    readings: Sequence[Reading],
    verdict: Verdict | None,
    citations: _Citations,
) -> AnswerPart:
    return AnswerPart(
        question=part.text,
        kind=part.kind,
        answered=verdict is not None,
        answer=verdict.answer if verdict else None,
        confidence=readings[0].confidence if readings else 0.0,
        citations=[citations.number(reading) for reading in verdict.cited] if verdict else [],
    )


def _reports(verdict: Verdict | None, citations: _Citations) -> list[Report]:
    return [_report(found, citations) for found in (verdict.reports if verdict else ())]


def _report(found: Found, citations: _Citations) -> Report:
    return Report(
        answer=found.answer,
        published=found.readings[0].hit.published,
        citations=[citations.number(reading) for reading in found.readings],
    )


def _reason(question: Question, hits: Sequence[Hit]) -> str:
    if not question.parts:
        return say(question.language, "answer.nothing_asked")
    if not hits:
        return say(question.language, "answer.no_hits")
    asked = " ".join(part.text for part in question.parts)
    return say(question.language, "answer.uncertain", question=asked)


def closest(hits: Sequence[Hit]) -> list[Hit]:
    """The first passages of the first articles, which are offered where nothing is answered."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.article_id, hit)
    return list(first.values())[:CLOSEST]


def _before(one: str | None, other: str | None) -> bool:
    """Whether a date lies wholly before another; partial ones may overlap."""
    return bool(one and other) and last_day(str(one)) < first_day(str(other))


class _Words:
    """The text of one answer as markdown, paragraph by paragraph."""

    def __init__(
        self, question: Question, citations: Sequence[Citation], filters: AppliedFilters | None
    ) -> None:
        self._language: Language = question.language
        self._asks = bool(question.parts)
        self._citations = citations
        self._opening = []
        if question.understood:
            asked = escape(question.understood)
            self._opening.append(f"*{say(self._language, 'answer.understood', question=asked)}*")
        if filters:
            self._opening.append(f"*{escape(filters_in_words(filters, self._language))}*")

    def answered(self, parts: Sequence[AnswerPart], reports: Sequence[Sequence[Report]]) -> str:
        """Parts under their questions: quotes with their markers, then what differs."""
        blocks = list(self._opening)
        for part, differing in zip(parts, reports, strict=True):
            if len(parts) > 1:
                blocks.append(f"**{escape(part.question)}**")
            blocks += [self._quote(number) for number in part.citations]
            blocks += self._differing(differing)
            if not part.answered:
                blocks.append(say(self._language, "answer.not_found"))
        return "\n\n".join(blocks)

    def refused(self, reason: str, hits: Sequence[Hit]) -> str:
        """That nothing is said, what was looked for, and what comes closest to it."""
        said = [say(self._language, "answer.not_found")] if self._asks else []
        blocks = [*self._opening, *said, escape(reason)]
        if hits:
            blocks.append(say(self._language, "answer.closest"))
            blocks += [self._title(hit) for hit in closest(hits)]
        return "\n\n".join(blocks)

    def _differing(self, reports: Sequence[Report]) -> list[str]:
        """The reports after the newest, each with its date and source above its quotes."""
        if not reports:
            return []
        newest, *others = reports
        earlier = all(_before(report.published, newest.published) for report in others)
        blocks = [f"*{say(self._language, 'answer.earlier' if earlier else 'answer.others')}*"]
        for report in others:
            for number in report.citations:
                source = self._citations[number - 1].source
                day = self._citations[number - 1].published
                told = escape(about(self._language, source, day))
                blocks += [say(self._language, "answer.report", about=told), self._quote(number)]
        return blocks

    def _quote(self, number: int) -> str:
        quote = escape(self._citations[number - 1].quote).replace("\n", "\n> ")
        return f"> {say(self._language, 'answer.quote', quote=quote)} [{number}]"

    def _title(self, hit: Hit) -> str:
        title = say(self._language, "answer.quote", quote=escape(hit.title))
        return f"{title} ({escape(about(self._language, hit.source, hit.published))})"
