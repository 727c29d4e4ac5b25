"""A BERT body with its tokenizer: loading, batching by length, pooled sentence vectors.

Reads and writes folders of sentence-transformers and transformers, without their trainers:
what is trained here is small, and a loop of one's own resumes exactly.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from qa.encoder import bfloat16_is_fast

Tokens = list[int]


def load_tokenizer(folder: Path) -> Tokenizer:
    """The fast tokenizer of a model folder, without its own truncation and padding."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def autocast(device: torch.device) -> torch.autocast:
    """Bfloat16 where that is fast, else float32."""
    fast = bfloat16_is_fast(device.type)
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=fast)


class SentenceEncoder(nn.Module):
    """Texts to unit vectors: mean of the last layer over the tokens, normalised."""

    def __init__(self, bert: BertModel, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.bert = bert
        self.tokenizer = tokenizer

    @classmethod
    def from_folder(cls, folder: Path) -> SentenceEncoder:
        """The encoder of a sentence-transformers folder, without dropout.

        A teacher's vectors need none, and drawing it is a fifth of a step on a processor.
        """
        bert = BertModel.from_pretrained(
            folder, dtype=torch.float32, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        )
        return cls(bert, load_tokenizer(folder))

    def tokens(self, texts: Sequence[str], longest: int) -> list[Tokens]:
        """Token ids with [CLS] and [SEP], cut to `longest`."""
        encodings = self.tokenizer.encode_batch(list(texts))
        return [e.ids if len(e.ids) <= longest else [*e.ids[: longest - 1], e.ids[-1]]
                for e in encodings]  # fmt: skip

    def forward(self, tokens: Sequence[Tokens], budget: int = 8_192) -> Tensor:
        """Unit vectors (n, width), computed in runs of like length of at most `budget` tokens."""
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
        parts = [self._pooled([tokens[i] for i in run]) for run in runs(order, tokens, budget)]
        return put_back(parts, order)

    def _pooled(self, tokens: Sequence[Tokens]) -> Tensor:
        ids, mask = (t.to(self.bert.device) for t in padded(tokens))
        with autocast(self.bert.device):
            hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weights = mask.unsqueeze(-1).float()
        return nn.functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)

    @torch.inference_mode()
    def embed(self, texts: Sequence[str], longest: int = 256) -> NDArray[np.float32]:
        """Unit vectors (n, width) without gradients, 512 texts at a time."""
        self.eval()
        order = np.argsort([len(text) for text in texts], kind="stable")
        vectors = np.empty((len(texts), self.bert.config.hidden_size), dtype=np.float32)
        for start in range(0, len(order), 512):
            rows = order[start : start + 512]
            part = self(self.tokens([texts[i] for i in rows], longest))
            vectors[rows] = part.cpu().numpy()
        return vectors


def runs(order: Sequence[int], tokens: Sequence[Tokens], budget: int) -> list[list[int]]:
    """Cut `order` (shortest first) into runs whose padded size stays within `budget` tokens."""
    found: list[list[int]] = [[]]
    for i in order:
        if found[-1] and (len(found[-1]) + 1) * len(tokens[i]) > budget:
            found.append([])
        found[-1].append(i)
    return found


def put_back(parts: Sequence[Tensor], order: Sequence[int]) -> Tensor:
    """The rows of `parts`, which were computed in `order`, in the order before that."""
    return torch.cat(list(parts))[torch.tensor(order).argsort().to(parts[0].device)]


def padded(tokens: Sequence[Tokens]) -> tuple[Tensor, Tensor]:
    """Ids and mask, both (n, longest), padded on the right with zeros."""
    longest = max(len(row) for row in tokens)
    ids = torch.zeros(len(tokens), longest, dtype=torch.long)
    for i, row in enumerate(tokens):
        ids[i, : len(row)] = torch.tensor(row)
    lengths = torch.tensor([len(row) for row in tokens]).unsqueeze(1)
    return ids, (torch.arange(longest).unsqueeze(0) < lengths).long()


def save_encoder(encoder: SentenceEncoder, start: Path, out: Path) -> None:
    """Write the folder as `start` has it, weights in half precision, computed in float32."""
    if out.resolve() != start.resolve():
        shutil.copytree(start, out, dirs_exist_ok=True, copy_function=shutil.copyfile)
    weights = {
        name: w.detach().half().contiguous() for name, w in encoder.bert.state_dict().items()
    }
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
