"""Question in, `Question` out; the steps are in the modules beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.errors import QuestionError
from qa.question.history import complete
from qa.question.kinds import kind_of
from qa.question.lexicon import correct, flat
from qa.question.parts import split
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
    """

    text: str
    language: Language
    parts: list[QuestionPart]
    understood: str | None = None


def understand(question: str, history: Sequence[Exchange] = ()) -> Question:
    """Understand a question, completing a follow-up from the last exchange.

    Raises:
        QuestionError: If the question has no letters or digits.
    """
    if not any(c.isalnum() for c in question):
        raise QuestionError("the question is empty; ask something in words")
    text = correct(" ".join(question.split()))
    language = _language(text, history)
    parts = split(text, language)
    completed = complete(parts, history[-1], language) if history else None
    kinds = [kind_of(part, language) for part in parts]
    return Question(
        text=question,
        language=language,
        parts=[
            QuestionPart(text=part, kind=kind)
            for part, kind in zip(completed or parts, kinds, strict=True)
        ],
        understood=" ".join(completed) if completed else None,
    )


def _language(text: str, history: Sequence[Exchange]) -> Language:
    """Of the question; a follow-up that is only a name keeps the language of the talk."""
    if history and not any(len(word) > 1 and word.islower() for word in flat(text).split()):
        return detect_language(history[-1][0])
    return detect_language(text)
