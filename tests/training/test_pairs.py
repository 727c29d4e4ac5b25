from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from training.near import nearest_passages, questions_about_news
from training.news import News
from training.pairs import HELD_OUT_LAWS, OPENING, Pair, law_pairs, parallel_texts

from qa.encoder import Vectors
from tests.training.tiny_data import TOWNS, article_id, law_rows


def test_a_passage_about_news_holds_the_answer(pairs: list[Pair]) -> None:
    """The question who opened the library is paired with the passage that says it."""
    town = TOWNS[0]
    asked = f"Who opened the library of {town.town}?"
    found = [p for p in pairs if p.source == "news" and p.question == asked]
    assert found
    assert all(town.mayor in pair.passage for pair in found)
    assert all(pair.group == article_id(town) for pair in found)


def test_a_passage_does_not_answer_the_changed_question(pairs: list[Pair]) -> None:
    """Where there is a changed question it is another one; near misses are such questions."""
    changed = [pair for pair in pairs if pair.changed]
    assert changed
    assert all(pair.changed != pair.question for pair in changed)
    assert f"Who built the library of {TOWNS[0].town}?" in {pair.changed for pair in changed}


def test_a_question_that_leans_on_another_comes_with_it(pairs: list[Pair]) -> None:
    """A second question is asked in full and after the first, and never alone if it leans."""
    asked = {pair.question.casefold().rstrip(" ?") for pair in pairs}
    first, second = "qui a ouvert la bibliothèque de brisac ?", "et qui y a lu un poème"
    assert f"{first} {second}" in asked
    assert "qui a lu un poème à brisac" in asked
    assert second not in asked


def test_every_source_gives_pairs(pairs: list[Pair]) -> None:
    """Questions on paragraphs in both languages, news, administration and laws."""
    sources = {pair.source for pair in pairs}
    assert {"news", "piaf", "squad", "wiki", "amazon", "reddit", "qed", "service"} <= sources
    asked = {pair.question for pair in pairs if pair.source == "piaf"}
    assert {"Qui a ouvert la bibliothèque de Estrac ?", "Who opened the library of Estrac?"} & asked


def test_the_last_laws_are_held_out() -> None:
    """The encoder is measured on them."""
    rows = law_rows(HELD_OUT_LAWS + 60)
    found = list(law_pairs(rows, random.Random(0)))
    assert found
    assert {pair.group for pair in found} <= {row["title_en"] for row in rows[:60]}
    assert {pair.source for pair in found} == {"laws-en", "laws-fr"}
    assert all(len(pair.passage.split()) <= OPENING for pair in found)


def test_parallel_texts_say_the_same_in_two_languages(data: Path) -> None:
    """They are of all files, English first."""
    found = parallel_texts(data)
    assert len(found) == (4 * 2 + 1) * len(TOWNS)
    asked = ("Who opened the library of Brisac?", "Qui a ouvert la bibliothèque de Brisac ?")
    assert asked in found


class Lengths:
    """An encoder that knows the length of a text and nothing else."""

    id = fingerprint = "lengths"
    dimension = 2

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors."""
        angles = np.array([len(text) / 1_000 for text in texts])
        return np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32)

    encode_questions = encode_passages

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Characters."""
        return [len(text) for text in texts]


def test_nearest_passages_come_first(data: Path, news: News) -> None:
    """Each question about news has all passages by their places, the nearest one first."""
    questions = questions_about_news(data)
    assert len(questions) == len(set(questions))
    assert {"Qui a lu un poème à Brisac ?", "Who opened the library of Estrac?"} <= set(questions)
    near = nearest_passages(news, questions, Lengths())
    lengths = [len(f"{p.title}\n{p.text}") for p in news.passages]
    for question in questions:
        assert sorted(near[question]) == [*range(len(news.passages))]
        assert lengths[near[question][0]] == min(lengths)
