"""What a full-text search compares only in part is in the order of comparing all of it."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from qa.assistant import Assistant
from qa.types import Mode, Sort
from tests.newsroom import WordEncoder, assistant_over

WORDS = [
    *("canal", "pont", "mairie", "volcan", "grève", "train", "port", "école", "musée", "usine")
]
SORTS: list[Sort] = ["relevance", "date"]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over 200 articles of a few words, some of which are far more frequent."""
    choose = random.Random(11)
    rows = [
        {
            "id": str(number),
            "title": choose.choice(WORDS),
            "published": f"2024-01-{choose.randrange(1, 29):02}",
            "text": "Le texte dit : "
            + " ".join(choose.choices(WORDS, range(len(WORDS), 0, -1), k=choose.randrange(3, 40))),
        }
        for number in range(200)
    ]
    with assistant_over(tmp_path_factory.mktemp("many"), rows, encoder=WordEncoder()) as found:
        yield found


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "dense"])
def test_what_is_not_looked_at_would_come_later(
    many: Assistant, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    """However few passages are compared, the first ones and their scores are the same."""
    choose = random.Random(12)
    queries = ["le", "-usine pont", *(" ".join(choose.sample(WORDS, 4)) for _ in range(15))]

    def parts() -> list[object]:
        return [
            found(query, 1, mode, sort=sort, offset=offset)
            for query in queries
            for found in (many.find, many.search)
            for sort in SORTS
            for offset in (0, 2, 9)
        ]

    monkeypatch.setattr("qa.retrieval._BM25_WEIGHT", 0.1)  # so that both count about the same
    compared = parts()
    monkeypatch.setattr("qa.ranking._NEAREST", 1)
    monkeypatch.setattr("qa.ranking._WORDED", 1)
    monkeypatch.setattr("qa.ranking._MORE", 2)
    assert parts() == compared
    for scanned in (0, 10**9):  # all are scored, or some alone
        monkeypatch.setattr("qa.index.lexical._SCANNED", scanned)
        assert parts() == compared
