"""What readers thought of answers, in the database.

Earlier versions kept it in a file of its own (setting `judgements`). Such a file is taken into the
database when it is first met, and put aside under another name.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from filelock import FileLock
from sqlalchemy import Column, Table, delete, func, select

from qa.errors import JudgementsError, cause
from qa.judgements import Judgement
from qa.workspace.database import METADATA, Database, Text, insert_into

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa.settings import Settings

_AS_JSON: Final = ("history", "answer")
_TABLE: Final = Table(
    "judgements",
    METADATA,
    Column("id", Text, primary_key=True),
    *(Column(name, Text, nullable=False) for name in Judgement.model_fields if name != "id"),
)
_PATIENCE: Final = 5.0
"""Seconds to wait for whoever still writes to an older file."""


class Judgements:
    """The judgements in a database; safe to use from several threads.

    Every method raises `WorkspaceError` if the database cannot be used, and `JudgementsError` if
    the older file cannot be taken in.

    Args:
        database: Where they are.
        older: The file of an earlier version, if there is one.
    """

    def __init__(self, database: Database, older: Path | None = None) -> None:
        self._database = database
        self._older = older

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The judgements of the settings."""
        return cls(Database.of(settings), settings.judgements)

    def keep(self, judgement: Judgement) -> None:
        """Store a judgement, in the place of an earlier one with its id."""
        self._take_in()
        with self._database.begin() as connection:
            new = insert_into(connection, _TABLE).values(_row(judgement))
            changed = {name: new.excluded[name] for name in Judgement.model_fields}
            connection.execute(
                new.on_conflict_do_update(index_elements=[_TABLE.c.id], set_=changed)
            )

    def forget(self, identity: str) -> None:
        """Take a judgement back; one that is not there may be forgotten too."""
        if self._any():
            with self._database.begin() as connection:
                connection.execute(delete(_TABLE).where(_TABLE.c.id == identity))

    def all(self) -> list[Judgement]:
        """All judgements, oldest first."""
        if not self._any():
            return []
        with self._database.begin() as connection:
            rows = connection.execute(select(_TABLE).order_by(_TABLE.c.time, _TABLE.c.id)).all()
        return [_judgement(row._asdict(), self._database.name) for row in rows]

    def count(self) -> int:
        """How many there are."""
        if not self._any():
            return 0
        with self._database.begin() as connection:
            return connection.execute(select(func.count()).select_from(_TABLE)).scalar_one()

    def _any(self) -> bool:
        """Whether there may be some; to look makes no database."""
        self._take_in()
        return self._database.exists

    def _take_in(self) -> None:
        older = self._older
        if older is None or not older.exists():
            return
        try:
            with FileLock(older.with_name(f".{older.name}.lock")):
                if older.exists():
                    self._import(older)
        except OSError as error:
            raise JudgementsError(older, "judgements.unusable", why=cause(error)) from error

    def _import(self, older: Path) -> None:
        rows = _rows_of(older, closing_for_ever=True)
        with self._database.begin() as connection:
            for row in rows:
                new = insert_into(connection, _TABLE).values(row)
                connection.execute(new.on_conflict_do_nothing())
        numbers = range(1, 1000)
        names = [f"{older.name}.imported", *(f"{older.name}.imported-{n}" for n in numbers)]
        older.rename(next(p for p in map(older.with_name, names) if not p.exists()))


def read_older(path: Path) -> list[Judgement]:
    """The judgements in a file of an earlier version, oldest first; it stays as it is.

    Raises:
        JudgementsError: If it cannot be read, or is not one of judgements.
    """
    return [_judgement(row, str(path)) for row in _rows_of(path)]


def _rows_of(path: Path, *, closing_for_ever: bool = False) -> Iterable[dict[str, Any]]:
    """The rows of an older file.

    Args:
        path: The file.
        closing_for_ever: Whether all of it must be in this one file afterwards.
    """
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE)) as database:
            version = database.execute("PRAGMA user_version").fetchone()[0]
            tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if version != 1 and (version or tables):
                raise JudgementsError(path, "judgements.foreign")
            if closing_for_ever:
                database.execute("PRAGMA journal_mode = DELETE")
            if not tables:
                return []
            database.row_factory = sqlite3.Row
            rows = database.execute("SELECT * FROM judgements ORDER BY time, id").fetchall()
    except (sqlite3.Error, OSError) as error:
        raise JudgementsError(path, "judgements.unusable", why=cause(error)) from error
    return [{name: row[name] or "" for name in Judgement.model_fields} for row in rows]


def _judgement(kept: dict[str, Any], place: str) -> Judgement:
    try:
        read = {name: json.loads(kept[name]) for name in _AS_JSON}
        return Judgement.model_validate(kept | read)
    except (ValueError, TypeError):
        raise JudgementsError(place, "judgements.damaged", id=str(kept["id"])) from None


def _row(judgement: Judgement) -> dict[str, str]:
    """The values of the columns."""
    kept = judgement.model_dump(mode="json")
    return kept | {name: json.dumps(kept[name], ensure_ascii=False) for name in _AS_JSON}
