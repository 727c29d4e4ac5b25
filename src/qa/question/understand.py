"""Question in, `Question` out: its language, its parts, what each asks for and depends on.

Cutting is done by rules for the closed classes of words that ask (`parts`), and so is telling
requests for an overview from questions after a fact (`requests`). The reader's network,
trained for both, says what a part asks for and whether it depends on what was said before.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from qa.errors import QuestionError
from qa.lang.detect import detect_language
from qa.question.parts import is_bare, opens, split
from qa.question.requests import Request, request_for, request_in
from qa.question.words import begins_with_and, is_courtesy
from qa.types import Exchange, Kind, Language, Value

_REMEMBERED = 6
"""Exchanges back to which a chain of follow-ups is followed."""

_ANSWER = 120
"""Characters of the answer before that are read with a follow-up."""

MOST_PARTS = 20
"""Questions in one, each of which is searched and read: nobody asks more by hand."""

_POSSIBLE = -6.0
"""Log odds from which a question may be a follow-up, so that it is read both ways."""


class QuestionScores(Protocol):
    """What a model says of a question after what was said before it."""

    @property
    def follows(self) -> float:
        """Log odds of its being a follow-up, which cannot be understood alone."""

    @property
    def asks(self) -> bool:
        """Whether it asks anything of the articles: "who are you?" does not."""

    @property
    def kind(self) -> Kind:
        """What it asks for, if that is a fact."""

    @property
    def overview(self) -> bool:
        """Whether it asks for more than a fact."""


class QuestionModel(Protocol):
    """Anything that tells what a question asks for; `qa.reader.SpanModel` is one."""

    def score_question(self, question: str, context: str = "") -> QuestionScores:
        """Scores of a question that is read without passages."""


class Context(Value):
    """The question that a part depends on, and how its answer begins, if that was given before.

    Attributes:
        question: With those before it that it is likely to depend on itself.
        sure: With those only that its words refer to: "And why?".
    """

    question: str
    answer: str = ""
    sure: str = ""

    @property
    def text(self) -> str:
        """Both, as the reader sees them before the question."""
        return f"{self.question} {self.answer}".strip()


class QuestionPart(Value):
    """One thing that is asked.

    Attributes:
        text: As it was asked: "And why?".
        kind: What an answer must be: a person, a date, a reason …
        context: What it depends on; None where it stands alone.
        request: What an overview is to be of; None where a fact is asked for.
        perhaps_alone: Whether it may stand alone too, as the second of two questions that have
            nothing to do with each other.
    """

    text: str
    kind: Kind
    context: Context | None = None
    request: Request | None = None
    perhaps_alone: bool = False

    @property
    def query(self) -> str:
        """What is searched for it: the part after the question that it depends on."""
        return f"{self.context.question} {self.text}" if self.context else self.text


class Question(Value):
    """A question as it was understood.

    Attributes:
        text: The question as the user wrote it.
        parts: In the order asked; none where it asks nothing of the articles: "thank you".
        follows: What a follow-up depends on; None where the question stands alone.
        alone: Its parts read as if nothing had been said before, where that may be meant too.
        rather_alone: Whether that is likelier.
    """

    text: str
    language: Language
    parts: tuple[QuestionPart, ...]
    follows: Context | None = None
    alone: tuple[QuestionPart, ...] = ()
    rather_alone: bool = False

    @property
    def overview(self) -> bool:
        """Whether any part asks for an overview."""
        return any(part.request for part in self.parts)

    @property
    def readings(self) -> list[Question]:
        """What may be meant, likeliest first."""
        if not self.alone:
            return [self]
        alone = Question(text=self.text, language=self.language, parts=self.alone)
        return [alone, self] if self.rather_alone else [self, alone]

    @property
    def understood(self) -> str | None:
        """The question after the one that it depends on; None where it stands alone."""
        return self._after(self.follows.question) if self.follows else None

    @property
    def surely(self) -> str | None:
        """The same for an unanswered question: None unless its own words refer to another."""
        if self.follows is None or self.alone:
            return None
        return self._after(self.follows.sure or self.follows.question)

    def _after(self, before: str) -> str:
        """The question in one line after the one before it: it is shown in italics."""
        return " ".join(f"{before} {self.text}".split())


def understand(
    question: str, history: Sequence[Exchange] = (), *, model: QuestionModel
) -> Question:
    """Understand a question after the exchanges before it, oldest first.

    Raises:
        QuestionError: If the question has no letters or digits, or asks too much at once.
    """
    if not any(c.isalnum() for c in question):
        raise QuestionError("question.empty")
    text = " ".join(question.split())
    before = _context(history[-_REMEMBERED:], model)
    language = _language(text, before)
    if not _asks(text, language, before, model):
        return Question(text=question, language=language, parts=())
    asked = _asked(text, language)
    certainty = _follows(text, before, language, model) if before else -math.inf
    follows = before if certainty >= _POSSIBLE else None
    both = follows is not None and certainty < math.inf
    return Question(
        text=question,
        language=language,
        parts=_parts(asked, follows, language, model),
        follows=follows,
        alone=_parts(asked, None, language, model) if both else (),
        rather_alone=both and certainty < 0,
    )


def _asked(text: str, language: Language) -> list[str]:
    """The questions in a text, each once."""
    asked = list(dict.fromkeys(split(text, language)))
    if len(asked) > MOST_PARTS:
        raise QuestionError("question.parts", count=len(asked), most=MOST_PARTS)
    return asked


def _language(text: str, before: Context | None) -> Language:
    """That of the text; of a request, whose few words say little, that of its opening."""
    found = detect_language(text, default=detect_language(before.question) if before else None)
    other: Language = "en" if found == "fr" else "fr"
    return other if not request_in(text, found) and request_in(text, other) else found


def _request(text: str, language: Language, model: QuestionModel) -> Request | None:
    """The request that a text makes: by its opening, or by what the model says of a bare topic."""
    found = request_in(text, language)
    if found or begins_with_and(text) or is_bare(text, language):
        return found
    likely = request_for(text, language, bare=not opens(text, language))
    return likely if likely and model.score_question(text).overview else None


def _asks(text: str, language: Language, before: Context | None, model: QuestionModel) -> bool:
    """Whether it asks anything of the articles.

    In a conversation "How does it work?" is about what was said before.
    """
    if is_courtesy(text):
        return False
    if is_bare(text, language) or request_in(text, language) or not opens(text, language):
        return True
    if before and model.score_question(text, before.text).follows > 0:
        return True
    return model.score_question(text).asks


def _follows(text: str, before: Context, language: Language, model: QuestionModel) -> float:
    """Log odds of a question depending on what was said before; infinite where words tell."""
    request = _request(text, language, model)
    if begins_with_and(text) or is_bare(text, language) or (request and request.back):
        return math.inf
    if request and not request.topic:
        return -math.inf
    if not request and not opens(text, language):
        return math.inf
    return model.score_question(text, before.text).follows


def _context(history: Sequence[Exchange], model: QuestionModel) -> Context | None:
    """The last exchange that asked something; with the one before it, if it depends on that."""
    for i in range(len(history) - 1, -1, -1):
        asked, answer = (" ".join(text.split()) for text in history[i])
        if not any(c.isalnum() for c in asked):
            continue
        before = _context(history[:i], model)
        language = _language(asked, before)
        if not _asks(asked, language, before, model):
            return before
        certainty = _follows(asked, before, language, model) if before else -math.inf
        sure = f"{before.sure} {asked}" if before and certainty == math.inf else asked
        chain = f"{before.question} {asked}" if before and certainty > 0 else asked
        return Context(question=chain, answer=answer[:_ANSWER], sure=sure)
    return None


def _parts(
    asked: list[str], before: Context | None, language: Language, model: QuestionModel
) -> tuple[QuestionPart, ...]:
    """The parts; those beside the first whole one depend on it."""
    head = next((i for i, text in enumerate(asked) if not is_bare(text, language)), 0)
    within = Context(
        question=f"{before.question} {asked[head]}" if before else asked[head],
        answer=before.answer if before else "",
    )
    return tuple(
        _part(text, before, language, model)
        if i == head
        else _beside(text, within, language, model)
        for i, text in enumerate(asked)
    )


def _beside(text: str, within: Context, language: Language, model: QuestionModel) -> QuestionPart:
    """A part beside the first whole one, which it probably depends on."""
    part = _part(text, within, language, model)
    if part.request or is_bare(text, language):
        return part
    apart = model.score_question(text, within.text).follows < 0
    return part.model_copy(update={"perhaps_alone": apart})


def _part(
    text: str, context: Context | None, language: Language, model: QuestionModel
) -> QuestionPart:
    request = _request(text, language, model)
    kind = "overview" if request else _kind(text, context, language, model)
    return QuestionPart(text=text, kind=kind, context=context, request=request)


def _kind(text: str, context: Context | None, language: Language, model: QuestionModel) -> Kind:
    """What a part asks for; without a question word ("And in Italy?") what that before asked."""
    asked = text if context is None or opens(text, language) else context.question
    return model.score_question(asked).kind
