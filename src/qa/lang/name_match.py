"""Which names of a question a text lacks, and whether it must then be about something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from qa.lang.names import KnownNames, is_country, name_words, names_in, people_in

_HEADLINE: Final = 4
"""Words of four letters and more, all with capitals, that make a headline and not a name."""


def others(
    question: str, known: KnownNames, *, translated: bool, is_word: Callable[[str], bool]
) -> set[str]:
    """The words of a question's names that a text lacks and cannot say in another way.

    A first name counts only before the same surname: Pierre Martin is not Paul Martin. A surname
    that the text writes without any first name may be that of anybody.

    Args:
        question: Any text.
        known: The names of the text.
        translated: Whether the text is in another language.
        is_word: Whether something is an ordinary word, so that it has a translation.
    """
    if not _capitals_tell(question):
        return set()
    missing = {word for word in known.missing(question) if not known.relates_to(word)}
    strangers: set[str] = set()
    for first_names, surname in people_in(question):
        words = set(name_words(" ".join(first_names)))
        other = known.other_bearers(first_names, surname) if known.has(surname) else False
        strangers |= words if other else set()
        missing = missing - words if other in {None, False} and known.has(surname) else missing
    missing = {word for word in missing if not _is_open(word, question, known)}
    if translated:
        beside = set(_beside_held(question, missing))
        missing = {word for word in missing if word not in beside or is_country(word)}
        missing = {word for word in missing if not _has_translation(word, is_word)}
    return missing | strangers


def _capitals_tell(question: str) -> bool:
    """Whether they set names apart: not in a headline, nor where all is in capitals."""
    words = re.findall(r"[^\W\d_]{4,}", question)
    return len(words) < _HEADLINE or any(word[0].islower() for word in words)


def _is_open(word: str, question: str, known: KnownNames) -> bool:
    """Whether a text may say it otherwise, in its own language too."""
    opens = re.search(rf"(?:^|[.?!:] ){re.escape(word)}(?! ?[A-ZÀ-Þ])", question)
    return bool(opens) or known.has_country_of(word) or known.spells_out(word)


def _has_translation(word: str, is_word: Callable[[str], bool]) -> bool:
    """Whether another language has another word for it: abbreviations, ordinary words."""
    return not is_country(word) and (word.rstrip("s").isupper() or is_word(word.lower()))


def _beside_held(question: str, missing: set[str]) -> Iterator[str]:
    """Missing words of names that are there in part: "the Bayeux Tapestry"."""
    for name in (one for run in names_in(question) for one in re.split(r" (?:and|et) ", run)):
        words = set(name_words(name))
        if not words <= missing:
            yield from words & missing
