"""Queries that are an identifier alone: `2024/0391`, `IMO 9321483`, `C-131/12`, `#onestla`.

Such a query has no meaning that could be compared; only where it is written counts.
"""

from __future__ import annotations

import re

from qa.lang.text import fold

_CODE = re.compile(r"\S*\d\S*|#\w+|[^\s@]+@[^\s@]+\.\w+|(?:https?://|www\.)\S+")
"""What is no word of a language: it has a digit, or is an address or a hashtag."""

_PREFIX = re.compile(r"[A-Z]{1,6}|[A-Z]+(?:[-/_.][A-Z]+)+|[nN][°ºo]")
"""What may stand beside it: `IMO`, `COM-AB`, `n°`."""

_AROUND = ".,;:!?\"'()[]«»“” "
_NUMBER_DIGITS = 6


def identifier(query: str) -> re.Pattern[str] | None:
    """What finds a query in a folded text, if it is an identifier and nothing else.

    Marks and spaces between its parts do not matter, nor within a long number.
    """
    words = [word.strip(_AROUND) for word in query.split()]
    words = [word for word in words if word]
    codes = [word for word in words if _CODE.fullmatch(word)]
    if not codes or not all(word in codes or _PREFIX.fullmatch(word) for word in words):
        return None
    parts = re.findall(r"\w+", fold(" ".join(words)))
    digits = "".join(parts)
    if digits.isdigit() and len(digits) >= _NUMBER_DIGITS:
        parts = [*digits]
    return re.compile(r"(?<!\w)" + r"\W{0,3}".join(map(re.escape, parts)) + r"(?!\w)")
