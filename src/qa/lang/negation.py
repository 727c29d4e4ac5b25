"""Negations, French and English: whether a text denies, and which of its words it denies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from qa.lang.text import fold, fold_letters

if TYPE_CHECKING:
    from qa.types import Language

_DENIES = re.compile(
    r"\b(?:not|cannot|never|no|nobody|nothing|none|neither|nor|without|pas|jamais|aucune?s?|rien|"
    r"personne n|ni|sans)\b|n't\b|\bn'\w+ (?:plus|personne)\b|\bne \w+ (?:plus|personne)\b"
)
_REFUSES: Final = r"\b(?:refus|abst|declin|fail|except|unless|sauf\b|excepte)\w*"
"""Words that deny without a negation."""

_VERB_DENIED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:not|cannot|never)\b|n't\b"),
    "fr": re.compile(
        r"\b(?:ne |n')(?P<verb>[^,.;?!]{0,100}?)\b(?:pas|jamais|rien|personne|aucune?s?)\b"
    ),
}
_WORD = re.compile(r"\w{3,}")
_CLAUSE = re.compile(r"[^,.;:!?]*?(?=[,.;:!?]|$|\b(?:because|but|car|mais|parce)\b)")
_NEAR: Final = 5
"""Words behind a negation that it may deny."""
_STEM: Final = 4
"""Letters by which forms of one verb are known."""


def denies(text: str) -> bool:
    """Whether it has a word that denies."""
    return _DENIES.search(fold(text)) is not None


def denied_verb(question: str, language: Language) -> frozenset[str] | None:
    """Beginnings of the first words that a question denies; None if it denies nothing."""
    letters = fold_letters(question)
    found = _VERB_DENIED[language].search(letters)
    if found is None:
        return None
    within = found["verb"] if language == "fr" else ""
    return frozenset(_beginnings(f"{within} {letters[found.end() :]}")[:2])


def answers_denial(denied: frozenset[str], sentence: str, *, translated: bool) -> bool:
    """Whether a sentence denies too, and of what the question denies nothing else.

    Args:
        denied: What `denied_verb` found.
        sentence: Any text.
        translated: Whether it is in another language, so that no words compare.
    """
    letters = fold_letters(sentence)
    marks = [*_DENIES.finditer(letters), *re.finditer(_REFUSES, letters)]
    if not marks or translated:
        return bool(marks)
    within = {stem for mark in marks for stem in _scope(letters, mark)}
    return bool(denied & within) or denied.isdisjoint(_beginnings(letters))


def _scope(letters: str, mark: re.Match[str]) -> list[str]:
    """Beginnings of the words that a negation may deny, those between `ne` and `pas` too."""
    clause = _CLAUSE.match(letters, mark.end())
    opened = re.search(r"\b(?:ne |n')[^,.;]{0,30}$", letters[: mark.start()])
    between = opened[0] if opened else ""
    after = clause[0] if clause else ""
    return _beginnings(f"{between} {mark[0]} {' '.join(after.split()[:_NEAR])}")


def _beginnings(letters: str) -> list[str]:
    return [word[:_STEM] for word in _WORD.findall(letters)]
