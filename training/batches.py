"""What both models are fed: rows of token ids, batches of them, and batches without end.

Reads what `training.pack` wrote; knows no text, and nothing of what is right.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

BOS, PAD, EOS = 0, 1, 2

Arrays = dict[str, NDArray[Any]]
Batch = dict[str, Tensor]


def load_arrays(path: Path) -> Arrays:
    """What was packed."""
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)


def padded(rows: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Rows filled up on the right with `PAD`, to a multiple of 16."""
    longest = -(-max(len(row) for row in rows) // 16) * 16
    found = np.full((len(rows), longest), PAD, np.int32)
    for i, row in enumerate(rows):
        found[i, : len(row)] = row
    return found


class Endless(IterableDataset[Batch], ABC):
    """The batches of a run, one pass after another without end, shared by workers.

    A batch depends on its number alone: batches from `first` on are what the others would have
    come to.
    """

    def __init__(self, first: int = 0) -> None:
        self._first = first

    @abstractmethod
    def steps_of(self, turn: int) -> Sequence[NDArray[Any]]:
        """The rows of each batch of one pass, in random order."""

    @abstractmethod
    def batch_of(self, rows: NDArray[Any], step: int) -> Batch:
        """A batch of such rows; what is drawn for it is drawn by the number of the step."""

    def __iter__(self) -> Iterator[Batch]:
        """The batches of this worker."""
        worker = get_worker_info()
        number, of = (worker.id, worker.num_workers) if worker else (0, 1)
        begin = 0
        for turn in count():
            steps = self.steps_of(turn)
            if not steps:
                raise ValueError("There is too little data for a single batch.")
            for step, rows in enumerate(steps, begin):
                if step >= self._first and (step - self._first) % of == number:
                    yield self.batch_of(rows, step)
            begin += len(steps)


def loader(batches: Endless, workers: int) -> Iterator[Batch]:
    """Batches made by other processes; what a step draws at random is not touched by it."""
    made: DataLoader[Batch] = DataLoader(
        batches,
        batch_size=None,
        num_workers=workers,
        prefetch_factor=8 if workers else None,
        pin_memory=torch.cuda.is_available(),
        generator=torch.Generator(),
    )
    return iter(made)
