"""The networks as they are trained: a BERT body, means of its states, a reader's outputs.

Three outputs a token: start and end of an answer span (Devlin et al. 2019), and evidence, whose
mean over the tokens of a sentence is the score of that sentence; those of the first token are the
scores of there being no answer. The other outputs are read off the first state: whether the
passage answers the question, whether the question depends on the one before it, and what kind of
answer it asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

START, END, EVIDENCE = range(3)
"""Columns of the outputs of a token."""
RELEVANT, FOLLOWS, FIRST_KIND = range(3)
"""Columns of the outputs of the first state; the kinds follow one another."""
KINDS = (
    "who",
    "what",
    "when",
    "where",
    "how_many",
    "why",
    "how",
    "yes_no",
    "overview",
    "small_talk",
)

Step = Callable[[nn.Module, Tensor, Tensor, float], Tensor]


def config(weights: Mapping[str, NDArray[Any]]) -> BertConfig:
    """The measures of a body with these weights; its heads are 32 wide, as in the base."""
    pieces, width = weights["embeddings.word_embeddings.weight"].shape
    return BertConfig(
        vocab_size=pieces,
        hidden_size=width,
        num_hidden_layers=sum(name.endswith("attention.self.query.weight") for name in weights),
        num_attention_heads=width // 32,
        intermediate_size=len(weights["encoder.layer.0.intermediate.dense.weight"]),
        max_position_embeddings=len(weights["embeddings.position_embeddings.weight"]),
        type_vocab_size=len(weights["embeddings.token_type_embeddings.weight"]),
        layer_norm_eps=1e-12,
        pad_token_id=1,
    )


def body(weights: Mapping[str, NDArray[Any]]) -> BertModel:
    """A BERT body with these weights, its word embeddings frozen."""
    found = BertModel(config(weights), add_pooling_layer=False)
    tensors = {name: torch.tensor(np.asarray(array)) for name, array in weights.items()}
    found.load_state_dict(tensors, strict=True)
    found.embeddings.word_embeddings.weight.requires_grad = False
    return found


def _layer(layer: nn.Module, states: Tensor, mask: Tensor, drop: float) -> Tensor:
    """One layer of a BERT body (n, longest, width); written out, so that it can be compiled."""
    own: Any = layer
    rows, longest, width = states.shape
    heads = own.attention.self.num_attention_heads
    query, key, value = (
        linear(states).view(rows, longest, heads, width // heads).transpose(1, 2)
        for linear in (own.attention.self.query, own.attention.self.key, own.attention.self.value)
    )
    seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    seen = own.attention.output.dense(seen.transpose(1, 2).reshape(rows, longest, width))
    states = own.attention.output.LayerNorm(functional.dropout(seen, drop) + states)
    inner = functional.gelu(own.intermediate.dense(states))
    inner = functional.dropout(own.output.dense(inner), drop)
    found: Tensor = own.output.LayerNorm(inner + states)
    return found


@cache
def _compiled() -> Step:
    from torch._dynamo import config as compiler

    compiler.recompile_limit = 64  # layers, with and without gradients
    return torch.compile(_layer, dynamic=True)


def states(bert: BertModel, ids: Tensor, mask: Tensor, drop: float = 0.0) -> Tensor:
    """The last states (n, longest, width) of token ids and mask, both (n, longest)."""
    places = torch.arange(ids.shape[1], device=ids.device)
    words: Any = bert.embeddings
    found = words.word_embeddings(ids) + words.position_embeddings(places)
    found = words.LayerNorm(found + words.token_type_embeddings.weight[0])
    found = functional.dropout(found, drop)
    seen = mask.bool()[:, None, None, :]
    step = _compiled() if ids.is_cuda else _layer
    with torch.autocast(ids.device.type, torch.bfloat16, enabled=ids.is_cuda):
        for layer in bert.encoder.layer:
            found = step(layer, found, seen, drop)
    return found


def mean_vectors(found: Tensor, mask: Tensor) -> Tensor:
    """Unit vectors (n, width): means of the states over the tokens."""
    weights = mask.unsqueeze(-1).float()
    return functional.normalize((found.float() * weights).sum(1) / weights.sum(1), dim=-1)


class ReadingModel(nn.Module):
    """A BERT body, outputs of each token and outputs of the first state."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        self.outputs = nn.Linear(bert.config.hidden_size, 3)
        self.pooled = nn.Linear(bert.config.hidden_size, FIRST_KIND + len(KINDS))

    def forward(self, ids: Tensor, mask: Tensor, drop: float = 0.0) -> tuple[Tensor, Tensor]:
        """Scores (n, longest, 3) of tokens and (n, 12) of first states; ids, mask (n, longest)."""
        found = states(self.bert, ids, mask, drop)
        return self.outputs(found).float(), self.pooled(found[:, 0]).float()
