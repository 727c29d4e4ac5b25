"""The closed classes of words that ask: question words, auxiliaries, and what is said before them.

All patterns are for text folded by `qa.lang.text.fold_letters`. Prepositions and openings stand
here because questions about news were found to need them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.lang.text import fold, fold_letters, word_set

if TYPE_CHECKING:
    from qa.types import Language

AUXILIARY = (
    "do|does|did|is|are|was|were|has|have|had|can|could|will|would|shall|should|may|might|must"
)
"""English verbs that stand before the subject in a question."""

_EN_BEFORE = (
    "to|from|for|by|with|in|on|at|of|about|under|during|until|since|against|behind|through|into|"
    "after|before|within|over|between|near|in response to|because of|up to|according to|in front of"
)
_FR_BEFORE = (
    "a|de|d'|par|pour|en|dans|sur|sous|avec|contre|depuis|jusqu'a?|vers|selon|a la suite de|"
    "a cause de|au nom de|au bout de|d'apres|a partir de|entre|pres de|pendant|devant"
)
_EN_WORDS = "who|whom|whose|what|which|when|where|why|how"
_FR_WORDS = (
    "qui|quoi|quand|ou|pourquoi|comment|combien|quels?|quelles?|lequel|laquelle|"
    "(?:les|aux)quel(?:le)?s|que"
)
ASKING: dict[Language, str] = {
    "en": rf"(?:(?:{_EN_BEFORE}) )?(?:{_EN_WORDS})\b(?!-)",
    "fr": rf"(?:(?:{_FR_BEFORE}) ?)?(?:{_FR_WORDS})(?![\w-])|qu'(?=\w)",
}
"""Words that open a question, with a preposition before them."""

_LEAD: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(?:hi|hello|so|and|but|please|thanks)\b[,!:.]* |"
        r"(?:can|could) you tell me |(?:i'd like|i would like|i want) to know |do (?:you|we) know "
    ),
    "fr": re.compile(
        r"(?:bonjour|alors|et|mais|merci)\b ?[,!:.]* |"
        r"(?:pouvez-vous|peux-tu) me dire |je (?:voudrais|veux) savoir |(?:sait-on|on sait) "
    ),
}
_AND = re.compile(r"(?:and|but|also|et|mais)\b,? ")
_MARKS = "?!.,;: \u00a0\u202f"

_COURTESIES = word_set(
    "hi hello thank thanks yes no ok okay great perfect bye goodbye "
    "bonjour bonsoir salut oui non merci accord super parfait bravo revoir"
)
_BESIDE_COURTESIES = word_set(
    "there you so very much a lot again for your help well good "
    "beaucoup bien d pour votre ton aide reponse c est tres au"
)


def is_courtesy(text: str) -> bool:
    """Whether it only greets, thanks or agrees, so that nothing is asked."""
    words = set(re.findall(r"\w+", fold(text)))
    return not words.isdisjoint(_COURTESIES) and words <= _COURTESIES | _BESIDE_COURTESIES


def lead_end(text: str, language: Language) -> int:
    """Where the question begins, behind greetings and "I would like to know"."""
    letters, start = fold_letters(text), 0
    while found := _LEAD[language].match(letters, start):
        start = found.end()
    return start


def begins_with_and(text: str) -> bool:
    """Whether it takes up what was said before it: "And in Italy?"."""
    return _AND.match(fold_letters(text)) is not None


def as_question(text: str, language: Language) -> str:
    """`text` with a capital at its head and the language's question mark at its end."""
    body = text.strip().rstrip(_MARKS)
    if not body:
        return text.strip()
    return body[0].upper() + body[1:] + (" ?" if language == "fr" else "?")
