"""An article's sentences grouped into passages: windows of whole sentences.

Knows nothing of vectors or storage; tokens are counted by whoever is passed in, so a
passage fits the encoder that will embed it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from qa.sentences import sentence_spans, trimmed
from qa.types import Article, Passage

Span = tuple[int, int]
TokenCounter = Callable[[Sequence[str]], list[int]]


def split_passages(article: Article, *, budget: int, count_tokens: TokenCounter) -> list[Passage]:
    """Cut an article into passages of at most `budget` tokens, one sentence of overlap.

    A sentence that is longer than the budget by itself is cut at spaces; only then is a
    passage less than whole sentences. Offsets are characters of `article.text`.
    """
    spans = [
        piece
        for span in sentence_spans(article.text)
        for piece in _cut_long(article.text, span, budget, count_tokens)
    ]
    spans = [span for span in (trimmed(article.text, span) for span in spans) if span[0] < span[1]]
    sizes = count_tokens([article.text[start:end] for start, end in spans])
    windows = _windows(sizes, budget)
    return [_passage(article, spans[first][0], spans[last][1]) for first, last in windows]


def embedding_text(article: Article, passage: Passage) -> str:
    """What is embedded for a passage: title and date tell what its pronouns refer to."""
    date = f" ({article.published})" if article.published else ""
    return f"{article.title}{date}\n{passage.text}"


def _passage(article: Article, start: int, end: int) -> Passage:
    return Passage(
        id=f"{article.id}:{start}-{end}",
        article_id=article.id,
        text=article.text[start:end],
        start=start,
        end=end,
    )


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


def _cut_long(text: str, span: Span, budget: int, count_tokens: TokenCounter) -> list[Span]:
    """Pieces of at most about `budget` tokens; nearly always the span itself."""
    start, end = span
    if end - start <= budget:  # a token is at least a character
        return [span]
    total = count_tokens([text[start:end]])[0]
    if total <= budget:
        return [span]
    step = max(1, (end - start) * budget // total)
    pieces = []
    while end - start > step:
        cut = _last_space(text, start, start + step)
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]


def _last_space(text: str, start: int, end: int) -> int:
    """End of the last run of white space in `text[start:end]`, or `end` if there is none."""
    ends = [space.end() for space in re.finditer(r"\s+", text[start:end])]
    return start + ends[-1] if ends else end
