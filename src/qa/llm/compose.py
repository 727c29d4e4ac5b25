"""Sentences that passed the check, as an Answer that keeps the promises of every answer.

What the sentences do not cover is not lost: a part of the question, or a report that differs,
which they leave out stands below them in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Final

from qa.answering.markdown import escape
from qa.llm.completion import Sentence
from qa.phrases import say
from qa.phrases.wording import about
from qa.types import Answer, AnswerPart, Language, Report

UNAVAILABLE: Final = "model.unavailable"
"""The phrase where the extractive answer stands in for a model that failed."""

UNSUPPORTED: Final = "model.unsupported"
"""The phrase where the extractive answer stands in for sentences that all failed the check."""

_WRITTEN = re.compile(r"([^\[]+) ((?:\[\d+\])+) ?")
"""A sentence in the prose of an answer, and its markers."""

_ESCAPED = re.compile(r"\\([*_~])")
"""What `escape` changes in a sentence that passed the check, which forbids all else."""

_STAGE: Final = "write"
"""The timing that tells an answer on which a model was asked."""


def with_note(answer: Answer, note: str, seconds: float) -> Answer:
    """The extractive answer with a note at its end, a key of the catalogue."""
    text = f"{answer.text}\n\n*{say(answer.language, note)}*"
    return answer.model_copy(update={"text": text, "timings": _timed(answer, seconds)})


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
    words = _Words(answer, sentences)
    return answer.model_copy(
        update={
            "text": "\n\n".join([*words.blocks(), *_left_out(left_out, answer.language)]),
            "parts": [words.renumbered(part) for part in answer.parts],
            "reports": [
                report.model_copy(update={"citations": words.still(report.citations)})
                for report in answer.reports
            ],
            "citations": [
                answer.citations[old - 1].model_copy(update={"number": new})
                for old, new in words.new.items()
            ],
            "timings": _timed(answer, seconds),
        }
    )


def sentences_of(answer: Answer) -> list[Sentence] | None:
    """The written sentences of an answer with their numbers; None if it is extractive."""
    fallen_back = {say(answer.language, note) for note in (UNAVAILABLE, UNSUPPORTED)}
    if _STAGE not in answer.timings or note_of(answer) in fallen_back:
        return None
    prose = answer.text.split("\n\n")[len(_opening(answer))]
    return [
        Sentence(_ESCAPED.sub(r"\1", text), tuple(map(int, re.findall(r"\d+", markers))))
        for text, markers in _WRITTEN.findall(prose)
    ]


def note_of(answer: Answer) -> str | None:
    """What an answer says at its end of its model: that it failed, or what was left out."""
    last = answer.text.rsplit("\n\n", 1)[-1]
    return last.strip("*") if _STAGE in answer.timings and _is_italic(last) else None


class _Words:
    """The text of a written answer, and its citations in the order in which it uses them.

    Attributes:
        new: The numbers of the citations by those of the extractive answer, in order.
    """

    def __init__(self, answer: Answer, sentences: Sequence[Sentence]) -> None:
        self._answer = answer
        self._sentences = sentences
        used = dict.fromkeys(number for sentence in sentences for number in sentence.numbers)
        self._silent = [part for part in answer.parts if used.keys().isdisjoint(part.citations)]
        used |= dict.fromkeys(number for part in self._silent for number in part.citations)
        self._untold = [report for report in answer.reports if not self._tells(report, used)]
        used |= dict.fromkeys(report.citations[0] for report in self._untold)
        self.new = {old: number for number, old in enumerate(used, start=1)}

    def blocks(self) -> list[str]:
        """The paragraphs: how the question was read, the sentences, and what they leave out."""
        prose = " ".join(
            f"{escape(sentence.text)} {''.join(f'[{self.new[n]}]' for n in sentence.numbers)}"
            for sentence in self._sentences
        )
        return [*_opening(self._answer), prose, *self._silent_blocks(), *self._untold_blocks()]

    def still(self, numbers: Sequence[int]) -> list[int]:
        """The new numbers of those citations that are left."""
        return [self.new[number] for number in numbers if number in self.new]

    def renumbered(self, part: AnswerPart) -> AnswerPart:
        """A part that cites what is left; its short answer goes if its quote went."""
        quotes = self._quotes(number for number in part.citations if number in self.new)
        short = part.answer if any(part.answer and part.answer in q for q in quotes) else None
        return part.model_copy(update={"citations": self.still(part.citations), "answer": short})

    def _tells(self, report: Report, used: Mapping[int, None]) -> bool:
        """Whether a quote in use has what a report says."""
        quotes = self._quotes(number for number in report.citations if number in used)
        return any(report.answer in quote for quote in quotes)

    def _quotes(self, numbers: Iterable[int]) -> list[str]:
        return [self._answer.citations[number - 1].quote for number in numbers]

    def _silent_blocks(self) -> list[str]:
        """The parts that no sentence covers: their quotes, or that there is no answer."""
        blocks = []
        for part in self._silent:
            if len(self._answer.parts) > 1:
                blocks.append(f"**{escape(part.question)}**")
            quotes = [self._quote(number) for number in part.citations]
            blocks += quotes or [say(self._answer.language, "answer.not_found")]
        return blocks

    def _untold_blocks(self) -> list[str]:
        """The reports that no sentence tells, each with its date and source above its quote."""
        language = self._answer.language
        blocks = [f"*{say(language, 'answer.others')}*"] if self._untold else []
        for report in self._untold:
            citation = self._answer.citations[report.citations[0] - 1]
            told = escape(about(language, citation.source, citation.published))
            blocks += [say(language, "answer.report", about=told), self._quote(citation.number)]
        return blocks

    def _quote(self, number: int) -> str:
        quote = escape(self._answer.citations[number - 1].quote).replace("\n", "\n> ")
        said = say(self._answer.language, "answer.quote", quote=quote)
        return f"> {said} [{self.new[number]}]"


def _opening(answer: Answer) -> list[str]:
    """The paragraphs in italics with which a text begins: how the question was read."""
    return list(takewhile(_is_italic, answer.text.split("\n\n")))


def _is_italic(block: str) -> bool:
    """Whether a paragraph is one of the fixed phrases; what is not ours has no bare asterisk."""
    return block.startswith("*") and not block.startswith("**")


def _left_out(count: int, language: Language) -> list[str]:
    return [f"*{say(language, 'model.left_out', count=count)}*"] if count else []


def _timed(answer: Answer, seconds: float) -> dict[str, float]:
    return answer.timings | {_STAGE: seconds}
