"""A made-up data folder, the base cut for it, and what is packed of both; made once."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer
from training.base import load_base, make_base
from training.batches import Arrays
from training.data import training_texts
from training.near import questions_about_news
from training.network import body
from training.news import News, load_news
from training.pack import pack_encoder, pack_reader
from training.pack_development import pack_development
from training.pairs import Pair, parallel_texts, retrieval_pairs
from transformers import BertModel

from tests.training.tiny_base import made_tokenizer, write_wheels
from tests.training.tiny_data import write_data


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder."""
    return write_data(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def base(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base of two layers."""
    folder = tmp_path_factory.mktemp("base")
    weights, words = write_wheels(folder, made_tokenizer(training_texts(data)))
    make_base(folder, data, folder / "base", weights, words)
    return folder / "base"


@pytest.fixture(scope="session")
def tokenizer(base: Path) -> Tokenizer:
    """The tokenizer of the base."""
    return Tokenizer.from_file(str(base / "tokenizer.json"))


@pytest.fixture(scope="session")
def news(data: Path, tokenizer: Tokenizer) -> News:
    """The articles in passages of two or three sentences."""
    return load_news(data, tokenizer, budget=60)


@pytest.fixture(scope="session")
def near(data: Path, news: News) -> dict[str, list[int]]:
    """For each question about news all passages, in an order that has nothing to do with it."""
    rng = random.Random(0)
    places = range(len(news.passages))
    return {question: rng.sample(places, len(places)) for question in questions_about_news(data)}


@pytest.fixture(scope="session")
def pairs(data: Path, news: News) -> list[Pair]:
    """All retrieval pairs."""
    return retrieval_pairs(data, news)


@pytest.fixture(scope="session")
def encoder_arrays(data: Path, pairs: list[Pair], tokenizer: Tokenizer) -> Arrays:
    """What the encoder is trained from."""
    return pack_encoder(pairs, parallel_texts(data), tokenizer)


@pytest.fixture(scope="session")
def reader_arrays(
    data: Path, news: News, near: dict[str, list[int]], tokenizer: Tokenizer
) -> Arrays:
    """What the reader is trained from."""
    return pack_reader(data, news, near, tokenizer)


@pytest.fixture(scope="session")
def packed(data: Path, base: Path, encoder_arrays: Arrays, reader_arrays: Arrays) -> Path:
    """The folder that a run needs: the base and all that is packed."""
    arrays: dict[str, dict[str, Any]] = {
        "encoder": encoder_arrays,
        "reader": reader_arrays,
        "dev": pack_development(data, base),
    }
    for name, some in arrays.items():
        np.savez(base / f"{name}.npz", **some)
    return base


@pytest.fixture
def bert(base: Path) -> BertModel:
    """The body of the base."""
    bert = body(load_base(base))
    bert.eval()
    return bert
