"""An answer as text: markdown that reads well as it stands.

All of it is fixed phrases, the user's own question, and what stands in the articles: verbatim
quotes, and title, source and date of an article.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.answering.markdown import escape
from qa.lang.dates import first_day, last_day
from qa.phrases import say
from qa.phrases.wording import about, filters_in_words
from qa.question import Question
from qa.types import AnswerPart, AppliedFilters, Citation, Hit, Language, Report

CLOSEST = 3
"""Passages that are offered at most where nothing is answered."""


def closest(hits: Sequence[Hit]) -> list[Hit]:
    """The first passages of the first articles, which are offered where nothing is answered."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.article_id, hit)
    return list(first.values())[:CLOSEST]


def _before(one: str | None, other: str | None) -> bool:
    """Whether a date lies wholly before another; partial ones may overlap."""
    return bool(one and other) and last_day(str(one)) < first_day(str(other))


class AnswerText:
    """The text of one answer as markdown, paragraph by paragraph.

    Args:
        question: As it was understood.
        citations: All of the answer, by number.
        filters: What the question itself said of the articles, None if nothing.
    """

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
