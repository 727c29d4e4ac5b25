"""The span model: for every sentence of the hits, its best answer span and its evidence.

Its network was trained with scores that are normalised over all passages of a question (Clark and
Gardner 2018), so that spans and sentences of different passages compare. It also says whether a
passage is about the question at all, and of a question alone, whether it depends on the one before
it and what it asks for.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from qa.lang.sentences import Span
from qa.models.network import Network, Outputs
from qa.reader.outputs import (
    END,
    EVIDENCE,
    FACTS,
    FIRST_KIND,
    FOLLOWS,
    KINDS,
    RELEVANT,
    START,
)
from qa.reader.windows import Window, question_ids, windows
from qa.types import Kind

FOLDER = Path(__file__).parents[1] / "models" / "reader"
LONGEST_ANSWER = 40
"""Longest span that is chosen, in tokens."""
WIDEST = 10.0
"""Lead of a span over another from which more says nothing more."""
RECENT = 256
"""Rows whose outputs are kept, some two megabytes. A question that is put again without the dates
or sources that it named meets passages again: one row in sixteen was computed twice."""


class Best(NamedTuple):
    """The best span of a stretch of a passage.

    Attributes:
        score: Sum of the scores of its start and end.
        span: Its characters.
        margin: Lead over the best span that shares no token with it; at most `WIDEST`.
    """

    score: float
    span: Span
    margin: float


class PassageScores(NamedTuple):
    """What the model says of one passage for one question.

    Attributes:
        offsets: Characters of the passage, one span for each token.
        starts: Score of an answer starting at each token, shape (tokens,).
        ends: Score of an answer ending at each token, shape (tokens,).
        evidence: Score of each token lying in a sentence that answers, shape (tokens,).
        null: Score of there being no answer span in the passage.
        no_evidence: Score of no sentence of it answering.
        relevance: Score of the passage answering the question.
    """

    offsets: list[Span]
    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    evidence: NDArray[np.float32]
    null: float
    no_evidence: float
    relevance: float

    @classmethod
    def of(cls, window: Window, outputs: Outputs) -> Self:
        """What the outputs (tokens, 3) and (12,) of a window say of its passage."""
        scores, first = outputs
        own = slice(window.first, window.first + len(window.offsets))
        return cls(
            offsets=window.offsets,
            starts=scores[own, START],
            ends=scores[own, END],
            evidence=scores[own, EVIDENCE],
            null=float(scores[0, START] + scores[0, END]),
            no_evidence=float(scores[0, EVIDENCE]),
            relevance=float(first[RELEVANT]),
        )

    def best_span(self, start: int, end: int) -> Best | None:
        """The best span of characters within `start`…`end`, None if no token is."""
        own = self._tokens(start, end)
        if own is None:
            return None
        sums = self.starts[own, None] + self.ends[None, own]
        allowed = np.triu(np.ones_like(sums, dtype=np.bool_))
        allowed &= ~np.triu(allowed, LONGEST_ANSWER)
        sums = np.where(allowed, sums, -np.inf)
        first, last = divmod(int(sums.argmax()), sums.shape[1])
        others = np.maximum(
            sums[:, :first].max(initial=-np.inf), sums[last + 1 :].max(initial=-np.inf)
        )
        best, offsets = float(sums[first, last]), self.offsets[own]
        margin = min(WIDEST, best - float(others))
        return Best(best, (offsets[first][0], offsets[last][1]), margin)

    def evidence_of(self, start: int, end: int) -> float:
        """Evidence of the sentence `start`…`end` over that of none; minus infinity if no token."""
        own = self._tokens(start, end)
        return -np.inf if own is None else float(self.evidence[own].mean()) - self.no_evidence

    def _tokens(self, start: int, end: int) -> slice | None:
        inside = [i for i, (a, b) in enumerate(self.offsets) if a >= start and b <= end and a < b]
        return slice(inside[0], inside[-1] + 1) if inside else None


class QuestionScores(NamedTuple):
    """What the model says of a question without passages.

    Attributes:
        follows: Log odds of the question depending on its context.
        kinds: Score of each of `qa.reader.outputs.KINDS`.
    """

    follows: float
    kinds: NDArray[np.float32]

    @property
    def asks(self) -> bool:
        """Whether it asks anything: "thank you" does not."""
        return self._best != "small_talk"

    @property
    def kind(self) -> Kind:
        """What it asks for, if that is a fact; an overview is of somebody or of something."""
        kinds = dict(zip(FACTS, map(float, self.kinds), strict=False))
        if self.overview:
            return "who" if kinds["who"] > kinds["what"] else "what"
        return max(FACTS, key=kinds.__getitem__)

    @property
    def overview(self) -> bool:
        """Whether it asks for more than a fact."""
        return self._best == "overview"

    @property
    def _best(self) -> str:
        return KINDS[int(self.kinds.argmax())]


class SpanModel:
    """The shipped span model; loaded when it is first used. May be shared by threads."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.network = Network(folder)
        self._recent: dict[tuple[int, ...], Outputs] = {}
        self._keeping = threading.Lock()

    def score(
        self, question: str, passages: Sequence[tuple[str, str]], context: str = ""
    ) -> list[PassageScores]:
        """Scores of each (title, text) for a question; long texts by their best window."""
        rows = [
            (i, window)
            for i, (title, text) in enumerate(passages)
            for window in windows(self.network.tokenizer, question, text, title, context)
        ]
        outputs = self._outputs([tuple(window.ids) for _, window in rows])
        best: dict[int, PassageScores] = {}
        for (i, window), own in zip(rows, outputs, strict=True):
            scores = PassageScores.of(window, own)
            if i not in best or _peak(scores) > _peak(best[i]):
                best[i] = scores
        return [best[i] for i in range(len(passages))]

    def _outputs(self, rows: Sequence[tuple[int, ...]]) -> list[Outputs]:
        """What the network makes of rows; those that it had a moment ago are not computed again."""
        with self._keeping:
            known = {row: self._recent[row] for row in rows if row in self._recent}
        new = [row for row in dict.fromkeys(rows) if row not in known]
        known.update(zip(new, self.network.run(new, list), strict=True))
        with self._keeping:
            self._recent.update((row, known[row]) for row in new)
            for row in list(self._recent)[:-RECENT]:
                del self._recent[row]
        return [known[row] for row in rows]

    def is_word(self, text: str) -> bool:
        """Whether it is one piece of the vocabulary, as frequent words are and few names."""
        return len(self.network.tokenizer.encode(f" {text}", add_special_tokens=False).ids) == 1

    def score_question(self, question: str, context: str = "") -> QuestionScores:
        """Scores of a question that is read without passages, after its context."""
        ids = question_ids(self.network.tokenizer, question, context)
        ((_, first),) = self.network.run([ids], list)
        return QuestionScores(follows=float(first[FOLLOWS]), kinds=first[FIRST_KIND:])


@cache
def built_in_model() -> SpanModel:
    """The shipped model, one for the process: several indexes are read by the same weights."""
    return SpanModel()


def _peak(scores: PassageScores) -> float:
    """The best that a window has to offer over no answer."""
    return (
        float(scores.starts.max(initial=-np.inf) + scores.ends.max(initial=-np.inf)) - scores.null
    )
