"""Sources that a question names: "selon Le Monde", "according to the Valley Post".

Only names of the index's own sources are found, whole and after a word that makes them
the source of what is asked: "selon le monde politique" names none. An address names its
site too: `lemonde.fr` is found as "Le Monde".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from qa.lang.text import fold, fold_letters
from qa.question.words import ASKING, AUXILIARY

if TYPE_CHECKING:
    from qa.types import Language

_FR_TOLD = (
    r"(?:paru|publi|rapport|ecrit|annonc|revel|relat|raconte|cit|lu|affirm|diffus)\w* "
    r"(?:par|dans|sur|chez)"
)
_FR_SAYS = (
    r"dit|disent|disait|ecrit|ecrivait|rapporte|rapportait|raconte|racontait|affirme|affirmait|"
    r"revele|annonce|explique|publie"
)
_EN_TOLD = (
    r"(?:reported|published|written|said|revealed|told|covered|quoted|printed) (?:by|in|on|at)"
)
_CUE = {
    "fr": re.compile(
        r"\b(?:selon|d'apres|suivant|a en croire|aux dires de|les colonnes de|articles? de|"
        rf"(?:que|ce que|qu'en) (?:{_FR_SAYS})|{_FR_TOLD})(?!\w)|"
        r"\b(?P<of>(?:articles?|les colonnes) d[ue]s?)(?!\w)"
    ),
    "en": re.compile(
        rf"\b(?:according to|as per|{_EN_TOLD}|(?:articles?|reports?|stor(?:y|ies)) (?:in|of|by|"
        r"from|on)|(?:what|how|why|when|who) (?:does|do|did|has|have|had))\b"
    ),
}
_FR_AFTER = (
    r"en|et|ou|on|il|elle|ils|elles|hier|depuis|avant|apres|ont?|sont?|a|"
    r"d[ue] (?=\d|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
)
_FR_ABOUT = rf"{_FR_AFTER}|de|du|des|le|la|sur|au|aux|dans|a propos"
_EN_AFTER = r"in|on|of|and|or|from|since|before|after|yesterday|last|this|was|were|is|are"
_EN_SAYS = (
    r"say|said|write|written|report|reported|reveal|revealed|tell|told|claim|claimed|publish|"
    r"published|think|call|called|describe|described|explain|explained|quote|quoted"
)
_ARTICLE = r"(?:the |le |la |les |l'|du |des )?"
_JOINED = re.compile(r" ?(?:, ?|,? et (?:d'apres |selon |de )?|,? and |,? ou |,? or )")
_GENERIC = {"com", "co", "org", "net", "gov", "gouv", "ac", "edu", "info"}
_SHORTEST_SITE = 3


def sources_in(question: str, language: Language, known: Iterable[str]) -> list[str]:
    """The sources that a question names, as the index writes them, in the order of `known`.

    Args:
        question: As the user wrote it.
        language: That of the question.
        known: Names of the index's sources.
    """
    letters = " ".join(fold_letters(question).split())
    cues = list(_CUE[language].finditer(letters))
    if not cues:
        return []
    names = list(dict.fromkeys(known))
    forms = [(name, form) for name in names for form in _forms(name, _compact(letters))]
    named = {name for cue in cues for name in _named_at(letters, cue, forms, language)}
    return [name for name in names if name in named]


def is_sourced(question: str, language: Language) -> bool:
    """Whether any word of a question may introduce a source; cheaper than looking for it."""
    return _CUE[language].search(fold_letters(question)) is not None


def _named_at(
    letters: str, cue: re.Match[str], forms: list[tuple[str, str]], language: Language
) -> set[str]:
    """The names behind one cue; several are joined by commas, "et" or "and"."""
    after = _after(cue[0], language)
    end = rf"(?=$|[^\w' -]|'s\b| [^\w ]| (?:{after})(?!\w)|-t-| \w+-(?:t-)?(?:il|elle|on)s?\b)"
    named: set[str] = set()
    start = cue.end()
    while True:
        hits = [
            (name, found)
            for name, form in forms
            if (found := re.compile(rf" ?{_ARTICLE}(?:{form}){end}").match(letters, start))
        ]
        if not hits:
            return named
        furthest = max(found.end() for _, found in hits)
        named |= {name for name, found in hits if found.end() == furthest}
        if not (joined := _JOINED.match(letters, furthest)):
            return named
        start = joined.end()


def _after(cue: str, language: Language) -> str:
    """Words that may follow a name; any other would belong to it: "Le Monde diplomatique"."""
    if language == "en" and re.match(r"(?:what|how|why|when|who)\b", cue):
        return _EN_SAYS
    about = language == "fr" and re.match(r"(?:que|ce que|qu'|article|les col)", cue)
    words = _EN_AFTER if language == "en" else _FR_ABOUT if about else _FR_AFTER
    return rf"{words}|{AUXILIARY}|(?:{ASKING[language]})"


def _forms(name: str, question: str) -> list[str]:
    """Patterns of how a source may be written in a folded question.

    Args:
        name: As the index has it.
        question: Its letters and digits, folded; forms that are not in it are left out.
    """
    folded = " ".join(fold(name).split())
    forms = [folded, re.sub(r"^(?:the |le |la |les |l')", "", folded)]
    patterns = [re.escape(form) for form in forms if _compact(form) in question]
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", folded):
        labels = [label for label in folded.split(".")[:-1] if label not in _GENERIC]
        site = _compact(labels[-1]) if labels else ""
        if len(site) >= _SHORTEST_SITE and site in question:
            patterns.append("[ '-]?".join(site))
    return patterns


def _compact(text: str) -> str:
    return re.sub(r"\W", "", text)
