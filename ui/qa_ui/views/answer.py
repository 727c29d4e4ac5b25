"""An answer taken apart into what its template shows.

A marker is a button that carries `data-do`; what it does is up to the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

from qa.phrases.wording import filters_in_words
from qa.reader import confidence_model
from qa_ui.i18n import tr, unbroken
from qa_ui.views.texts import describe_filters, plain_text
from qa_ui.views.timeline import Plot, plot

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from qa.types import Answer, AnswerPart, Citation, Language, Report
    from qa_ui.page.session import Filters

RELATED: Final = 3


@dataclass(frozen=True)
class Quote:
    """A citation, its words divided where the answer begins and ends."""

    citation: Citation
    before: str
    answer: str
    after: str


@dataclass(frozen=True)
class Figure:
    """Quotes of one article that follow each other, and how many other articles have them too.

    Attributes:
        day: The date of the article; in an overview also what its dateline says.
    """

    quotes: list[Quote]
    copies: int
    day: str | None


@dataclass(frozen=True)
class Part:
    """One part of an answer; its heading is empty where it is the only one.

    Attributes:
        overview: Whether the figures have their articles above the quotes, newest first.
        plot: The marks of a timeline.
        again: Citations whose sentences stand under an earlier part already.
    """

    heading: str
    answered: bool
    answer: str | None
    language: Language
    confidence: Literal["high", "low"]
    figures: list[Figure]
    overview: bool
    plot: Plot | None
    again: list[Citation]


@dataclass(frozen=True)
class ShownAnswer:
    """Everything that the template of an answer shows.

    Attributes:
        notes: How the question was read, and which filters held.
        written: Sentences of a language model, each with its citations.
        model_note: Whether the model failed, or sentences of it were left out.
        reports: Different answers with their citations; empty where there is one.
        reason: Why there is no answer, unless that only repeats the question.
        filtered: Whether the reader's filters may be why nothing was found.
        copied: What the copy button copies.
    """

    answer: Answer
    notes: list[str]
    written: list[tuple[str, list[Citation]]]
    model_note: str
    parts: list[Part]
    reports: list[tuple[Report, list[Citation]]]
    reason: str
    filtered: bool
    copied: str


def shown_answer(answer: Answer, filters: Filters, page: Language) -> ShownAnswer:
    """An answer, taken apart for a page in a language.

    Args:
        answer: As the library gave it.
        filters: Those that the reader had set.
        page: The language of the page.
    """
    by_number = {citation.number: citation for citation in answer.citations}
    several = len(answer.parts) > 1
    return ShownAnswer(
        answer=answer,
        notes=[*_understood(answer, page), *_filtered(answer, filters, page)],
        written=[
            (sentence.text, [by_number[n] for n in sentence.citations])
            for sentence in answer.written
        ],
        model_note=answer.note or "",
        parts=[
            _part(part, by_number, page, _shown_before(answer, position), several=several)
            for position, part in enumerate(answer.parts)
        ],
        reports=_reports(answer, by_number),
        reason=_reason(answer),
        filtered=filters.active,
        copied=plain_text(answer, page),
    )


def confidence_level(confidence: float) -> Literal["high", "low"]:
    """What a confidence is worth, by the share of right answers that was measured."""
    return confidence_model().level(confidence)


def related(answer: Answer, like: Collection[str]) -> list[int]:
    """Numbers of the hits that lead on: in articles like those quoted, which are not quoted."""
    seen = {article for one in answer.citations for article in (one.article_id, *one.also_in)}
    numbers = []
    for number, hit in enumerate(answer.hits, start=1):
        if hit.article_id in like and hit.article_id not in seen:
            seen |= {hit.article_id, *hit.also_in}
            numbers.append(number)
    return numbers[:RELATED]


def _part(
    part: AnswerPart,
    citations: dict[int, Citation],
    page: Language,
    before: Sequence[Citation],
    *,
    several: bool,
) -> Part:
    cited = [_marked_for(part, citations[number]) for number in part.citations]
    again = [citation for citation in cited if any(_holds(one, citation) for one in before)]
    return Part(
        heading=part.question[:1].upper() + part.question[1:] if several else "",
        answered=part.answered,
        answer=part.answer,
        language=cited[0].language if cited else page,
        confidence=confidence_level(part.confidence),
        figures=[
            _figure(list(run), {n: one.published for one in part.sections for n in one.citations})
            for _, run in groupby(
                (citation for citation in cited if citation not in again),
                key=lambda citation: citation.article_id,
            )
        ],
        overview=bool(part.sections),
        plot=plot(part.sections, citations) if part.form == "timeline" else None,
        again=again,
    )


def _shown_before(answer: Answer, position: int) -> list[Citation]:
    """The citations of the parts before one."""
    numbers = {number for part in answer.parts[:position] for number in part.citations}
    return [citation for citation in answer.citations if citation.number in numbers]


def _holds(one: Citation, other: Citation) -> bool:
    """Whether a citation has the whole text of another one."""
    same = one.article_id == other.article_id
    return same and one.start <= other.start and other.end <= one.end


def _marked_for(part: AnswerPart, citation: Citation) -> Citation:
    """A citation with the span that answers a part; another part may have another in the same."""
    spans = {span.citation: span for span in part.spans}
    span = spans.get(citation.number)
    return citation.model_copy(
        update={"answer_start": span and span.start, "answer_end": span and span.end}
    )


def _figure(citations: Sequence[Citation], days: dict[int, str | None]) -> Figure:
    first = citations[0]
    copies = {article for citation in citations for article in citation.also_in}
    day = days.get(first.number, first.published)
    return Figure([_quote(citation) for citation in citations], len(copies), day)


def _quote(citation: Citation) -> Quote:
    if citation.answer_start is None or citation.answer_end is None:
        return Quote(citation, citation.quote, "", "")
    start, end = citation.answer_start - citation.start, citation.answer_end - citation.start
    words = citation.quote
    return Quote(citation, words[:start], words[start:end], words[end:])


def _reports(answer: Answer, citations: dict[int, Citation]) -> list[tuple[Report, list[Citation]]]:
    if len(answer.reports) < 2:  # noqa: PLR2004 - one report does not differ
        return []
    return [(report, [citations[n] for n in report.citations]) for report in answer.reports]


def _reason(answer: Answer) -> str:
    """Why there is no answer, where that says more than the question and the closest passages."""
    of_a_time = answer.filters is not None and any(part.form for part in answer.parts)
    return answer.reason or "" if of_a_time or not answer.hits else ""


def _understood(answer: Answer, page: Language) -> list[str]:
    """How a follow-up was read."""
    if answer.understood is None:
        return []
    return [tr(page, "understood", question=unbroken(answer.understood))]


def _filtered(answer: Answer, filters: Filters, page: Language) -> list[str]:
    """The filters that the reader set, and those that the question itself names."""
    notes = []
    if filters.active:
        notes.append(tr(page, "filtered", filters=describe_filters(page, filters)))
    if answer.filters is not None:
        notes.append(unbroken(filters_in_words(answer.filters, page)))
    return notes
