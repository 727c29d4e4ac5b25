"""Train the encoder: questions to the passages that answer them, in and across both languages.

Contrastive (in-batch negatives and mined ones, as for E5, Wang et al. 2024); a question that was
changed so that its passage does not answer it pushes that passage away. Texts of two languages
that say the same are drawn together and held to the vectors of the base (Reimers and Gurevych
2020), so that what it knew is not forgotten. Reads what `training.pack` wrote; knows no text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from training.batches import BOS, EOS, PAD, Arrays, Batch, Endless, padded
from training.network import mean_vectors, states

SCALE = 50.0
"""Factor of cosines before a cross-entropy, as the base was trained with."""
HARD = 2
"""Mined negatives of each question."""
NEAREST = (2, 26)
"""Ranks of the passages that are drawn as mined negatives; the very first may answer as well."""
BACK, PARALLEL, KEPT, SHORT = 0.3, 0.2, 1.0, 0.3
"""Weights of: passage to question, text to translation, cosine to the base, and the loss of the
first `WIDTH` dimensions alone (Kusupati et al. 2022)."""
WIDTH = 256
LEAST = 16
"""Batches of so few pairs are left out: they teach little."""

Places = Sequence[int] | NDArray[np.int32]


class Embedder(nn.Module):
    """A body whose texts become unit vectors."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, ids: Tensor, drop: float = 0.0) -> Tensor:
        """Unit vectors (n, width) of token ids (n, longest)."""
        mask = ids != PAD
        return mean_vectors(states(self.bert, ids, mask, drop), mask)


class Texts:
    """The texts of `encoder.npz` as rows of token ids."""

    def __init__(self, arrays: Arrays) -> None:
        self._tokens, self._begins = arrays["tokens"], arrays["begins"]

    def row(self, place: int) -> NDArray[np.int32]:
        """One text between its special tokens."""
        own = self._tokens[self._begins[place] : self._begins[place + 1]]
        return np.concatenate([[BOS], own, [EOS]]).astype(np.int32)

    def rows(self, places: Places) -> Tensor:
        """Texts padded to the longest, (n, longest)."""
        return torch.from_numpy(padded([self.row(int(i)) for i in places]))

    def size(self, place: int) -> int:
        """Its tokens."""
        return int(self._begins[place + 1] - self._begins[place])


class Questions(Endless):
    """Batches of pairs of one source each.

    Args:
        arrays: What was packed.
        near: For each pair the places of passages that are nearest to its question, (pairs, ranks).
        size: Pairs of a batch.
        seed: Of the order and the draws.
        first: Number of the first batch.
    """

    def __init__(
        self, arrays: Arrays, near: NDArray[np.int32], size: int, seed: int, first: int = 0
    ) -> None:
        super().__init__(first)
        self._texts, self._pairs = Texts(arrays), arrays["pairs"]
        self._parallel = arrays["parallel"]
        self._near, self._size, self._seed = near, size, seed

    def steps_of(self, turn: int) -> list[NDArray[np.int64]]:
        """The pairs of each batch of one pass, all of one source."""
        rng = np.random.default_rng((self._seed, turn, 1))
        batches = []
        for source in np.unique(self._pairs[:, 4]):
            own = rng.permutation(np.flatnonzero(self._pairs[:, 4] == source))
            batches += [own[i : i + self._size] for i in range(0, len(own), self._size)]
        return [batches[i] for i in rng.permutation(len(batches)) if len(batches[i]) > LEAST]

    def batch_of(self, rows: NDArray[np.int64], step: int) -> Batch:
        """Pairs whose passages differ, mined negatives, and texts in two languages."""
        rng = np.random.default_rng((self._seed, step))
        pairs = self._pairs[rows]
        _, first = np.unique(pairs[:, 1], return_index=True)
        pairs, near = pairs[np.sort(first)], self._near[rows][np.sort(first)]
        ranks = rng.integers(*NEAREST, size=(len(pairs), HARD))
        hard = np.take_along_axis(near, ranks, 1).ravel()
        groups = np.concatenate([pairs[:, 3], self._groups_of(hard)])
        changed = pairs[:, 2]
        parallel = self._parallel[rng.integers(len(self._parallel), size=self._size // 3)]
        found = {
            "questions": self._texts.rows(pairs[:, 0]),
            "passages": self._texts.rows(np.concatenate([pairs[:, 1], hard])),
            "groups": torch.from_numpy(groups.astype(np.int64)),
            "owners": torch.from_numpy(np.flatnonzero(changed >= 0)),
            "english": self._texts.rows(parallel[:, 0]),
            "french": self._texts.rows(parallel[:, 1]),
        }
        if (changed >= 0).any():
            found["changed"] = self._texts.rows(changed[changed >= 0])
        return found

    @cached_property
    def _group(self) -> dict[int, int]:
        return {int(passage): int(group) for passage, group in self._pairs[:, [1, 3]]}

    def _groups_of(self, passages: NDArray[np.int32]) -> NDArray[np.int64]:
        return np.array([self._group[int(p)] for p in passages])


def encoding_losses(
    model: Embedder, base: Embedder, batch: Batch, drop: float
) -> dict[str, Tensor]:
    """The losses of a batch."""
    device = next(model.parameters()).device
    batch = {name: tensor.to(device, non_blocking=True) for name, tensor in batch.items()}
    questions, passages = (model(batch[k].long(), drop) for k in ("questions", "passages"))
    groups = batch["groups"]
    rows = len(questions)
    same = groups[:rows].unsqueeze(1) == groups.unsqueeze(0)
    same[:, :rows].fill_diagonal_(fill_value=False)
    asked = contrast(questions @ passages.T, same)
    short = contrast(shortened(questions) @ shortened(passages).T, same)
    back, doubtful = passages[:rows] @ questions.T, same[:, :rows]
    if "changed" in batch:
        changed = model(batch["changed"].long(), drop)
        away = changed_cosines(passages[:rows], changed, batch["owners"])
        back = torch.cat([back, away], 1)
        doubtful = torch.cat([doubtful, torch.zeros_like(away, dtype=torch.bool)], 1)
    returned = contrast(back, doubtful)
    together, kept = parallel_losses(model, base, batch, drop)
    loss = asked + SHORT * short + BACK * returned + PARALLEL * together + KEPT * kept
    return {"loss": loss, "asked": asked, "back": returned, "parallel": together, "kept": kept}


def changed_cosines(passages: Tensor, changed: Tensor, owners: Tensor) -> Tensor:
    """Cosines (n, changed) of passages to their own changed questions, -1 to those of others."""
    found = torch.full((len(passages), len(changed)), -1.0, device=passages.device)
    own = (passages[owners] * changed).sum(1)
    found[owners, torch.arange(len(changed), device=found.device)] = own.float()
    return found


def shortened(vectors: Tensor) -> Tensor:
    """The first `WIDTH` dimensions, as unit vectors."""
    return functional.normalize(vectors[:, :WIDTH], dim=-1)


def contrast(cosines: Tensor, doubtful: Tensor) -> Tensor:
    """Cross-entropy of each row for its own column, those that are doubtful left out."""
    scores = (SCALE * cosines).masked_fill(doubtful, -1e4)
    return functional.cross_entropy(scores, torch.arange(len(scores), device=scores.device))


def parallel_losses(
    model: Embedder, base: Embedder, batch: Batch, drop: float
) -> tuple[Tensor, Tensor]:
    """Translations found among others, and the distance from the vectors of the base."""
    english, french = (model(batch[name].long(), drop) for name in ("english", "french"))
    with torch.no_grad():
        before = base(batch["english"].long()), base(batch["french"].long())
    none = torch.zeros(len(english), len(english), dtype=torch.bool, device=english.device)
    scores = english @ french.T
    together = (contrast(scores, none) + contrast(scores.T, none)) / 2
    kept = 2 - (english * before[0]).sum(1).mean() - (french * before[1]).sum(1).mean()
    return together, kept


@torch.inference_mode()
def vectors(model: Embedder, texts: Texts, places: Places, budget: int = 65_536) -> Tensor:
    """Unit vectors (n, width) of texts, computed in runs of like length, where the model is."""
    device = next(model.parameters()).device
    sizes = np.array([texts.size(int(place)) for place in places])
    found = torch.empty(len(places), model.bert.config.hidden_size, device=device)
    for some in runs(sizes, budget):
        ids = texts.rows([int(places[i]) for i in some]).to(device)
        found[torch.from_numpy(some).to(device)] = model(ids.long()).float()
    return found


def runs(sizes: NDArray[np.int64], budget: int) -> Iterator[NDArray[np.int64]]:
    """Places of texts of like length, longest first, each run within the budget of tokens."""
    order = np.argsort(-sizes, kind="stable")
    start = 0
    while start < len(order):
        some = order[start : start + max(1, budget // (int(sizes[order[start]]) + 2))]
        yield some
        start += len(some)
