"""Passages that are nearest to a question and do not answer it: what the encoder learns most from.

They are looked for with the encoder as it is before its run, and again within the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from training.batches import Arrays, Batch, load_arrays, loader
from training.encoder import NEAREST, Embedder, Questions, Texts, vectors

AGAIN = 0.4
"""Share of the run after which they are looked for again."""


def nearest(model: Embedder, arrays: Arrays) -> NDArray[np.int32]:
    """For each pair the passages of its source that are nearest to its question, (pairs, ranks).

    Those of its own group are left out.
    """
    texts, pairs = Texts(arrays), arrays["pairs"]
    ranks = NEAREST[1]
    found = np.empty((len(pairs), ranks), np.int32)
    for source in np.unique(pairs[:, 4]):
        own = np.flatnonzero(pairs[:, 4] == source)
        passages, places = np.unique(pairs[own, 1], return_index=True)
        groups = torch.from_numpy(pairs[own, 3][places].astype(np.int64))
        there = vectors(model, texts, passages)
        groups = groups.to(there.device)
        for start in range(0, len(own), 2_048):
            some = own[start : start + 2_048]
            scores = vectors(model, texts, pairs[some, 0]) @ there.T
            mine = torch.from_numpy(pairs[some, 3].astype(np.int64)).to(there.device)
            scores.masked_fill_(mine.unsqueeze(1) == groups.unsqueeze(0), -2)
            best = scores.topk(min(ranks, len(passages)), 1).indices.cpu().numpy()
            found[some] = np.pad(passages[best], ((0, 0), (0, ranks - best.shape[1])), "edge")
    return found


class Mined:
    """The batches of the encoder; what is nearest is looked for before its run and again in it.

    Args:
        arrays: What was packed.
        base: Finds the nearest passages before the run.
        size: Pairs of a batch.
        seed: Of the order and the draws.
        workers: Other processes that make batches.
        path: Where the nearest passages are kept that were found in the run, so that it may be
            stopped and go on.
    """

    def __init__(
        self, arrays: Arrays, base: Embedder, *, size: int, seed: int, workers: int, path: Path
    ) -> None:
        self._arrays, self._near = arrays, nearest(base, arrays)
        self._size, self._seed, self._workers, self._path = size, seed, workers, path
        self._batches: Iterator[Batch] | None = None
        self._again = False

    def batch(self, model: Embedder, step: int, done: float) -> Batch:
        """The batch of a step, the one after that of the last call.

        Args:
            model: Finds the nearest passages where they are looked for again.
            step: Number of the step.
            done: Share of the run that is done.
        """
        if done > AGAIN and not self._again:
            self._again = True
            near, since = self._found_again(model, step)
            self._batches = self._from(near, self._seed + 1, step - since)
        elif self._batches is None:
            self._batches = self._from(self._near, self._seed, step)
        return next(self._batches)

    def _found_again(self, model: Embedder, step: int) -> tuple[NDArray[np.int32], int]:
        """The nearest passages, and the step in which they were found, maybe before a stop."""
        resumed = self._batches is None and step > 0
        if not (resumed and self._path.exists()):
            np.savez(self._path, near=nearest(model, self._arrays), step=step)
        kept = load_arrays(self._path)
        return kept["near"], int(kept["step"])

    def _from(self, near: NDArray[np.int32], seed: int, first: int) -> Iterator[Batch]:
        return loader(Questions(self._arrays, near, self._size, seed, first), self._workers)
