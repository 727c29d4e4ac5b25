"""Questions are offered only if they are answered well from their article."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa.assistant import Assistant
from qa.build import build_index
from qa.encoder import BuiltInEncoder
from qa.proposals import Pool, Proposal, Proposer, is_sure, own_questions
from qa.types import Answer, Topic
from tests.newsroom import ARTICLES, write_table


@pytest.fixture(scope="module")
def pool(news: Assistant) -> Pool:
    """All that is found over the handful of articles."""
    proposer = Proposer(news, Pool(generation="g", built="now", topics=tuple(news.topics())))
    for _ in proposer.fill():
        assert not proposer.pool.done
    assert proposer.pool.done
    return proposer.pool


def test_everything_offered_is_answered_well(news: Assistant, pool: Pool) -> None:
    """Asked again, each question has a sure answer whose first quote is of its article."""
    assert pool.proposals
    for one in pool.proposals:
        answer = news.ask(one.question)
        assert is_sure(answer)
        assert answer.language == one.language
        assert answer.citations[0].article_id == one.article_id


def test_nothing_is_offered_twice(pool: Pool) -> None:
    """Questions differ, and no article is asked about twice in the same way."""
    made = [(one.kind, one.article_id, one.language) for one in pool.proposals]
    assert len(made) == len(set(made))
    assert pool.with_more(*pool.proposals) is pool


def test_a_question_is_asked_once(news: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many articles lead to it."""
    asked: list[str] = []

    def ask_many(questions: list[str]) -> list[Answer]:
        asked.extend(questions)
        return Assistant.ask_many(news, questions)

    monkeypatch.setattr(news, "ask_many", ask_many)
    proposer = Proposer(news, Pool(generation="g", built="now", topics=tuple(news.topics())))
    for _ in proposer.fill():
        pass
    assert len(asked) == len(set(asked))


def test_the_questions_of_a_corpus_come_first(tmp_path: Path, encoder: BuiltInEncoder) -> None:
    """Those that are answered as the file says; others, and broken lines, are not offered."""
    corpus = write_table(tmp_path / "corpus", ARTICLES)
    army = {"lang": "fr", "article": "army"}
    rows: list[dict[str, Any]] = [
        {**army, "question": "Combien de soldats l’armée a-t-elle envoyés à Karsk ?",
         "answers": ["2 500"]},
        {**army, "question": "Combien de soldats sont partis pour Karsk ?", "answers": ["900"]},
        {**army, "question": "Et combien ?", "answers": ["2 500"], "history": ["Qui ?", "x"]},
        {**army, "question": "Qui a volé la lune ?", "answers": [], "article": None},
    ]  # fmt: skip
    (corpus / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    build_index(corpus, tmp_path / "index", encoder=encoder)
    with Assistant(tmp_path / "index", encoder=encoder) as assistant:
        own = own_questions(assistant, corpus)
        proposer = Proposer(assistant, Pool(generation="g", built="now"), own)
        for _ in proposer.fill():
            pass
        asked = [one.question for one in proposer.pool.proposals if one.kind == "own"]
        assert asked == [rows[0]["question"]]
        (corpus / "questions.jsonl").write_text("not json", encoding="utf-8")
        assert own_questions(assistant, corpus) == {}


def proposal(question: str, article: str, kind: str = "who", language: str = "en") -> Proposal:
    """A question of a pool."""
    return Proposal.model_validate(
        {"question": question, "article_id": article, "kind": kind, "language": language}
    )


POOL = Pool(
    generation="g",
    built="now",
    topics=(Topic(words={"en": ["Ferry"]}, articles=["a", "b"]),
            Topic(words={"en": ["Flood"]}, articles=["c"])),
    proposals=(
        proposal("Who is A?", "a", "person"),
        proposal("How many b?", "b", "how_many"),
        proposal("Who is C?", "c", "person"),
        proposal("How many c?", "c", "how_many"),
        proposal("Which articles are about “Ferry”?", "a", "list"),
        proposal("Qui est D ?", "d", "person", "fr"),
    ),
)  # fmt: skip


def test_examples_are_spread_over_topics_and_kinds() -> None:
    """One of each topic, of another kind than the ones before, in the language of the page."""
    assert POOL.examples("en", 3) == ["Who is A?", "How many c?"]
    assert POOL.examples("fr", 3) == ["Qui est D ?"]


def test_an_example_keeps_its_place_when_others_are_found() -> None:
    """What comes later comes below, even if its topic is larger."""
    early = POOL.model_copy(update={"proposals": POOL.proposals[2:4]})
    late = early.with_more(POOL.proposals[0])
    assert early.examples("en", 3) == ["Who is C?"]
    assert late.examples("en", 3)[0] == "Who is C?"
    assert len(late.examples("en", 3)) == 2


def test_topics_carry_their_questions() -> None:
    """A topic without a question in a language is not shown in it."""
    assert [one.questions for one in POOL.by_topic("en")] == [
        ["Who is A?", "How many b?", "Which articles are about “Ferry”?"],
        ["Who is C?", "How many c?"],
    ]
    assert POOL.by_topic("fr") == []


def test_what_leads_on_is_about_the_articles_and_was_not_asked() -> None:
    """The nearest article first; case and marks do not make a question another one."""
    assert POOL.about(["c", "b"], "en", ["who is c"]) == ["How many c?", "How many b?"]
    assert POOL.about(["x"], "en", []) == []
