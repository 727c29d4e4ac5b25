"""Whatever is kept is kept alike in SQLite and in PostgreSQL, by several servers at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import cast

import pytest
from sqlalchemy import text

from qa.batch import BatchQuestion, BatchRow
from qa.errors import Failure, FeedError, QAError, WorkspaceError
from qa.types import Answer, AnswerPart, Citation
from qa.workspace.batches import MOST_OF_OWNER, BatchStore
from qa.workspace.conversations import VISITOR, Conversations, KeptTurn
from qa.workspace.database import Database
from qa.workspace.engines import of_collection
from qa.workspace.feeds import Feeds
from qa.workspace.judgements import Judgements
from qa.workspace.proposals import ProposalStore
from qa.workspace.saved import SavedQuestions
from tests.postgres import PASSWORD, WRITTEN, Server
from tests.ui.fakes import make_answer
from tests.workspace.conftest import Opening
from tests.workspace.test_judgements import judged
from tests.workspace.test_proposals import POOL, STATUS

ODD = "NUL \0, half \ud800, 𝔘nicode ’é"


def at_once(act: Callable[[int], object], count: int = 8) -> list[QAError]:
    """Do something in several threads at once; what went wrong."""
    start, problems = threading.Barrier(count), list[QAError]()

    def work(number: int) -> None:
        start.wait()
        try:
            act(number)
        except QAError as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def quoting(*quotes: str) -> Answer:
    """An answer that quotes sentences of an article."""
    citations = [
        Citation(
            number=number, article_id="a", title="T", url=None, source="S", published="2024",
            language="en", quote=quote, start=0, end=len(quote), answer_start=None,
            answer_end=None, also_in=[],
        )
        for number, quote in enumerate(quotes, 1)
    ]  # fmt: skip
    part = AnswerPart(
        question="Who?", kind="who", answered=True, answer=None, confidence=0.9,
        citations=list(range(1, len(quotes) + 1)),
    )  # fmt: skip
    return make_answer("Who?", [], []).model_copy(update={"parts": [part], "citations": citations})


def test_conversations_are_shared(opening: Opening) -> None:
    """Another server reads, adds and renames what one kept; others' owners cannot."""
    one, two = Conversations(opening()), Conversations(opening())
    assert one.keep("ann", "id", [KeptTurn(question=ODD.replace("\ud800", ""))])
    assert not two.keep("ben", "id", [KeptTurn(question="Mine now?")])
    assert two.rename("ann", "id", "Floods")
    assert two.keep("ann", "id", [KeptTurn(question="Who?"), KeptTurn(question="Why?")])
    assert [(c.title, c.questions) for c in one.all("ann")] == [("Floods", 2)]
    assert not one.delete("ben", "id")
    assert one.delete("ann", "id")
    assert two.read("id", "ann") is None


def test_the_oldest_conversations_make_room(opening: Opening) -> None:
    """Of an owner, and of all visitors together."""
    database = opening()
    kept = Conversations(database, most_of_owner=2, most_of_visitors=200)
    for number in range(3):
        kept.keep("ann", f"a{number}", [KeptTurn(question="Who?")])
    assert len(kept.all("ann")) == 2
    for number in range(3):
        kept.keep(f"{VISITOR}{number}", f"v{number}", [KeptTurn(question="Who?" * 20)])
    with database.begin() as connection:
        count = text("SELECT count(*) FROM conversations WHERE owner LIKE 'browser:%'")
        assert connection.scalar(count) == 0
    assert len(kept.all("ann")) == 2


def test_saved_questions_are_shared(opening: Opening) -> None:
    """What is new is found once, by whichever server asks; seen is seen for both."""
    one, two = SavedQuestions(opening()), SavedQuestions(opening())
    saved = one.add("ann", f"Who? {ODD}")
    assert two.all("ann") == [saved]
    assert "�" in saved.question
    one.record(saved, quoting("First."), "g1")
    again = two.find(saved.id)
    new = two.record(again, quoting("First.", "Second."), "g2")
    assert [item.quote for item in new] == ["Second."]
    assert one.record(again, quoting("First.", "Second."), "g2") == []
    assert one.find(saved.id).new == 1
    assert one.feed_of("ann") == two.feed_of("ann")
    feed = two.feed(one.feed_of("ann"))
    assert feed is not None
    assert [item.quote for item in feed.items] == ["Second."]
    one.mark_seen(saved.id)
    assert two.find(saved.id).new == 0
    assert two.due("g3") == [two.find(saved.id)]
    two.remove(saved.id, "ann")
    assert one.items([saved]) == []


def test_feeds_are_shared(opening: Opening) -> None:
    """Names are unique, one server at a time runs a feed, and what was seen goes with it."""
    one, two = Feeds(opening()), Feeds(opening())
    one.add("http://b.example/rss", "B-a", name=None, every=60)
    two.add("http://a.example/rss", "Ba", name=None, every=60)
    assert [feed.name for feed in one.all()] == ["b-a", "ba"]
    with pytest.raises(FeedError):
        two.add("http://b.example/rss", "Again", name=None, every=60)
    with one.held("ba"), pytest.raises(FeedError, match="process"), two.held("ba"):
        pass
    with two.held("ba") as feed:
        feed.change(unbuilt=True)
    assert one.unbuilt()
    assert not two.pause("ba").due
    one.remove("ba")
    assert two.due() == ["b-a"]


def test_questions_to_offer_are_shared(opening: Opening) -> None:
    """The last pool of an index folder is the one there is."""
    one, two = ProposalStore(opening()), ProposalStore(opening())
    assert at_once(lambda n: (one if n % 2 else two).save(STATUS, POOL)) == []
    assert two.load(STATUS) == POOL


def asked(count: int = 2) -> list[BatchQuestion]:
    """A list of questions, one of which cannot be asked."""
    wrong = BatchQuestion(id="x", question="", problem=Failure(code="question.empty"))
    return [*(BatchQuestion(id=str(n), question=f"q{n}?") for n in range(count)), wrong]


def test_lists_of_questions_are_shared(opening: Opening) -> None:
    """Each question is answered once, by whichever server holds the list, and others see it."""
    one, two = BatchStore(opening()), BatchStore(opening())
    batch = one.add("ann", ODD, asked(), "fr", "http://h")
    assert (two.open(), two.open("ann"), two.open("ben")) == (1, 1, 0)
    held = one.take()
    assert held is not None
    assert held.questions == tuple(asked())
    assert two.take() is None
    one.record(held, [BatchRow(id="0", question="q0?", answered=True, quote="é")], 2.0)
    one.record(held, [BatchRow(id="0", question="twice")], 2.0)
    one.release()
    taken = two.take()
    assert taken is not None
    shown = taken.batch
    assert (shown.done, shown.answered, shown.total) == (1, 1, 3)
    assert (shown.current, shown.seconds_left) == ("q1?", 4.0)
    assert [row.quote for row in two.rows(shown)] == ["é"]
    assert two.rows(shown, 0) == []
    two.fail(shown, Failure(code="unexpected"))
    found = one.find(batch.id, "ann")
    assert found is not None
    assert (found.state, found.failure) == ("failed", Failure(code="unexpected"))
    assert one.find(batch.id, "ben") is None
    two.forget(batch.id, "ann")
    assert one.lists("ann") == []


def test_servers_take_different_lists(opening: Opening) -> None:
    """However many look for work at once, no list is answered by two of them."""
    stores = [BatchStore(opening()) for _ in range(6)]
    for number in range(3):
        stores[0].add("ann", str(number), asked(), "en", "")
    taken: list[str] = []

    def take(number: int) -> None:
        while (held := stores[number].take()) and held.batch.name not in taken:
            taken.append(held.batch.name)

    assert at_once(take, 6) == []
    assert sorted(taken) == ["0", "1", "2"]


def test_the_oldest_lists_make_room(opening: Opening) -> None:
    """Those that are still being answered stay."""
    store = BatchStore(opening())
    running = store.add("ann", "running", asked(), "en", "")
    for number in range(MOST_OF_OWNER + 2):
        store.stop(store.add("ann", str(number), asked(), "en", "").id, "ann")
    assert store.find(running.id, "ann") is not None
    with opening().begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM batches")) == MOST_OF_OWNER + 1


def test_threads_of_two_servers_keep_at_once(opening: Opening) -> None:
    """Nothing is lost, whatever kind it is."""
    databases = [opening(), opening()]

    def keep(number: int) -> None:
        database = databases[number % 2]
        Judgements(database).keep(judged(str(number)))
        Conversations(database).keep("ann", str(number), [KeptTurn(question="Who?")])
        SavedQuestions(database).add("ann", f"Question {number}?")
        Feeds(database).add(f"http://h/{number}", "T", name=f"f{number}", every=60)
        BatchStore(database).add("ann", str(number), asked(), "en", "")

    assert at_once(keep) == []
    other = opening()
    assert Judgements(other).count() == 8
    counts = (Conversations(other).all("ann"), SavedQuestions(other).all(), Feeds(other).all())
    assert [len(cast("list[object]", one)) for one in counts] == [8, 8, 8]
    assert BatchStore(other).open() == 8


def test_a_server_that_is_killed_loses_nothing_and_is_used_again(postgres: Server) -> None:
    """While it is away that is said; afterwards the same object works, and nothing is half done."""
    database = Database(postgres.new())
    kept = Conversations(database)
    kept.keep("ann", "a", [KeptTurn(question="Who?")])
    with pytest.raises(WorkspaceError, match=r"check that the PostgreSQL server runs"):
        _killed_while_writing(postgres, database)
    with pytest.raises(WorkspaceError, match=r"cannot be reached.*check that the Postgre") as away:
        kept.all("ann")
    _hides_password([str(away.value)])
    postgres.start()
    assert [one.id for one in kept.all("ann")] == ["a"]
    assert kept.keep("ann", "b", [KeptTurn(question="Why?")])
    database.close()


def _killed_while_writing(postgres: Server, database: Database) -> None:
    with database.begin() as connection:
        connection.execute(text("UPDATE conversations SET owner = 'ben'"))
        postgres.kill()
        connection.execute(text("UPDATE conversations SET owner = 'cid'"))


@pytest.mark.parametrize(
    ("database", "password", "why"),
    [("postgres", "s3cret", "password authentication failed"), ("nowhere", WRITTEN, "nowhere")],
)
def test_a_wrong_address_is_said_without_the_password(
    postgres: Server, database: str, password: str, why: str
) -> None:
    """The error names server, reason and remedy."""
    with pytest.raises(WorkspaceError, match=why) as wrong:
        Conversations(Database(postgres.address(database, password))).all("ann")
    assert f"qa:***@127.0.0.1:{postgres.port}/{database}" in str(wrong.value)
    _hides_password([str(wrong.value), wrong.value.path], password)


def test_what_the_user_may_not_do_is_said(postgres: Server) -> None:
    """A reader who may not make tables gets the server's words and a remedy."""
    owner = Database(postgres.new())
    with owner.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS weak"))
        connection.execute(text("CREATE ROLE weak LOGIN PASSWORD 'weak'"))
    owner.close()
    weak = postgres.new().replace(f"//qa:{WRITTEN}", "//weak:weak")
    with pytest.raises(WorkspaceError, match=r"permission denied.*check what the user may do"):
        Conversations(Database(weak)).all("ann")


def test_without_the_driver_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says how to install it."""
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(WorkspaceError, match=r"pip install 'qa\[postgres\]'"):
        Conversations(Database("postgresql://qa@127.0.0.1/qa")).all("ann")


def test_schemas_are_apart(postgres: Server) -> None:
    """Collections of one database do not see one another, whatever their names."""
    address = postgres.new()
    databases = [Database(of_collection(address, name)) for name in ("a-b", "news")]
    one, two = map(Conversations, databases)
    one.keep("ann", "id", [KeptTurn(question="Who?")])
    assert (len(one.all("ann")), two.all("ann")) == (1, [])
    for database in databases:
        database.close()


def _hides_password(texts: Iterable[str], *more: str) -> None:
    for secret in (PASSWORD, WRITTEN, *more):
        assert not [one for one in texts if secret in one]
