"""Word-by-word glosses between French and English, learnt from parallel questions.

IBM Model 1 (Brown et al. 1993) over lower-case words. A gloss is no translation ("When is born
Ravel ?"), but it is enough to show a model a question in one language on a passage in another,
for which there is no data. Words without a confident counterpart, names above all, stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.data import Span

WORD = re.compile(r"\w+['’]?|[^\w\s]")


@dataclass(frozen=True)
class Gloss:
    """Most probable counterpart of each known word, by the language it is taken from."""

    tables: dict[str, dict[str, str]]

    @classmethod
    def learn(cls, pairs: Sequence[tuple[str, str]]) -> Gloss:
        """From (English, French) pairs."""
        english, french = zip(*pairs, strict=True)
        return cls({"en": word_table(english, french), "fr": word_table(french, english)})

    def __call__(self, text: str, language: str) -> str:
        """`text`, which is in `language`, with its known words put into the other one."""
        return self.moved(text, language)[0]

    def moved(
        self, text: str, language: str, spans: Sequence[Span] = ()
    ) -> tuple[str, tuple[Span, ...]]:
        """As calling it, with spans of characters moved along, to whole words."""
        table = self.tables[language]
        found = list(WORD.finditer(text))
        old: list[Span] = [word.span() for word in found]
        new: list[Span] = []
        pieces, length, at = [], 0, 0
        for word in found:
            put = table.get(word[0].lower(), word[0])
            elided = word[0][-1] in "'’" and put[-1] not in "'’"
            between = text[at : word.start()]
            pieces += [between, put, " " if elided else ""]
            new.append((length + len(between), length + len(between) + len(put)))
            length, at = length + sum(map(len, pieces[-3:])), word.end()
        return "".join([*pieces, text[at:]]), tuple(_moved(span, old, new) for span in spans)


def _moved(span: Span, old: Sequence[Span], new: Sequence[Span]) -> Span:
    """A span over words at `old` places, at their `new` ones."""
    inside = [i for i, (start, end) in enumerate(old) if start < span[1] and end > span[0]]
    return new[inside[0]][0], new[inside[-1]][1]


def word_table(
    source: Sequence[str], target: Sequence[str], *, rounds: int = 5, least: float = 0.15
) -> dict[str, str]:
    """The most probable target word of each source word, where it has at least `least`."""
    source_ids, source_words = _numbered(source)
    target_ids, target_words = _numbered(target)
    cells, pair, column = _cells(source_ids, target_ids, len(target_words))
    keys, place = np.unique(cells, return_inverse=True)
    owner = keys // len(target_words)
    chance = _model_one(_Table(place, pair, column, owner), rounds)
    best = np.lexsort((chance, owner))
    last = np.append(np.flatnonzero(np.diff(owner[best])), len(best) - 1)
    return {
        source_words[owner[i]]: target_words[keys[i] % len(target_words)]
        for i in best[last]
        if chance[i] >= least
    }


def _numbered(texts: Sequence[str]) -> tuple[list[NDArray[np.int64]], list[str]]:
    words: dict[str, int] = {}
    rows = [
        np.unique([words.setdefault(w, len(words)) for w in WORD.findall(text.lower())])
        for text in texts
    ]
    return [row.astype(np.int64) for row in rows], list(words)


def _cells(
    source: list[NDArray[np.int64]], target: list[NDArray[np.int64]], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For all word pairs of all sentence pairs: their key, the target occurrence, the source."""
    keys, occurrences, seen = [], [], 0
    for left, right in zip(source, target, strict=True):
        keys.append((left[:, None] * width + right[None, :]).ravel())
        occurrences.append(np.tile(np.arange(len(right)) + seen, len(left)))
        seen += len(right)
    key = np.concatenate(keys)
    return key, np.concatenate(occurrences), key // width


@dataclass(frozen=True)
class _Table:
    """Cells (a word of one side with one of the other, once for each time they meet)."""

    place: NDArray[np.int64]
    """Of each cell: the number of its pair of words."""
    occurrence: NDArray[np.int64]
    """Of each cell: which occurrence of the target word it is."""
    column: NDArray[np.int64]
    """Of each cell: its source word."""
    owner: NDArray[np.int64]
    """Of each pair of words: its source word."""


def _model_one(table: _Table, rounds: int) -> NDArray[np.float64]:
    """Probabilities of target word given source word, one a pair, after some rounds of EM."""
    chance = np.ones(len(table.owner))
    for _ in range(rounds):
        weight = chance[table.place]
        share = weight / np.bincount(table.occurrence, weight)[table.occurrence]
        count = np.bincount(table.place, share, len(chance))
        chance = count / np.bincount(table.column, share)[table.owner]
    return chance
