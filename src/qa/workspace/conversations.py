"""Conversations that are kept: questions with their answers, by owner, in the database.

Who an owner is, a user or a browser, is the caller's affair; here it is a text that nobody else
may guess. Whoever knows the id of a conversation, which cannot be guessed either, may read it; only
its owner may add to it, rename it and delete it.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, cast

from pydantic import Field, ValidationError
from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    Table,
    case,
    delete,
    func,
    select,
    update,
)

from qa.errors import ConversationError, Failure
from qa.judgements import LONGEST_NOTE, Verdict
from qa.types import Answer, Filters, Value
from qa.workspace.database import METADATA, Text, insert_into
from qa.workspace.merging import together

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Connection, CursorResult
    from sqlalchemy.sql.base import Executable

    from qa.workspace.database import Database

LONGEST_TITLE: Final = 200
"""In characters."""

MOST_TURNS: Final = 200
LARGEST: Final = 8_000_000
"""Characters of one conversation, as JSON."""

MOST_OF_OWNER: Final = 500
LARGEST_OF_OWNER: Final = 100_000_000
"""Characters of all conversations of one owner; the oldest make room for new ones."""

MOST_OF_VISITORS: Final = 400_000_000
"""Characters of all conversations of visitors together; the oldest make room for new ones."""

USER: Final = "user:"
"""How the owner of a conversation is called who logged in, before the name."""

VISITOR: Final = "browser:"
"""How the owner of a conversation is called who did not log in."""

_CONVERSATIONS: Final = Table(
    "conversations",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("renamed", Boolean, nullable=False),
    Column("created", Text, nullable=False),
    Column("updated", Text, nullable=False),
    Column("questions", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("turns", Text, nullable=False),
    Index("conversations_of_owner", "owner", "updated"),
)
_ROW: Final = _CONVERSATIONS.c


class KeptTurn(Value):
    """One question and what became of it; without answer and problem it was still searched.

    Attributes:
        request_id: Names the search, and the judgement of the answer.
        generation: The generation of the index that answered.
        verdict: What the reader thought of the answer.
        note: Why, in the reader's words.
        damaged: Whether the answer was kept by a version whose answers are not read any more.
    """

    question: str
    filters: Filters = Filters()
    answer: Answer | None = None
    problem: Failure | None = None
    request_id: str = ""
    generation: str = ""
    verdict: Verdict | None = None
    note: str = Field("", max_length=LONGEST_NOTE)
    damaged: bool = False


class ConversationSummary(Value):
    """A conversation in a list.

    Attributes:
        title: Its first question, unless it was renamed.
        created: When it began (ISO 8601, UTC).
        updated: When something was last added.
        questions: How many there are.
    """

    id: str
    title: str
    created: str
    updated: str
    questions: int


class Conversation(ConversationSummary):
    """A conversation, whole.

    Attributes:
        mine: Whether the one who reads it is its owner.
    """

    mine: bool
    turns: list[KeptTurn]


class Conversations:
    """The conversations in a database; safe to use from several threads.

    Every method raises `WorkspaceError` if the database cannot be used.

    Args:
        database: Where they are.
        most_of_owner: Conversations that an owner may have; the oldest make room for new ones.
        largest_of_owner: Characters that those of an owner may have together.
        most_of_visitors: Characters that those of all visitors may have together.
    """

    def __init__(
        self,
        database: Database,
        *,
        most_of_owner: int = MOST_OF_OWNER,
        largest_of_owner: int = LARGEST_OF_OWNER,
        most_of_visitors: int = MOST_OF_VISITORS,
    ) -> None:
        self._database = database
        self._most_of_owner = most_of_owner
        self._largest_of_owner = largest_of_owner
        self._most_of_visitors = most_of_visitors

    def keep(
        self,
        owner: str,
        identity: str,
        turns: Sequence[KeptTurn],
        dropped: Collection[str] = (),
    ) -> bool:
        """Store a conversation, with what another page of its owner added to it meanwhile.

        Args:
            owner: Whose it is.
            identity: Its id.
            turns: What a page shows; without any, and none added elsewhere, it is deleted.
            dropped: The `request_id` of turns that were taken back on that page.

        Returns:
            Whether it was stored; not if the id is that of somebody else's conversation.

        Raises:
            ConversationError: If it is too long.
        """
        own = [turn.model_dump(mode="json") for turn in turns]
        with self._database.begin() as connection:
            all_turns = together(own, _held(connection, owner, identity), dropped)
            row = _row(owner, identity, all_turns)
            if not all_turns:
                mine = delete(_CONVERSATIONS).where(_ROW.id == identity, _ROW.owner == owner)
                return _changed(connection, mine)
            kept = connection.execute(_keeping(connection, row)).first() is not None
            if kept:
                self._make_room(connection, owner)
        return kept

    def read(self, identity: str, owner: str | None) -> Conversation | None:
        """A conversation for whoever knows its id; None if there is none.

        Args:
            identity: Its id.
            owner: Who reads it.
        """
        with self._database.begin() as connection:
            row = connection.execute(select(_CONVERSATIONS).where(_ROW.id == identity)).first()
        if row is None:
            return None
        return Conversation(
            id=row.id,
            title=row.title,
            created=row.created,
            updated=row.updated,
            questions=row.questions,
            mine=row.owner == owner,
            turns=[_turn(kept) for kept in json.loads(row.turns)],
        )

    def all(self, owner: str) -> list[ConversationSummary]:
        """The conversations of an owner, the last changed first."""
        columns = [_ROW[name] for name in ConversationSummary.model_fields]
        chosen = select(*columns).where(_ROW.owner == owner)
        with self._database.begin() as connection:
            rows = connection.execute(chosen.order_by(_ROW.updated.desc(), _ROW.id)).all()
        return [ConversationSummary(**row._asdict()) for row in rows]

    def rename(self, owner: str, identity: str, title: str) -> bool:
        """Give one of an owner's conversations another title; whether there is such a one."""
        kept = as_title(title)
        if not kept:
            return False
        wanted = update(_CONVERSATIONS).where(_ROW.id == identity, _ROW.owner == owner)
        with self._database.begin() as connection:
            return _changed(connection, wanted.values(title=kept, renamed=True))

    def delete(self, owner: str, identity: str) -> bool:
        """Delete one of an owner's conversations; whether there was such a one."""
        with self._database.begin() as connection:
            wanted = delete(_CONVERSATIONS).where(_ROW.id == identity, _ROW.owner == owner)
            return _changed(connection, wanted)

    def delete_all(self, owner: str) -> int:
        """Delete all conversations of an owner; how many there were."""
        with self._database.begin() as connection:
            return _count(connection, delete(_CONVERSATIONS).where(_ROW.owner == owner))

    def _make_room(self, connection: Connection, owner: str) -> None:
        """Delete the oldest conversations of an owner, and of all visitors, that are too many."""
        newest = select(_ROW.id).where(_ROW.owner == owner).order_by(_ROW.updated.desc())
        surplus = newest.offset(self._most_of_owner)
        connection.execute(delete(_CONVERSATIONS).where(_ROW.id.in_(surplus)))
        connection.execute(_surplus(_ROW.owner == owner, self._largest_of_owner))
        if owner.startswith(VISITOR):
            connection.execute(_surplus(_ROW.owner.startswith(VISITOR), self._most_of_visitors))


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_urlsafe(16)


def as_title(text: str) -> str:
    """A text as the title of a conversation: one line, not too long, nothing invisible."""
    line = "".join(c for c in " ".join(text.split()) if c.isprintable())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"


def _held(connection: Connection, owner: str, identity: str) -> list[dict[str, Any]]:
    """What is stored of a conversation; nobody else can write it until the transaction ends."""
    mine = (_ROW.id == identity, _ROW.owner == owner)
    connection.execute(update(_CONVERSATIONS).where(*mine).values(updated=_ROW.updated))
    text = connection.execute(select(_ROW.turns).where(*mine)).scalar()
    return json.loads(text) if text else []


def _row(owner: str, identity: str, turns: list[dict[str, Any]]) -> dict[str, Any]:
    text = json.dumps(turns, ensure_ascii=False)
    if len(turns) > MOST_TURNS or len(text) > LARGEST:
        raise ConversationError("conversation.long", most=MOST_TURNS)
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return {
        "id": identity,
        "owner": owner,
        "title": as_title(turns[0]["question"]) if turns else "",
        "renamed": False,
        "created": now,
        "updated": now,
        "questions": len(turns),
        "size": len(text),
        "turns": text,
    }


def _keeping(connection: Connection, row: dict[str, Any]) -> Executable:
    """One statement, so that what two requests store at once cannot be mixed."""
    new = insert_into(connection, _CONVERSATIONS).values(row)
    changed = {name: new.excluded[name] for name in ("updated", "questions", "size", "turns")}
    title = case((_ROW.renamed, _ROW.title), else_=new.excluded.title)
    return new.on_conflict_do_update(
        index_elements=[_ROW.id],
        set_={**changed, "title": title},
        where=_ROW.owner == row["owner"],
    ).returning(_ROW.id)


def _surplus(whose: ColumnElement[bool], most: int) -> Executable:
    """Deletes the oldest of some conversations, so that the others have so many characters."""
    so_far = func.sum(_ROW.size).over(order_by=(_ROW.updated.desc(), _ROW.id)).label("so_far")
    counted = select(_ROW.id, so_far).where(whose).subquery()
    surplus = select(counted.c.id).where(counted.c.so_far > most)
    return delete(_CONVERSATIONS).where(_ROW.id.in_(surplus))


def _changed(connection: Connection, statement: Executable) -> bool:
    return _count(connection, statement) > 0


def _count(connection: Connection, statement: Executable) -> int:
    return cast("CursorResult[Any]", connection.execute(statement)).rowcount


def _turn(kept: dict[str, Any]) -> KeptTurn:
    """A turn as it was kept; of one that this version cannot read the question is left."""
    try:
        return KeptTurn.model_validate(kept)
    except ValidationError:
        named = {name: str(kept.get(name, "")) for name in ("question", "request_id")}
        return KeptTurn(**named, damaged=True)
