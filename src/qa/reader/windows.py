"""Questions and passages as the span model sees them: windows of token ids with offsets.

[CLS] question [SEP] (title) passage [SEP]. Only passage tokens, and [CLS], which stands for
"no answer", may be chosen. Long passages are cut into overlapping windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

LONGEST = 288
STRIDE = 128
LONGEST_QUESTION = 64
LONGEST_TITLE = 24

Span = tuple[int, int]


@dataclass(frozen=True)
class Window:
    """One input of the reader.

    Attributes:
        first: Place of the first passage token; those before it are no answers.
        offsets: Characters of the passage, one span for each token from `first` on.
    """

    ids: list[int]
    types: list[int]
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
    tokenizer: Tokenizer, question: str, text: str, title: str = "", longest: int = LONGEST
) -> list[Window]:
    """The windows of one passage, at least one; each after the first shares `STRIDE` tokens."""
    cls, sep = (int(tokenizer.token_to_id(name) or 0) for name in ("[CLS]", "[SEP]"))
    asked = _plain(tokenizer, question).ids[:LONGEST_QUESTION]
    shown = _plain(tokenizer, title).ids[:LONGEST_TITLE] if title else []
    passage = _plain(tokenizer, text)
    head = [cls, *asked, sep]
    room = longest - len(head) - len(shown) - 1
    return [
        Window(
            ids=[*head, *shown, *passage.ids[start : start + room], sep],
            types=[0] * len(head) + [1] * (len(shown) + len(passage.ids[start : start + room]) + 1),
            first=len(head) + len(shown),
            offsets=passage.offsets[start : start + room],
        )
        for start in _starts(len(passage.ids), room)
    ]


def _starts(length: int, room: int) -> list[int]:
    """First tokens of the windows that cover `length` tokens, `room` at a time."""
    if length <= room:
        return [0]
    return [*range(0, length - room, max(1, room - STRIDE)), length - room]


def _plain(tokenizer: Tokenizer, text: str) -> Encoding:
    return tokenizer.encode(text, add_special_tokens=False)


@dataclass(frozen=True)
class Batch:
    """Padded windows; all tensors are (n, longest).

    Attributes:
        passage: True where a token of the passage is.
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    passage: Tensor

    @property
    def choosable(self) -> Tensor:
        """Passage tokens, and [CLS] for no answer."""
        chosen = self.passage.clone()
        chosen[:, 0] = True
        return chosen


def batch_of(rows: Sequence[Window]) -> Batch:
    """Pad windows on the right."""
    longest = max(len(row.ids) for row in rows)
    ids, types, mask = (torch.zeros(len(rows), longest, dtype=torch.long) for _ in range(3))
    passage = torch.zeros(len(rows), longest, dtype=torch.bool)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        types[i, : len(row.ids)] = torch.tensor(row.types)
        mask[i, : len(row.ids)] = 1
        passage[i, row.first : row.first + len(row.offsets)] = True
    return Batch(ids, types, mask, passage)
