"""What readers thought of answers, in one SQLite file.

Knows nothing of the web: who may judge, and by which buttons, is the page's affair. The file
is opened for each call, so several threads and processes may use it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final, Literal

from filelock import FileLock
from pydantic import Field

from qa.errors import JudgementsError, cause
from qa.types import Answer, Exchange, Language, Value

Verdict = Literal["good", "bad"]

LONGEST_NOTE: Final = 500
"""In characters."""

_VERSION: Final = 1
_PATIENCE: Final = 5.0
"""Seconds to wait for another writer."""

_AS_JSON: Final = ("history", "answer")
_TABLE: Final = """
CREATE TABLE judgements (
    id TEXT PRIMARY KEY,
    time TEXT,
    question TEXT,
    history TEXT,
    language TEXT,
    answer TEXT,
    generation TEXT,
    verdict TEXT,
    note TEXT
)"""
_KEEP: Final = """
INSERT OR REPLACE INTO judgements VALUES (
    :id, :time, :question, :history, :language, :answer, :generation, :verdict, :note
)"""


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


class Judgements:
    """The judgements in a file, which the first one makes; safe to use from several threads.

    Every method raises `JudgementsError` if the file cannot be used or is not one of judgements.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, judgement: Judgement) -> None:
        """Store a judgement, in the place of an earlier one with its id."""
        with self._open(making=True) as database:
            database.execute(_KEEP, _row(judgement))

    def forget(self, identity: str) -> None:
        """Take a judgement back; one that is not there may be forgotten too."""
        with self._open(making=False) as database:
            database.execute("DELETE FROM judgements WHERE id = ?", (identity,))

    def all(self) -> list[Judgement]:
        """All judgements, oldest first."""
        with self._open(making=False) as database:
            database.row_factory = sqlite3.Row
            rows = database.execute("SELECT * FROM judgements ORDER BY time, id").fetchall()
        return [self._judgement(dict(row)) for row in rows]

    def count(self) -> int:
        """How many there are."""
        with self._open(making=False) as database:
            return int(database.execute("SELECT COUNT(*) FROM judgements").fetchone()[0])

    def _judgement(self, kept: dict[str, Any]) -> Judgement:
        try:
            read = {name: json.loads(kept[name]) for name in _AS_JSON}
            return Judgement.model_validate(kept | read)
        except (ValueError, TypeError):
            raise JudgementsError(self.path, "judgements.damaged", id=str(kept["id"])) from None

    @contextmanager
    def _open(self, *, making: bool) -> Iterator[sqlite3.Connection]:
        """The database in a transaction; without a file and nothing to store, an empty one."""
        try:
            if making and not self.path.exists():
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self.path.touch(mode=0o600)  # what people asked is for the owner to read
            used = self.path if self.path.exists() else ":memory:"
            with closing(sqlite3.connect(used, timeout=_PATIENCE)) as database:
                self._prepare(database)
                with database:
                    yield database
        except (sqlite3.Error, OSError) as error:
            raise JudgementsError(self.path, "judgements.unusable", why=cause(error)) from error

    def _prepare(self, database: sqlite3.Connection) -> None:
        if _version(database) == _VERSION:
            return
        # Two connections that change the journal's mode at once do not wait for each other.
        lock = FileLock(self.path.with_name(f".{self.path.name}.lock"))
        with lock if self.path.exists() else nullcontext():
            if _version(database) != _VERSION:
                self._make(database)

    def _make(self, database: sqlite3.Connection) -> None:
        tables = database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
        if tables or _version(database):
            raise JudgementsError(self.path, "judgements.foreign")
        database.execute("PRAGMA journal_mode = WAL")
        with database:
            database.execute("BEGIN")
            database.execute(_TABLE)
            database.execute(f"PRAGMA user_version = {_VERSION}")


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _row(judgement: Judgement) -> dict[str, str]:
    """The values of the columns."""
    kept = judgement.model_dump(mode="json")
    return kept | {name: json.dumps(kept[name], ensure_ascii=False) for name in _AS_JSON}
