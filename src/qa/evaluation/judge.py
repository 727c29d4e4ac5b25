"""An answer compared with what is known: which parts are right, which quotes hold the answer.

Short answers are compared as for SQuAD (Rajpurkar et al. 2016), by exact match and F1 of words:
case, punctuation and articles do not count. French and English articles both go, since an English
question may be answered in French words. Accents do not count either, nor the spaces, commas or
points between thousands: `2 500` is `2,500`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, get_args

from pydantic import Field

from qa.evaluation.dataset import GoldPart
from qa.lang.text import fold, word_set
from qa.reader import SHORT_KINDS
from qa.types import Answer, AnswerPart, Citation, Confidence, Hit, Kind, Mode, Value

Outcome = Literal["right", "wrong", "refused", "rightly refused"]

_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
_ARTICLES = word_set("a an the le la les l un une des du")
_THOUSANDS = re.compile(r"\b\d{1,3}(?:[ ,.]\d{3})+\b")


class PartResult(Value):
    """What became of one part that has (or is known to have no) answer.

    Attributes:
        answered: Whether it was answered at the threshold in use.
        quoted: Whether there was anything to quote, at any threshold.
        right: Whether a sentence quoted for it, of the right article where that is known, holds
            an accepted answer. Known for a refused part too: of the sentences that would
            have been quoted at a lower threshold.
        first: The same of the first quoted sentence alone.
        confidence: That any of this is right, as the assistant says.
        kind: What the part asks for; null where that is not known.
        exact: Whether the short answer has the words of an accepted one; null for what has no
            short answer (why, how, yes or no) or none that is known.
        f1: F1 of the words of the short answer (0..1), null as `exact`.
    """

    answerable: bool
    answered: bool
    quoted: bool
    right: bool
    first: bool
    confidence: Confidence
    kind: Kind | None = None
    exact: bool | None = None
    f1: float | None = None

    @property
    def outcome(self) -> Outcome:
        """What its asker got."""
        if not self.answered:
            return "refused" if self.answerable else "rightly refused"
        return "right" if self.right else "wrong"


class QuestionResult(Value):
    """What became of one question.

    Attributes:
        pair: Language of the question and of the article that answers it, as `fr→en`; `none`
            for the article where there is none, `any` where it is not named.
        ranks: Rank of the first passage that holds an answer, by search mode; null if it
            is not among the first twenty. Empty for what the articles do not answer.
        ndcg: nDCG@10 by search mode; empty as `ranks`.
        parts: Empty where nothing is known of the answer.
        citations: Sentences that were quoted, at the threshold in use.
        holding: Those of them that hold an accepted answer of the question.
    """

    id: str
    question: str
    kind: str | None
    pair: str
    ranks: dict[Mode, int | None]
    ndcg: dict[Mode, float]
    parts: list[PartResult]
    citations: int
    holding: int
    seconds: float = Field(ge=0, allow_inf_nan=False)

    @property
    def language(self) -> str:
        """Language of the question."""
        return self.pair.partition("→")[0]

    @property
    def answerable(self) -> bool:
        """Whether the articles answer it or a part of it."""
        return any(part.answerable for part in self.parts)

    @property
    def all_right(self) -> bool:
        """Whether every part was answered rightly, or refused where there is no answer."""
        return all(part.outcome in {"right", "rightly refused"} for part in self.parts)


class Expected(NamedTuple):
    """What is known of a question: the article, unless any will do, and each part."""

    article_id: str | None
    parts: Sequence[GoldPart]

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


def judge(answer: Answer, expected: Expected, threshold: float) -> list[PartResult]:
    """One result for each known part; parts are matched by their order.

    Where the question was split otherwise than in the dataset, a known part is compared with
    all that was answered, or with all that might have been where nothing was. Where only wrong
    sentences are known, an answer with others has no result.
    """
    if len(expected.parts) == len(answer.parts):
        pairs = [([part], gold) for part, gold in zip(answer.parts, expected.parts, strict=True)]
    else:
        pairs = [(answer.parts, gold) for gold in expected.parts]
    return [
        _judge_part(answer, parts, gold, expected, threshold)
        for parts, gold in pairs
        if not gold.wrong or _repeats(answer, parts, gold, threshold)
    ]


def shown(answer: Answer, threshold: float) -> list[Citation]:
    """The quotes of the parts that are answered at a threshold."""
    parts = (part for part in answer.parts if _is_answered(part, threshold))
    numbers = dict.fromkeys(number for part in parts for number in part.citations)
    return [answer.citations[number - 1] for number in numbers]


def _is_answered(part: AnswerPart, threshold: float) -> bool:
    return part.answered and part.confidence >= threshold


def _repeats(answer: Answer, parts: Sequence[AnswerPart], gold: GoldPart, threshold: float) -> bool:
    """Whether what is answered was found wrong before; also where nothing is answered."""
    given = [number for part in parts if _is_answered(part, threshold) for number in part.citations]
    quotes = [answer.citations[number - 1].quote for number in given]
    return not quotes or any(map(gold.found_wrong, quotes))


def _judge_part(
    answer: Answer,
    parts: Sequence[AnswerPart],
    gold: GoldPart,
    expected: Expected,
    threshold: float,
) -> PartResult:
    given = [part for part in parts if _is_answered(part, threshold)]
    compared = given or parts
    quotes = [answer.citations[number - 1] for part in compared for number in part.citations]
    right = [expected.is_about(quote) and gold.held_by(quote.quote) for quote in quotes]
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


def _kind(gold: GoldPart, parts: Sequence[AnswerPart]) -> Kind | None:
    """What a part asks for: as the dataset says, else as the assistant understood it."""
    return _KINDS.get(gold.kind or "") or (parts[0].kind if len(parts) == 1 else None)


def answer_words(text: str) -> list[str]:
    """The words that are compared; articles stay where there is nothing else."""
    flat = _THOUSANDS.sub(lambda number: re.sub(r"\D", "", number[0]), fold(text))
    found = re.findall(r"\w+", flat)
    return [word for word in found if word not in _ARTICLES] or found


def exact_match(answer: str, accepted: Iterable[str]) -> bool:
    """Whether an answer has the same words, in the same order, as one of the accepted."""
    words = answer_words(answer)
    return any(words == answer_words(other) for other in accepted)


def f1(answer: str, accepted: Iterable[str]) -> float:
    """The best harmonic mean of precision and recall of the answer's words (0..1)."""
    words = answer_words(answer)
    return max((_f1(words, answer_words(other)) for other in accepted), default=0.0)


def _f1(words: list[str], accepted: list[str]) -> float:
    shared = (Counter(words) & Counter(accepted)).total()
    return 2 * shared / (len(words) + len(accepted)) if shared else 0.0
