from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn
from training.batches import Arrays, Batch, loader
from training.network import END, EVIDENCE, FIRST_KIND, FOLLOWS, RELEVANT, START
from training.reader import (
    Batches,
    Packed,
    across,
    evidence,
    reading_losses,
    relevant,
    sentence_means,
    start_reader,
    within,
)
from transformers import BertModel


class Knowing(nn.Module):
    """Scores that are `sure` where they should be and 0 elsewhere."""

    def __init__(self, batch: Batch, sure: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))
        self._batch, self._sure = batch, sure

    def forward(self, ids: Tensor, mask: Tensor, drop: float) -> tuple[Tensor, Tensor]:  # noqa: ARG002
        """Scores of windows, or of questions alone."""
        tokens, pooled = torch.zeros(*ids.shape, 3), torch.zeros(len(ids), 12)
        batch = self._batch
        if ids.shape == batch["asked"].shape:
            rows = torch.arange(len(batch["kind"]))
            pooled[rows, FIRST_KIND + batch["kind"]] = self._sure
            pooled[len(rows) :, FOLLOWS] = self._sure * (2 * batch["leans"] - 1)
            return tokens, pooled
        rows, targets, right = torch.arange(len(ids)), batch["targets"], batch["right"]
        for side in (START, END):
            tokens[rows, targets[:, side], side] = self._sure
        sentences = batch["sentences"]
        holds = (sentences >= right[:, :1]) & (sentences <= right[:, 1:]) & (right[:, :1] >= 0)
        tokens[..., EVIDENCE] = self._sure * holds
        tokens[:, 0, EVIDENCE] = self._sure * (right[:, 0] < 0)
        pooled[:, RELEVANT] = self._sure * (2.0 * (targets[:, 0] > 0) - 1)
        return tokens, pooled


@pytest.fixture(scope="module")
def batch(reader_arrays: Arrays) -> Batch:
    """A batch of real windows."""
    return next(loader(Batches(Packed(reader_arrays, 8_000, 0)), 0))


PARTS = ("window", "shared", "evidence", "relevance")


def test_losses_are_near_zero_where_all_is_right(batch: Batch) -> None:
    """Every part, for windows with and without an answer alike."""
    losses = reading_losses(Knowing(batch, 60.0), batch, 0.0)
    assert all(float(losses[name].detach()) < 1e-3 for name in (*PARTS, "leans"))


def test_losses_are_large_where_all_is_wrong(batch: Batch) -> None:
    """What is right having the lowest score costs as much as it lies below the rest."""
    losses = reading_losses(Knowing(batch, -60.0), batch, 0.0)
    assert all(float(losses[name].detach()) > 10 for name in (*PARTS, "kind", "leans"))


def test_no_answer_is_the_first_token() -> None:
    """It competes with the passage alone; question and title are no answers."""
    scores = torch.tensor([[5.0, 9.0, 1.0, 0.0]])
    passage = torch.tensor([[False, False, True, True]])
    expected = math.log(math.exp(5) + math.exp(1) + 1) - 5
    assert float(within(scores, passage, torch.tensor([0]))) == pytest.approx(expected, rel=1e-4)


def test_only_passages_of_one_question_compare() -> None:
    """A passage of another question may score what it likes."""
    same = torch.tensor([[True, True, False], [True, True, False], [False, False, True]])
    scores = torch.tensor([[0.0, 3.0, 1.0], [0.0, 2.0, 2.0], [0.0, 99.0, 0.0]])
    passage = torch.tensor([[False, True, True]]).expand(3, 3)
    e = math.exp
    expected = math.log(e(3) + e(1) + 2 * e(2)) - 3
    found = across(scores, passage, torch.tensor([1, 0, 0]), same)
    assert float(found) == pytest.approx(expected, rel=1e-4)


def test_questions_without_an_answer_have_nothing_to_compare() -> None:
    """Where no passage answers, the loss across passages is nought."""
    scores = torch.randn(2, 5)
    passage, same = torch.ones(2, 5, dtype=torch.bool), torch.ones(2, 2, dtype=torch.bool)
    assert float(across(scores, passage, torch.tensor([0, 0]), same)) == 0
    assert float(relevant(torch.zeros(2), torch.tensor([False, False]), same)) == pytest.approx(
        math.log(2)
    )


def test_sentences_compete_with_no_answer_and_across_windows() -> None:
    """The losses are those of the formula, counted by hand on three windows of two questions."""
    scores = torch.tensor([[1.0, 2, 2, 0, 4], [0, 1, 1, 3, 3], [2, 5, 5, 5, 5]])
    sentences = torch.tensor([[-1, 0, 0, 1, 1], [-1, 0, 0, 1, 1], [-1, 0, 0, 0, 0]])
    right = torch.tensor([[0, 0], [-1, -1], [-1, -1]])
    same = torch.tensor([[1, 1, 0], [1, 1, 0], [0, 0, 1]]).bool()
    own, compared = evidence(scores, sentences, right, same)
    e, log = math.exp, math.log
    windows = (-2 + log(e(1) + 2 * e(2)), log(1 + e(1) + e(3)), -2 + log(e(2) + e(5)))
    assert float(own) == pytest.approx(sum(windows) / 3, rel=1e-5)
    assert float(compared) == pytest.approx(log(2 * e(2) + e(1) + e(3)) - 2, rel=1e-5)


def test_an_answer_over_two_sentences_may_be_in_either() -> None:
    """All of them are right."""
    scores = torch.tensor([[0.0, 7, 7, 1]])
    sentences = torch.tensor([[-1, 0, 1, 2]])
    own, _ = evidence(scores, sentences, torch.tensor([[0, 1]]), torch.ones(1, 1).bool())
    total = 1 + 2 * math.exp(7) + math.exp(1)
    assert float(own) == pytest.approx(math.log(total / (2 * math.exp(7))), rel=1e-3)


def test_the_score_of_a_sentence_is_the_mean_of_its_tokens() -> None:
    """Tokens of no sentence count nowhere, and sentences without tokens cannot be chosen."""
    means = sentence_means(torch.tensor([[9.0, 1, 3, 5]]), torch.tensor([[-1, 0, 0, 2]]))
    assert means[0, :3].tolist() == [2, -1e4, 5]


def test_a_reader_learns_from_every_part(batch: Batch, bert: BertModel) -> None:
    """All weights but the word embeddings get a gradient, and no loss is beyond counting."""
    model = start_reader(bert)
    losses = reading_losses(model, batch, 0.1)
    losses["loss"].backward()
    lacking = [
        name
        for name, weight in model.named_parameters()
        if weight.grad is None or not weight.grad.isfinite().all()
    ]
    assert lacking == ["bert.embeddings.word_embeddings.weight"]


def test_a_reader_starts_the_same_from_the_same_seed(bert: BertModel) -> None:
    """Its new outputs are random, small and given by the seed."""
    one, same, other = (start_reader(bert, seed) for seed in (1, 1, 2))
    assert torch.equal(one.outputs.weight, same.outputs.weight)
    assert not torch.equal(one.outputs.weight, other.outputs.weight)
    assert float(one.outputs.weight.detach().abs().max()) < 0.2
