"""What an answer rests on: the sentences that it quotes, and its short answers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from qa.lang.text import fold
from qa.types import Answer, AnswerPart, Citation, Language, PartialDate, Value


class Evidence(Value):
    """A sentence that answers a question, in its article.

    Attributes:
        answer: The short answer that it supports; empty where the whole sentence answers.
        before: The short answer before this one; empty unless it is another one now.
    """

    article_id: str
    title: str
    url: str | None
    source: str | None
    published: PartialDate | None
    language: Language
    quote: str
    start: int
    end: int
    answer: str = ""
    before: str = ""

    @property
    def digest(self) -> str:
        """What tells it from other evidence: the article and the words of the sentence.

        Offsets do not count: an article may have been changed elsewhere.
        """
        return _digest(self.article_id, " ".join(self.quote.split()))

    @property
    def change(self) -> str:
        """What tells the change of the answer from other changes."""
        return _digest(self.digest, fold(self.before), fold(self.answer))


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def short_answers(answer: Answer) -> list[str]:
    """The short answer to each part; empty where there is none."""
    return [part.answer or "" if part.answered else "" for part in answer.parts]


def evidence_in(answer: Answer, before: Sequence[str] | None) -> list[Evidence]:
    """The evidence of an answer, each sentence of an article once.

    Args:
        answer: The answer.
        before: The short answers before it; None: there was no answer before.
    """
    found: dict[str, Evidence] = {}
    for place, part in enumerate(answer.parts):
        old = before[place] if before and place < len(before) else ""
        changed = old if part.answer and fold(old) != fold(part.answer) else ""
        for number in part.citations:
            one = _evidence(part, answer.citations[number - 1], changed)
            found.setdefault(one.digest, one)
            changed = ""  # the first quote of the part tells it
    return list(found.values())


def _evidence(part: AnswerPart, citation: Citation, before: str) -> Evidence:
    return Evidence(
        article_id=citation.article_id,
        **citation.ref,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        answer=part.answer or "",
        before=before,
    )
