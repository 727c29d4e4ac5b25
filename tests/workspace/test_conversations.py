"""Conversations that are kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from qa.errors import ConversationError
from qa.types import Filters
from qa.workspace.conversations import (
    LONGEST_TITLE,
    MOST_TURNS,
    VISITOR,
    Conversations,
    KeptTurn,
    new_id,
)
from qa.workspace.database import Database
from tests.ui.fakes import WHO, make_answer

ANN, BOB = "user:ann", "user:bob"
ASKED = KeptTurn(
    question="Qui a envoyé des troupes ?",
    filters=Filters(since="2022", sources=("Le Courrier",)),
    answer=make_answer("Qui a envoyé des troupes ?", [WHO], []),
    request_id="r1",
    generation="g1",
    verdict="good",
    note="juste",
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database of its own."""
    database = Database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def kept(database: Database) -> Conversations:
    """The conversations in it."""
    return Conversations(database)


def test_a_conversation_is_read_as_it_was_kept(kept: Conversations, tmp_path: Path) -> None:
    """Questions, filters, answers and judgements are there when the database is opened again."""
    assert kept.keep(ANN, "id", [ASKED])
    again = Conversations(Database(tmp_path)).read("id", ANN)
    assert again is not None
    assert again.turns == [ASKED]
    assert again.mine
    assert again.title == ASKED.question


def test_owners_see_only_their_own(kept: Conversations) -> None:
    """The list of one owner holds nothing of another's; the last changed stands first."""
    kept.keep(ANN, "one", [ASKED])
    kept.keep(BOB, "other", [ASKED])
    kept.keep(ANN, "two", [ASKED, KeptTurn(question="Pourquoi ?")])
    assert [(one.id, one.questions) for one in kept.all(ANN)] == [("two", 2), ("one", 1)]
    assert [one.id for one in kept.all(BOB)] == ["other"]
    assert kept.all("user:") == []


def test_only_the_owner_changes_a_conversation(kept: Conversations) -> None:
    """Others may read it if they know its id, but neither overwrite, rename nor delete it."""
    kept.keep(ANN, "id", [ASKED])
    assert not kept.keep(BOB, "id", [KeptTurn(question="Mine now")])
    assert not kept.rename(BOB, "id", "Mine now")
    assert not kept.delete(BOB, "id")
    read = kept.read("id", BOB)
    assert read is not None
    assert not read.mine
    assert read.turns == [ASKED]
    assert read.title == ASKED.question
    assert kept.read("id", None) == read


def test_a_title_that_was_given_stays(kept: Conversations) -> None:
    """A renamed conversation keeps its title; any other is called after its first question."""
    kept.keep(ANN, "id", [ASKED])
    kept.keep(ANN, "id", [KeptTurn(question="Another beginning")], dropped={"r1"})
    assert kept.all(ANN)[0].title == "Another beginning"
    assert kept.rename(ANN, "id", "  Troops\n of\u202e 2022 ")
    kept.keep(ANN, "id", [ASKED, ASKED])
    assert kept.all(ANN)[0].title == "Troops of 2022"
    assert not kept.rename(ANN, "id", " \n ")
    assert not kept.rename(ANN, "none", "Title")
    kept.rename(ANN, "id", "x" * 5000)
    assert len(kept.all(ANN)[0].title) == LONGEST_TITLE


def _asked(name: str) -> KeptTurn:
    return ASKED.model_copy(update={"request_id": name, "question": name})


def _questions(kept: Conversations) -> list[str]:
    read = kept.read("id", ANN)
    return [turn.question for turn in read.turns] if read else []


def test_what_two_pages_add_is_kept(kept: Conversations) -> None:
    """A page that does not know what another one asked does not remove it; its own comes last."""
    kept.keep(ANN, "id", [_asked("one")])
    kept.keep(ANN, "id", [_asked("one"), _asked("left")])
    kept.keep(ANN, "id", [_asked("one"), _asked("right")])
    assert _questions(kept) == ["one", "left", "right"]
    judged = _asked("left").model_copy(update={"verdict": "bad"})
    kept.keep(ANN, "id", [_asked("one"), judged, _asked("more")])
    assert _questions(kept) == ["one", "left", "right", "more"]
    read = kept.read("id", ANN)
    assert read is not None
    assert read.turns[1].verdict == "bad"


def test_what_a_page_takes_back_is_not_kept(kept: Conversations) -> None:
    """A dropped turn goes, what another page added stays; the conversation goes with the last."""
    kept.keep(ANN, "id", [_asked("one"), _asked("left")])
    kept.keep(ANN, "id", [], dropped={"one"})
    assert _questions(kept) == ["left"]
    kept.keep(ANN, "id", [], dropped={"left"})
    assert kept.all(ANN) == []


def test_an_open_question_of_another_page_comes_with_its_answer(kept: Conversations) -> None:
    """While it is searched it is not kept by others, so that none stays open for ever."""
    waiting = KeptTurn(question="left", request_id="left")
    kept.keep(ANN, "id", [_asked("one"), waiting])
    kept.keep(ANN, "id", [_asked("one"), _asked("right")])
    assert _questions(kept) == ["one", "right"]
    kept.keep(ANN, "id", [_asked("one"), _asked("left")])
    assert _questions(kept) == ["one", "right", "left"]


def test_what_is_deleted_is_gone(kept: Conversations, database: Database) -> None:
    """Nothing of a deleted conversation is left in the file."""
    question = "a question about the Vermillion affair"
    kept.keep(ANN, "id", [KeptTurn(question=question)])
    kept.keep(ANN, "more", [ASKED])
    kept.keep(BOB, "stays", [ASKED])
    assert kept.delete(ANN, "id")
    assert not kept.delete(ANN, "id")
    assert kept.read("id", ANN) is None
    kept.delete_all(ANN)
    assert kept.all(ANN) == []
    assert [one.id for one in kept.all(BOB)] == ["stays"]
    database.close()
    assert b"Vermillion" not in Path(database.name).read_bytes()


def test_the_oldest_make_room(database: Database) -> None:
    """An owner has so many conversations at most; those of others are left alone."""
    kept = Conversations(database, most_of_owner=3)
    kept.keep(BOB, "bob", [ASKED])
    for number in range(5):
        kept.keep(ANN, f"id{number}", [ASKED])
    assert [one.id for one in kept.all(ANN)] == ["id4", "id3", "id2"]
    assert [one.id for one in kept.all(BOB)] == ["bob"]


def test_a_user_cannot_fill_the_disk(database: Database) -> None:
    """The conversations of an owner have a limit together; those of others are left alone."""
    size = len(json.dumps([ASKED.model_dump(mode="json")], ensure_ascii=False))
    kept = Conversations(database, largest_of_owner=2 * size + 1)
    kept.keep(BOB, "bob", [ASKED])
    for number in range(4):
        kept.keep(ANN, f"id{number}", [ASKED])
    assert [one.id for one in kept.all(ANN)] == ["id3", "id2"]
    assert [one.id for one in kept.all(BOB)] == ["bob"]


def test_visitors_cannot_fill_the_disk(database: Database) -> None:
    """All visitors together have a limit; the conversations of users do not count."""
    size = len(json.dumps([ASKED.model_dump(mode="json")], ensure_ascii=False))
    kept = Conversations(database, most_of_visitors=2 * size + 1)
    kept.keep(ANN, "user", [ASKED])
    for number in range(4):
        kept.keep(f"{VISITOR}{number}", f"id{number}", [ASKED])
    left = [one.id for number in range(4) for one in kept.all(f"{VISITOR}{number}")]
    assert left == ["id2", "id3"]
    assert kept.read("user", ANN) is not None


def test_a_conversation_that_is_too_long_is_refused(kept: Conversations) -> None:
    """The error says so; what was kept before stays."""
    kept.keep(ANN, "id", [ASKED])
    with pytest.raises(ConversationError, match="too long"):
        kept.keep(ANN, "id", [KeptTurn(question="Why?")] * (MOST_TURNS + 1))
    with pytest.raises(ConversationError, match="start a new one"):
        kept.keep(ANN, "id", [KeptTurn(question="x" * 9_000_000)])
    read = kept.read("id", ANN)
    assert read is not None
    assert read.turns == [ASKED]


def test_an_answer_of_another_version_leaves_its_question(
    kept: Conversations, database: Database
) -> None:
    """A turn that cannot be read any more is marked; the others are read."""
    kept.keep(ANN, "id", [ASKED, ASKED])
    with database.begin() as connection:
        connection.execute(text("UPDATE conversations SET turns = replace(turns, '\"g1\"', '{}')"))
    read = kept.read("id", ANN)
    assert read is not None
    left = KeptTurn(question=ASKED.question, request_id="r1", damaged=True)
    assert read.turns == [left] * 2


def test_many_may_keep_at_once(kept: Conversations) -> None:
    """Nothing that several threads keep is lost or mixed."""

    def keep(number: int) -> None:
        owner = (ANN, BOB)[number % 2]
        kept.keep(owner, f"id{number}", [KeptTurn(question=f"{owner} {number}")])
        kept.keep(owner, "same", [KeptTurn(question=owner)])

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for owner, first in ((ANN, 0), (BOB, 1)):
        listed = {one.id for one in kept.all(owner)} - {"same"}
        assert listed == {f"id{number}" for number in range(first, 16, 2)}
    assert (kept.read("same", ANN) or kept.read("same", BOB)) is not None
    assert sum(one.id == "same" for owner in (ANN, BOB) for one in kept.all(owner)) == 1


def test_ids_cannot_be_guessed() -> None:
    """They are long and random, and mean nothing in an address."""
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(one) >= 22 and one.replace("-", "").replace("_", "").isalnum() for one in ids)
