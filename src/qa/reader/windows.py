"""Questions and passages as the span model sees them: windows of token ids with offsets.

    <s> context </s> question </s> title </s> passage </s>

Context, which is what a question may depend on, and title stand there only if they are known. Only
passage tokens, and `<s>`, which stands for "no answer", may be chosen. Long passages are cut into
overlapping windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.lang.sentences import Span
from qa.models.network import END, START

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

LONGEST = 320
STRIDE = 128
LONGEST_CONTEXT = 64
LONGEST_QUESTION = 64
LONGEST_TITLE = 48


@dataclass(frozen=True)
class Window:
    """One input of the reader.

    Attributes:
        first: Place of the first passage token; those before it are no answers.
        offsets: Characters of the passage, one span for each token from `first` on.
    """

    ids: list[int]
    first: int
    offsets: list[Span]

    def place(self, span: Span) -> Span | None:
        """First and last token of a span of characters, if the window holds it whole."""
        start, end = span
        inside = [i for i, (a, b) in enumerate(self.offsets) if a < end and b > start]
        if not inside:
            return None
        low, high = inside[0], inside[-1]
        if self.offsets[low][0] > start or self.offsets[high][1] < end:
            return None
        return self.first + low, self.first + high


def windows(
    tokenizer: Tokenizer,
    question: str,
    text: str,
    title: str = "",
    context: str = "",
    *,
    longest: int = LONGEST,
) -> list[Window]:
    """The windows of one passage, at least one; each after the first shares `STRIDE` tokens."""
    head = question_ids(tokenizer, question, context)
    if title:
        head += [*_plain(tokenizer, title).ids[:LONGEST_TITLE], END]
    passage = _plain(tokenizer, text)
    offsets = [word_span(text, span) for span in passage.offsets]
    room = longest - len(head) - 1
    return [
        Window(
            ids=[*head, *passage.ids[start : start + room], END],
            first=len(head),
            offsets=offsets[start : start + room],
        )
        for start in _starts(len(offsets), room)
    ]


def question_ids(tokenizer: Tokenizer, question: str, context: str = "") -> list[int]:
    """A question without a passage: of its context the end, of the question itself the start."""
    before = [*_plain(tokenizer, context).ids[-LONGEST_CONTEXT:], END] if context else []
    return [START, *before, *_plain(tokenizer, question).ids[:LONGEST_QUESTION], END]


def _starts(length: int, room: int) -> Sequence[int]:
    """First tokens of the windows that cover `length` tokens, `room` at a time."""
    if length <= room:
        return [0]
    return [*range(0, length - room, max(1, room - STRIDE)), length - room]


def word_span(text: str, span: Span) -> Span:
    """The characters of a token without the space before the word, which it has too."""
    start, end = span
    return end - len(text[start:end].lstrip()), end


def _plain(tokenizer: Tokenizer, text: str) -> Encoding:
    return tokenizer.encode(text, add_special_tokens=False)
