"""Question in, `Question` out; the steps are in the modules beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.errors import QuestionError
from qa.lang.detect import detect_language
from qa.question.history import Talk, complete, is_topic, spelled_out
from qa.question.kinds import kind_of
from qa.question.lexicon import correct, is_courtesy, lowered
from qa.question.parts import opens, split
from qa.question.topics import asked_of_that, without_and
from qa.types import Exchange, Kind, Language, Value

if TYPE_CHECKING:
    from collections.abc import Sequence


_REMEMBERED = 6
"""Exchanges that a question may lean on, one on the other."""

_TOLD = 120
"""Characters of the answer before that are read with a follow-up."""


class QuestionPart(Value):
    """One thing that is asked, as a question that stands alone.

    Attributes:
        text: As a question that stands alone.
        kind: What an answer must be: a person, a date, a reason …
        asked: As it was asked, where `text` adds to it in brackets what it leans on; else None.
        context: The exchange that `asked` leans on.
    """

    text: str
    kind: Kind
    asked: str | None = None
    context: str = ""


class Question(Value):
    """A question as it was understood.

    Attributes:
        text: The question as the user wrote it.
        parts: In the order asked; none where it only greets or thanks.
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
        raise QuestionError("question.empty")
    talk = _talk(history[-_REMEMBERED:])
    language, parts, completed = _read(question, talk)
    leaned_on = talk.whole(language) if talk and completed else None
    full = [part.whole(language) for part in completed] if completed else parts
    kinds = [_kind(part, language, leaned_on) for part in parts]
    context = f"{leaned_on} {talk.answer[:_TOLD]}".strip() if talk and leaned_on else ""
    leaning: Sequence[Talk | None] = completed or [None] * len(parts)
    return Question(
        text=question,
        language=language,
        parts=[_part(*each, context) for each in zip(full, kinds, parts, leaning, strict=True)],
        understood=" ".join(full) if completed else None,
        leans_on=leaned_on,
    )


def _part(whole: str, kind: Kind, asked: str, leaning: Talk | None, context: str) -> QuestionPart:
    """A part; as it was asked too, where the whole tells in brackets what it leans on."""
    if leaning and (leaning.known or leaning.topic):
        return QuestionPart(text=whole, kind=kind, asked=asked, context=context)
    return QuestionPart(text=whole, kind=kind)


def _talk(history: Sequence[Exchange]) -> Talk | None:
    """The last exchange; its question may itself lean on the one before, and so on."""
    talk: Talk | None = None
    for question, answer in history:
        if any(c.isalnum() for c in question) and not is_courtesy(question):
            _, parts, completed = _read(question, talk)
            talk = (completed or [Talk(parts[0])])[0]._replace(answer=answer.strip())
    return talk


def _read(question: str, talk: Talk | None) -> tuple[Language, list[str], list[Talk] | None]:
    """The language of a question, its parts, and these in full if they lean on the talk."""
    text = correct(" ".join(question.split()))
    language = detect_language(text, default=talk and detect_language(talk.asked))
    text = spelled_out(text, language) if talk else text
    if is_courtesy(text):
        return language, [], None
    parts = split(text, language)
    return language, parts, complete(text, parts, talk, language) if talk else None


def _kind(part: str, language: Language, leaned_on: str | None) -> Kind:
    """Of a part; "Et au Niger ?" asks for the same kind as the question before it."""
    if not leaned_on:
        return kind_of(part, language)
    named = lowered(without_and(part.rstrip(" ?!."), language))
    if asked := asked_of_that(named, language):
        return kind_of(asked, language)
    if is_topic(part) or not opens(part, language):
        return kind_of(leaned_on, detect_language(leaned_on))
    return kind_of(part, language)
