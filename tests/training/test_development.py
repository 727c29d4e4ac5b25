from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from training.batches import load_arrays
from training.data import read_rows
from training.development import auroc, encoder_figures, reader_figures
from training.encoder import Embedder
from training.network import ReadingModel
from training.news import News
from training.pack_development import on_article, paragraph_sets, search_arrays
from transformers import BertModel

from tests.training.tiny_data import TOWNS, paragraph_rows


def test_auroc_counts_pairs_in_the_right_order() -> None:
    """It is the share of pairs in which the right one scores higher."""
    rng = np.random.default_rng(0)
    scores, right = rng.random(40), rng.random(40) < 0.3
    pairs = [one > other for one, other in itertools.product(scores[right], scores[~right])]
    assert auroc(scores, right) == np.mean(pairs)


def test_passages_that_are_searched_for_hold_the_answer(
    data: Path, news: News, tokenizer: Tokenizer
) -> None:
    """Every question has the passages of its article that say it, and these are told apart."""
    rows = {"questions": read_rows(data / "news-dev" / "questions.jsonl")}
    arrays = search_arrays(news, rows, tokenizer)
    right = {tuple(pair) for pair in arrays["right"].tolist()}
    for number, row in enumerate(rows["questions"]):
        own = news.of_article[row["article"]]
        holding = {place for place in own if row["answers"][0] in news.passages[place].text}
        assert {place for question, place in right if question == number} == holding
    assert set(arrays["directions"]) == {"questions fr-fr", "questions fr-en"}


def test_a_question_on_an_article_is_put_to_all_its_passages(news: News) -> None:
    """Those that say the answer are right."""
    example = on_article("9000", "Qui ?", [TOWNS[0].guest], news)
    assert len(example.passages) == len(news.of_article["9000"])
    for passage in example.passages:
        said = [passage.text[start:end] for start, end in passage.spans]
        assert said == ([TOWNS[0].guest] if TOWNS[0].guest in passage.text else [])


def test_half_of_the_questions_on_paragraphs_are_not_answered() -> None:
    """Each that is has a fellow whose passage does not answer it."""
    rows = [row for row in paragraph_rows("fr") if row["answers"]]
    found = paragraph_sets(rows)
    assert len(found) == 2 * len(rows)
    assert sum(bool(example.passages[0].spans) for example in found) == len(rows)


def test_figures_are_shares_by_set(packed: Path, bert: BertModel) -> None:
    """Of recall for each direction, of spans and sentences for each set."""
    arrays = load_arrays(packed / "dev.npz")
    figures = encoder_figures(Embedder(bert), arrays) | reader_figures(ReadingModel(bert), arrays)
    assert {"questions fr-fr recall@5", "piaf-dev-fr sentence", "squad-dev-en AUROC sure"} <= set(
        figures
    )
    assert all(0 <= value <= 1 for value in figures.values())
    assert figures["questions fr-fr recall@1"] <= figures["questions fr-fr recall@20"] == 1
