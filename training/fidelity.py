"""How much a shipped network has lost by rounding: its outputs beside those of the trained one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from qa.encoder import mean_vector
from qa.models.network import Network, Outputs
from qa.reader.spans import PassageScores
from qa.reader.windows import Window

Exact = Callable[[torch.Tensor, torch.Tensor], Sequence[torch.Tensor]]
"""A trained network: ids and mask to outputs."""


class Likeness(NamedTuple):
    """Of the vectors of texts: their cosines with the exact ones."""

    mean: float
    lowest: float


class Agreement(NamedTuple):
    """Of the scores of tokens: differences from the exact ones, and what they lead to.

    Attributes:
        mean: Mean difference.
        highest: Largest difference.
        same: Share of passages whose best span is the same.
    """

    mean: float
    highest: float
    same: float


def likeness(exact: Exact, network: Network, rows: Sequence[Sequence[int]]) -> Likeness:
    """Compare encoders on rows of token ids."""
    ours = np.stack(network.run(rows, mean_vector))
    theirs = np.stack([mean_vector(_outputs(exact, row)) for row in rows])
    cosines: NDArray[np.float32] = (ours * theirs).sum(axis=1)
    return Likeness(float(cosines.mean()), float(cosines.min()))


def agreement(exact: Exact, network: Network, found: Sequence[Window]) -> Agreement:
    """Compare readers on windows."""
    ours = network.run([window.ids for window in found], list)
    theirs = [_outputs(exact, window.ids) for window in found]
    pairs = zip(ours, theirs, strict=True)
    apart = np.concatenate([np.abs(own[0] - other[0]).ravel() for own, other in pairs])
    same = [
        _best(window, own) == _best(window, other)
        for window, own, other in zip(found, ours, theirs, strict=True)
    ]
    return Agreement(float(apart.mean()), float(apart.max()), sum(same) / len(same))


def _outputs(exact: Exact, row: Sequence[int]) -> Outputs:
    with torch.inference_mode():
        outputs = exact(torch.tensor([row]), torch.ones(1, len(row), dtype=torch.long))
    return [output[0].numpy() for output in outputs]


def _best(window: Window, outputs: Outputs) -> tuple[int, int] | None:
    """Characters of the best span of a passage."""
    found = PassageScores.of(window, outputs).best_span(0, window.offsets[-1][1])
    return found.span if found else None
