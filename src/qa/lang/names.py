"""Proper names and numbers in a question, as far as capitals and digits tell."""

from __future__ import annotations

import re

from qa.lang.dates import MONTHS
from qa.lang.detect import SMALL_WORDS
from qa.lang.text import fold

_MONTH = "|".join(MONTHS["fr"])
_NUMBER = rf"(?:\d[\d.,]*|(?<=\d )(?:{_MONTH})\b|(?:{_MONTH})(?= \d))"
"""French months have no capital; beside a digit they belong to a date."""
_NAME = re.compile(
    rf"(?:[^\W\d_a-zà-ÿ][\w.’'-]*|{_NUMBER})"
    r"(?:(?: (?:de|du|des|la|le|of|von|van|ben|al|d'|et|and))?"
    rf" (?:[^\W\d_a-zà-ÿ][\w’'-]*|{_NUMBER}))*"
)


_OPENING = re.compile(r"[^\W\d_]+")
_INVERTED = re.compile(r"\w+-(?:t-)?(?:ils?|elles?|on|ce)")


def names_in(text: str) -> list[str]:
    """Capitalised runs that are not merely the first word, in order, without repeats."""
    if text.isupper():
        return []
    opening = _OPENING.match(text)
    start = opening.end() if opening and fold(opening[0]) in SMALL_WORDS else 0
    names = (
        re.sub(r"['’]s?$", "", found[0].strip(".,"))
        for found in _NAME.finditer(_without_elision(text), start)
    )
    return list(dict.fromkeys(n for n in names if n != "I" and not _INVERTED.fullmatch(n)))


def _without_elision(text: str) -> str:
    """`d'Arafat` as two words, without a change of offsets."""
    return re.sub(
        r"\b([dlnscjmtDLNSCJMT]|[Qq]u)['’](?=\w)", lambda found: " " * len(found[0]), text
    )
