"""Question in, `Question` out; the steps are in the modules beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.errors import QuestionError
from qa.question.history import complete, is_topic
from qa.question.kinds import kind_of
from qa.question.lexicon import correct
from qa.question.parts import opens, split
from qa.text import detect_language
from qa.types import Exchange, Kind, Language, Value

if TYPE_CHECKING:
    from collections.abc import Sequence


class QuestionPart(Value):
    """One thing that is asked, as a question that stands alone.

    Attributes:
        kind: What an answer must be: a person, a date, a reason …
    """

    text: str
    kind: Kind


class Question(Value):
    """A question as it was understood.

    Attributes:
        text: The question as the user wrote it.
        parts: At least one, in the order asked.
        understood: The question in full, where it was completed from the history.
        leans_on: The question before it, where it was completed from that.
    """

    text: str
    language: Language
    parts: list[QuestionPart]
    understood: str | None = None
    leans_on: str | None = None


def understand(question: str, history: Sequence[Exchange] = ()) -> Question:
    """Understand a question, completing a follow-up from the last exchange.

    Raises:
        QuestionError: If the question has no letters or digits.
    """
    if not any(c.isalnum() for c in question):
        raise QuestionError("the question is empty; ask something in words")
    text = correct(" ".join(question.split()))
    talk = detect_language(history[-1][0]) if history else None
    language = detect_language(text, default=talk)
    parts = split(text, language)
    completed = complete(text, parts, history[-1], language) if history else None
    kinds = [_kind(part, language, history if completed else ()) for part in parts]
    return Question(
        text=question,
        language=language,
        parts=[
            QuestionPart(text=part, kind=kind)
            for part, kind in zip(completed or parts, kinds, strict=True)
        ],
        understood=" ".join(completed) if completed else None,
        leans_on=history[-1][0] if completed else None,
    )


def _kind(part: str, language: Language, history: Sequence[Exchange]) -> Kind:
    """Of a part; "Et au Niger ?" asks for the same kind as the question before it."""
    if history and (is_topic(part) or not opens(part, language)):
        return kind_of(correct(history[-1][0]), detect_language(history[-1][0]))
    return kind_of(part, language)
