"""Sentences that passed the check, as an Answer that keeps the promises of every answer.

What the sentences do not cover is not lost: a part of the question, or a report that differs,
which they leave out stands below them in its own words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from qa.answering.markdown import escape
from qa.answering.text import heading, opening, quoted, reported
from qa.llm.completion import Sentence
from qa.phrases import say
from qa.types import Answer, AnswerPart, Citation, Report, WrittenSentence

UNAVAILABLE: Final = "model.unavailable"
"""The phrase where the extractive answer stands in for a model that failed."""

UNSUPPORTED: Final = "model.unsupported"
"""The phrase where the extractive answer stands in for sentences that all failed the check."""

_STAGE: Final = "write"


def with_note(answer: Answer, note: str, seconds: float) -> Answer:
    """The extractive answer with a note at its end, a key of the catalogue."""
    words = say(answer.language, note)
    return answer.model_copy(
        update={
            "text": f"{answer.text}\n\n*{words}*",
            "note": words,
            "timings": answer.timings | {_STAGE: seconds},
        }
    )


def written(
    answer: Answer, sentences: Sequence[Sentence], *, left_out: int, seconds: float
) -> Answer:
    """The extractive answer with sentences in place of the quotes that they cite.

    Args:
        answer: The extractive answer; the sentences cite its numbers.
        sentences: At least one; all their numbers support them.
        left_out: How many sentences failed the check.
        seconds: How long the writing took.
    """
    used = _Used(answer, sentences)
    note = say(answer.language, "model.left_out", count=left_out) if left_out else None
    citations = [used.citation(old) for old in used.new]
    prose = [WrittenSentence(text=one.text, citations=used.still(one.numbers)) for one in sentences]
    blocks = [
        *opening(answer.language, answer.understood, answer.filters),
        " ".join(map(_marked, prose)),
        *used.uncovered_parts(),
        *used.uncovered_reports(),
        *([f"*{note}*"] if note else []),
    ]
    return answer.model_copy(
        update={
            "text": "\n\n".join(blocks),
            "parts": [used.part(part) for part in answer.parts],
            "reports": [
                report.model_copy(update={"citations": used.still(report.citations)})
                for report in answer.reports
            ],
            "citations": citations,
            "written": prose,
            "note": note,
            "timings": answer.timings | {_STAGE: seconds},
        }
    )


def _marked(sentence: WrittenSentence) -> str:
    return f"{escape(sentence.text)} {''.join(f'[{number}]' for number in sentence.citations)}"


class _Used:
    """What of an answer its written form uses, and in which order.

    Attributes:
        new: The numbers of the citations by those of the extractive answer, in order.
    """

    def __init__(self, answer: Answer, sentences: Sequence[Sentence]) -> None:
        self._answer = answer
        used = dict.fromkeys(number for sentence in sentences for number in sentence.numbers)
        self._parts = [part for part in answer.parts if used.keys().isdisjoint(part.citations)]
        used |= dict.fromkeys(number for part in self._parts for number in part.citations)
        self._reports = [report for report in answer.reports if not self._covers(report, used)]
        used |= dict.fromkeys(report.citations[0] for report in self._reports)
        self.new = {old: number for number, old in enumerate(used, start=1)}

    def still(self, numbers: Sequence[int]) -> list[int]:
        """The new numbers of those citations that are left."""
        return [self.new[number] for number in numbers if number in self.new]

    def citation(self, number: int) -> Citation:
        """A citation of the extractive answer, with its new number."""
        old = self._answer.citations[number - 1]
        return old.model_copy(update={"number": self.new[number]})

    def part(self, part: AnswerPart) -> AnswerPart:
        """A part that cites what is left; its short answer goes if its quote went."""
        spans = [
            span.model_copy(update={"citation": self.new[span.citation]})
            for span in part.spans
            if span.citation in self.new
        ]
        return part.model_copy(
            update={
                "citations": self.still(part.citations),
                "spans": spans,
                "sections": [
                    section.model_copy(update={"citations": left})
                    for section in part.sections
                    if (left := self.still(section.citations))
                ],
                "answer": part.answer if spans else None,
            }
        )

    def uncovered_parts(self) -> list[str]:
        """The parts that no sentence covers: their quotes, or that there is no answer."""
        language, blocks = self._answer.language, []
        for part in self._parts:
            if len(self._answer.parts) > 1:
                blocks.append(heading(part))
            quotes = [quoted(language, self.citation(number)) for number in part.citations]
            blocks += quotes or [say(language, "answer.not_found")]
        return blocks

    def uncovered_reports(self) -> list[str]:
        """The reports that no sentence covers, each with its date and source above its quote."""
        language = self._answer.language
        blocks = [f"*{say(language, 'answer.others')}*"] if self._reports else []
        for report in self._reports:
            blocks += reported(language, self.citation(report.citations[0]))
        return blocks

    def _covers(self, report: Report, used: Mapping[int, None]) -> bool:
        """Whether a quote in use has what a report says."""
        quotes = [self._answer.citations[n - 1].quote for n in report.citations if n in used]
        return any(report.answer in quote for quote in quotes)
