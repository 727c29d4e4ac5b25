"""Letters reduced for matching, and words as sets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_WRITTEN = re.compile(r"[\w\u0300-\u036f]+")
"""A word as it is written; an accent may be a character of its own."""

_LETTERS = {
    "’": "'", "‘": "'", "ʼ": "'", "´": "'", "′": "'",
    "œ": "oe", "æ": "ae", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
}  # fmt: skip


_ACRONYM = re.compile(r"(?<![\w.])(?:[A-ZÀ-Ý]\.){2,}(?:[A-ZÀ-Ý](?![\w.]))?")


def without_stops(text: str) -> str:
    """`text` with its acronyms in their plain form: `U.N.` and `S.N.C.F` as `UN` and `SNCF`."""
    return _ACRONYM.sub(lambda found: found[0].replace(".", ""), text)


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as running text."""
    return frozenset(text.split())


def slug(text: str) -> str:
    """`text` as part of a file's name: letters of ASCII, digits and hyphens; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def fold(text: str) -> str:
    """`text` without case, accents and typographic apostrophes, for matching.

    Offsets into the result are not offsets into `text`.
    """
    # Compatibility forms can hold capitals (℡), and folding can hold compatibility forms.
    folded = unicodedata.normalize("NFKD", _plain(text)).casefold()
    folded = unicodedata.normalize("NFKD", _plain(folded))
    if not folded.isascii():
        for mark in filter(unicodedata.combining, set(folded)):
            folded = folded.replace(mark, "")
    return _plain(folded)


def _plain(text: str) -> str:
    """`text` with other characters for some; to replace one by one is faster than a table."""
    text = text.replace("`", "'")
    if not text.isascii():
        for letter, plain in _LETTERS.items():
            text = text.replace(letter, plain)
    return text


def letters(name: str) -> str:
    """A name as it is compared: without case, accents, spaces and marks."""
    return re.sub(r"[\W_]", "", fold(name))


def word_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """The folded words of a text, each with the span of `text` in which it is written."""
    for written in _WRITTEN.finditer(text):
        for word in _folded_words(written[0]):
            yield word, written.start(), written.end()


def words_in(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word for word, _, _ in word_spans(text)]


@lru_cache(maxsize=65536)
def _folded_words(written: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", fold(written)))


def fold_letters(text: str) -> str:
    """`text` folded letter by letter: offsets are the same in both."""
    return "".join(map(_fold_letter, text))


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    return fold(letter)[:1] or letter
