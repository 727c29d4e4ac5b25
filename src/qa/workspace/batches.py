"""Lists of questions that are answered in the background, and what was answered of them.

Several servers may answer the lists of one database: who answers a question of a list holds the
list for a minute, and an answer counts only if the list is where it was when the question was
asked. What a server that died was holding is free again when its minute is over.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from qa.batch import BatchQuestion, BatchRow
from qa.errors import Failure
from qa.lang.dates import timestamp
from qa.types import Language, Value
from qa.workspace.database import METADATA, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Row

    from qa.workspace.database import Database

MOST_OF_OWNER: Final = 20
"""Lists of one owner that are kept; the oldest of those that have ended make room."""

HOLD: Final = timedelta(minutes=1)

State = Literal["running", "done", "stopped", "failed"]

_BATCHES: Final = Table(
    "batches",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("owner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("base", Text, nullable=False),
    Column("questions", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("answered", Integer, nullable=False, server_default="0"),
    Column("current", Text, nullable=False, server_default=""),
    Column("seconds", Float, nullable=False),
    Column("failure", Text),
    Column("started", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("holder", Text),
    Column("held_until", Text),
    Index("batches_of_owner", "owner", "number"),
)
_ROWS: Final = Table(
    "batch_rows",
    METADATA,
    Column("batch", ForeignKey("batches.number", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("rows", Text, nullable=False),
)
_LIST: Final = _BATCHES.c
_RUNNING: Final = _LIST.state == "running"
_NEXT_TURN: Final = select(func.coalesce(func.max(_LIST.turn), 0) + 1).scalar_subquery()

_QUESTIONS: Final = TypeAdapter(tuple[BatchQuestion, ...])
_ANSWERS: Final = TypeAdapter(list[BatchRow])

_SENTENCES: Final = {"problem": {"reason"}}
"""What follows from the codes of errors, and is not kept."""


class Batch(Value):
    """A list of questions, and how far it is; what was answered is read apart, by `rows`.

    Attributes:
        id: Cannot be guessed.
        owner: Who started it.
        name: What the list is called.
        language: That of notices.
        base: Address of the web app, for addresses in the rows.
        state: `running` from the moment that it was started.
        done: How many questions were asked.
        total: How many questions the list has.
        answered: To how many of those that were asked there is an answer.
        current: The question that is asked now; empty once the list has ended.
        seconds: How long that took.
        failure: Why it failed.
        started: When (ISO 8601, UTC).
    """

    id: str
    owner: str
    name: str
    language: Language
    base: str
    state: State = "running"
    done: int = 0
    total: int
    answered: int = 0
    current: str
    seconds: float = 0.0
    failure: Failure | None = None
    started: str = ""

    @property
    def seconds_left(self) -> float | None:
        """How long it still takes, as far as that can be said."""
        if self.state != "running" or not self.done:
            return None
        return self.seconds / self.done * (self.total - self.done)


class Held(NamedTuple):
    """A list that a server holds to answer its next question."""

    batch: Batch
    questions: tuple[BatchQuestion, ...]

    @property
    def asked(self) -> BatchQuestion:
        """The next question."""
        return self.questions[self.batch.done]


_SHOWN: Final = [_LIST[name] for name in Batch.model_fields]
"""The columns that are read to show a list: neither its questions nor its answers."""


class BatchStore:
    """The lists in a database; safe to use from several threads and processes.

    Every method raises `WorkspaceError` if the database cannot be used.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._holder = secrets.token_hex(8)

    def add(
        self,
        owner: str,
        name: str,
        questions: Sequence[BatchQuestion],
        language: Language,
        base: str,
    ) -> Batch:
        """Keep a list that is to be answered."""
        values = {
            "id": secrets.token_urlsafe(12),
            "owner": owner,
            "name": name,
            "language": language,
            "base": base,
            "total": len(questions),
            "current": questions[0].question,
            "started": timestamp(),
        }
        batch = Batch.model_validate(values)
        asked = _QUESTIONS.dump_json(tuple(questions), exclude={"__all__": _SENTENCES}).decode()
        with self._database.begin() as connection:
            row = {**batch.model_dump(), "questions": asked, "turn": _NEXT_TURN}
            connection.execute(insert(_BATCHES).values(row))
            self._make_room(connection, owner)
        return batch

    def find(self, identity: str, owner: str) -> Batch | None:
        """A list of an owner; None if they have none with this id."""
        return next(iter(self._found(_LIST.id == identity, _LIST.owner == owner)), None)

    def rows(self, batch: Batch, most: int | None = None) -> list[BatchRow]:
        """What was answered of a list, of its first `most` questions or of all."""
        mine = _ROWS.join(_BATCHES, _ROWS.c.batch == _LIST.number)
        answers = select(_ROWS.c.rows).select_from(mine).where(_LIST.id == batch.id)
        with self._database.begin() as connection:
            kept = connection.scalars(answers.order_by(_ROWS.c.place).limit(most)).all()
        return [one for rows in kept for one in _ANSWERS.validate_json(rows)]

    def lists(self, owner: str) -> list[Batch]:
        """The lists of an owner, the one that was started last first."""
        return self._found(_LIST.owner == owner)

    def open(self, owner: str | None = None) -> int:
        """How many lists of an owner, or of all, have not ended."""
        if not self._database.exists:
            return 0
        mine = [] if owner is None else [_LIST.owner == owner]
        with self._database.begin() as connection:
            return connection.execute(select(func.count()).where(_RUNNING, *mine)).scalar_one()

    def stop(self, identity: str, owner: str) -> None:
        """End a list; what was answered of it stays."""
        self._change(
            _LIST.id == identity, _LIST.owner == owner, _RUNNING, state="stopped", current=""
        )

    def forget(self, identity: str, owner: str) -> None:
        """End a list and drop what was answered of it."""
        with self._database.begin() as connection:
            mine = (_LIST.id == identity, _LIST.owner == owner)
            connection.execute(delete(_BATCHES).where(*mine))

    def take(self) -> Held | None:
        """Hold the list whose turn it is; None if all have ended or are held by other servers."""
        if not self._database.exists:
            return None
        free = or_(
            _LIST.holder.is_(None), _LIST.holder == self._holder, _LIST.held_until < timestamp()
        )
        first = select(_LIST.number).where(_RUNNING, free).order_by(_LIST.turn).limit(1)
        held = {"holder": self._holder, "held_until": timestamp(datetime.now(UTC) + HOLD)}
        taking = update(_BATCHES).where(_LIST.number == first.scalar_subquery(), _RUNNING, free)
        with self._database.begin() as connection:
            taken = connection.execute(
                taking.values(**held, turn=_NEXT_TURN).returning(*_SHOWN, _LIST.questions)
            ).first()
        return Held(_batch(taken), _QUESTIONS.validate_json(taken.questions)) if taken else None

    def is_running(self, batch: Batch) -> bool:
        """Whether a list was not stopped or dropped meanwhile."""
        with self._database.begin() as connection:
            found = connection.scalar(select(_LIST.state).where(_LIST.id == batch.id))
        return found == "running"

    def record(self, held: Held, rows: Sequence[BatchRow], seconds: float) -> None:
        """Keep the answer to the next question of a list, unless it has gone on or was stopped."""
        batch, done = held.batch, held.batch.done + 1
        values = {
            "done": done,
            "answered": batch.answered + any(row.answered for row in rows),
            "current": "".join(one.question for one in held.questions[done : done + 1]),
            "seconds": batch.seconds + seconds,
            "state": "done" if done == batch.total else "running",
        }
        same = (_LIST.id == batch.id, _LIST.done == batch.done, _RUNNING)
        going_on = update(_BATCHES).where(*same).values(**values).returning(_LIST.number)
        with self._database.begin() as connection:
            number = connection.execute(going_on).scalar()
            if number is not None:
                kept = _ANSWERS.dump_json(list(rows)).decode()
                connection.execute(insert(_ROWS).values(batch=number, place=batch.done, rows=kept))

    def fail(self, batch: Batch, failure: Failure) -> None:
        """End a list that cannot be answered."""
        said = failure.model_dump_json(exclude={"reason"})
        self._change(_LIST.id == batch.id, _RUNNING, state="failed", current="", failure=said)

    def release(self) -> None:
        """Let other servers, or the next start, go on with the lists that are held here."""
        if self._database.exists:
            self._change(_LIST.holder == self._holder, holder=None, held_until=None)

    def _change(self, *where: ColumnElement[bool], **values: Any) -> None:  # noqa: ANN401 - columns
        with self._database.begin() as connection:
            connection.execute(update(_BATCHES).where(*where).values(**values))

    def _found(self, *where: ColumnElement[bool]) -> list[Batch]:
        """The lists under some conditions, newest first."""
        if not self._database.exists:
            return []
        newest = select(*_SHOWN).where(*where).order_by(_LIST.number.desc())
        with self._database.begin() as connection:
            return [_batch(row) for row in connection.execute(newest).all()]

    def _make_room(self, connection: Connection, owner: str) -> None:
        newest = select(_LIST.number).where(_LIST.owner == owner).order_by(_LIST.number.desc())
        surplus = newest.offset(MOST_OF_OWNER)
        connection.execute(delete(_BATCHES).where(_LIST.number.in_(surplus), ~_RUNNING))


def _batch(row: Row[Any]) -> Batch:
    values = {name: row._mapping[name] for name in Batch.model_fields}  # noqa: SLF001 - public
    values["failure"] = Failure.model_validate_json(row.failure) if row.failure else None
    return Batch(**values)
