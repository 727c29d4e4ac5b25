"""A completion that comes in pieces, as sentences with the numbers they cite.

The text is another's: nothing here trusts it. Thoughts that some models write first are cut
off (`Said`); list marks go; a sentence is given out only when the next one has begun, since until
then its markers may still come.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.lang.sentences import sentence_spans

_THOUGHT, _THOUGHT_END = "<think>", "</think>"
_BRACKETS = str.maketrans("【】", "[]")
_MARKER = re.compile(r"\[\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*\]")
_BULLET = re.compile(r"\A(?:[-*•#>+–—]+|\d{1,2}[.)])\s+")
_BREAK = re.compile(r"(?<!\s)\s*\n\s*\n\s*")
_BEGUN = 12
"""So many letters show that a next sentence has begun, and not merely a marker."""


class Sentence(NamedTuple):
    """A sentence without its markers, and the numbers that they named, each once."""

    text: str
    numbers: tuple[int, ...]


class Said:
    """Takes what a model says from its pieces, without what it thinks first."""

    def __init__(self) -> None:
        self._held = ""
        self._thinks: bool | None = None

    def add(self, piece: str) -> str:
        """What a further piece says; while it is not known whether it is a thought, nothing."""
        if self._thinks is False:
            return piece
        self._held += piece
        if self._thinks is None:
            self._begin()
        if self._thinks:
            _, end, said = self._held.partition(_THOUGHT_END)
            self._thinks, self._held = not end, said if end else self._held[-len(_THOUGHT_END) :]
        return self.finish() if self._thinks is False else ""

    def finish(self) -> str:
        """What is left when no piece follows; nothing of a thought that never ends."""
        left, self._held = "" if self._thinks else self._held, ""
        return left

    def _begin(self) -> None:
        self._held = self._held.lstrip()
        if self._held.startswith(_THOUGHT):
            self._thinks = True
        elif not _THOUGHT.startswith(self._held):
            self._thinks = False


class Completion:
    """Collects pieces and gives out the sentences that are complete."""

    def __init__(self) -> None:
        self._rest = ""

    def add(self, piece: str) -> list[Sentence]:
        """The sentences that a further piece completes."""
        self._rest += piece.translate(_BRACKETS)
        return self._take(all_of_it=False)

    def finish(self) -> list[Sentence]:
        """What is left when no piece follows."""
        return self._take(all_of_it=True)

    def _take(self, *, all_of_it: bool) -> list[Sentence]:
        body = self._rest.rstrip()
        tail = self._rest[len(body) :]  # a line break whose second half may still come
        text = _flat(body)
        parts = _sentences(text)
        if not all_of_it:
            begun = sum(map(str.isalpha, parts[-1])) if parts else 0
            parts = parts[:-1] if begun >= _BEGUN else []
        taken = sum(map(len, parts))
        if parts:
            self._rest = text[taken:] + tail
        return [sentence for part in parts if (sentence := _sentence(part)).text]


def _flat(text: str) -> str:
    """Text without line breaks inside paragraphs; flattened again, it stays the same."""
    paragraphs = (re.sub(r"(?<!\s)\s*\n\s*", " ", part) for part in _BREAK.split(text))
    return "\n\n".join(paragraphs)


def _sentences(text: str) -> list[str]:
    """The sentences that make up a text, each with the markers that follow it."""
    found: list[str] = []
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        if found and not any(c.isalpha() for c in sentence):
            found[-1] += sentence
        else:
            found.append(sentence)
    return found


def _sentence(text: str) -> Sentence:
    numbers = [int(n) for marker in _MARKER.findall(text) for n in re.findall(r"\d+", marker)]
    words = " ".join(_MARKER.sub(" ", text).split())
    words = re.sub(r"(?<! ) +([.,])", r"\1", _BULLET.sub("", words, count=1))
    return Sentence(words, tuple(dict.fromkeys(numbers)))
