from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.encoder import BuiltInEncoder
from qa.lang.sentences import sentence_spans
from qa.passages import embedding_text, split_passages
from qa.types import Article, Passage
from tests.newsroom import WordEncoder, article

BUDGET = 16
WORDS = WordEncoder().count_tokens
SENTENCES = st.sampled_from([
    "Il pleut sur le port. ",
    "Trois navires attendent au large depuis lundi matin, selon la capitainerie du port. ",
    "M. Tokaïev a parlé.",
    "« Nous partons », dit-elle. ",
    "émeutiers.En outre, la ville brûle. ",
    "A whole town left its houses before dawn?\n\n",
    "sous influenceDe plus en plus",
    "anticonstitutionnellement" * 12,
    "😀 ﷺ e\u0301\u00a0\u202f\t",
    "mot " * 40,
])  # fmt: skip
TEXTS = st.one_of(
    st.lists(SENTENCES, min_size=1, max_size=12).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300),
    st.text("ab .?!\n«»\"'M", min_size=1, max_size=300),
)


def split(text: str, budget: int = BUDGET) -> list[Passage]:
    """The passages of a text, counted in words."""
    return split_passages(article(text), budget=budget, count_tokens=WORDS)


@given(TEXTS)
@example(" \n ")
@example("a")
def test_offsets_point_at_the_text(text: str) -> None:
    """Every passage is the stretch of the article that its offsets name, and no other has it."""
    passages = split(text)
    assert all(passage.text == text[passage.start : passage.end] for passage in passages)
    assert len({passage.id for passage in passages}) == len(passages)


@given(TEXTS)
def test_nothing_is_lost(text: str) -> None:
    """Passages come in the order of the text and hold every character but white space."""
    passages = split(text)
    covered = {i for passage in passages for i in range(passage.start, passage.end)}
    assert all(char.isspace() for i, char in enumerate(text) if i not in covered)
    assert [p.start for p in passages] == sorted(p.start for p in passages)


@given(TEXTS, st.integers(min_value=1, max_value=30))
def test_the_budget_is_kept(text: str, budget: int) -> None:
    """No passage has more tokens than the budget, whatever the text."""
    sizes = WORDS([passage.text for passage in split(text, budget)])
    assert all(size <= budget for size in sizes)


@given(text=TEXTS)
def test_the_budget_is_kept_in_the_encoders_own_tokens(encoder: BuiltInEncoder, text: str) -> None:
    """Tokens are those of the encoder, even where sentences are glued together."""
    count = encoder.count_tokens
    passages = split_passages(article(text), budget=BUDGET, count_tokens=count)
    sizes = count([passage.text for passage in passages])
    assert all(
        size <= BUDGET or len(passage.text) == 1
        for size, passage in zip(sizes, passages, strict=True)
    )


@given(TEXTS)
def test_sentences_put_together_give_the_text(text: str) -> None:
    """The spans that passages are made of partition the article."""
    assert "".join(text[start:end] for start, end in sentence_spans(text)) == text


@given(st.integers(min_value=3, max_value=40))
def test_neighbours_share_one_sentence(count: int) -> None:
    """Each passage but the first begins with the last sentence of the one before."""
    sentences = [f"Le navire numéro {i} attend." for i in range(count)]
    passages = split(" ".join(sentences), budget=3 * WORDS(sentences[:1])[0])
    for before, after in pairwise(passages):
        shared = before.text[after.start - before.start :]
        assert shared in sentences
        assert after.text.startswith(shared)


def test_passages_are_whole_sentences() -> None:
    """A passage ends where a sentence ends, also where the budget would allow more words."""
    passages = split("Il pleut sur la ville ce matin. Le port est fermé. " * 5)
    assert all(re.search(r"(matin|fermé)\.$", passage.text) for passage in passages)


def test_a_sentence_without_end_is_cut_at_spaces() -> None:
    """A sentence longer than the budget becomes several passages, and no word is cut."""
    passages = split("navire " * 100)
    assert len(passages) > 1
    assert {word for passage in passages for word in passage.text.split()} == {"navire"}


def test_a_word_without_end_is_cut_somewhere() -> None:
    """Where there is no space, the cut is made inside the word."""

    def letters(texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    passages = split_passages(article("x" * 1000), budget=BUDGET, count_tokens=letters)
    assert "".join(passage.text for passage in passages) == "x" * 1000


def test_a_long_article_takes_no_time() -> None:
    """A text of 200,000 words without a full stop is cut without recursion to its length."""
    assert len(split("mot " * 200_000, budget=100)) >= 2000


def test_white_space_gives_no_passage() -> None:
    """An article of white space has no passages."""
    assert split(" \n\t ") == []


@pytest.mark.parametrize(
    ("published", "expected"), [("2022-01", "Titre (2022-01)\nOui."), (None, "Titre\nOui.")]
)
def test_title_and_date_are_embedded_with_a_passage(published: str | None, expected: str) -> None:
    """What is embedded begins with title and date, and the passage itself does not."""
    found = article("Oui.", published=published)
    (passage,) = split_passages(found, budget=BUDGET, count_tokens=WORDS)
    assert embedding_text(found, passage) == expected
    assert passage.text == "Oui."


def test_words_without_end() -> None:
    """A passage is bounded in characters too: a word of any length may be one token."""
    text = " ".join(["x" * 1000] * 40)
    article = Article(id="a", path="a.txt", title="A", text=text, language="en")
    passages = split_passages(article, budget=144, count_tokens=lambda texts: [1] * len(texts))
    assert max(len(passage.text) for passage in passages) <= 144 * 28
    assert passages[-1].end == len(text)
