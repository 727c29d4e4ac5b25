"""Proper names and numbers in a question, as far as capitals and digits tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.question.lexicon import WH, flat

if TYPE_CHECKING:
    from qa.types import Language

_NAME = re.compile(
    r"(?:[^\W\d_a-zà-ÿ][\w.’'-]*|\d[\d.,]*)"
    r"(?:(?: (?:de|du|des|la|le|of|von|van|ben|al|d'|et|and))? (?:[^\W\d_a-zà-ÿ][\w’'-]*|\d[\d.,]*))*"
)


def names_in(text: str, language: Language) -> list[str]:
    """Capitalised runs that are not merely the first word, in order, without repeats."""
    if text.isupper():
        return []
    opening = re.match(WH[language], flat(text))
    start = opening.end() if opening else 0
    names = (re.sub(r"['’]s?$", "", found[0].strip(".,")) for found in _NAME.finditer(_without_elision(text), start))
    return list(dict.fromkeys(name for name in names if name not in {"I"}))


def _without_elision(text: str) -> str:
    """`d'Arafat` as two words, without a change of offsets."""
    return re.sub(r"\b([dlnscjmtDLNSCJMT]|[Qq]u)['’](?=\w)", lambda found: " " * len(found[0]), text)
