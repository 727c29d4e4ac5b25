from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from training.batches import Arrays
from training.examples import Example, Passage
from training.news import News
from training.pack import (
    Pool,
    flat,
    leaning,
    pack_reader,
    pack_windows,
    sentence_of,
    tokenised,
)
from training.pairs import Pair
from training.reader import Packed

from qa.lang.sentences import sentence_spans
from qa.reader.windows import LONGEST

LONG = " ".join(f"La phrase {i} dit que {i} livres sont à Brisac." for i in range(60))


def packed(example: Example, tokenizer: Tokenizer, seed: int = 0) -> Arrays:
    """One example as the arrays of a pass."""
    pool = Pool()
    for text in (example.context, example.question, *(p.title for p in example.passages)):
        pool(text)
    places = {pool(passage.text) for passage in example.passages}
    tokens = tokenised(pool.texts, tokenizer)
    ids, begins = flat((some.ids for some in tokens), np.uint16)
    sentences, _ = flat(
        (
            sentence_of(some, pool.texts[i]) if i in places else [0] * len(some.ids)
            for i, some in enumerate(tokens)
        ),
        np.uint8,
    )
    windows = pack_windows([example], pool, tokens, random.Random(seed))
    return {"tokens": ids, "begins": begins, "sentences": sentences, "windows0": windows}


def batch_of(arrays: Arrays) -> dict[str, np.ndarray]:
    """All windows of a pass as one batch."""
    made = Packed(arrays, 10_000, 0).batch(arrays["windows0"])
    return {name: tensor.numpy() for name, tensor in made.items()}


@settings(max_examples=25)
@given(number=st.integers(0, 59), seed=st.integers(0, 9), asked=st.integers(1, 90))
def test_an_answer_in_a_window_decodes_to_its_words(
    tokenizer: Tokenizer, number: int, seed: int, asked: int
) -> None:
    """Wherever it stands in a long passage, with a long question, context and title or not."""
    answer = f"{number} livres"
    start = LONG.index(f" {answer}") + 1
    passage = Passage(LONG, ((start, start + len(answer)),), "Brisac " * (asked % 3 * 40))
    context = "Qui a lu ? " * (asked % 2 * 50)
    example = Example("Qui " * asked, (passage, Passage(LONG)), context)
    batch = batch_of(packed(example, tokenizer, seed))
    first, last = batch["targets"][0]
    assert tokenizer.decode(batch["ids"][0, first : last + 1].tolist()) == answer
    assert batch["targets"][1].tolist() == [0, 0]
    assert batch["ids"].shape[1] <= LONGEST + 16


@settings(max_examples=25)
@given(number=st.integers(0, 59), seed=st.integers(0, 9))
def test_the_sentence_flagged_right_holds_the_answer(
    tokenizer: Tokenizer, number: int, seed: int
) -> None:
    """Sentences are counted from the first one that is shown; those of no answer are -1."""
    answer = f"{number} livres"
    start = LONG.index(f" {answer}") + 1
    passage = Passage(LONG, ((start, start + len(answer)),))
    batch = batch_of(packed(Example("Qui ?", (passage, Passage(LONG))), tokenizer, seed))
    low, high = batch["right"][0]
    assert low == high
    assert batch["sentences"][0].max() >= low
    assert next(filter(lambda sentence: sentence >= 0, batch["sentences"][0])) == 0
    words = tokenizer.decode(batch["ids"][0, batch["sentences"][0] == low].tolist())
    assert f" {answer} " in f" {words} "
    assert words.count("phrase") <= 1
    assert batch["right"][1].tolist() == [-1, -1]


def test_an_answer_over_two_sentences_has_both_flagged(tokenizer: Tokenizer) -> None:
    """The first and the last of the sentences that it stands in."""
    text = "Il est venu. Elle a lu un poème. Il a chanté. La fin."
    start, end = text.index("poème"), text.index(" chanté")
    batch = batch_of(packed(Example("Quoi ?", (Passage(text, ((start, end),)),)), tokenizer))
    assert batch["right"].tolist() == [[1, 2]]


def test_a_window_is_question_title_and_passage(tokenizer: Tokenizer) -> None:
    """Each part ends with the same sign; the exchange before comes first."""
    passage = Passage("Aline Moreau a ouvert.", (), "Valmont")
    ids = batch_of(packed(Example("Qui ?", (passage,), "Où ? Brisac"), tokenizer))["ids"][0]
    text = tokenizer.decode(ids.tolist(), skip_special_tokens=False)
    assert " ".join(text.replace("<pad>", "").split()) == (
        "<s> Où ? Brisac</s> Qui ?</s> Valmont</s> Aline Moreau a ouvert.</s>"
    )


def test_an_answer_that_is_longer_than_a_window_is_cut(tokenizer: Tokenizer) -> None:
    """Its beginning is kept, and the window is no longer for it."""
    batch = batch_of(packed(Example("Qui ?", (Passage(LONG, ((5, 4_000),)),)), tokenizer))
    first, last = batch["targets"][0]
    assert 0 < first < last < LONGEST


def test_tokens_point_at_the_text_without_the_space_before_them(tokenizer: Tokenizer) -> None:
    """Every letter is in a token, and no token begins or ends with white space."""
    text = "Élodie  a lu 4,200 livres.\nPuis\u00a0elle partit !"
    (tokens,) = tokenised([text], tokenizer)
    seen = {place for start, end in tokens.offsets for place in range(start, end)}
    assert "".join(text[place] for place in sorted(seen)) == "".join(text.split())


def test_every_token_is_of_the_sentence_it_stands_in(tokenizer: Tokenizer) -> None:
    """A sentence begins with its first letter."""
    (tokens,) = tokenised([LONG], tokenizer)
    spans = sentence_spans(LONG)
    for number, (start, _) in zip(sentence_of(tokens, LONG), tokens.offsets, strict=True):
        assert spans[number][0] <= start < spans[number][1]


def test_a_question_in_full_leans_on_nothing(data: Path) -> None:
    """A second question leans on the first where it says less than it does in full."""
    found = {(question, context): leans for context, question, leans in leaning(data)}
    first = "Qui a ouvert la bibliothèque de Brisac ? Bruno Castel"
    assert found["Et qui y a lu un poème ?", first] == 1
    assert found["Qui a lu un poème à Brisac ?", first] == 0
    english = "Who opened the library of Brisac? Bruno Castel"
    assert found["Who read a poem in Brisac?", english] == 0


def test_texts_for_the_encoder_have_their_prompts(
    pairs: list[Pair], encoder_arrays: Arrays, tokenizer: Tokenizer
) -> None:
    """Questions, passages and changed questions are those of the pairs, each once in the pool."""

    def text(place: int) -> str:
        begin, end = encoder_arrays["begins"][place : place + 2]
        return tokenizer.decode(encoder_arrays["tokens"][begin:end].tolist())

    def words(some: str) -> str:
        return "".join(tokenizer.decode(tokenizer.encode(some).ids).split())

    for pair, row in zip(pairs, encoder_arrays["pairs"], strict=True):
        question, passage, changed, *_ = row
        assert "".join(text(question).split()) == words(f"query: {pair.question}")
        assert words(f"passage: {pair.passage}").startswith("".join(text(passage).split()))
        assert (changed >= 0) == bool(pair.changed)


def test_packing_is_the_same_each_time(
    data: Path,
    news: News,
    near: dict[str, list[int]],
    tokenizer: Tokenizer,
    reader_arrays: Arrays,
) -> None:
    """Nothing but the data and fixed seeds decides what is packed."""
    again = pack_reader(data, news, near, tokenizer)
    assert again.keys() == reader_arrays.keys()
    assert all(np.array_equal(again[name], reader_arrays[name]) for name in again)


def test_passes_differ_in_what_is_drawn(reader_arrays: Arrays) -> None:
    """Three passes, of about as many windows."""
    passes = [reader_arrays[f"windows{number}"] for number in range(3)]
    assert not np.array_equal(passes[0], passes[1])
    assert min(map(len, passes)) > 0.8 * max(map(len, passes))
