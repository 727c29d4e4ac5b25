"""The tables of saved questions and their news, and what their rows hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    func,
    select,
)

from qa.errors import Failure
from qa.types import Filters, Language, Value
from qa.workspace.database import METADATA, Text
from qa.workspace.saved.evidence import Evidence

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping
    from sqlalchemy.sql.elements import ColumnElement

QUESTIONS: Final = Table(
    "saved_questions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("filters", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("feed", Text, nullable=False, unique=True),
    Column("asked", Text),
    Column("generation", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("problem", Text),
    Index("saved_questions_of_owner", "owner", "created"),
)
ITEMS: Final = Table(
    "saved_items",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column(
        "saved",
        Text,
        ForeignKey("saved_questions.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("digest", Text, nullable=False),
    Column("found", Text, nullable=False),
    Column("alert", Boolean, nullable=False),
    Column("seen", Boolean, nullable=False),
    Column("evidence", Text, nullable=False),
    Index("saved_items_of_question", "saved", "digest", unique=True),
)
FEEDS: Final = Table(
    "saved_feeds",
    METADATA,
    Column("owner", Text, primary_key=True),
    Column("feed", Text, nullable=False, unique=True),
)


class SavedQuestion(Value):
    """A question that is asked again.

    Attributes:
        created: When it was saved (ISO 8601, UTC).
        feed: The secret in the address of its feed.
        asked: When it was answered last; null while it was not.
        generation: The generation of the index that answered last; empty while none did.
        answers: The short answer to each of its parts then; empty where there was none.
        problem: Why it could not be asked last.
        new: How many news of it are not marked as seen.
    """

    id: str
    owner: str
    question: str
    filters: Filters
    language: Language
    created: str
    feed: str
    asked: str | None
    generation: str
    answers: list[str]
    problem: Failure | None
    new: int


class NewItem(Evidence):
    """Something new about a saved question: a sentence of an article, or another answer.

    Attributes:
        saved: The id of the question.
        found: When it was found (ISO 8601, UTC).
        seen: Whether its owner marked it as seen.
    """

    id: str
    saved: str
    found: str
    seen: bool


class Feed(Value):
    """What a feed tells: the news of one question, or of all of an owner, newest first.

    Attributes:
        questions: The question of the feed, or all questions of its owner.
        single: Whether it is the feed of one question.
    """

    token: str
    single: bool
    questions: list[SavedQuestion]
    items: list[NewItem]


def of_owner(owner: str | None) -> list[ColumnElement[bool]]:
    """The condition that a question is of an owner; none if any will do."""
    return [] if owner is None else [QUESTIONS.c.owner == owner]


def questions_found(connection: Connection, *where: ColumnElement[bool]) -> list[SavedQuestion]:
    """The questions under some conditions, newest first, each with the number of its news."""
    new = (
        select(func.count())
        .where(ITEMS.c.saved == QUESTIONS.c.id, ITEMS.c.alert, ~ITEMS.c.seen)
        .scalar_subquery()
    )
    newest = (QUESTIONS.c.created.desc(), QUESTIONS.c.id)
    rows = connection.execute(select(QUESTIONS, new.label("new")).where(*where).order_by(*newest))
    return [_question(row) for row in rows.mappings()]


def _question(row: RowMapping) -> SavedQuestion:
    read = {name: json.loads(row[name] or "null") for name in ("filters", "answers", "problem")}
    if read["problem"]:
        read["problem"].pop("reason", None)  # it follows from the code
    return SavedQuestion.model_validate({**row, **read})


def items_found(connection: Connection, *where: ColumnElement[bool]) -> list[NewItem]:
    """The news under some conditions, newest first."""
    rows = connection.execute(select(ITEMS).where(*where).order_by(ITEMS.c.number.desc()))
    names = ("id", "saved", "found", "seen")
    return [
        NewItem(**{name: row[name] for name in names}, **json.loads(row["evidence"]))
        for row in rows.mappings()
    ]
