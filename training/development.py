"""Figures on development questions, to choose between runs while a network is still in memory.

    python -m training.development DATA BASE OUT

writes `OUT/dev.npz`. The honest figures are those of `evaluate_encoder`, `evaluate_reader` and
`qa eval`, on what is shipped; these here are near them and take seconds. Nothing of it is trained
on.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.batches import PAD, Arrays, Batch
from training.encoder import Embedder, Texts, vectors
from training.network import END, EVIDENCE, RELEVANT, START, ReadingModel
from training.reader import LOW, Packed, sentence_means

Figures = dict[str, float]


def encoder_figures(model: Embedder, arrays: Arrays) -> Figures:
    """Recall of a passage that holds the answer among all passages of the news, by direction."""
    texts = Texts({"tokens": arrays["search_tokens"], "begins": arrays["search_begins"]})
    there = vectors(model, texts, arrays["passages"])
    asked = vectors(model, texts, arrays["questions"])
    best = (asked @ there.T).topk(min(20, len(there)), 1).indices.cpu().numpy()
    right: dict[int, set[int]] = {}
    for question, passage in arrays["right"]:
        right.setdefault(int(question), set()).add(int(passage))
    figures: Figures = {}
    names = [str(name) for name in arrays["directions"]]
    for number, name in enumerate(names):
        rows = [i for i in np.flatnonzero(arrays["direction"] == number) if int(i) in right]
        for k in (1, 5, 20):
            hits = [bool(right[int(i)] & set(best[i, :k].tolist())) for i in rows]
            figures[f"{name} recall@{k}"] = round(float(np.mean(hits)), 3) if hits else 0.0
    return figures


@torch.inference_mode()
def reader_figures(model: ReadingModel, arrays: Arrays, budget: int = 32_768) -> Figures:
    """By set: exact spans and right sentences, and how well what has an answer is told apart."""
    packed, windows = Packed(arrays, budget, 0), arrays["windows0"]
    device = next(model.parameters()).device
    order = np.argsort(packed.sizes(windows), kind="stable")
    names = ("span", "exact", "sentence", "sure", "relevant")
    values = {name: np.zeros(len(windows)) for name in names}
    start = 0
    while start < len(order):
        some = order[start : start + max(1, budget // 336)]
        start += len(some)
        batch = {name: t.to(device) for name, t in packed.batch(windows[some]).items()}
        ids = batch["ids"].long()
        tokens, pooled = model(ids, ids != PAD)
        found = (*_best(tokens, batch), pooled[:, RELEVANT])
        for name, value in zip(names, found, strict=True):
            values[name][some] = value.float().cpu().numpy()
    return _told(arrays, windows, values)


def _best(tokens: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, ...]:
    """Lead of the best span, whether it is right, whether the best sentence is, its lead."""
    passage = batch["sentences"] >= 0
    starts, ends = (tokens[..., k].masked_fill(~passage, LOW) for k in (START, END))
    longest = starts.shape[1]
    sums = starts.unsqueeze(2) + ends.unsqueeze(1)
    allowed = torch.ones(longest, longest, dtype=torch.bool, device=tokens.device)
    allowed = allowed.triu() & ~allowed.triu(40)
    score, place = sums.masked_fill(~allowed, 2 * LOW).flatten(1).max(1)
    first, last = place // longest, place % longest
    targets = batch["targets"].long()
    exact = (first == targets[:, 0]) & (last == targets[:, 1])
    means = sentence_means(tokens[..., EVIDENCE], batch["sentences"].long())
    evident, best = means.max(1)
    right = batch["right"].long()
    holds = (best >= right[:, 0]) & (best <= right[:, 1]) & (right[:, 0] >= 0)
    null = tokens[:, 0, START] + tokens[:, 0, END]
    return score - null, exact, holds, evident - tokens[:, 0, EVIDENCE]


def _told(arrays: Arrays, windows: NDArray[Any], values: dict[str, NDArray[Any]]) -> Figures:
    owners = windows[:, 8]
    answered = np.zeros(owners.max() + 1, bool)
    answered[owners[windows[:, 6] >= 0]] = True
    figures: Figures = {}
    for number, name in enumerate(str(n) for n in arrays["sets"]):
        own = list(np.flatnonzero(arrays["set"] == number))
        rows = {o: np.flatnonzero(owners == o) for o in own}
        best = {o: r[np.argmax(values["sure"][r])] for o, r in rows.items()}
        spans = {o: r[np.argmax(values["span"][r])] for o, r in rows.items()}
        right = [o for o in own if answered[o]]
        if right:
            sentences = [values["sentence"][best[o]] for o in right]
            figures[f"{name} sentence"] = float(np.mean(sentences))
            figures[f"{name} exact"] = float(np.mean([values["exact"][spans[o]] for o in right]))
        if right and len(right) < len(own):
            for kind in ("sure", "span", "relevant"):
                score = np.array([values[kind][rows[o]].max() for o in own])
                figures[f"{name} AUROC {kind}"] = auroc(score, answered[own])
    return {key: round(value, 3) for key, value in figures.items()}


def auroc(scores: NDArray[Any], right: NDArray[Any]) -> float:
    """Share of pairs of a right and a wrong one in which the right one scores higher."""
    ranks = np.argsort(np.argsort(scores)) + 1
    positive = int(right.sum())
    negative = len(right) - positive
    return float((ranks[right].sum() - positive * (positive + 1) / 2) / max(1, positive * negative))


def main() -> None:
    """Command line."""
    from training.pack_development import pack_development

    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "base", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    packed: dict[str, Any] = pack_development(options.data, options.base)
    np.savez_compressed(options.out / "dev.npz", **packed)


if __name__ == "__main__":
    main()
