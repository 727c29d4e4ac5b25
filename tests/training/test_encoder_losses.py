from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from training.base import load_base
from training.batches import Arrays, Batch
from training.encoder import (
    SCALE,
    Embedder,
    Questions,
    Texts,
    changed_cosines,
    contrast,
    encoding_losses,
    runs,
    vectors,
)
from training.mining import Mined, nearest
from training.network import body
from transformers import BertModel


class Table(nn.Module):
    """The vector of a text is a row of a table, by its one token."""

    def __init__(self, rows: list[list[float]]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(rows))

    def forward(self, ids: Tensor, drop: float = 0.0) -> Tensor:  # noqa: ARG002
        """Rows (n, width)."""
        return self.weight[ids[:, 0]]


EYE = Table(torch.eye(4).tolist())


def batch(questions: list[int], passages: list[int], groups: list[int], **others: Tensor) -> Batch:
    """Questions and the passages that answer them, the mined ones last."""
    texts = {"questions": questions, "passages": passages, "english": [0, 1], "french": [0, 1]}
    found = {name: torch.tensor(rows).unsqueeze(1) for name, rows in texts.items()}
    return found | {"groups": torch.tensor(groups)} | others


def losses(some: Batch, model: Table = EYE) -> dict[str, float]:
    """Parts of the loss of a table that was trained from `EYE`."""
    found = encoding_losses(model, EYE, some, 0.0)  # type: ignore[arg-type]
    return {name: float(value.detach()) for name, value in found.items()}


def test_the_loss_is_near_zero_where_each_question_has_its_passage() -> None:
    """And that of texts that say the same, and are where the base had them, is as well."""
    found = losses(batch([0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3]))
    assert all(value < 1e-3 for value in found.values())


def test_the_loss_is_large_where_another_passage_is_nearer() -> None:
    """It is the difference of the cosines, scaled."""
    found = losses(batch([0, 1, 2], [1, 2, 0, 3], [0, 1, 2, 3]))
    assert found["asked"] == pytest.approx(SCALE, rel=1e-3)
    assert found["back"] == pytest.approx(SCALE, rel=1e-3)


def test_passages_of_one_group_are_no_negatives_of_one_another() -> None:
    """A passage as near as the right one costs nothing where it may answer as well."""
    near = losses(batch([0, 1], [0, 1, 0], [0, 1, 0]))
    strange = losses(batch([0, 1], [0, 1, 0], [0, 1, 2]))
    assert near["asked"] < 1e-3
    assert strange["asked"] == pytest.approx(math.log(2) / 2, rel=1e-3)


def test_a_passage_is_pushed_from_its_own_changed_question() -> None:
    """A changed question as near as the one it answers costs; that of another passage does not."""
    plain = batch([0, 1], [0, 1], [0, 1])
    own = {"changed": torch.tensor([[0]]), "owners": torch.tensor([0])}
    others = {"changed": torch.tensor([[0]]), "owners": torch.tensor([1])}
    assert losses(plain | own)["back"] == pytest.approx(math.log(2) / 2, rel=1e-3)
    assert losses(plain | others)["back"] < 1e-3


def test_cosines_to_changed_questions_of_others_are_lowest() -> None:
    """Each row has the cosine to its own and -1 elsewhere."""
    rows = torch.eye(3)
    found = changed_cosines(rows, rows[[0, 2]], torch.tensor([0, 1]))
    assert found.tolist() == [[1, -1], [-1, 0], [-1, -1]]


def test_leaving_the_base_costs() -> None:
    """The vectors of texts in two languages are held to those that they had."""
    turned = Table(torch.eye(4).roll(1, 0).tolist())
    found = losses(batch([0, 1], [0, 1], [0, 1]), turned)
    assert found["kept"] == pytest.approx(2)
    assert found["parallel"] < 1e-3


def test_what_is_doubtful_does_not_count() -> None:
    """The columns that are left out may score what they like."""
    cosines = torch.tensor([[0.5, 1.0], [0.0, 0.5]])
    doubtful = torch.tensor([[False, True], [False, False]])
    assert float(contrast(cosines, doubtful)) < 1e-3


@pytest.mark.parametrize("budget", [1, 40, 10_000])
def test_runs_of_texts_keep_to_the_budget(budget: int) -> None:
    """Every text is in one run; only a text alone may be over the budget."""
    sizes = np.array([3, 30, 8, 8, 1, 14])
    found = list(runs(sizes, budget))
    assert sorted(np.concatenate(found)) == [*range(6)]
    assert all(len(some) == 1 or len(some) * (sizes[some].max() + 2) <= budget for some in found)


@pytest.fixture
def embedder(bert: BertModel) -> Embedder:
    """The base as it embeds."""
    return Embedder(bert)


def test_a_vector_does_not_depend_on_the_texts_beside_it(
    embedder: Embedder, encoder_arrays: Arrays
) -> None:
    """They are in the order in which they were asked for."""
    texts, places = Texts(encoder_arrays), [5, 0, 9, 3]
    together = vectors(embedder, texts, places, budget=200)
    alone = torch.cat([vectors(embedder, texts, [place]) for place in places])
    assert torch.allclose(together, alone, atol=1e-4)


def test_a_batch_has_one_source_and_each_passage_once(
    embedder: Embedder, encoder_arrays: Arrays
) -> None:
    """Its mined negatives are of the same source, and of another group than their question."""
    near = nearest(embedder, encoder_arrays)
    questions = Questions(encoder_arrays, near, size=24, seed=0)
    source = {int(row[3]): int(row[4]) for row in encoder_arrays["pairs"]}
    for step, rows in enumerate(questions.steps_of(0)):
        some = questions.batch_of(rows, step)
        count = len(some["questions"])
        assert 0 < count <= 24
        assert len(some["passages"]) == len(some["groups"]) == 3 * count
        assert len({tuple(row) for row in some["passages"][:count].tolist()}) == count
        assert len({source[int(group)] for group in some["groups"]}) == 1


def test_passages_of_the_own_group_come_last(embedder: Embedder, encoder_arrays: Arrays) -> None:
    """They are mined only where a source has nothing else."""
    pairs = encoder_arrays["pairs"]
    group = {int(passage): int(own) for passage, own in pairs[:, [1, 3]]}
    for pair, ranks in zip(pairs, nearest(embedder, encoder_arrays), strict=True):
        own = [group[int(passage)] == pair[3] for passage in ranks]
        assert own == sorted(own)
        assert not own[0]


def test_a_run_that_goes_on_has_the_batches_that_it_would_have_had(
    base: Path, embedder: Embedder, encoder_arrays: Arrays, tmp_path: Path
) -> None:
    """Before what is nearest was looked for again, and after, when the model has moved on."""

    def mined() -> Mined:
        path = tmp_path / "near.npz"
        return Mined(encoder_arrays, embedder, size=24, seed=0, workers=0, path=path)

    moved = Embedder(body(load_base(base)))
    nn.init.normal_(moved.bert.embeddings.position_embeddings.weight)
    whole = mined()
    found = [whole.batch(moved, step, step / 10) for step in range(10)]
    for start in (2, 5, 7):
        resumed = mined()
        model = moved if start <= 5 else embedder
        for step in range(start, 10):
            again = resumed.batch(model, step, step / 10)
            assert all(torch.equal(again[name], found[step][name]) for name in found[step])
