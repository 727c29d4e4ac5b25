"""Hard negatives: passages that BM25 or the encoder take for the right one.

They are not stored as triples. Each passage gets a list of the passages it is mistaken for, and
batches are filled with such neighbours, so that every passage in a batch is a negative of every
question of the others (and is encoded once). `fits` tells which of them are none.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from training.data import Group

Neighbours = list[list[int]]
Embed = Callable[[Sequence[str]], NDArray[np.float32]]


def neighbours(groups: Sequence[Group], embed: Embed | None, width: int = 8) -> Neighbours:
    """For each group the others its questions find first: by BM25, or by `embed` and BM25."""
    questions = [" ".join(group.queries[:4]) for group in groups]
    passages = [group.passages[-1] for group in groups]
    lexical = bm25(questions, passages, width)
    dense = nearest(embed(questions), embed(passages), width) if embed else lexical
    return [_merged(i, *pair) for i, pair in enumerate(zip(lexical, dense, strict=True))]


def _merged(own: int, lexical: NDArray[np.int64], dense: NDArray[np.int64]) -> list[int]:
    in_turn = [int(i) for both in zip(dense, lexical, strict=True) for i in both]
    return [i for i in dict.fromkeys(in_turn) if i != own]


def nearest(
    queries: NDArray[np.float32], passages: NDArray[np.float32], width: int
) -> NDArray[np.int64]:
    """Indices (n, width) of the passages with the highest inner product, best first."""
    parts = [
        best_first(queries[i : i + 512] @ passages.T, width) for i in range(0, len(queries), 512)
    ]
    return np.concatenate(parts)


def best_first(scores: NDArray[np.float32], width: int) -> NDArray[np.int64]:
    """Columns (n, width) of the highest scores (n, m) of each row; ties by column."""
    return np.argsort(-scores, axis=1, kind="stable")[:, :width]


def bm25(
    queries: Sequence[str], passages: Sequence[str], width: int, k1: float = 1.2, b: float = 0.75
) -> NDArray[np.int64]:
    """Indices (n, width) of the passages BM25 ranks first (Robertson and Zaragoza 2009)."""
    counter = CountVectorizer(strip_accents="unicode", token_pattern=r"\w\w+")
    counts = csr_matrix(counter.fit_transform(passages), dtype=np.float32)
    lengths = np.asarray(counts.sum(1)).ravel()
    holding = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log1p((len(passages) - holding + 0.5) / (holding + 0.5))
    row = np.repeat(np.arange(len(passages)), np.diff(counts.indptr))
    norm = k1 * (1 - b + b * lengths / lengths.mean())[row]
    weights = idf[counts.indices] * counts.data * (k1 + 1) / (counts.data + norm)
    scored = csr_matrix((weights, counts.indices, counts.indptr), shape=counts.shape)
    asked = csr_matrix(counter.transform(queries), dtype=np.float32).sign()
    parts = [
        best_first((asked[i : i + 512] @ scored.T).toarray(), width)
        for i in range(0, len(queries), 512)
    ]
    return np.concatenate(parts)


def clustered_batches(
    near: Neighbours, size: int, rng: random.Random, company: int = 3
) -> list[list[int]]:
    """Each group once, in batches of `size`, with up to `company` unused neighbours beside it."""
    order = list(range(len(near)))
    rng.shuffle(order)
    left = dict.fromkeys(order)
    batch: list[int] = []
    batches = [batch]
    for seed in order:
        if seed not in left:
            continue
        for i in [seed, *[n for n in near[seed] if n in left][:company]]:
            if len(batch) == size:
                batch = []
                batches.append(batch)
            left.pop(i, None)
            batch.append(i)
    return [batch for batch in batches if len(batch) > 1]


def fits(query: str, answers: Sequence[str], group: Group) -> bool:
    """Whether a passage of `group` may answer `query`, and so is no negative of it."""
    if query in group.queries:
        return True
    text = " ".join(group.passages).casefold()
    return any(answer.casefold() in text for answer in answers)
