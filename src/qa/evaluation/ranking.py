"""Where search puts the passages that hold the answer."""

from __future__ import annotations

from collections.abc import Iterable
from math import log2

from qa.assistant import Assistant
from qa.evaluation.judging import Known
from qa.types import Hit, Mode

MODES: tuple[Mode, ...] = ("lexical", "dense", "hybrid")
DEPTH = 20
"""Passages that each search is asked for."""

NDCG_AT = 10


def relevant_hits(
    assistant: Assistant, query: str, known: Known
) -> dict[Mode, list[tuple[int, Hit]]]:
    """The passages that hold the answer with their ranks from 1, by search mode."""
    return {
        mode: [
            (rank, hit)
            for rank, hit in enumerate(assistant.search(query, DEPTH, mode), 1)
            if known.held_by(hit)
        ]
        for mode in MODES
    }


def first_ranks(found: dict[Mode, list[tuple[int, Hit]]]) -> dict[Mode, int | None]:
    """Rank of the first of them, by search mode; None where there is none."""
    return {mode: ranked[0][0] if ranked else None for mode, ranked in found.items()}


def ndcg(found: dict[Mode, list[tuple[int, Hit]]], article_id: str | None) -> dict[Mode, float]:
    """nDCG@10 by search mode (0..1); a passage holds the answer or does not.

    The best order has all passages that hold the answer first, as far as they are known:
    those that any mode found. Copies of the article's passages count once.
    """
    own = {
        hit.passage_id
        for ranked in found.values()
        for _, hit in ranked
        if article_id in {None, hit.article_id}
    }
    count = max([len(own), *(len(ranked) for ranked in found.values())])
    best = _gain(range(1, count + 1))
    return {
        mode: _gain(rank for rank, _ in ranked) / best if ranked else 0.0
        for mode, ranked in found.items()
    }


def _gain(ranks: Iterable[int]) -> float:
    return sum(1 / log2(rank + 1) for rank in ranks if rank <= NDCG_AT)
