"""An answer compared with what is known: which parts are right, which quotes hold the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, get_args

from qa.evaluation.dataset import GoldQuestion, holds
from qa.evaluation.results import PartResult
from qa.evaluation.spans import exact_match, f1
from qa.types import SHORT_KINDS, Answer, AnswerPart, Citation, Hit, Kind

_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}


class KnownPart(NamedTuple):
    """What is known of the answer to one part.

    Attributes:
        answers: Accepted verbatim answers.
        evidence: Sentences that answer, where no answers are listed.
        kind: What it asks for, as the dataset says.
    """

    answers: Sequence[str]
    evidence: Sequence[str] = ()
    kind: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether the articles answer it."""
        return bool(self.answers or self.evidence)

    def held_by(self, text: str) -> bool:
        """Whether a text has an answer in it, or is (or has) a sentence of the evidence."""
        if self.answers:
            return holds(text, self.answers)
        return any(holds(text, [quote]) or holds(quote, [text]) for quote in self.evidence)


class Known(NamedTuple):
    """What is known of a question: the article, unless any will do, and each part."""

    article_id: str | None
    parts: Sequence[KnownPart]

    @property
    def answerable(self) -> bool:
        """Whether the articles answer it or a part of it."""
        return any(part.answerable for part in self.parts)

    def held_by(self, found: Hit | Citation) -> bool:
        """Whether a passage or a quote, of the right article, holds the answer to any part."""
        text = found.text if isinstance(found, Hit) else found.quote
        return self.is_about(found) and any(part.held_by(text) for part in self.parts)

    def is_about(self, found: Hit | Citation) -> bool:
        """Whether a passage or a quote is of the right article, or of a copy of it."""
        return self.article_id is None or self.article_id in {found.article_id, *found.also_in}


def known_of(question: GoldQuestion, article_id: str | None) -> Known:
    """What a line of a dataset says of its answer; no parts where it says nothing."""
    if not question.judged:
        return Known(article_id, [])
    if question.parts:
        return Known(article_id, [KnownPart(p.answers, (), p.kind) for p in question.parts])
    return Known(article_id, [KnownPart(question.answers, question.evidence, question.kind)])


def judge(answer: Answer, known: Known, threshold: float) -> list[PartResult]:
    """One result for each known part; parts are matched by their order.

    Where the question was split otherwise than in the dataset, a known part is compared with
    all that was answered, or with all that might have been where nothing was.
    """
    if len(known.parts) == len(answer.parts):
        pairs = [([part], gold) for part, gold in zip(answer.parts, known.parts, strict=True)]
    else:
        pairs = [(answer.parts, gold) for gold in known.parts]
    return [_judge_part(answer, parts, gold, known, threshold) for parts, gold in pairs]


def shown(answer: Answer, threshold: float) -> list[Citation]:
    """The quotes of the parts that are answered at a threshold."""
    parts = (part for part in answer.parts if _given(part, threshold))
    numbers = dict.fromkeys(number for part in parts for number in part.citations)
    return [answer.citations[number - 1] for number in numbers]


def _given(part: AnswerPart, threshold: float) -> bool:
    return part.answered and part.confidence >= threshold


def _judge_part(
    answer: Answer, parts: Sequence[AnswerPart], gold: KnownPart, known: Known, threshold: float
) -> PartResult:
    given = [part for part in parts if _given(part, threshold)]
    compared = given or parts
    quotes = [answer.citations[number - 1] for part in compared for number in part.citations]
    right = [known.is_about(quote) and gold.held_by(quote.quote) for quote in quotes]
    kind = _kind(gold, parts)
    spans = [part.answer or "" for part in compared]
    short = kind in SHORT_KINDS and bool(gold.answers)
    return PartResult(
        answerable=gold.answerable,
        answered=bool(given),
        quoted=bool(quotes),
        right=any(right),
        first=bool(right and right[0]),
        confidence=max(part.confidence for part in compared),
        kind=kind,
        exact=any(exact_match(span, gold.answers) for span in spans) if short else None,
        f1=max(f1(span, gold.answers) for span in spans) if short else None,
    )


def _kind(gold: KnownPart, parts: Sequence[AnswerPart]) -> Kind | None:
    """What a part asks for: as the dataset says, else as the assistant understood it."""
    said = _KINDS.get(gold.kind or "")
    return said or (parts[0].kind if len(parts) == 1 else None)
