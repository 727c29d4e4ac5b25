"""The network of the reader: what a token says of an answer that starts, ends or lies around it.

A BERT body with three outputs a token: start and end of an answer span (Devlin et al. 2019),
and evidence, whose mean over the tokens of a sentence is the score of that sentence. The
outputs of [CLS] are the scores of there being no answer.
"""

from __future__ import annotations

from torch import Tensor, nn
from transformers import BertConfig, BertModel

START, END, EVIDENCE = range(3)
"""Columns of the outputs."""


class ReadingModel(nn.Module):
    """A BERT body under a linear layer of three outputs."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)
        self.outputs = nn.Linear(config.hidden_size, 3)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Scores (n, longest, 3) of token ids, types and mask, each (n, longest)."""
        body = self.bert(input_ids=ids, token_type_ids=types, attention_mask=mask)
        scores: Tensor = self.outputs(body.last_hidden_state)
        return scores
