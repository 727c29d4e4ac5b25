"""What became of the questions of a dataset: plain values, without any figure."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from qa.types import Confidence, Kind, Mode, Value

Outcome = Literal["right", "wrong", "refused", "rightly refused"]


class PartResult(Value):
    """What became of one part that has (or is known to have no) answer.

    Attributes:
        answerable: Whether the articles answer it.
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
        seconds: From question to answer.
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
