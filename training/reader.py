"""Train the reader: spans, sentences of evidence, relevance, and what a question asks for.

Within a window what is right competes with the rest and with the first token, which is right where
there is no answer. Across the passages of one question only the passages compete (shared
normalisation, Clark and Gardner 2018), so that scores of different passages compare. Reads what
`training.pack` wrote; knows no text.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from training.batches import BOS, EOS, PAD, Arrays, Batch, Endless, padded
from training.network import (
    END,
    EVIDENCE,
    FIRST_KIND,
    FOLLOWS,
    KINDS,
    RELEVANT,
    START,
    ReadingModel,
)

QUESTION, CONTEXT, TITLE = 64, 64, 48
"""Most tokens of each."""
POOLED_ROWS = 256
"""Questions without a passage in a step, for kinds and for leaning on what was before; each."""
SENTENCES = 64
"""Most sentences of a passage that are told apart."""
LOW = -1e4
"""Score of what may not be chosen: finite, so that a row of nothing else has a gradient."""
SHARED, EVIDENT, RELEVANCE, KIND, LEANING = 0.5, 0.5, 0.5, 0.2, 0.2
"""Weights of the other losses beside that of spans within a window."""


class Packed:
    """Windows and questions of `reader.npz`, and batches of them.

    Args:
        arrays: What was packed.
        budget: Padded tokens of a batch.
        seed: Of the order.
    """

    def __init__(self, arrays: Arrays, budget: int, seed: int) -> None:
        self._arrays, self._budget, self._seed = arrays, budget, seed
        self._tokens, self._begins = arrays["tokens"], arrays["begins"]
        self.passes = sum(name.startswith("windows") for name in arrays)

    def windows(self, number: int) -> NDArray[np.int32]:
        """The windows of one pass."""
        return self._arrays[f"windows{number % self.passes}"]

    def steps_of(self, number: int) -> list[NDArray[np.int64]]:
        """The windows of each batch of one pass, in random order; deterministic."""
        windows = self.windows(number)
        rng = np.random.default_rng((self._seed, number))
        sizes = self.sizes(windows)
        owners, firsts = np.unique(windows[:, 8], return_index=True)
        ends = np.append(firsts[1:], len(windows))
        longest = np.maximum.reduceat(sizes, firsts)
        order = rng.permutation(len(owners))
        steps: list[NDArray[np.int64]] = []
        for start in range(0, len(order), 8_000):
            some = order[start : start + 8_000]
            some = some[np.argsort(longest[some], kind="stable")]
            steps += _filled(some, firsts, ends, longest, self._budget)
        places = rng.permutation(len(steps))
        return [steps[i] for i in places]

    def sizes(self, windows: NDArray[np.int32]) -> NDArray[np.int64]:
        """Tokens of each window."""
        lengths = np.diff(self._begins)
        context, question, title = windows[:, 0], windows[:, 1], windows[:, 2]
        size = 3 + np.minimum(QUESTION, lengths[question]) + windows[:, 5] - windows[:, 4]
        size = size + np.where(context >= 0, 1 + np.minimum(CONTEXT, lengths[context]), 0)
        found: NDArray[np.int64] = size + np.where(
            title >= 0, 1 + np.minimum(TITLE, lengths[title]), 0
        )
        return found

    def batch(self, windows: NDArray[np.int32]) -> Batch:
        """Windows padded to the longest of them, with what is right in them."""
        rows = [self._window(row) for row in windows]
        ids = padded([row.ids for row in rows])
        sentences = np.full(ids.shape, -1, np.int16)
        for i, row in enumerate(rows):
            sentences[i, row.first : row.first + len(row.sentences)] = row.sentences
        first = np.array([row.first for row in rows])
        answered = windows[:, 6] >= 0
        shift = first - windows[:, 4]
        targets = np.where(answered[:, None], windows[:, 6:8] + shift[:, None], 0)
        right = np.array([row.right for row in rows])
        _, owners = np.unique(windows[:, 8], return_inverse=True)
        made = {
            "ids": ids,
            "sentences": sentences,
            "targets": targets,
            "right": right,
            "owners": owners,
        }
        return {name: torch.from_numpy(np.ascontiguousarray(a)) for name, a in made.items()}

    def questions(self, rng: np.random.Generator) -> Batch:
        """Questions alone: some with their kinds, some with whether they lean on an exchange."""
        kinds, leans = self._arrays["kinds"], self._arrays["leans"]
        one = kinds[rng.integers(len(kinds), size=POOLED_ROWS)]
        two = leans[rng.integers(len(leans), size=POOLED_ROWS)]
        rows = [self._alone(-1, question) for question, _ in one]
        rows += [self._alone(context, question) for context, question, _ in two]
        made = {
            "asked": padded(rows),
            "kind": one[:, 1].astype(np.int64),
            "leans": two[:, 2].astype(np.float32),
        }
        return {name: torch.from_numpy(a) for name, a in made.items()}

    def _piece(self, place: int, most: int) -> NDArray[Any]:
        begin = self._begins[place]
        return self._tokens[begin : min(self._begins[place + 1], begin + most)]

    def _alone(self, context: int, question: int) -> NDArray[np.int32]:
        parts = [np.array([BOS])]
        if context >= 0:
            parts += [self._context(context), np.array([EOS])]
        parts += [self._piece(question, QUESTION), np.array([EOS])]
        return np.concatenate(parts).astype(np.int32)

    def _context(self, place: int) -> NDArray[Any]:
        begin, end = self._begins[place], self._begins[place + 1]
        return self._tokens[max(begin, end - CONTEXT) : end]

    def _window(self, row: NDArray[np.int32]) -> _Window:
        context, question, title, passage, start, stop, low, high, _ = (int(x) for x in row)
        head = self._alone(context, question)
        if title >= 0:
            head = np.concatenate([head, self._piece(title, TITLE), np.array([EOS])])
        begin = int(self._begins[passage])
        own = slice(begin + start, begin + stop)
        sentences = self._arrays["sentences"][own].astype(np.int16)
        sentences = np.minimum(sentences - (sentences[0] if len(sentences) else 0), SENTENCES - 1)
        right = (-1, -1)
        if low >= 0:
            right = (int(sentences[low - start]), int(sentences[high - start]))
        ids = np.concatenate([head, self._tokens[own], np.array([EOS])]).astype(np.int32)
        return _Window(ids, len(head), sentences, right)


class _Window(NamedTuple):
    ids: NDArray[np.int32]
    first: int
    sentences: NDArray[np.int16]
    right: tuple[int, int]


def _filled(
    order: NDArray[np.int64],
    firsts: NDArray[np.int64],
    ends: NDArray[np.int64],
    longest: NDArray[np.int64],
    budget: int,
) -> list[NDArray[np.int64]]:
    """Windows of examples in their order, as many a batch as the budget of padded tokens allows."""
    batches: list[list[int]] = [[]]
    for i in order:
        own = range(int(firsts[i]), int(ends[i]))
        if batches[-1] and (len(batches[-1]) + len(own)) * longest[i] > budget:
            batches.append([])
        batches[-1] += own
    return [np.array(batch) for batch in batches if batch]


class Batches(Endless):
    """The batches of a reader's run."""

    def __init__(self, packed: Packed, first: int = 0) -> None:
        super().__init__(first)
        self._packed = packed

    def steps_of(self, turn: int) -> list[NDArray[np.int32]]:
        """The windows of each batch of one pass."""
        windows = self._packed.windows(turn)
        return [windows[some] for some in self._packed.steps_of(turn)]

    def batch_of(self, rows: NDArray[np.int32], step: int) -> Batch:
        """Windows, and questions alone."""
        questions = self._packed.questions(np.random.default_rng(step))
        return self._packed.batch(rows) | questions


def reading_losses(model: nn.Module, batch: Batch, drop: float) -> dict[str, Tensor]:
    """The losses of a batch; those of spans are means over starts and ends."""
    device = next(model.parameters()).device
    batch = {name: tensor.to(device, non_blocking=True) for name, tensor in batch.items()}
    ids = batch["ids"].long()
    tokens, pooled = model(ids, ids != PAD, drop)
    sentences = batch["sentences"].long()
    passage = sentences >= 0
    same = batch["owners"].unsqueeze(1) == batch["owners"].unsqueeze(0)
    targets = batch["targets"].long()
    sides = [
        (
            within(tokens[..., side], passage, targets[:, side]),
            across(tokens[..., side], passage, targets[:, side], same),
        )
        for side in (START, END)
    ]
    window, shared = ((sides[0][k] + sides[1][k]) / 2 for k in range(2))
    own, compared = evidence(tokens[..., EVIDENCE], sentences, batch["right"].long(), same)
    relevance = relevant(pooled[:, RELEVANT], targets[:, 0] > 0, same)
    kind, leaning = pooled_losses(model, batch, drop)
    loss = window + SHARED * shared + EVIDENT * (own + SHARED * compared)
    loss = loss + RELEVANCE * relevance + KIND * kind + LEANING * leaning
    return {
        "loss": loss,
        "window": window,
        "shared": shared,
        "evidence": own,
        "relevance": relevance,
        "kind": kind,
        "leans": leaning,
        "tokens": torch.tensor(float(ids.numel()), device=device),
    }


def pooled_losses(model: nn.Module, batch: Batch, drop: float) -> tuple[Tensor, Tensor]:
    """The losses of kinds and of leaning, of questions alone."""
    asked = batch["asked"].long()
    _, pooled = model(asked, asked != PAD, drop)
    kinds = len(batch["kind"])
    scores = pooled[:kinds, FIRST_KIND : FIRST_KIND + len(KINDS)]
    kind = functional.cross_entropy(scores, batch["kind"], label_smoothing=0.05)
    leaning = functional.binary_cross_entropy_with_logits(pooled[kinds:, FOLLOWS], batch["leans"])
    return kind, leaning


def within(scores: Tensor, passage: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy over the passage tokens and the first token of each window."""
    allowed = passage.clone()
    allowed[:, 0] = True
    return functional.cross_entropy(scores.masked_fill(~allowed, LOW), target)


def across(scores: Tensor, passage: Tensor, target: Tensor, same: Tensor) -> Tensor:
    """Cross-entropy over the passage tokens of all windows of each answerable question."""
    totals = scores.masked_fill(~passage, LOW).logsumexp(1)
    answered = target > 0
    right = scores.gather(1, target.unsqueeze(1)).squeeze(1)
    return ((over_question(totals, same) - right) * answered).sum() / answered.sum().clamp(min=1)


def over_question(totals: Tensor, same: Tensor) -> Tensor:
    """Log-sum over the windows of the same question, (n,)."""
    return totals.unsqueeze(0).expand(same.shape).masked_fill(~same, LOW).logsumexp(1)


def sentence_means(scores: Tensor, sentences: Tensor) -> Tensor:
    """Mean of the token scores (n, longest) over each sentence, (n, SENTENCES), LOW if none."""
    place = sentences.clamp(min=0)
    inside = (sentences >= 0).float()
    empty = torch.zeros(len(scores), SENTENCES, device=scores.device)
    sums = empty.scatter_add(1, place, scores * inside)
    counts = empty.scatter_add(1, place, inside)
    return (sums / counts.clamp(min=1)).masked_fill(counts == 0, LOW)


def evidence(
    scores: Tensor, sentences: Tensor, right: Tensor, same: Tensor
) -> tuple[Tensor, Tensor]:
    """Losses of the sentences that hold an answer: within their windows, and across them."""
    means = sentence_means(scores, sentences)
    numbers = torch.arange(SENTENCES, device=scores.device)
    holds = (numbers >= right[:, :1]) & (numbers <= right[:, 1:]) & (right[:, :1] >= 0)
    none = scores[:, 0]
    inside = means.masked_fill(~holds, LOW).logsumexp(1)
    answered = holds.any(1)
    best = torch.where(answered, inside, none)
    own = (torch.cat([none.unsqueeze(1), means], 1).logsumexp(1) - best).mean()
    some = (same & answered.unsqueeze(0)).any(1)
    lost = over_question(means.logsumexp(1), same) - over_question(inside, same)
    return own, (lost * some).sum() / some.sum().clamp(min=1)


def relevant(scores: Tensor, answered: Tensor, same: Tensor) -> Tensor:
    """Whether a passage answers, by itself and against the others of the same question."""
    alone = functional.binary_cross_entropy_with_logits(scores, answered.float())
    lost = over_question(scores, same) - scores
    return alone + 0.5 * (lost * answered).sum() / answered.sum().clamp(min=1)


def start_reader(bert: BertModel, seed: int = 0) -> ReadingModel:
    """A reader on a body, its outputs small and random."""
    torch.manual_seed(seed)
    model = ReadingModel(bert)
    for linear in (model.outputs, model.pooled):
        nn.init.normal_(linear.weight, std=0.02)
        nn.init.zeros_(linear.bias)
    return model
