"""What a reader thought of an answer; `workspace.judgements` keeps it."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from qa.types import Answer, Exchange, Language, Value

Verdict = Literal["good", "bad"]

LONGEST_NOTE: Final = 500
"""In characters."""


class Judgement(Value):
    """What a reader thought of an answer.

    Attributes:
        id: The turn of a conversation that it is about; a later judgement replaces it.
        time: When it was made (ISO 8601, UTC).
        history: The exchanges before the question, oldest first.
        generation: The generation of the index that answered.
        note: Why, in the reader's words; may be empty.
    """

    id: str = Field(min_length=1)
    time: str
    question: str = Field(min_length=1)
    history: list[Exchange]
    language: Language
    answer: Answer
    generation: str
    verdict: Verdict
    note: str = Field("", max_length=LONGEST_NOTE)
