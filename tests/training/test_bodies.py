from __future__ import annotations

import pytest
import torch
from torch import nn
from training import network, reader
from training.batches import PAD
from training.network import ReadingModel, mean_vectors, states
from transformers import BertModel

from qa.reader import outputs, windows


@pytest.fixture
def ids() -> torch.Tensor:
    """Two texts, the second filled up."""
    found = torch.randint(4, 200, (2, 16), generator=torch.Generator().manual_seed(0))
    found[1, 9:] = PAD
    return found


def test_states_are_those_of_transformers(bert: BertModel, ids: torch.Tensor) -> None:
    """The layers that are written out compute what the library's do."""
    mask = ids != PAD
    with torch.inference_mode():
        ours = states(bert, ids, mask)
        theirs = bert(input_ids=ids, attention_mask=mask.long()).last_hidden_state
    assert torch.allclose(ours[mask], theirs[mask], atol=1e-4)


def test_filling_up_changes_nothing(bert: BertModel, ids: torch.Tensor) -> None:
    """A text has the same vector and scores alone as beside a longer one."""
    model = ReadingModel(bert)
    short = ids[1:, :9]
    with torch.inference_mode():
        together, pooled = model(ids, ids != PAD)
        alone, pooled_alone = model(short, short != PAD)
        vector = mean_vectors(states(bert, ids, ids != PAD), ids != PAD)[1:]
        vector_alone = mean_vectors(states(bert, short, short != PAD), short != PAD)
    assert torch.allclose(together[1, :9], alone[0], atol=1e-4)
    assert torch.allclose(pooled[1:], pooled_alone, atol=1e-4)
    assert torch.allclose(vector, vector_alone, atol=1e-4)


def test_vectors_have_the_length_one(bert: BertModel, ids: torch.Tensor) -> None:
    """Their products are cosines."""
    vectors = mean_vectors(states(bert, ids, ids != PAD), ids != PAD)
    assert torch.allclose(vectors.norm(dim=1), torch.ones(2), atol=1e-5)


def test_word_embeddings_are_frozen(bert: nn.Module) -> None:
    """They stay those of the base, which both models share; all else is trained."""
    frozen = [name for name, weight in bert.named_parameters() if not weight.requires_grad]
    assert frozen == ["embeddings.word_embeddings.weight"]


@pytest.mark.parametrize(
    "name", ["START", "END", "EVIDENCE", "RELEVANT", "FOLLOWS", "FIRST_KIND", "KINDS"]
)
def test_outputs_mean_the_same_where_they_are_read(name: str) -> None:
    """Training runs where the library cannot be imported; its columns are the library's."""
    assert getattr(network, name) == getattr(outputs, name)


@pytest.mark.parametrize("name", ["QUESTION", "CONTEXT", "TITLE"])
def test_as_much_is_read_as_was_trained_on(name: str) -> None:
    """What precedes a passage is cut at the same length in training and by the library."""
    assert getattr(reader, name) == getattr(windows, f"LONGEST_{name}")
