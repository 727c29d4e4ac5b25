from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from qa.assistant import Assistant
from qa.encoder import BUILT_IN
from qa.index.store import Sentence
from qa.lang.sentences import sentence_spans, trimmed
from qa.models.network import TOKENIZER, Ids, Outputs
from qa.question import QuestionPart, understand
from qa.reader import BuiltInReader, Candidate, confidence_model
from qa.reader.outputs import KINDS
from qa.reader.spans import FOLDER, PassageScores, SpanModel
from tests.newsroom import row_id

MODEL = SpanModel()


@pytest.fixture(scope="module")
def reader() -> BuiltInReader:
    """The built-in reader with the shipped weights."""
    return BuiltInReader(MODEL)


def read(reader: BuiltInReader, news: Assistant, question: str, k: int = 6) -> list[Candidate]:
    """What the reader finds for the first part of a question."""
    asked = understand(question, model=MODEL)

    def sentences(article_id: str) -> list[Sentence]:
        text = news.article(article_id).text
        spans = [trimmed(text, span) for span in sentence_spans(text)]
        return [Sentence(start, end, text[start:end]) for start, end in spans]

    hits = news.search(asked.parts[0].query, k=k)
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
    found = read(reader, news, "When did the Hollin Bridge reopen?")
    marked = [reading for reading in found if reading.answer_start is not None]
    assert marked
    for reading in marked:
        assert reading.answer_start is not None
        assert reading.answer_end is not None
        assert reading.start <= reading.answer_start < reading.answer_end <= reading.end


def test_a_reason_is_the_whole_sentence(reader: BuiltInReader, news: Assistant) -> None:
    """Of a sentence that answers "why" no part is marked as the short answer."""
    readings = read(reader, news, "Pourquoi l’armée a-t-elle envoyé des soldats à Karsk ?")
    assert all(reading.answer is None for reading in readings)


def test_reader_and_encoder_cut_alike() -> None:
    """Both were trained from one base, so a passage has as many tokens for one as for the other."""
    ours, theirs = ((folder / TOKENIZER).read_bytes() for folder in (FOLDER, BUILT_IN))
    assert ours == theirs


def test_a_question_alone_is_scored() -> None:
    """Whether it depends on what was said before it, and each kind that it may be of."""
    scores = SpanModel().score_question("Et pourquoi ?", "Qui a envoyé des soldats à Karsk ?")
    assert np.isfinite(scores.follows)
    assert scores.kinds.shape == (len(KINDS),)


def test_context_is_read() -> None:
    """What was said before changes what is found in a passage."""
    text = "Le pont a rouvert mardi. Le musée a fermé jeudi."
    model = SpanModel()
    (bridge,), (museum,) = (
        model.score("Et quand ?", [("", text)], context)
        for context in ("Le pont a-t-il rouvert ?", "Le musée a-t-il fermé ?")
    )
    assert not np.array_equal(bridge.starts, museum.starts)
    assert np.isfinite(bridge.relevance)


def test_what_was_just_read_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of passages of which one was read a moment ago the network gets the others, each once."""
    model, computed = SpanModel(), []
    run = model.network.run

    def noted(rows: Sequence[Ids], read: Callable[[Outputs], Any]) -> list[Any]:
        computed.append(len(rows))
        return run(rows, read)

    monkeypatch.setattr(model.network, "run", noted)
    bridge, museum = ("", "Le pont a rouvert mardi."), ("", "Le musée a fermé jeudi.")
    (first,) = model.score("Qui ?", [bridge])
    again, other, same = model.score("Qui ?", [bridge, museum, museum])
    assert computed == [1, 1]
    assert np.array_equal(again.starts, first.starts)
    assert np.array_equal(other.starts, same.starts)
    assert np.array_equal(other.starts, MODEL.score("Qui ?", [museum])[0].starts)


def test_the_reader_sees_titles_with_dates(news: Assistant) -> None:
    """A passage is read under its title and date, as it was embedded."""
    spans = WatchedSpans()
    read(BuiltInReader(spans), news, "Pourquoi les dockers sont-ils en grève ?", k=1)
    assert spans.titles == ["Les dockers de Port-Louvier en grève (2023-03)"]


class WatchedSpans(SpanModel):
    """Notes the titles that it is shown."""

    def score(
        self, question: str, passages: Sequence[tuple[str, str]], context: str = ""
    ) -> list[PassageScores]:
        """As the shipped model does."""
        self.titles = [title for title, _ in passages]
        return super().score(question, passages, context)
