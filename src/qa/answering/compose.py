"""Candidates to an Answer: what is quoted for each part, or that nothing was found.

Knows the fields of an answer; how they read as text is decided in `text`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from qa.answering import text
from qa.answering.aggregate import Aggregate, aggregate
from qa.phrases import say
from qa.question import Question, QuestionPart
from qa.reader import Candidate
from qa.types import (
    Answer,
    AnswerPart,
    AnswerSpan,
    AppliedFilters,
    Citation,
    Hit,
    Language,
    PartialDate,
    Report,
    Section,
    Timeline,
    TimelineEntry,
)


class PartCandidates(NamedTuple):
    """A part of a question and the sentences found for it, most probable first.

    Attributes:
        sections: Of an overview, these sentences by article, in the order in which they are shown.
    """

    part: QuestionPart
    candidates: Sequence[Candidate]
    sections: Sequence[Drawn] = ()


class Drawn(NamedTuple):
    """What an overview shows of one article, under its title."""

    heading: str
    published: PartialDate | None
    sentences: list[Candidate]


def compose(
    question: Question,
    found: Sequence[PartCandidates],
    hits: list[Hit],
    *,
    threshold: float,
    timings: Mapping[str, float],
    filters: AppliedFilters | None = None,
) -> Answer:
    """Choose what is quoted for each part and put the answer into words.

    Args:
        question: The question as it was understood.
        found: Its parts in order, each with its candidates.
        hits: All passages that were read, best first.
        threshold: Least confidence of an answer (0..1).
        timings: Seconds by stage.
        filters: What the question itself asks of the articles, None if nothing.
    """
    citations = _Citations()
    aggregates = list(
        _each_answer_once([aggregate(one.part, one.candidates, threshold) for one in found])
    )
    parts = [
        _answer_part(one, chosen, citations) for one, chosen in zip(found, aggregates, strict=True)
    ]
    reports = [_reports(chosen, citations) for chosen in aggregates]
    answered = [part for part in parts if part.answered]
    reason = None if answered else _reason(question, hits, filters)
    language = question.language
    understood = question.understood if answered else question.surely
    blocks = (
        text.answered(language, parts, reports, citations.all)
        if answered
        else text.refused(language, str(reason), hits, asks=bool(parts))
    )
    return Answer(
        question=question.text,
        language=language,
        answered=bool(answered),
        text="\n\n".join([*text.opening(language, understood, filters), *blocks]),
        confidence=min(part.confidence for part in answered)
        if answered
        else max((part.confidence for part in parts), default=0.0),
        reason=reason,
        parts=parts,
        citations=citations.all,
        reports=[report for several in reports for report in several],
        hits=hits,
        filters=filters,
        understood=understood,
        timings=dict(timings),
    )


def _each_answer_once(found: Sequence[Aggregate | None]) -> Iterator[Aggregate | None]:
    """Without short answers that answer an earlier part: "who owns it?" after "who went broke?"."""
    seen: set[tuple[str, int | None]] = set()
    for one in found:
        place = one and (one.cited[0].hit.article_id, one.cited[0].answer_start)
        yield _without_span(one) if one and place in seen else one
        if one and one.answer and place:
            seen.add(place)


def _without_span(one: Aggregate) -> Aggregate:
    cited = [replace(candidate, marked=False) for candidate in one.cited]
    return one._replace(answer=None, cited=cited)


class _Citations:
    """Numbers quotes in the order of their first use, each sentence once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int], int] = {}
        self.all: list[Citation] = []

    def number(self, one: Candidate) -> int:
        """The number of the citation of a sentence, made if it is new."""
        key = (one.hit.article_id, one.start)
        if key not in self._numbers:
            self._numbers[key] = len(self.all) + 1
            self.all.append(_citation(len(self.all) + 1, one))
        return self._numbers[key]


def _citation(number: int, one: Candidate) -> Citation:
    hit = one.hit
    return Citation(
        number=number,
        article_id=hit.article_id,
        **hit.ref,
        quote=one.text,
        start=one.start,
        end=one.end,
        answer_start=one.answer_start if one.marked else None,
        answer_end=one.answer_end if one.marked else None,
        page=hit.page and hit.page + bisect_right(hit.page_breaks, one.start),
        also_in=hit.also_in,
    )


def _answer_part(of: PartCandidates, found: Aggregate | None, citations: _Citations) -> AnswerPart:
    part, candidates, sections = of
    cited = [(citations.number(one), one) for one in found.cited] if found else []
    return AnswerPart(
        question=part.text,
        kind=part.kind,
        answered=found is not None,
        answer=found.answer if found else None,
        confidence=candidates[0].confidence if candidates else 0.0,
        citations=[number for number, _ in cited],
        spans=[
            AnswerSpan(citation=number, start=one.answer_start, end=one.answer_end)
            for number, one in cited
            if one.marked and one.answer_start is not None and one.answer_end is not None
        ],
        form=part.request and part.request.form,
        sections=[
            Section(
                heading=drawn.heading,
                published=drawn.published,
                citations=[citations.number(one) for one in drawn.sentences],
            )
            for drawn in (sections if found else ())
        ],
    )


def _reports(chosen: Aggregate | None, citations: _Citations) -> list[Report]:
    return [
        Report(
            answer=found.answer,
            published=found.candidates[0].hit.published,
            citations=[citations.number(one) for one in found.candidates],
        )
        for found in (chosen.reports if chosen else ())
    ]


def timeline(topic: str, language: Language, sections: Sequence[Drawn]) -> Timeline:
    """The sentences of an overview with their dates, in their order."""
    return Timeline(
        topic=topic,
        language=language,
        entries=[
            TimelineEntry(
                date=drawn.published,
                article_id=one.hit.article_id,
                **one.hit.ref,
                quote=one.text,
                start=one.start,
                end=one.end,
            )
            for drawn in sections
            for one in drawn.sentences
        ],
    )


def _reason(question: Question, hits: Sequence[Hit], filters: AppliedFilters | None) -> str:
    if not question.parts:
        return say(question.language, "answer.nothing_asked")
    if question.overview and filters:
        of_topic = any(part.request and part.request.topic for part in question.parts)
        return say(question.language, "answer.not_then" if of_topic else "answer.none_then")
    return say(question.language, "answer.not_found" if hits else "answer.no_hits")
