"""The span model: for every sentence of the hits, its best answer span and its evidence.

The network of `model`, trained with scores that are normalised over all passages of a question
(Clark and Gardner 2018), so that spans and sentences of different passages compare. Its word
embeddings are those of the built-in encoder, which were frozen while it was trained: only what
differs is stored here.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from qa.encoder import BUILT_IN, fastest
from qa.models import verify

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from qa.reader.model import ReadingModel
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
        evidence: Score of each token lying in a sentence that answers, shape (tokens,).
        null: Score of there being no answer span in the passage.
        no_evidence: Score of no sentence of it answering.
    """

    offsets: list[Span]
    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    evidence: NDArray[np.float32]
    null: float
    no_evidence: float

    @classmethod
    def of(cls, window: Window, scores: NDArray[np.float32]) -> Self:
        """The scores (longest, 3) of a window without those of what is not passage."""
        from qa.reader.model import END, EVIDENCE, START

        own = slice(window.first, window.first + len(window.offsets))
        return cls(
            offsets=window.offsets,
            starts=scores[own, START],
            ends=scores[own, END],
            evidence=scores[own, EVIDENCE],
            null=float(scores[0, START] + scores[0, END]),
            no_evidence=float(scores[0, EVIDENCE]),
        )

    def best_span(
        self, start: int, end: int, holding: Sequence[Span] = ()
    ) -> tuple[float, Span] | None:
        """Score and characters of the best span within `start`…`end`, None if no token is.

        Args:
            start: Offset of its first character at the least.
            end: Offset after its last at the most.
            holding: The span must overlap one of these, if any token does.
        """
        own = self._tokens(start, end)
        if own is None:
            return None
        sums = self.starts[own, None] + self.ends[None, own]
        allowed = np.triu(np.ones_like(sums, dtype=np.bool_))
        allowed &= ~np.triu(allowed, LONGEST_ANSWER)
        held = [any(a < y and b > x for x, y in holding) for a, b in self.offsets[own]]
        if any(held):
            before = np.concatenate([[0], np.cumsum(held)])
            allowed &= before[None, 1:] > before[:-1, None]
        first, last = divmod(int(np.where(allowed, sums, -np.inf).argmax()), sums.shape[1])
        offsets = self.offsets[own]
        return float(sums[first, last]), (offsets[first][0], offsets[last][1])

    def evidence_of(self, start: int, end: int) -> float:
        """Evidence of the sentence `start`…`end` over that of none; minus infinity if no token."""
        own = self._tokens(start, end)
        return -np.inf if own is None else float(self.evidence[own].mean()) - self.no_evidence

    def _tokens(self, start: int, end: int) -> slice | None:
        inside = [i for i, (a, b) in enumerate(self.offsets) if a >= start and b <= end and a < b]
        return slice(inside[0], inside[-1] + 1) if inside else None


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
        device = next(self._model.parameters()).device
        with fastest(device.type):
            out = self._model(batch.ids.to(device), batch.types.to(device), batch.mask.to(device))
        scores = out.float().cpu().numpy()
        return [PassageScores.of(row, own) for row, own in zip(rows, scores, strict=True)]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(BUILT_IN / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _model(self) -> ReadingModel:
        import torch
        from safetensors import safe_open
        from safetensors.torch import load_file
        from transformers import BertConfig

        from qa.reader.model import ReadingModel

        verify(self._folder)
        config = json.loads((self._folder / "config.json").read_text(encoding="utf-8"))
        model = ReadingModel(BertConfig(**config))
        weights = load_file(self._folder / "model.safetensors")
        with safe_open(BUILT_IN / "model.safetensors", framework="pt") as encoder:
            weights[f"bert.{_WORDS}"] = encoder.get_tensor(_WORDS)
        model.load_state_dict({name: value.float() for name, value in weights.items()})
        found = "cuda" if torch.cuda.is_available() else "cpu"
        return model.eval().to(torch.device(found if self._device == "auto" else self._device))


def _peak(scores: PassageScores) -> float:
    """The best that a window has to offer over no answer."""
    return (
        float(scores.starts.max(initial=-np.inf) + scores.ends.max(initial=-np.inf)) - scores.null
    )
