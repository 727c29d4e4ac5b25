"""What readers thought of answers, in one SQLite file, and as a dataset for `qa eval`.

Knows nothing of the web: who may judge, and by which buttons, is the page's affair. The file
is opened for each call, so several threads and processes may use it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Literal

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
        language: Of the question, as the answer says.
        answer: As it was shown.
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
    """The judgements in a file; safe to use from several threads.

    Args:
        path: The file; the first judgement makes it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        """Where they are kept."""
        return self._path

    def keep(self, judgement: Judgement) -> None:
        """Store a judgement, in the place of an earlier one with its id.

        Raises:
            JudgementsError: If it cannot be written.
        """
        with self._open(making=True) as database:
            database.execute(_KEEP, _row(judgement))

    def forget(self, identity: str) -> None:
        """Take a judgement back; one that is not there may be forgotten too.

        Raises:
            JudgementsError: If it cannot be written.
        """
        with self._open(making=False) as database:
            database.execute("DELETE FROM judgements WHERE id = ?", (identity,))

    def all(self) -> list[Judgement]:
        """All judgements, oldest first.

        Raises:
            JudgementsError: If the file cannot be read, or is not one of judgements.
        """
        with self._open(making=False) as database:
            database.row_factory = sqlite3.Row
            rows = database.execute("SELECT * FROM judgements ORDER BY time, id").fetchall()
        return [self._judgement(dict(row)) for row in rows]

    def count(self) -> int:
        """How many there are.

        Raises:
            JudgementsError: If the file cannot be read, or is not one of judgements.
        """
        with self._open(making=False) as database:
            return int(database.execute("SELECT COUNT(*) FROM judgements").fetchone()[0])

    def _judgement(self, kept: dict[str, Any]) -> Judgement:
        try:
            read = {name: json.loads(kept[name]) for name in _AS_JSON}
            return Judgement.model_validate(kept | read)
        except (ValueError, TypeError):
            raise JudgementsError(self._path, "judgements.damaged", id=str(kept["id"])) from None

    @contextmanager
    def _open(self, *, making: bool) -> Iterator[sqlite3.Connection]:
        """The database in a transaction; without a file and nothing to store, an empty one."""
        try:
            if making and not self._path.exists():
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._path.touch(mode=0o600)  # what people asked is for the owner to read
            used = self._path if making or self._path.exists() else ":memory:"
            with closing(sqlite3.connect(used, timeout=_PATIENCE)) as database, database:
                self._prepare(database)
                yield database
        except (sqlite3.Error, OSError) as error:
            raise JudgementsError(self._path, "judgements.unusable", why=cause(error)) from error

    def _prepare(self, database: sqlite3.Connection) -> None:
        if _version(database) == _VERSION:
            return
        database.execute("BEGIN IMMEDIATE")  # another process may be preparing it too
        if _version(database) != _VERSION:
            self._make(database)
        database.commit()
        database.execute("PRAGMA journal_mode = WAL")

    def _make(self, database: sqlite3.Connection) -> None:
        tables = database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
        if tables or _version(database):
            raise JudgementsError(self._path, "judgements.foreign")
        database.execute(_TABLE)
        database.execute(f"PRAGMA user_version = {_VERSION}")


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _row(judgement: Judgement) -> dict[str, str]:
    """The values of the columns."""
    kept = judgement.model_dump(mode="json")
    return kept | {name: json.dumps(kept[name], ensure_ascii=False) for name in _AS_JSON}


def as_question(judgement: Judgement) -> dict[str, Any]:
    """A judgement as a line of a dataset for `qa eval`.

    Of a good answer, the quotes are the evidence and the short answers the accepted ones; a
    good refusal is a question that the articles do not answer. Of a bad one nothing is known.
    """
    return {
        "id": judgement.id,
        "question": judgement.question,
        "history": [text for exchange in judgement.history for text in exchange],
        "lang": judgement.answer.language,
        **(_known(judgement.answer) if judgement.verdict == "good" else {}),
        "verdict": judgement.verdict,
        "note": judgement.note,
        "time": judgement.time,
        "generation": judgement.generation,
    }


def _known(answer: Answer) -> dict[str, Any]:
    """What a good answer tells of its question, as fields of a dataset."""
    if not answer.answered:
        return {"article": None, "answers": []}
    articles = {citation.article_id for citation in answer.citations}
    known: dict[str, Any] = {"evidence": [citation.quote for citation in answer.citations]}
    if len(articles) == 1:
        known["article"] = articles.pop()
    if len(answer.parts) == 1:
        (part,) = answer.parts
        said = [part.answer, *(report.answer for report in answer.reports)]
        return known | {"kind": part.kind, "answers": _distinct(said)}
    return known | {"parts": _known_parts(answer)}


def _known_parts(answer: Answer) -> list[dict[str, Any]]:
    """What is accepted for each part: its short answer, else its quotes; none if refused."""
    quotes = {citation.number: citation.quote for citation in answer.citations}
    return [
        {
            "kind": part.kind,
            "answers": _distinct([part.answer] if part.answer else map(quotes.get, part.citations))
            if part.answered
            else [],
        }
        for part in answer.parts
    ]


def _distinct(texts: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def as_dataset(judgements: Iterable[Judgement]) -> str:
    """Judgements as JSON lines, which `qa eval` reads; empty if there are none."""
    return "".join(f"{json.dumps(as_question(one), ensure_ascii=False)}\n" for one in judgements)
