"""Saved questions: what is new about them, and the feeds that tell it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import feedparser
import pytest

from qa.assistant import Assistant
from qa.build import build_index
from qa.encoder import BuiltInEncoder
from qa.errors import IndexNotFoundError, SavedError
from qa.types import Article, Filters
from qa.workspace.database import Database
from qa.workspace.saved import SavedQuestion, SavedQuestions, as_atom, ask_due
from tests.ui.fakes import ARTICLES, FLOOD_ONE, FLOOD_TWO, HOSTILE, TROOPS, FakeLibrary

FLOOD = "How many people died in the flood?"


class Index(FakeLibrary):
    """The small library in a generation."""

    def __init__(self, generation: str, articles: Sequence[Article] = tuple(ARTICLES)) -> None:
        super().__init__(articles)
        self.generation = generation


BEFORE = Index("g1", [FLOOD_ONE, TROOPS])
AFTER = Index("g2")


@pytest.fixture
def questions(tmp_path: Path) -> Iterator[SavedQuestions]:
    """The saved questions of an empty data folder."""
    database = Database(tmp_path)
    yield SavedQuestions(database)
    database.close()


def test_a_new_article_is_news_and_so_is_the_answer_that_it_changes(
    questions: SavedQuestions,
) -> None:
    """What the first answer quotes is known; a later quote is new, with the answer before it."""
    saved = questions.add("", FLOOD)
    (first,) = ask_due(questions, BEFORE)
    assert first.items == []
    (second,) = ask_due(questions, AFTER)
    (item,) = second.items
    assert (item.article_id, item.answer, item.before) == (FLOOD_TWO.id, "Eleven", "Four")
    assert FLOOD_TWO.text[item.start : item.end] == item.quote
    assert questions.find(saved.id).new == 1
    questions.mark_seen(saved.id)
    assert questions.find(saved.id).new == 0
    assert [one.seen for one in questions.items([saved])] == [True]


def test_nothing_is_new_where_nothing_changed(questions: SavedQuestions) -> None:
    """A generation is asked once; another one with the same articles has no news."""
    questions.add("", FLOOD)
    ask_due(questions, AFTER)
    assert ask_due(questions, AFTER) == []
    (again,) = ask_due(questions, Index("g3"))
    assert again.items == []


def test_an_article_that_went_and_came_back_is_no_news(questions: SavedQuestions) -> None:
    """But the answer that changed back is, once; after that nobody is told again."""
    questions.add("", FLOOD)
    found = [
        [(item.before, item.answer) for item in one.items]
        for generation in range(6)
        for one in ask_due(
            questions, Index(f"g{generation}", ARTICLES if generation % 2 else [FLOOD_ONE])
        )
    ]
    assert found == [[], [("Four", "Eleven")], [("Eleven", "Four")], [], [], []]


def test_a_question_without_an_answer_waits_for_one(questions: SavedQuestions) -> None:
    """The first article that answers is new; filters hold."""
    questions.add("", "Who sent troops?", filters=Filters(since="2022"))
    questions.add("", "Who sent the troops?", filters=Filters(since="2023"))
    assert [one.items for one in ask_due(questions, Index("g1", [FLOOD_ONE]))] == [[], []]
    later, found = sorted(ask_due(questions, AFTER), key=lambda one: len(one.items))
    assert {item.article_id for item in found.items} == {TROOPS.id}
    assert later.items == []


def test_a_question_that_is_refused_keeps_its_reason(questions: SavedQuestions) -> None:
    """The others are asked; once it is answered, what it quotes is known from the beginning."""
    questions.add("", FLOOD)
    refused = questions.add("", "refused")
    assert len(ask_due(questions, BEFORE)) == 2
    problem = questions.find(refused.id).problem
    assert problem is not None
    assert "empty" in problem.reason
    assert questions.find(refused.id).asked is None
    missing = Index("g2")
    missing.missing = True
    with pytest.raises(IndexNotFoundError):
        ask_due(questions, missing)


def test_asking_ends_where_it_is_told_to(questions: SavedQuestions) -> None:
    """What was not asked is asked the next time, oldest first."""
    for number in range(3):
        questions.add("", f"{FLOOD} {number}")
    assert len(ask_due(questions, AFTER, between=lambda done, _: done < 1)) == 1
    assert len(ask_due(questions, AFTER)) == 2


def test_owners_see_and_change_their_own_only(questions: SavedQuestions) -> None:
    """Another's question is not found, by whatever is done to it."""
    mine = questions.add("ana", FLOOD)
    questions.add("ben", FLOOD)
    assert [one.owner for one in questions.all("ana")] == ["ana"]
    assert len(questions.all()) == 2
    for act in (questions.find, questions.remove, questions.mark_seen):
        with pytest.raises(SavedError, match="no saved question"):
            act(mine.id, "ben")
    questions.remove(mine.id, "ana")
    assert questions.all("ana") == []


def test_a_question_is_saved_once(questions: SavedQuestions) -> None:
    """With the same filters; an empty one is not, and there is an end to them."""
    one = questions.add("", f" {FLOOD}\n")
    assert questions.add("", FLOOD) == one
    assert questions.add("", FLOOD, filters=Filters(since="2024")) != one
    with pytest.raises(SavedError, match="empty"):
        questions.add("", "  ")
    for number in range(98):
        questions.add("", f"{number}?")
    with pytest.raises(SavedError, match="100 questions are saved already"):
        questions.add("", "one more?")


def test_deleting_a_question_deletes_its_news_even_while_it_is_asked(
    questions: SavedQuestions,
) -> None:
    """An answer to it that comes later is dropped."""
    saved = questions.add("", FLOOD)
    ask_due(questions, BEFORE)
    ask_due(questions, AFTER)
    before = questions.find(saved.id)
    questions.remove(saved.id)
    assert questions.items([before]) == []
    assert questions.record(before, AFTER.ask(FLOOD), "g3") == []


def test_two_that_ask_at_once_find_each_news_once(questions: SavedQuestions) -> None:
    """A server and `qa saved run` may ask the same question."""
    questions.add("", FLOOD)
    ask_due(questions, BEFORE)
    found: list[int] = []

    def ask() -> None:
        found.append(sum(len(one.items) for one in ask_due(questions, AFTER)))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found) == 1


def read_feed(questions: SavedQuestions, token: str) -> Any:
    """A feed as a feed reader understands it."""
    feed = questions.feed(token)
    assert feed is not None
    read = feedparser.parse(as_atom(feed, f"https://q.example/saved/{token}.atom", BASE))
    assert (read.bozo, read.version) == (False, "atom10")
    return read


BASE = "https://q.example"


def with_news(questions: SavedQuestions, owner: str = "") -> SavedQuestion:
    """A question with one piece of news."""
    saved = questions.add(owner, FLOOD)
    ask_due(questions, BEFORE)
    ask_due(questions, AFTER)
    return saved


def test_the_feed_of_a_question_tells_what_is_new(questions: SavedQuestions) -> None:
    """Valid Atom with the quote, the title, the address in the app; ids do not change."""
    saved = with_news(questions)
    read = read_feed(questions, saved.feed)
    (entry,) = read.entries
    assert read.feed.title == FLOOD
    assert entry.title == FLOOD_TWO.title
    assert entry.link.startswith("https://q.example/a/flood%2Fday-two.txt#s=")
    assert entry.author == "Valley Post"
    told = entry.content[0].value
    assert "“Eleven people died in the flood, the prefect said on Sunday.”" in told
    assert "was “Four” and is now “Eleven”" in told
    assert entry.updated_parsed is not None
    assert read.feed.updated == entry.updated
    assert read_feed(questions, saved.feed).entries[0].id == entry.id


def test_one_feed_tells_of_all_questions_of_an_owner(questions: SavedQuestions) -> None:
    """Each entry names its question; another owner's are not in it; no other secret works."""
    with_news(questions, "ana")
    questions.add("ben", "What did the zebra do?")
    token = questions.feed_of("ana")
    assert questions.feed_of("ana") == token
    read = read_feed(questions, token)
    (entry,) = read.entries
    assert entry.content[0].value.startswith(FLOOD)
    assert read.feed.title == "Saved questions"
    assert read_feed(questions, questions.feed_of("ben")).entries == []
    assert questions.feed("nothing") is None


def test_markup_in_articles_is_text_in_a_feed(questions: SavedQuestions) -> None:
    """Titles, quotes and questions of hostile articles, control characters, odd addresses."""
    saved = questions.add("", "What did the <b>zebra\x00 do & why?", language="fr")
    ask_due(questions, BEFORE)
    ask_due(questions, AFTER)
    read = read_feed(questions, saved.feed)
    (entry,) = read.entries
    assert "<b>zebra" in read.feed.title.replace("&lt;", "<")
    assert entry.content[0].type == "text/plain"
    assert entry.content[0].value.startswith("“The zebra <img src=")
    assert [link.href for link in entry.links] == [entry.link]
    assert HOSTILE.url not in [link.href for link in entry.links]


STORY = "{title}\n\nLe maire {name} a inauguré le pont de Karsk {day}. La foule était nombreuse."


def test_one_more_article_is_found_after_the_next_build(
    tmp_path: Path, encoder: BuiltInEncoder
) -> None:
    """With a real index: nothing is new at first, nor after a build of the same; then there is."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()

    def publish(name: str, text: str) -> None:
        (corpus / name).write_text(f" date 2025-02-03\n\n{text}", encoding="utf-8")
        build_index(corpus, index, encoder=encoder)

    publish("a.txt", "Météo\n\nIl a neigé dans la vallée toute la nuit de lundi à mardi.")
    questions = SavedQuestions(Database(tmp_path / "data"))
    questions.add("", "Qui a inauguré le pont de Karsk ?")
    with Assistant.open(index, encoder=encoder) as assistant:
        assert [one.items for one in ask_due(questions, assistant)] == [[]]
        publish("b.txt", "Sport\n\nLe club a gagné la coupe de la vallée dimanche après-midi.")
        assert [one.items for one in ask_due(questions, assistant)] == [[]]
        publish("c.txt", STORY.format(title="Pont ouvert", name="Yvon Lemarchal", day="hier"))
        (asked,) = ask_due(questions, assistant)
        (item,) = asked.items
        assert (item.article_id, item.title) == ("c.txt", "Pont ouvert")
        assert assistant.article("c.txt").text[item.start : item.end] == item.quote
