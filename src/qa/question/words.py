"""The closed classes of words that ask: question words, auxiliaries, and what is said before them.

All patterns are for text folded by `qa.lang.text.fold_letters`.
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
    "after|before|within|over|between|among|near|across|in response to|because of|"
    "as a result of|thanks to|as of|up to|along with|together with|according to|in favou?r of|"
    "in exchange for|on behalf of|in front of"
)
_FR_BEFORE = (
    "a|au|aux|de|du|d'|des|par|pour|en|dans|sur|sous|avec|contre|chez|depuis|jusqu'a|jusqu'|vers|"
    "selon|face a|face aux?|a la suite de|a cause de|en raison de|au nom de|grace a|aupres de|sans|"
    "apres|avant|au bout de|lors de|d'apres|a partir de|en faveur de|en echange de|entre|a bord de|"
    "a proximite de|pres de|au profit de|au cours de|a destination de|pendant|devant|derriere|"
    "en reponse a"
)
_EN_WORDS = r"(?:who|whom|whose|who's|what|what's|which|when|when's|where|where's|why|how)\b(?!-)"
_FR_WORDS = (
    r"(?:qui|quoi|quand|ou|pourquoi|comment|combien|quels?|quelles?|lequel|laquelle|"
    r"lesquel(?:le)?s|auquel|a laquelle|auxquel(?:le)?s|duquel|desquel(?:le)?s|"
    r"qu'est-ce|que|qu'(?=\w))"
)
ASKING: dict[Language, str] = {
    "en": rf"(?:(?:{_EN_BEFORE}) )?{_EN_WORDS}",
    "fr": rf"(?:(?:{_FR_BEFORE}) ?)?{_FR_WORDS}(?![\w-])|(?:qu'(?=\w)|d'ou\b|jusqu'ou\b)",
}
"""Words that open a question, with a preposition before them."""

_EN_LEAD = (
    r"(?:(?:hi|hello|hey)(?: there| all| everyone)?|good (?:morning|afternoon|evening)|ok|okay|so|"
    r"well|please|and|but|also|then|now|sorry|excuse me|thanks|thank you|"
    r"(?:great|yes|no|right)(?=[,!.]))\b[,!:.]* |"
    r"(?:can|could|would|will) you (?:please |kindly )?(?:tell|explain|say|remind|show|give)"
    r"(?: to)?(?: me| us)?,? (?:please,? )?|"
    r"(?:i|we)(?:'d| would)? (?:really )?(?:like|love|want|need|wish) to "
    r"(?:know|understand|learn|find out|ask|hear)(?: you)?,? (?:about )?|"
    r"(?:i|we)(?: am|'m| was| were|'re)? (?:wonder|wondering|curious|asking)(?: about)?,? |"
    r"(?:i|we) (?:don't|do not|didn't) (?:know|remember|understand) |"
    r"do (?:you|we) (?:happen to )?(?:know|remember)(?: about)? |"
    r"(?:do you have )?any idea(?: of| about)?,? |"
    r"(?:please )?(?:tell|remind|show|give) (?:me|us),? |"
    r"explain (?:to (?:me|us),? )?|let me know |"
    r"(?:my |the |a )?(?:quick )?question(?: is)?:? "
)
_FR_LEAD = (
    r"(?:(?:bonjour|bonsoir|salut|coucou)(?: a tou(?:te)?s)?|alors|et|mais|donc|ok|"
    r"(?:d'accord|super|parfait|oui|non)(?= ?[,!.])|svp|stp|dis|dites|au fait|"
    r"merci(?: beaucoup| de (?:(?:me|nous|bien vouloir) )*(?:dire|expliquer|indiquer|preciser))?|"
    r"s'il (?:te|vous) plait|excusez-moi|pardon)\b ?[,!:.]* |"
    r"(?:est-ce que )?(?:(?:tu |vous )?(?:peux|pouvez|pourrais|pourriez|sais|savez|saurais|sauriez)"
    r"(?:[- ](?:tu|vous))?|(?:peut|pourrait|sait)-on|on (?:peut|sait)|"
    r"quelqu'un sait)(?: (?:me|nous|m'))? ?"
    r"(?:dire|expliquer|rappeler|indiquer|preciser|donner|savoir)?,? |"
    r"(?:je|j'|nous) ?(?:voudrais|aimerais|veux|souhaite|souhaiterais|voudrions|aimerions|demande|"
    r"cherche a|me demande|ne sais (?:pas|plus))(?: bien)?(?: savoir| comprendre| connaitre)?,? |"
    r"(?:dis|dites|explique|raconte|indique|rappelle|precise|donne)[rz]?(?:[- ](?:moi|nous))?"
    r"(?: stp| svp)?,? |"
    r"(?:une |ma )?question ?: ?|savoir "
)
_LEAD: dict[Language, re.Pattern[str]] = {"en": re.compile(_EN_LEAD), "fr": re.compile(_FR_LEAD)}

_AND = re.compile(r"(?:and|but|also|et|mais)\b,? ")
_MARKS = "?!.,;: \u00a0\u202f"


_COURTESIES = word_set(
    "hi hello hey morning afternoon evening night thank thanks cheers yes no ok okay great cool "
    "perfect please bye goodbye bonjour bonsoir salut coucou oui non merci accord super parfait "
    "genial bravo revoir bientot journee soiree nuit plait svp stp"
)
_AROUND = word_set(
    "there all everyone good you so very much a lot again many for your help that this well done "
    "got it i see later soon mille un grand beaucoup bien encore d avance toi vous tous pour tout "
    "votre ton aide reponse c est tres note bon au plus tard demain bonne s il te"
)


def is_courtesy(text: str) -> bool:
    """Whether it only greets, thanks or agrees, so that nothing is asked."""
    words = set(re.findall(r"\w+", fold(text)))
    return not words.isdisjoint(_COURTESIES) and words <= _COURTESIES | _AROUND


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
