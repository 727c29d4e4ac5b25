from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest
from safetensors import safe_open

from newsroom import row_id
from qa.assistant import Assistant
from qa.encoder import BUILT_IN
from qa.index.store import Sentence
from qa.question import QuestionPart, understand
from qa.reader import BuiltInReader, Reading, confidence_model
from qa.reader.spans import FOLDER
from qa.sentences import sentence_spans, trimmed


@pytest.fixture(scope="module")
def reader() -> BuiltInReader:
    """The built-in reader with the shipped weights."""
    return BuiltInReader()


def read(reader: BuiltInReader, news: Assistant, question: str, k: int = 6) -> list[Reading]:
    """What the reader finds for the first part of a question."""
    asked = understand(question)

    def sentences(article_id: str) -> list[Sentence]:
        text = news.article(article_id).text
        spans = [trimmed(text, span) for span in sentence_spans(text)]
        return [Sentence(start, end, text[start:end]) for start, end in spans]

    hits = news.search(asked.parts[0].text, k=k)
    return reader.read(asked.parts[0], hits, sentences)


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        ("Pourquoi l’armée a-t-elle envoyé des soldats à Karsk ?", "army", "protéger le barrage"),
        ("Quelle ministre a pris cette décision après deux sabotages ?", "army", "Ilona Weber"),
        ("Who drove the first bus across the river?", "bridge", "Oswin Tate"),
        ("Combien d’apprentis les dockers veulent-ils ?", "strike", "trente apprentis"),
        ("How many apprentices do the dockers want?", "strike", "trente apprentis"),
    ],
)
def test_the_answering_sentence_comes_first(
    reader: BuiltInReader, news: Assistant, question: str, article: str, words: str
) -> None:
    """Of all sentences of the hits, the one that answers is the most probable."""
    best = read(reader, news, question)[0]
    assert best.hit.article_id == row_id(article)
    assert words in best.text


def test_readings_are_whole_sentences_best_first(reader: BuiltInReader, news: Assistant) -> None:
    """Each sentence comes once, with its place in the article and a probability."""
    readings = read(reader, news, "Pourquoi les dockers sont-ils en grève ?")
    assert all(one.confidence >= two.confidence for one, two in pairwise(readings))
    places = {(reading.hit.article_id, reading.start) for reading in readings}
    assert len(places) == len(readings)
    for reading in readings:
        text = news.article(reading.hit.article_id).text
        assert text[reading.start : reading.end] == reading.text
        assert 0 <= reading.confidence <= 1


def test_one_hit_is_enough(reader: BuiltInReader, news: Assistant) -> None:
    """A single passage is read like many."""
    assert len(read(reader, news, "Who drove the bus?", k=1)) >= 3


def test_no_hits_give_no_readings(reader: BuiltInReader) -> None:
    """Where nothing was retrieved there is nothing to read."""
    part = QuestionPart(text="Pourquoi ?", kind="why")
    assert reader.read(part, [], lambda _: []) == []


def test_the_shipped_threshold_is_a_probability() -> None:
    """The weights that are shipped load, and their threshold can be passed and missed."""
    assert 0 < confidence_model().threshold < 1


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who drove the first bus across the river?", "Oswin Tate"),
        ("How many apprentices do the dockers want?", "trente"),
    ],
)
def test_the_answer_itself_is_marked_in_the_sentence(
    reader: BuiltInReader, news: Assistant, question: str, answer: str
) -> None:
    """The span inside the best sentence is the short answer, not the whole sentence."""
    best = read(reader, news, question)[0]
    assert best.answer_start is not None
    assert best.answer_end is not None
    span = best.text[best.answer_start - best.start : best.answer_end - best.start]
    assert answer in span
    assert len(span) < len(best.text) / 2


def test_spans_lie_inside_their_sentences(reader: BuiltInReader, news: Assistant) -> None:
    """Every marked span is some of its sentence."""
    for reading in read(reader, news, "Who drove the first bus across the river?"):
        assert reading.answer_start is not None
        assert reading.answer_end is not None
        assert reading.start <= reading.answer_start < reading.answer_end <= reading.end


def test_a_reason_is_the_whole_sentence(reader: BuiltInReader, news: Assistant) -> None:
    """Of a sentence that answers "why" no part is marked as the short answer."""
    readings = read(reader, news, "Pourquoi l’armée a-t-elle envoyé des soldats à Karsk ?")
    assert all(reading.answer_start is None for reading in readings)


def test_the_reader_is_shipped_for_the_shipped_encoder() -> None:
    """The reader shares the word embeddings of the encoder whose checksum it names."""
    with safe_open(FOLDER / "model.safetensors", framework="pt") as weights:
        expected = weights.metadata()["encoder"]
    assert hashlib.sha256((BUILT_IN / "model.safetensors").read_bytes()).hexdigest() == expected
