from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from training.changes import Changer
from training.data import news_table
from training.examples import (
    Example,
    Negatives,
    NewsExamples,
    answer_spans,
    changed,
    paragraph_examples,
    read_near,
    training_examples,
    without_answer,
)
from training.neighbours import with_neighbours
from training.news import News

from tests.training.tiny_data import TOWNS, Row, article_id, paragraph_rows, qamr_rows


@pytest.fixture
def about_news(data: Path, news: News, near: dict[str, list[int]]) -> NewsExamples:
    """Makes examples of the articles."""
    changer = Changer(row["question_fr"] for row in news_table(data, "questions"))
    return NewsExamples(news, near, changer, random.Random(1))


def said(example: Example) -> set[str]:
    """The answers of an example, as its passages say them."""
    return {passage.text[a:b] for passage in example.passages for a, b in passage.spans}


def test_a_passage_that_holds_the_answer_is_never_a_negative(
    data: Path, news: News, near: dict[str, list[int]]
) -> None:
    """Whatever the source, what stands beside a right passage does not say its answer."""
    passes = [training_examples(data, news, near, seed) for seed in range(4)]
    assert all(all(sources.values()) for sources in passes)
    beside = 0
    for example in (e for sources in passes for examples in sources.values() for e in examples):
        for answer in said(example):
            wrong = [passage.text for passage in example.passages if not passage.spans]
            assert not any(answer.casefold() in text.casefold() for text in wrong)
            beside += len(wrong)
    assert beside > 400


def test_answers_are_known_to_the_character(data: Path, about_news: NewsExamples) -> None:
    """What the spans of a question about news cut out is its answer, verbatim."""
    rows = [row for row in news_table(data, "questions") if row["kind"] != "none"]
    answers = {row["answer"] for row in rows}
    found = [example for example in about_news.facts(rows) if said(example)]
    assert len(found) == 2 * len(rows)
    assert all(said(example) <= answers for example in found)
    assert {len(example.passages) for example in found} <= {3, 4, 5}


def test_a_question_that_no_article_answers_has_no_answer(
    data: Path, about_news: NewsExamples
) -> None:
    """Of the kind `none` all passages are wrong, one of the article asked about first."""
    rows = [row for row in news_table(data, "questions") if row["kind"] == "none"]
    found = list(about_news.facts(rows))
    assert len(found) == 2 * len(rows)
    assert not any(said(example) for example in found)


def test_a_near_miss_is_put_to_the_passage_that_answers_the_question_beside_it(
    data: Path, about_news: NewsExamples
) -> None:
    """The right passage is shown, but for the near miss it has no answer."""
    row = news_table(data, "near-misses")[0]
    right, miss, *_ = about_news.near_misses([row])
    assert (right.question, miss.question) == (row["original_fr"], row["near_miss_fr"])
    assert said(right) == {row["answer"]}
    assert row["answer"] in miss.passages[0].text
    assert not said(miss)


def test_a_second_question_comes_after_the_first(data: Path, about_news: NewsExamples) -> None:
    """It is asked alone in full, and as it was asked after the exchange before it."""
    row = news_table(data, "dialogues")[0]
    full, second, *_ = about_news.dialogues([row])
    assert (full.question, full.context) == (row["standalone2_fr"], "")
    assert second.question == row["question2_fr"]
    assert second.context == f"{row['question1_fr']} {row['answer1']}"
    assert said(full) == said(second) == {row["answer2"]}


def test_a_changed_question_is_answered_by_nothing(about_news: NewsExamples) -> None:
    """It is put to the same passages, none of which has an answer."""
    town = TOWNS[0]
    question = f"Qui a ouvert la bibliothèque de {town.town} ?"
    example = about_news.example(article_id(town), town.mayor, question, question)
    assert example
    tries = [changed(example, Changer(["Qui a vu Dole ?"]), random.Random(i)) for i in range(40)]
    found = [made for some in tries for made in some]
    assert found
    for made in found:
        assert made.question != question
        assert [p.text for p in made.passages] == [p.text for p in example.passages]
        assert not said(made)


def test_the_answer_sentence_is_taken_out() -> None:
    """A passage less the sentences that say an answer is what is left of it."""
    filler = "Rien de plus ne fut dit ce jour-là par les témoins de la scène, à ce qu'on rapporte. "
    row = _row(f"{filler}Elle naquit en 1815 à Londres. {filler}", "1815")
    assert str(without_answer(row)).split() == (filler * 2).split()


def test_a_passage_of_which_little_is_left_is_no_negative() -> None:
    """Nor is one whose answer goes over the end of a sentence, and so cannot be taken out."""
    assert without_answer(_row("Il vint. Elle naquit en 1815.", "1815")) is None
    long = "Il est venu hier soir avec tous les siens. " * 5
    row = _row(f"{long}Elle aima Ravel. Il aima Satie. {long}", "Ravel. Il aima")
    assert without_answer(row) is None
    row["answers"].append({"text": "Elle aima", "answer_start": 0})
    assert "Ravel. Il aima" not in str(without_answer(row))


def test_negatives_are_of_the_same_article() -> None:
    """Another paragraph of the article, or the right one without its answer."""
    rows = [row for row in paragraph_rows("fr") if row["answers"]]
    titles = {row["context"]: row["title"] for row in rows}
    negatives = Negatives(rows)
    for seed, row in enumerate(rows):
        drawn = negatives.draw(row, random.Random(seed))
        assert drawn
        assert row["answers"][0]["text"] not in drawn
        assert titles.get(drawn, row["title"]) == row["title"]


def test_an_answer_that_is_not_where_it_says_is_no_answer() -> None:
    """Rows whose offsets are wrong are left out, rather than taught."""
    row = _row("Elle naquit en 1815.", "1815") | {"id": "1", "title": "A", "question": "Quand ?"}
    row["answers"][0]["answer_start"] = 2
    assert answer_spans(row) == ()
    assert not [*paragraph_examples([row], None, Changer([]), random.Random(0))]


def test_with_translated_questions_only_rows_that_have_one_are_asked() -> None:
    """The question of the row is not asked then."""
    rows = paragraph_rows("fr")
    found = paragraph_examples(rows, {"fr2-0": "Who did?"}, Changer([]), random.Random(0))
    assert [example.question for example in found] == ["Who did?"]


def test_neighbouring_sentences_move_the_answer() -> None:
    """An answer is still where it says it is after sentences were put before it."""
    joined = with_neighbours(qamr_rows(), around=1)[4]
    ((start, end),) = answer_spans(joined)
    assert joined["context"][start:end] == "Claire Vasseur"
    assert joined["context"].startswith("Bruno Castel built")
    assert joined["context"].endswith("Dormelles .")


def test_a_pass_is_the_same_each_time(data: Path, news: News, near: dict[str, list[int]]) -> None:
    """What is drawn depends on the seed alone."""
    one, same, other = (training_examples(data, news, near, seed) for seed in (3, 3, 4))
    assert one == same != other


def test_nearest_passages_are_read_as_written(tmp_path: Path) -> None:
    """Questions and places go through their file unchanged."""
    (tmp_path / "near.json").write_text(json.dumps({"Où ?": [3, 1]}), encoding="utf-8")
    assert read_near(tmp_path / "near.json") == {"Où ?": [3, 1]}


def _row(context: str, answer: str) -> Row:
    answers = [{"text": answer, "answer_start": context.index(answer)}]
    return {"context": context, "answers": answers}
