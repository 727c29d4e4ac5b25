"""The span model: for every sentence of the hits, its best answer span and how likely it is.

A BERT body with two outputs a token, start and end (Devlin et al. 2019), trained with scores
that are normalised over all passages of a question (Clark and Gardner 2018), so that spans of
different passages compare. Its word embeddings are those of the built-in encoder, which were
frozen while it was trained: only what differs is stored here.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.encoder import BUILT_IN, fastest

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import BertForQuestionAnswering

    from qa.reader.windows import Window

FOLDER = Path(__file__).parents[1] / "models" / "reader"
LONGEST_ANSWER = 40
"""Longest span that is chosen, in tokens."""

_WORDS = "embeddings.word_embeddings.weight"

Span = tuple[int, int]


class PassageScores(NamedTuple):
    """What the model says of one passage for one question.

    Attributes:
        offsets: Characters of the passage, one span for each token.
        starts: Score of an answer starting at each token, shape (tokens,).
        ends: Score of an answer ending at each token, shape (tokens,).
        null: Score of there being no answer in the passage.
    """

    offsets: list[Span]
    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    null: float

    def best_span(self, start: int, end: int) -> tuple[float, Span] | None:
        """Score and characters of the best span within `start`…`end`, None if no token is."""
        inside = [i for i, (a, b) in enumerate(self.offsets) if a >= start and b <= end and a < b]
        if not inside:
            return None
        own = slice(inside[0], inside[-1] + 1)
        sums = self.starts[own, None] + self.ends[None, own]
        allowed = np.triu(np.ones_like(sums, dtype=np.bool_))
        allowed &= ~np.triu(allowed, LONGEST_ANSWER)
        first, last = divmod(int(np.where(allowed, sums, -np.inf).argmax()), sums.shape[1])
        offsets = self.offsets[own]
        return float(sums[first, last]), (offsets[first][0], offsets[last][1])


class SpanModel:
    """The shipped span model; loaded when it is first used. May be shared by threads.

    Args:
        folder: Where its weights are.
        device: `auto`, `cpu`, `cuda` ….
    """

    def __init__(self, folder: Path = FOLDER, *, device: str = "auto") -> None:
        self._folder = folder
        self._device = device
        self._lock = threading.Lock()

    def score(self, question: str, passages: Sequence[tuple[str, str]]) -> list[PassageScores]:
        """Scores of each (title, text) for a question; long texts by their best window."""
        from qa.reader.windows import windows

        rows = [
            (i, window)
            for i, (title, text) in enumerate(passages)
            for window in windows(self._tokenizer, question, text, title)
        ]
        with self._lock:
            scored = self._run([window for _, window in rows])
        best: dict[int, PassageScores] = {}
        for (i, _), scores in zip(rows, scored, strict=True):
            if i not in best or _peak(scores) > _peak(best[i]):
                best[i] = scores
        return [best[i] for i in range(len(passages))]

    def _run(self, rows: Sequence[Window]) -> list[PassageScores]:
        from qa.reader.windows import batch_of

        batch = batch_of(rows)
        device = self._model.device
        with fastest(device.type):
            out = self._model(
                input_ids=batch.ids.to(device),
                token_type_ids=batch.types.to(device),
                attention_mask=batch.mask.to(device),
            )
        starts = out.start_logits.float().cpu().numpy()
        ends = out.end_logits.float().cpu().numpy()
        return [
            PassageScores(
                row.offsets,
                starts[i, row.first : row.first + len(row.offsets)],
                ends[i, row.first : row.first + len(row.offsets)],
                float(starts[i, 0] + ends[i, 0]),
            )
            for i, row in enumerate(rows)
        ]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(BUILT_IN / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _model(self) -> BertForQuestionAnswering:
        import torch
        from safetensors.torch import load_file
        from transformers import BertConfig, BertForQuestionAnswering

        config = json.loads((self._folder / "config.json").read_text(encoding="utf-8"))
        model = BertForQuestionAnswering(BertConfig(**config))
        weights = load_file(self._folder / "model.safetensors")
        weights[f"bert.{_WORDS}"] = load_file(BUILT_IN / "model.safetensors")[_WORDS]
        model.load_state_dict({name: value.float() for name, value in weights.items()})
        model.eval()  # type: ignore[no-untyped-call]
        found = "cuda" if torch.cuda.is_available() else "cpu"
        device = torch.device(found if self._device == "auto" else self._device)
        return model.to(device)  # type: ignore[arg-type, no-any-return]


def _peak(scores: PassageScores) -> float:
    """The best that a window has to offer over no answer."""
    return (
        float(scores.starts.max(initial=-np.inf) + scores.ends.max(initial=-np.inf)) - scores.null
    )
