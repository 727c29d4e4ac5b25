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
    "hi hello hey thank thanks thx ty cheers yes no ok okay great perfect cool nice bye goodbye "
    "lol good help joke welcome sorry "
    "bonjour bonsoir salut coucou oui non merci accord super parfait genial bravo revoir bientot "
    "bonne aide enchante pardon blague mdr"
)
"""Words of which one is enough where nothing else is said."""

_ADDRESSED = word_set(
    "you your yours yourself u tu te toi vous votre vos ton ta tes es etes puis peux"
)
"""Words for the one that is asked, and for who asks what may be asked."""

_BESIDE = word_set(
    "there so very much a an the lot lots again for well all this that it s is are am i m me "
    "my we to of or do does don did can could will would have has been be was what who how "
    "why when where which by in on at morning afternoon evening night day see later soon meet "
    "doing going up today name called age old born live from made make built created program "
    "programmed ask asked question questions answer answers answering work works use using "
    "tell about speak talk understand know think feel say real human person people robot bot "
    "machine computer ai llm model chatgpt gpt assistant language languages french english "
    "alive smart clever helpful wrong right bad interesting clear please with any some one "
    "beaucoup bien bon d de du des l le la les un une pour au aux c ce cet cette ca est et ou "
    "t j je moi n ne pas y en qui que qu quoi quel quelle quels quelles comment combien "
    "pourquoi tres tout toute vraiment journee soiree nuit matin soir apres-midi plus tard "
    "demain va vas allez nom prenom appelle appelles appelez cree creee fabrique fait faire "
    "fais faites sais savez savoir peut pouvez pourrais pourriez demander demande poser pose "
    "reponse reponses repondre reponds repondez sert sers servez servir marche marches "
    "fonctionne fonctionnes fonctionnez utiliser utilise outil site application appli parles "
    "parlez parler comprends comprenez francais anglais langue langues humain humaine "
    "personne ia as programme ordinateur vrai vraie faux clair gentil raconte dis dire sur "
    "avec si"
)
"""Words that say nothing of the world: what may stand beside those."""


def is_courtesy(text: str) -> bool:
    """Whether it greets, thanks, agrees, or asks only about the one that answers."""
    words = set(re.findall(r"\w+", fold(text)))
    telling = words - _COURTESIES - _ADDRESSED
    if telling == words or telling - _BESIDE:
        return False
    return not words.isdisjoint(_COURTESIES | _ADDRESSED)


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
