"""An answer as text: markdown that reads well as it stands, paragraph by paragraph.

All of it is fixed phrases, the user's own question, and what stands in the articles: verbatim
quotes, and title, source and date of an article.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.answering.markdown import escape
from qa.lang.dates import first_day, last_day
from qa.phrases import quotes, say
from qa.phrases.wording import about, filters_in_words
from qa.types import AnswerPart, AppliedFilters, Citation, Hit, Language, Report, Section

CLOSEST = 3
"""Passages that are offered at most where nothing is answered."""

NEAR = 0.5
"""Least similarity of such a passage to the question: 95 % of the passages that answer a question
of the news development set have it, and one in six of the nearest to questions about other news."""


def opening(
    language: Language, understood: str | None, filters: AppliedFilters | None
) -> list[str]:
    """How the question was read, if that is not as it stands."""
    blocks = []
    if understood:
        blocks.append(f"*{say(language, 'answer.understood', question=escape(understood))}*")
    if filters:
        blocks.append(f"*{escape(filters_in_words(filters, language))}*")
    return blocks


def answered(
    language: Language,
    parts: Sequence[AnswerPart],
    reports: Sequence[Sequence[Report]],
    citations: Sequence[Citation],
) -> list[str]:
    """Parts under their questions: short answer, quotes with their markers, reports that differ."""
    blocks = []
    for part, differing in zip(parts, reports, strict=True):
        if len(parts) > 1:
            blocks.append(heading(part))
        if part.answer and not part.sections:
            blocks.append(f"**{escape(' '.join(part.answer.split()))}**")
        blocks += _sections(language, part, citations) or [
            quoted(language, citations[number - 1]) for number in part.citations
        ]
        blocks += _differing(language, part, differing, citations)
        if not part.answered:
            blocks.append(say(language, "answer.not_found"))
    return blocks


def _sections(language: Language, part: AnswerPart, citations: Sequence[Citation]) -> list[str]:
    """The quotes of an overview, each article's under its date and title."""
    blocks = []
    for section in part.sections:
        blocks.append(f"**{escape(section_heading(language, section))}**")
        blocks += [quoted(language, citations[number - 1]) for number in section.citations]
    return blocks


def section_heading(language: Language, section: Section) -> str:
    """Date and title of what a section quotes."""
    return say(
        language,
        "answer.section",
        day=about(language, None, section.published),
        title=section.heading,
    )


def refused(language: Language, reason: str, hits: Sequence[Hit], *, asks: bool) -> list[str]:
    """That no answer was found, why if that is known, and what comes closest to one."""
    near = closest(hits)
    said = [say(language, "answer.not_found")] if asks else []
    found = [say(language, "answer.closest")] if near else []
    why = dict.fromkeys([*said, escape(reason)])
    return [*why, *found, *(_title(language, hit) for hit in near)]


def closest(hits: Sequence[Hit]) -> list[Hit]:
    """The first passages of the first articles, which are offered where nothing is answered."""
    first: dict[str, Hit] = {}
    for hit in hits:
        if hit.similarity is None or hit.similarity >= NEAR:
            first.setdefault(hit.article_id, hit)
    return list(first.values())[:CLOSEST]


def heading(part: AnswerPart) -> str:
    """What a part asks, above its answer."""
    return f"**{escape(part.question)}**"


def quoted(language: Language, citation: Citation) -> str:
    """A quote with its marker."""
    quote = escape(citation.quote).replace("\n", "\n> ")
    return f"> {quotes.quoted(language, citation.quote, quote)} [{citation.number}]"


def reported(language: Language, citation: Citation) -> list[str]:
    """A quote under its date and source."""
    known = escape(about(language, citation.source, citation.published, citation.page))
    return [say(language, "answer.report", about=known), quoted(language, citation)]


def _differing(
    language: Language,
    part: AnswerPart,
    reports: Sequence[Report],
    citations: Sequence[Citation],
) -> list[str]:
    """The reports beside the one that leads."""
    others = [report for report in reports if report.citations != part.citations]
    if not others:
        return []
    leading = citations[part.citations[0] - 1].published
    earlier = all(_before(report.published, leading) for report in others)
    blocks = [f"*{say(language, 'answer.earlier' if earlier else 'answer.others')}*"]
    for number in (number for report in others for number in report.citations):
        blocks += reported(language, citations[number - 1])
    return blocks


def _before(one: str | None, other: str | None) -> bool:
    """Whether a date lies wholly before another; partial ones may overlap."""
    return bool(one and other) and last_day(str(one)) < first_day(str(other))


def _title(language: Language, hit: Hit) -> str:
    title = quotes.quoted(language, hit.title, escape(hit.title))
    return f"{title} ({escape(about(language, hit.source, hit.published, hit.page))})"
