"""Questions that are saved to be asked again, and what was new each time."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import delete, func, insert, select, update

from qa.errors import Failure, SavedError
from qa.lang.dates import timestamp
from qa.types import Answer, Filters, Language
from qa.workspace.database import Database, insert_into
from qa.workspace.saved.evidence import Evidence, evidence_in, short_answers
from qa.workspace.saved.tables import (
    FEEDS,
    ITEMS,
    QUESTIONS,
    Feed,
    NewItem,
    SavedQuestion,
    items_found,
    of_owner,
    questions_found,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, CursorResult

MOST_OF_OWNER: Final = 100
"""Questions that one owner may save."""

MOST_ITEMS: Final = 500
"""News of one question that are kept; the oldest make room for new ones."""


class SavedQuestions:
    """The saved questions in a database; safe to use from several threads and processes.

    Every method raises `WorkspaceError` if the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def exist(self) -> bool:
        """Whether the database is there; without one nothing is saved, and none is made."""
        return self._database.exists

    def add(
        self,
        owner: str,
        question: str,
        *,
        filters: Filters | None = None,
        language: Language = "en",
    ) -> SavedQuestion:
        """Save a question; one that is saved already, with the same filters, is given back.

        Raises:
            SavedError: If the question is empty, or the owner has saved too many.
        """
        asked, where = " ".join(question.split()), filters or Filters()
        if not asked:
            raise SavedError("saved.empty")
        row = {
            "id": secrets.token_hex(6),
            "owner": owner,
            "question": asked,
            "filters": where.model_dump_json(),
            "language": language,
            "created": timestamp(),
            "feed": secrets.token_urlsafe(18),
            "generation": "",
            "answers": "[]",
        }
        with self._database.begin() as connection:
            same = {name: row[name] for name in ("owner", "question", "filters")}
            known = questions_found(connection, *(QUESTIONS.c[name] == same[name] for name in same))
            if known:
                return known[0]
            mine = QUESTIONS.c.owner == owner
            if connection.execute(select(func.count()).where(mine)).scalar_one() >= MOST_OF_OWNER:
                raise SavedError("saved.too_many", most=MOST_OF_OWNER)
            connection.execute(insert(QUESTIONS).values(row))
            (saved,) = questions_found(connection, QUESTIONS.c.id == row["id"])
        return saved

    def all(self, owner: str | None = None) -> list[SavedQuestion]:
        """The questions of an owner, or of all of them, newest first."""
        with self._database.begin() as connection:
            return questions_found(connection, *of_owner(owner))

    def find(self, identity: str, owner: str | None = None) -> SavedQuestion:
        """A question of an owner, or of any.

        Raises:
            SavedError: If the owner has no question with this id.
        """
        with self._database.begin() as connection:
            found = questions_found(connection, QUESTIONS.c.id == identity, *of_owner(owner))
        if not found:
            raise SavedError("saved.missing", id=identity)
        return found[0]

    def remove(self, identity: str, owner: str | None = None) -> None:
        """Delete a question with all that was found for it; errors as for `find`."""
        where = (QUESTIONS.c.id == identity, *of_owner(owner))
        with self._database.begin() as connection:
            if not _changed(connection.execute(delete(QUESTIONS).where(*where))):
                raise SavedError("saved.missing", id=identity)

    def remove_all(self, owner: str) -> int:
        """Delete all questions of an owner, and the address of their news; how many there were."""
        with self._database.begin() as connection:
            connection.execute(delete(FEEDS).where(FEEDS.c.owner == owner))
            return _count(connection.execute(delete(QUESTIONS).where(QUESTIONS.c.owner == owner)))

    def mark_seen(self, identity: str, owner: str | None = None) -> None:
        """Mark all that is new about a question as seen; errors as for `find`."""
        saved = self.find(identity, owner)
        with self._database.begin() as connection:
            mine = ITEMS.c.saved == saved.id
            connection.execute(update(ITEMS).where(mine).values(seen=True))

    def due(self, generation: str, owner: str | None = None) -> list[SavedQuestion]:
        """The questions that a generation of the index has not answered yet, oldest first."""
        with self._database.begin() as connection:
            found = questions_found(
                connection, QUESTIONS.c.generation != generation, *of_owner(owner)
            )
        return found[::-1]

    def record(self, saved: SavedQuestion, answer: Answer, generation: str) -> list[NewItem]:
        """Keep an answer to a question; what is new in it.

        The first answer is what is known from the beginning, so nothing in it is new.
        """
        first, now = saved.asked is None, timestamp()
        evidence = evidence_in(answer, None if first else saved.answers)
        values = {
            "asked": now,
            "generation": generation,
            "answers": json.dumps(short_answers(answer), ensure_ascii=False),
            "problem": None,
        }
        with self._database.begin() as connection:
            mine = QUESTIONS.c.id == saved.id
            if not _changed(connection.execute(update(QUESTIONS).where(mine).values(values))):
                return []  # it was deleted meanwhile
            made = (_add(connection, saved, one, now, alert=not first) for one in evidence)
            added = [identity for identity in made if identity]
            _make_room(connection, saved.id)
            return [] if first else items_found(connection, ITEMS.c.id.in_(added))

    def note_problem(self, saved: SavedQuestion, problem: Failure, generation: str) -> None:
        """Keep why a question could not be asked of a generation; its answer before stays."""
        values = {"generation": generation, "problem": problem.model_dump_json()}
        with self._database.begin() as connection:
            mine = QUESTIONS.c.id == saved.id
            connection.execute(update(QUESTIONS).where(mine).values(values))

    def items(self, saved: Sequence[SavedQuestion], *, unseen: bool = False) -> list[NewItem]:
        """What was new about questions, newest first; only what is not seen, if so wanted."""
        where = [ITEMS.c.saved.in_([one.id for one in saved]), ITEMS.c.alert]
        if unseen:
            where.append(~ITEMS.c.seen)
        with self._database.begin() as connection:
            return items_found(connection, *where)

    def feed_of(self, owner: str) -> str:
        """The secret in the address of the feed of all questions of an owner."""
        with self._database.begin() as connection:
            made = {"owner": owner, "feed": secrets.token_urlsafe(18)}
            connection.execute(insert_into(connection, FEEDS).values(made).on_conflict_do_nothing())
            mine = FEEDS.c.owner == owner
            return str(connection.scalar(select(FEEDS.c.feed).where(mine)))

    def feed(self, token: str) -> Feed | None:
        """The feed with a secret; None if there is none."""
        with self._database.begin() as connection:
            questions = questions_found(connection, QUESTIONS.c.feed == token)
            owner = connection.scalar(select(FEEDS.c.owner).where(FEEDS.c.feed == token))
            if not questions and owner is None:
                return None
            single = bool(questions)
            listed = questions if single else questions_found(connection, *of_owner(owner))
            ids = [one.id for one in listed]
            items = items_found(connection, ITEMS.c.saved.in_(ids), ITEMS.c.alert)
        return Feed(token=token, single=single, questions=listed, items=items)


def _add(
    connection: Connection, saved: SavedQuestion, one: Evidence, now: str, *, alert: bool
) -> str | None:
    """Keep evidence; its id if it was not known: as a sentence, or as a change of the answer."""
    row = {"saved": saved.id, "found": now, "evidence": one.model_dump_json()}
    new = None
    for digest in (one.digest, *([one.change] if one.before else [])):
        told = alert and new is None  # a new sentence that changes the answer is one piece of news
        identity = secrets.token_hex(6)
        made = row | {"id": identity, "digest": digest, "alert": told, "seen": not told}
        insertion = insert_into(connection, ITEMS).values(made).on_conflict_do_nothing()
        if connection.execute(insertion.returning(ITEMS.c.id)).first():
            new = new or identity
    return new


def _make_room(connection: Connection, saved: str) -> None:
    """Forget that the oldest evidence was news; that it is known stays."""
    mine = (ITEMS.c.saved == saved, ITEMS.c.alert)
    newest = ITEMS.c.number.desc()
    kept = select(ITEMS.c.number).where(*mine).order_by(newest).limit(MOST_ITEMS)
    old = (*mine, ITEMS.c.number.not_in(kept))
    connection.execute(update(ITEMS).where(*old).values(alert=False, seen=True))


def _changed(result: object) -> bool:
    return _count(result) > 0


def _count(result: object) -> int:
    return cast("CursorResult[Any]", result).rowcount
