"""What stands on pages beside the article: running heads and feet, page numbers, stamps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from qa.corpus.readers.pdf.extraction import Page, Word
from qa.corpus.readers.pdf.grid import text_of
from qa.corpus.readers.pdf.layout import Row, rows_of

SENTENCE_END = re.compile(r"[.!?…]['\"”’»)\]]*$")
_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.)\s*)?(\d{1,3})(?:\s*(?:/|sur|of|de)\s*\d{1,3})?\W*", re.IGNORECASE
)
_NUMBERED = re.compile(r"\b(?:page|p\.)\s*(\d{1,3})\b", re.IGNORECASE)
_DEPTH = 3
_SAME_PLACE = 4.0
_FEW_PAGES, _SURE = 5, 3
_APART = 1.3
_OTHER_SIZE = 0.05
_STAMP = 1.8
_MOST_LARGE = 200
_STAMPED = 3
_OVER = 1.5


class _Usual(NamedTuple):
    """How the text is set: size of the letters, and distance between lines."""

    size: float
    leading: float


def without_furniture(pages: Sequence[Page]) -> list[list[Row]]:
    """The rows of each page that belong to the article, from top to bottom."""
    size = body_size([word for page in pages for word in page.words])
    stamps = Counter(_place(word) for page in pages for word in page.words)
    rows = [rows_of(_with_initials(_without_stamps(page, size, stamps), size)) for page in pages]
    steps = Counter(round(one[0].y - other[0].y) for page in rows for one, other in pairwise(page))
    usual = _Usual(size, steps.most_common(1)[0][0] if steps else size)
    for top in (True, False):
        for _ in range(_DEPTH):
            rows = _peeled(rows, usual, top=top)
    return rows


def _large(words: Sequence[Word], size: float) -> list[Word]:
    """The few words that are much larger than the text; many are no stamps or initials."""
    large = [word for word in words if word.size > _STAMP * size]
    return large if len(large) < _MOST_LARGE else []


def _without_stamps(page: Page, size: float, places: Counter[tuple[str, int, int]]) -> list[Word]:
    stamps = [word for word in _large(page.words, size) if _is_stamp(word, page, places)]
    return [word for word in page.words if word not in stamps]


def _with_initials(words: Sequence[Word], size: float) -> list[Word]:
    """The words, with a large first letter put back before the word that it begins."""
    found = list(words)
    for initial in _large(words, size):
        if len(initial.text) > 1 or not initial.text.isupper():
            continue
        begun = [
            word
            for word in found
            if word.text[0].islower()
            and 0 <= word.left - initial.right < initial.size / 2
            and 0 < word.y - initial.y < initial.size
        ]
        if begun:
            first = max(begun, key=lambda word: word.y)
            found.remove(initial)
            found[found.index(first)] = first._replace(text=initial.text + first.text)
    return found


def body_size(words: Sequence[Word]) -> float:
    """The size in which most letters are set."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word.size, 1)] += len(word.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def _place(word: Word) -> tuple[str, int, int]:
    return word.text, round(word.left), round(word.y)


def _is_stamp(word: Word, page: Page, places: Counter[tuple[str, int, int]]) -> bool:
    """Whether a large word is on several pages, or lies over the words of the text."""
    top = word.y + word.size / 2
    under = sum(
        other.size < word.size / _OVER
        and word.y < other.y + other.size / 2 < top
        and word.left < other.right
        and other.left < word.right
        for other in page.words
    )
    return places[_place(word)] > 1 or under >= _STAMPED


def _peeled(pages: list[list[Row]], usual: _Usual, *, top: bool) -> list[list[Row]]:
    """The pages without their outermost row where that is no part of the article."""
    edge = 0 if top else -1
    keys = [_key(page[edge]) if page else "" for page in pages]
    heights: dict[str, list[float]] = {}
    for key, page in zip(keys, pages, strict=True):
        if page:
            heights.setdefault(key, []).append(page[edge][0].y)
    places = {key: _common_place(found) for key, found in heights.items()}
    found = []
    for number, (key, page) in enumerate(zip(keys, pages, strict=True), 1):
        gone = page and (
            _is_number(page, number, usual, top=top)
            or _is_repeated(page, *places[key], len(pages), usual, top=top)
        )
        found.append((page[1:] if top else page[:-1]) if gone else page)
    return found


def _common_place(heights: Sequence[float]) -> tuple[float, int]:
    """The usual height of a line, and how many pages have it there."""
    middle = median(heights)
    return middle, sum(abs(y - middle) < _SAME_PLACE for y in heights)


def _key(row: Row) -> str:
    return re.sub(r"\d+", "#", text_of(row))


def _is_repeated(
    page: list[Row], middle: float, same: int, pages: int, usual: _Usual, *, top: bool
) -> bool:
    """Whether the same line, but for numbers, is in the same place of other pages."""
    row = page[0 if top else -1]
    numbered = any(char.isdigit() for word in row for char in word.text)
    enough = 2 if numbered or pages <= _FEW_PAGES else _SURE
    if abs(row[0].y - middle) >= _SAME_PLACE or same < enough:
        return False
    finished = SENTENCE_END.search(text_of(row))
    # A line of the text may be repeated too: such a one is not set apart.
    return _is_apart(page, usual, top=top) or (same == pages and (not finished or pages >= _SURE))


def _is_number(page: list[Row], number: int, usual: _Usual, *, top: bool) -> bool:
    """Whether the outermost row is the page's number, or names it beside other things."""
    row = page[0 if top else -1]
    apart = _is_apart(page, usual, top=top)
    if match := _NUMBER.fullmatch(text_of(row)):
        return not top or apart or int(match[1]) == number
    named = {int(found) for found in _NUMBERED.findall(text_of(row))}
    for word, beside in ((row[0], row[1:2]), (row[-1], row[-2:-1])):
        if word.text.isdecimal() and beside and _gap(word, beside[0]) > 2 * word.size:
            named.add(int(word.text))
    return apart and number in named


def _gap(one: Word, other: Word) -> float:
    return max(one.left - other.right, other.left - one.right)


def _is_apart(page: list[Row], usual: _Usual, *, top: bool) -> bool:
    """Whether white space or another size sets the outermost row apart from the text."""
    row, others = (page[0], page[1:]) if top else (page[-1], page[:-1])
    if not others:
        return True
    gap = abs(row[0].y - others[0 if top else -1][0].y)
    other_size = any(abs(word.size - usual.size) > _OTHER_SIZE * usual.size for word in row)
    return other_size or gap > _APART * usual.leading
