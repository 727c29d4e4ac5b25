"""Where a question is cut: "Who sent troops, when, and why?" asks three things.

A cut is made only where a new question word opens a new question. "France and Germany"
stays together, and so does a relative clause ("the man who lied and who resigned").
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.lang.text import fold_letters
from qa.question.words import ASKING, AUXILIARY, as_question, lead_end

if TYPE_CHECKING:
    from qa.types import Language

_MARK = re.compile(r"\?+")
_BULLET = re.compile(r"^[^\w\"'«“($€£#@]*(?:\d{1,2}[.)] )?")
"""What stands before the questions of a list."""

_REMARK = 3
"""Words up to which what follows a question ("Thanks!") is not part of it."""

_INVERTED = r"\w-(?:t-)?(?:il|elle|ils|elles|on|ce)\b"
_OPEN: dict[Language, str] = {
    "en": rf"{ASKING['en']}|(?:{AUXILIARY}) (?:he|she|it|they)\b",
    "fr": rf"{ASKING['fr']}|(?:s')?\w*{_INVERTED}|ce qu[ei]\b",
}
_CUTS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        rf" ?[,;]? (?:and|but|or) (?=(?:{_OPEN['en']}))(?!\w+ to )|"
        rf" ?[,;] ?(?=(?:{ASKING['en']})(?:$|,|,? and\b)|"
        rf"(?:why|when|how|what) (?:{AUXILIARY})\b)"
    ),
    "fr": re.compile(
        rf" ?[,;]? (?:et|mais|ou) (?=(?:{_OPEN['fr']}))|"
        rf" ?[,;] ?(?=(?:{ASKING['fr']}) ?(?:$|,|et\b)|(?:\w+ )?quel(?:le)?s?\b)"
    ),
}
_RELATIVE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"[\w'] (?:who|which|that)\b"),
    "fr": re.compile(r"[\w'] (?:qui|que|ou|dont)\b"),
}
_CAN_BE_RELATIVE = re.compile(r"(?:who|which|qui|que)\b")


def split(text: str, language: Language) -> list[str]:
    """The questions in `text`, in their order, as they were asked; never empty."""
    pieces = [
        piece
        for segment in _segments(text.lower() if text.isupper() else text, language)
        for piece in _pieces(segment, language)
    ]
    if len(pieces) == 1:
        pieces = [text if text.isupper() else pieces[0]]
        if "?" not in text and not opens(pieces[0], language):
            return pieces
    return [as_question(piece, language) for piece in pieces]


def opens(text: str, language: Language) -> bool:
    """Whether `text` asks something: a question word opens it or one of its clauses."""
    letters = fold_letters(text)[lead_end(text, language) :]
    opening = rf"(?:{_OPEN[language]})|(?:{AUXILIARY})\b"
    within = rf"{_INVERTED}|, (?:{ASKING[language]})"
    return bool(re.match(opening, letters) or re.search(within, letters))


def is_bare(text: str, language: Language) -> bool:
    """Whether `text` is a question word alone: "and why", "et depuis quand"."""
    letters = fold_letters(text).rstrip(" ?!.,;:")[lead_end(text, language) :]
    return re.fullmatch(rf"(?:{ASKING[language]})(?: (?:many|much))?", letters) is not None


def _segments(text: str, language: Language) -> list[str]:
    """The questions between question marks; a remark stays with the question beside it."""
    ends = [mark for mark in _MARK.finditer(text) if not _is_enclosed(text, mark.end())]
    begins = [0, *(mark.end() for mark in ends)]
    segments: list[str] = []
    for raw in (text[a:b] for a, b in pairwise([*begins, len(text)])):
        piece = _BULLET.sub("", raw).strip(" .!,;")
        if not any(c.isalnum() for c in piece):
            continue
        if not segments or opens(piece, language) or is_bare(piece, language):
            segments.append(piece)
        elif len(piece.split()) > _REMARK:
            segments[-1] += f" {piece}"
    return [segment.rstrip("? ") for segment in segments] or [text]


def _is_enclosed(text: str, position: int) -> bool:
    """Whether an open quotation or bracket is around `position`."""
    before = text[:position]
    pairs = (("«", "»"), ("“", "”"), ("(", ")"))
    return before.count('"') % 2 == 1 or any(
        before.count(first) > before.count(last) for first, last in pairs
    )


def _pieces(segment: str, language: Language) -> list[str]:
    """A segment cut where a further question word opens a further question."""
    letters = fold_letters(segment)
    pieces: list[str] = []
    begin = lead_end(segment, language)
    for cut in _CUTS[language].finditer(letters, begin):
        left = segment[begin : cut.start()]
        whole = opens(left, language) and not _is_enclosed(segment, cut.start())
        if whole and not _continues(left, letters[cut.end() :], language):
            pieces.append(left)
            begin = cut.end()
    return [*pieces, segment[begin:]]


def _continues(left: str, right: str, language: Language) -> bool:
    """Whether the text after a possible cut goes on with a relative clause of the one before."""
    relative = _RELATIVE[language].search(fold_letters(left)[1:])
    return bool(relative and _CAN_BE_RELATIVE.match(right))
