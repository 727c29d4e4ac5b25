"""An article's sentences grouped into passages: windows of whole sentences.

Knows nothing of vectors or storage; tokens are counted by whoever is passed in, so a
passage fits the encoder that will embed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from qa.lang.sentences import each_sentence, last_space, trimmed_spans
from qa.types import Article, PartialDate, Passage

TokenCounter = Callable[[Sequence[str]], list[int]]


_AT_ONCE = 5000
"""Sentences that are measured together: those of a text of many megabytes need gigabytes."""

_CHARS_PER_TOKEN = 28
"""What counts as one token at least: to a tokenizer a word of a megabyte is a single one."""


class _Piece(NamedTuple):
    """A stretch of text with its length in tokens."""

    start: int
    end: int
    tokens: int


def split_passages(article: Article, *, budget: int, count_tokens: TokenCounter) -> list[Passage]:
    """Cut an article into passages of at most `budget` tokens, one sentence of overlap.

    A sentence that is longer than the budget by itself is cut at spaces; only then is a
    passage less than whole sentences. Offsets are characters of `article.text`.
    """
    found: dict[tuple[int, int], None] = {}
    spans = each_sentence(article.text)
    while some := [*islice(spans, _AT_ONCE)]:
        found |= dict.fromkeys(_spans(article.text, some, budget, count_tokens))
    return [passage_at(article, start, end) for start, end in found]


def _spans(
    text: str, sentences: Sequence[tuple[int, int]], budget: int, count_tokens: TokenCounter
) -> Iterator[tuple[int, int]]:
    """Where the passages of some sentences are."""
    pieces = [
        piece
        for sentence in _measured(text, sentences, count_tokens)
        for piece in _cut_long(text, sentence, budget, count_tokens)
    ]
    windows = _windows([piece.tokens for piece in pieces], budget)
    whole = [(pieces[first].start, pieces[last].end) for first, last in windows]
    for window, (first, last) in zip(_measured(text, whole, count_tokens), windows, strict=True):
        # Sentences glued together may have more tokens than apart; then each stands alone.
        fitting = [window] if window.tokens <= budget else pieces[first : last + 1]
        yield from ((span.start, span.end) for span in fitting)


def passage_at(article: Article, start: int, end: int) -> Passage:
    """The passage that is a stretch of an article's text."""
    return Passage(
        id=f"{article.id}:{start}-{end}",
        article_id=article.id,
        text=article.text[start:end],
        start=start,
        end=end,
    )


def embedding_text(article: Article, passage: Passage) -> str:
    """What is embedded for a passage: with title and date, to which its pronouns refer."""
    return f"{dated_title(article.title, article.published)}\n{passage.text}"


def dated_title(title: str, published: PartialDate | None) -> str:
    """A title as the models read it, with the date if that is known."""
    return f"{title} ({published})" if published else title


def _measured(
    text: str, spans: Sequence[tuple[int, int]], count_tokens: TokenCounter
) -> list[_Piece]:
    """Spans without the white space around them, counted together; empty ones are left out."""
    cut = list(trimmed_spans(text, spans))
    sizes = count_tokens([text[start:end] for start, end in cut]) if cut else []
    return [
        _Piece(start, end, max(size, (end - start) // _CHARS_PER_TOKEN))
        for (start, end), size in zip(cut, sizes, strict=True)
    ]


def _windows(sizes: Sequence[int], budget: int) -> list[tuple[int, int]]:
    """First and last index of each window; neighbours share a sentence where it fits."""
    windows: list[tuple[int, int]] = []
    first = 0
    while first < len(sizes):
        last, total = first, sizes[first]
        while last + 1 < len(sizes) and total + sizes[last + 1] <= budget:
            last += 1
            total += sizes[last]
        windows.append((first, last))
        if last + 1 >= len(sizes):
            break
        # The shared sentence must leave room for the next one, or nothing would be gained.
        overlap = last > first and sizes[last] + sizes[last + 1] <= budget
        first = last if overlap else last + 1
    return windows


def _cut_long(text: str, span: _Piece, budget: int, count_tokens: TokenCounter) -> list[_Piece]:
    """Pieces of at most `budget` tokens; nearly always the span itself."""
    start, end, tokens = span
    if tokens <= budget or end - start == 1:
        return [span]
    step = max(1, (end - start) * budget // tokens)
    cuts = []
    while end - start > step:
        cut = last_space(text, start, start + step)
        cuts.append((start, cut))
        start = cut
    pieces = _measured(text, [*cuts, (start, end)], count_tokens)
    return [part for piece in pieces for part in _cut_long(text, piece, budget, count_tokens)]
