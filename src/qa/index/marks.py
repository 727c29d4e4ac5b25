"""Where the words and phrases of a search stand in a text."""

from __future__ import annotations

from collections.abc import Iterator

from qa.index.passages import PassageWords
from qa.index.query import SearchQuery
from qa.lang.text import word_spans

Span = tuple[int, int]


class Marker:
    """Finds the terms of one query in texts; a plain word also in its other forms."""

    def __init__(self, lexical: PassageWords, query: SearchQuery) -> None:
        self._lexical = lexical
        self._phrases = [term.words for term in query.sought if term.phrase]
        words = [word for term in query.sought if not term.phrase for word in term.written]
        self._forms = frozenset().union(*map(lexical.forms, words))

    def spans(self, text: str) -> list[Span]:
        """What is marked in a text, in order; what overlaps or touches is one mark."""
        written = list(word_spans(text))
        merged: list[Span] = []
        for start, end in sorted({*self._of_words(text, written), *self._of_phrases(written)}):
            if merged and start <= merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return merged

    def _of_words(self, text: str, written: list[tuple[str, int, int]]) -> Iterator[Span]:
        for _, start, end in written:
            if self._forms & self._lexical.forms(text[start:end]):
                yield start, end

    def _of_phrases(self, written: list[tuple[str, int, int]]) -> Iterator[Span]:
        words = [word for word, _, _ in written]
        for phrase in self._phrases:
            for at in range(len(words) - len(phrase) + 1):
                if words[at : at + len(phrase)] == phrase:
                    yield written[at][1], written[at + len(phrase) - 1][2]
