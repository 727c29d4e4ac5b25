"""Letters and words that the rules about questions share."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from qa.lang.text import fold

if TYPE_CHECKING:
    from qa.types import Language

_TYPOS = {
    "pourqoi": "pourquoi", "porquoi": "pourquoi", "pourquoa": "pourquoi", "pourkoi": "pourquoi",
    "pourquoi": "pourquoi", "purquoi": "pourquoi", "poruquoi": "pourquoi",
    "coment": "comment", "commen": "comment", "commment": "comment", "conbien": "combien",
    "combein": "combien", "combiens": "combien", "cmbien": "combien", "quant": "quand",
    "qund": "quand", "qaund": "quand", "qel": "quel", "qelle": "quelle", "keske": "qu'est-ce que",
    "wich": "which", "whcih": "which", "whitch": "which", "waht": "what", "whta": "what",
    "wath": "what", "wher": "where", "wehre": "where", "whre": "where", "wheer": "where",
    "whne": "when", "wehn": "when", "hwo": "who", "hwy": "why", "hwat": "what",
    "hwen": "when", "hwere": "where", "woh": "who",
    "whats": "what's", "whos": "who's", "wheres": "where's", "whens": "when's", "hows": "how's",
}  # fmt: skip
_TYPO = re.compile(rf"(?<![\w'’-])(?:{'|'.join(_TYPOS)})(?![\w'’-])(?! à)", re.IGNORECASE)

EN_AUX = "do|does|did|is|are|was|were|has|have|had|can|could|will|would|shall|should|may|might|must"
"""English verbs that stand before the subject in a question."""

IN_BRACKETS = re.compile(r" \(.*\)(?= ?\??$)")
"""What a part was completed with, at its end."""

_HYPHENS = [
    (re.compile(rule, re.IGNORECASE), put)
    for rule, put in (
        (r"\best ce (?=qu)", "est-ce "),
        (r"\bqu[ '’]?est[ -]ce (?=qu)", "qu'est-ce "),
        (r"\bcest (?=quoi|qui|quand|o[uù]\b|combien|comment|pourquoi)", "c'est "),
        (r"\b(\w*[aeà])[ -]t[ -](ils?|elles?|on)\b", r"\1-t-\2"),
        (r"\b(did|does|is|are|was|were|has|have|could|would|should)nt\b", r"\1n't"),
    )
]
"""Hyphens and apostrophes that quick typing leaves out of question words."""

_WHERE = re.compile(r"^ou(?= (?!bien|alors))", re.IGNORECASE)
_WHY = re.compile(r"^p[kq](?= \w)", re.IGNORECASE)

_EN_BEFORE = (
    "to|from|for|by|with|in|on|at|of|about|under|during|until|since|against|behind|through|into|"
    "after|before|within|over|over|between|among|near|across|in response to|because of|"
    "as a result of|thanks to|as of|up to|along with|together with|according to|in favou?r of|"
    "in exchange for|on behalf of|in front of"
)
_FR_BEFORE = (
    "a|au|aux|de|du|d'|des|par|pour|en|dans|sur|sous|avec|contre|chez|depuis|jusqu'a|jusqu'|vers|"
    "selon|face a|face aux?|a la suite de|a cause de|en raison de|au nom de|grace a|aupres de|sans|"
    "apres|avant|au bout de|lors de|d'apres|a partir de|en faveur de|en echange de|entre|a bord de|"
    "a proximite de|pres de|au profit de|au cours de|a destination de|pendant|devant|derriere|"
    "en reponse a|des"
)
_EN_WORDS = r"(?:who|whom|whose|who's|what|what's|which|when|when's|where|where's|why|how)\b(?!-)"
_FR_WORDS = (
    r"(?:qui|quoi|quand|ou|pourquoi|comment|combien|quels?|quelles?|lequel|laquelle|"
    r"lesquel(?:le)?s|auquel|a laquelle|auxquel(?:le)?s|duquel|desquel(?:le)?s|"
    r"qu'est-ce|que|qu'(?=\w))"
)
WH = {
    "en": rf"(?:(?:{_EN_BEFORE}) )?{_EN_WORDS}",
    "fr": rf"(?:(?:{_FR_BEFORE}) ?)?{_FR_WORDS}(?![\w-])|(?:qu'(?=\w)|d'ou\b|jusqu'ou\b)",
}
"""Words that open a question, with a preposition before them; for flat text."""

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
    r"does (?:anyone|anybody) know |is it (?:known|clear) |"
    r"(?:do you have )?any idea(?: of| about)?,? |"
    r"(?:please )?(?:tell|remind|show|give) (?:me|us),? |"
    r"explain (?:to (?:me|us),? )?|let me know |"
    r"(?:my |the |a )?(?:quick )?question(?: is)?:? |what i(?:'d like| want) to know is:?,? "
)
_FR_LEAD = (
    r"(?:(?:bonjour|bonsoir|salut|coucou)(?: a tou(?:te)?s)?|alors|et|mais|donc|ok|"
    r"(?:d'accord|super|parfait|oui|non)(?= ?[,!.])|svp|stp|dis|dites|au fait|voila|"
    r"merci(?: beaucoup| de (?:(?:me|nous|bien vouloir) )*(?:dire|expliquer|indiquer|preciser))?|"
    r"s'il (?:te|vous) plait|excusez-moi|pardon)\b ?[,!:.]* |"
    r"(?:est-ce que )?(?:(?:tu |vous )?(?:peux|pouvez|pourrais|pourriez|sais|savez|saurais|sauriez)"
    r"(?:[- ](?:tu|vous))?|(?:peut|pourrait|sait)-on|on (?:peut|sait)|qu'on sait|"
    r"quelqu'un sait)(?: (?:me|nous|m'))? ?"
    r"(?:dire|expliquer|rappeler|indiquer|preciser|donner|savoir)?,? |"
    r"(?:je|j'|nous) ?(?:voudrais|aimerais|veux|souhaite|souhaiterais|voudrions|aimerions|demande|"
    r"cherche a|me demande|ne sais (?:pas|plus))(?: bien)?(?: savoir| comprendre| connaitre)?,? |"
    r"(?:dis|dites|explique|raconte|indique|rappelle|precise|donne)[rz]?(?:[- ](?:moi|nous))?"
    r"(?: stp| svp)?,? |"
    r"(?:une |ma )?question ?: ?|savoir |aurais-tu une idee d[eu] "
)
_LEAD = {"en": re.compile(_EN_LEAD), "fr": re.compile(_FR_LEAD)}
_COURTESY = re.compile(
    r"[\W_]*(?:(?:(?:hi|hello|hey)(?: there| all| everyone)?|how are you|"
    r"good (?:morning|afternoon|evening|night)|"
    r"thank(?:s| you)(?: (?:a lot|so much|very much|again|for (?:your help|that|this)))*|"
    r"many thanks|thx|cheers|yes|no|ok(?:ay)?|great|cool|perfect|well done|got it|i see|please|"
    r"that(?:'s all| helps| helped)|(?:good ?)?bye|see you(?: later| soon)?|"
    r"bonjour|bonsoir|salut|coucou|(?:comment )?ca va|comment allez[- ]vous|oui|non|ah bon|"
    r"(?:un grand |mille )?merci(?:s|(?: (?:beaucoup|bien|encore|d'avance|a (?:toi|vous|tous)|"
    r"pour (?:tout|(?:votre|ton) aide|(?:votre|ta) reponse)))*)|c'est tout|"
    r"d'accord|super|parfait|genial|bravo|tres bien|c'est (?:note|parfait|super|bon)|"
    r"au revoir|a (?:bientot|plus(?: tard)?|demain)|bonne (?:journee|soiree|nuit)|"
    r"s'il (?:te|vous) plait|svp|stp)\b[\W_]*)+"
)


SMALL = re.compile(
    rf"(?:{WH['fr']}|{WH['en']}|{EN_AUX}|in|on|at|under|according|after|before|the|an?|"
    r"en|dans|selon|d'apres|la|les?|une?|des|ce|cet|cette|ces|y|est-ce|il|elle|ils|elles)(?!\w)|(?:qu|l|d|s)'"
)


@lru_cache(maxsize=4096)
def _flat_letter(letter: str) -> str:
    return fold(letter)[:1] or letter


def flat(text: str) -> str:
    """`text` folded letter by letter: offsets are the same in both."""
    return "".join(map(_flat_letter, text))


def correct(text: str) -> str:
    """`text` with misspelt question words put right."""
    for left_out, put in _HYPHENS:
        text = left_out.sub(partial(_put, put), text)
    text = _WHERE.sub(lambda found: _like(found[0], "où"), text)
    text = _WHY.sub(lambda found: _like(found[0], "pourquoi"), text)
    return _TYPO.sub(lambda found: _like(found[0], _TYPOS[found[0].lower()]), text)


def _put(put: str, found: re.Match[str]) -> str:
    return _like(found[0], found.expand(put))


def _like(model: str, word: str) -> str:
    return word.upper() if model.isupper() else word.capitalize() if model[0].isupper() else word


def mask_who(text: str) -> str:
    """`text` without the WHO, which is no question word where not all is in capitals."""
    return text if text.isupper() else re.sub(r"\bWHO\b", "OMS", text)


def is_courtesy(text: str) -> bool:
    """Whether it only greets, thanks or agrees, so that nothing is asked."""
    return _COURTESY.fullmatch(flat(text).replace("’", "'")) is not None


def lead_end(text: str, language: Language, start: int = 0) -> int:
    """Where the question begins behind greetings and "I would like to know"."""
    letters = flat(text)
    while found := _LEAD[language].match(letters, start):
        start = found.end()
    return start


def lowered(text: str) -> str:
    """`text` to stand inside a sentence: without the capital of its first small word."""
    body = text.strip().strip("?!.,;: \u00a0\u202f")
    return body[:1].lower() + body[1:] if SMALL.match(flat(body)) else body


def sentence(text: str, language: Language) -> str:
    """`text` with a capital at its head and the language's question mark at its end."""
    body = text.strip().rstrip("?!.,;: \u00a0\u202f")
    if not body:
        return text.strip()
    return body[0].upper() + body[1:] + (" ?" if language == "fr" else "?")
